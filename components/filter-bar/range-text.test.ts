import { expect, it } from "vitest";
import { rangeText, rangeWords } from "./range-text";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const at = (iso: string) => Date.parse(`2026-${iso}Z`);

it.each([
  ["of today", at("11-20T07:52:33"), at("11-20T08:00:00"), "07:52:33 – 08:00:00"],
  ["of yesterday", at("11-19T07:52:33"), at("11-19T08:52:00"), "11-19 07:52 – 08:52"],
  ["of a moment yesterday", at("11-19T07:52:33"), at("11-19T07:52:43"), "11-19 07:52:33 – 07:52:43"],
  ["over midnight", at("11-19T23:50:00"), at("11-20T00:10:00"), "11-19 23:50 – 11-20 00:10"],
  ["of two other days", at("11-17T23:50:00"), at("11-18T00:10:00"), "11-17 23:50 – 11-18 00:10"],
  ["since some time today", at("11-20T07:52:33"), null, "07:52:33 – …"],
  ["since some time yesterday", at("11-19T07:52:33"), null, "11-19 07:52 – …"],
  ["until some time today", null, at("11-20T08:00:00"), "… – 08:00:00"],
  ["until some time yesterday", null, at("11-19T08:00:00"), "… – 11-19 08:00"],
])("tells the day of a range unless it is wholly of today: %s", (_, from, to, text) => {
  expect(rangeText(from, to, "utc", NOW)).toBe(text);
});

it("goes by the day of the person's zone", () => {
  const shift = new Date(NOW).getTimezoneOffset() * 60_000;
  // Local midnight to one: of today there, whatever the day is in UTC.
  const midnight = at("11-20T00:00:00") + shift;
  expect(rangeText(midnight, midnight + 3_600_000, "local", midnight + 7_200_000)).toBe("00:00:00 – 01:00:00");
  expect(rangeText(midnight - 1000, midnight, "local", midnight)).toBe("11-19 23:59:59 – 11-20 00:00:00");
});

it("says all of it on hover", () => {
  expect(rangeWords(at("11-19T23:50:00"), at("11-20T00:10:00"), "utc")).toBe(
    "from 2026-11-19 23:50:00 UTC to 2026-11-20 00:10:00 UTC",
  );
  expect(rangeWords(null, at("11-20T00:10:00"), "utc")).toBe("up to 2026-11-20 00:10:00 UTC");
  expect(rangeWords(at("11-19T23:50:00"), null, "utc")).toBe("from 2026-11-19 23:50:00 UTC on");
});
