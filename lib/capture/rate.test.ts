import { expect, it } from "vitest";
import { Rate } from "./rate";

it("counts over the last whole seconds, and falls to nothing when nothing comes", () => {
  const rate = new Rate(5);
  for (let second = 0; second < 10; second++) rate.add(20, second * 1000 + 300);
  expect(rate.perSecond(10_000)).toBe(20);
  // The second that is not over yet does not count: it would make every rate look low.
  expect(rate.perSecond(9_999)).toBe(20);
  expect(rate.perSecond(12_000)).toBe(12);
  expect(rate.perSecond(60_000)).toBe(0);
});
