import { expect, test } from "vitest";
import { rowLayout } from "./record-row";

const clock = { dated: false, millis: false };
const timeWidth = (width: number, time: typeof clock) =>
  Number.parseInt(rowLayout(width, 0, time).gridTemplateColumns, 10);

test("the time has more room where it tells the day, and no day where the list is narrow", () => {
  const dated = timeWidth(720, { dated: true, millis: false });
  expect(dated).toBeGreaterThan(timeWidth(720, clock));
  expect(timeWidth(720, { dated: true, millis: true })).toBeGreaterThan(dated);
  expect(rowLayout(500, 0, { dated: true, millis: true })).toEqual(rowLayout(500, 0, clock));
});
