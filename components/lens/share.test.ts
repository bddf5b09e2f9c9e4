import { expect, it } from "vitest";
import { shareText } from "./share";

it.each([
  [0, 0, "0 %"],
  [0, 5, "0 %"],
  [5, 5, "100 %"],
  [999, 1000, "99 %"],
  [1, 2, "50 %"],
  [1, 16, "6.3 %"],
  [1, 100, "1 %"],
  [1, 100_000, "<0.1 %"],
])("%i of %i is %s", (part, whole, text) => {
  expect(shareText(part, whole)).toBe(text);
});
