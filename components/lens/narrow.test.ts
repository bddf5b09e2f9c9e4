import { expect, it } from "vitest";
import { narrowFilter } from "./narrow";

it.each([
  ["", "changed:status", "changed:status"],
  ["event:modify", "changed:status", "event:modify changed:status"],
  ["changed:status", "changed:status", "changed:status"],
  ["a changed:status b", "changed:status", "a changed:status b"],
  ["a OR b", "changed:status", "(a OR b) changed:status"],
  ["(a)OR b", "c", "((a)OR b) c"],
])("%s and %s", (filter, more, text) => {
  expect(narrowFilter(filter, more)).toBe(text);
});
