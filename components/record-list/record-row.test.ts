import { expect, test } from "vitest";
import { rowLayout } from "./record-row";

const clock = { dated: false, millis: false };
const timeWidth = (width: number, time: typeof clock) =>
  Number.parseInt(rowLayout(width, 0, time).gridTemplateColumns, 10);

test("the time has more room where it tells the day, and no milliseconds where the list is narrow", () => {
  const dated = timeWidth(720, { dated: true, millis: false });
  expect(dated).toBeGreaterThan(timeWidth(720, clock));
  expect(timeWidth(720, { dated: true, millis: true })).toBeGreaterThan(dated);
  const compact = timeWidth(500, { dated: true, millis: false });
  expect(compact).toBeGreaterThan(timeWidth(500, clock));
  expect(timeWidth(500, { dated: true, millis: true })).toBe(compact);
});
