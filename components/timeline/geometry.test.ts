import { expect, test } from "vitest";
import { laneAt, laneHeight, lanesInSight, lanesOutOfSight } from "./geometry";

test("lanes share the room, neither thin nor tall", () => {
  expect(laneHeight(132, 1)).toBe(40);
  expect(laneHeight(132, 4)).toBe(33);
  expect(laneHeight(132, 5000)).toBe(22);
  expect(laneHeight(0, 0)).toBe(22);
});

test("only lanes in sight are drawn, also when the list became shorter than it was scrolled", () => {
  expect(lanesInSight(0, 132, 24, 5000)).toEqual([0, 6]);
  expect(lanesInSight(50, 132, 24, 5000)).toEqual([2, 8]);
  expect(lanesInSight(900, 132, 24, 3)).toEqual([3, 3]);
});

test("a lane is found by its pixel", () => {
  expect(laneAt(10, 50, 24, 5)).toBe(2);
  expect(laneAt(110, 50, 24, 5)).toBeUndefined();
  expect(laneAt(-60, 50, 24, 5)).toBeUndefined();
});

test("lanes out of sight are counted; one cut by less than half is seen", () => {
  expect(lanesOutOfSight(0, 130, 22, 27)).toEqual({ above: 0, below: 21 });
  expect(lanesOutOfSight(55, 130, 22, 27)).toEqual({ above: 3, below: 19 });
  expect(lanesOutOfSight(22 * 27 - 130, 130, 22, 27)).toEqual({ above: 21, below: 0 });
  expect(lanesOutOfSight(0, 130, 32, 4)).toEqual({ above: 0, below: 0 });
  expect(lanesOutOfSight(900, 130, 22, 3)).toEqual({ above: 3, below: 0 });
});
