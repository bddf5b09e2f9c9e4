import { expect, it } from "vitest";
import { placeOf } from "./place-of";

it.each([
  ["abc", 0, "line 1:1"],
  ["abc", 3, "line 1:4"],
  ["a\nbc", 2, "line 2:1"],
  ["a\nbc\n", 5, "line 3:1"],
  ["", 0, "line 1:1"],
])("%j at %i is %s", (text, position, place) => {
  expect(placeOf(text, position)).toBe(place);
});
