import { expect, test } from "vitest";
import { rowLayout } from "./record-row";

const clock = { dated: false, millis: false, relative: false };
const timeWidth = (width: number, time: typeof clock) =>
  Number.parseInt(rowLayout(width, 0, time).gridTemplateColumns, 10);

test("the time has more room where it tells the day, and no milliseconds where the list is narrow", () => {
  const dated = timeWidth(720, { ...clock, dated: true, millis: false });
  expect(dated).toBeGreaterThan(timeWidth(720, clock));
  expect(timeWidth(720, { ...clock, dated: true, millis: true })).toBeGreaterThan(dated);
  const compact = timeWidth(500, { ...clock, dated: true, millis: false });
  expect(compact).toBeGreaterThan(timeWidth(500, clock));
  expect(timeWidth(500, { ...clock, dated: true, millis: true })).toBe(compact);
});

test("a narrow list has room for how long ago a record was", () => {
  expect(timeWidth(500, { ...clock, relative: true })).toBeGreaterThan(timeWidth(500, clock));
});
