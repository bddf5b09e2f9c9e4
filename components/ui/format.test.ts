import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatAgo,
  formatBytes,
  formatClock,
  formatDuration,
  formatFull,
  formatShortCount,
  formatSpan,
  formatWhen,
} from "./format";

const time = Date.parse("2026-11-20T07:52:33.551Z");

it("formatWhen, as the person likes to read times", () => {
  expect(formatWhen(time, { zone: "utc", form: "absolute" }, time)).toBe("2026-11-20 07:52");
  expect(formatWhen(time, { zone: "utc", form: "relative" }, time + 7_300_000)).toBe("2 h ago");
});

it.each([
  [0, "0"],
  [4.26, "4.3"],
  [999, "999"],
  [1240, "1.2k"],
  [12_400, "12k"],
  [999_499, "999k"],
  [999_950, "1M"],
  [1_203_411, "1.2M"],
])("formatShortCount %f", (count, text) => expect(formatShortCount(count)).toBe(text));

it.each([
  [412, "412 B"],
  [1030, "1 kB"],
  [9960, "10 kB"],
  [999_600, "1 MB"],
  [17_300_000, "17 MB"],
  [1_400_000_000, "1.4 GB"],
])("formatBytes %i", (bytes, text) => expect(formatBytes(bytes)).toBe(text));

it.each([
  [-5, "0 s"],
  [420, "0.4 s"],
  [9960, "10 s"],
  [59_600, "1 min"],
  [90_000, "1 min 30 s"],
  [3_599_600, "1 h"],
  [7_800_000, "2 h 10 min"],
  [86_399_000, "1 d"],
  [273_600_000, "3 d 4 h"],
])("formatDuration %i", (ms, text) => expect(formatDuration(ms)).toBe(text));

it.each([
  [80_000, "80 s"],
  [119_600, "2 min"],
  [10_740_000, "3 h"],
  [86_400_000, "24 h"],
  [1_209_600_000, "14 d"],
])("formatSpan %i", (ms, text) => expect(formatSpan(ms)).toBe(text));

it.each([
  [400, "now"],
  [4000, "4 s ago"],
  [7_799_000, "2 h ago"],
  [-60_000, "in 1 min"],
])("formatAgo %i", (age, text) => expect(formatAgo(time - age, time)).toBe(text));

describe("times", () => {
  it("are cut from ISO in UTC", () => {
    expect(formatClock(time, "utc")).toBe("07:52:33");
    expect(formatClock(time, "utc", true)).toBe("07:52:33.551");
    expect(formatFull(time, "utc")).toBe("2026-11-20 07:52:33 UTC");
  });

  it("name the offset when local, so that they can be read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (ms) => {
        const [date, clock, zone] = formatFull(ms, "local", true).replace("−", "-").split(" ");
        expect(Date.parse(`${date}T${clock}${zone}`)).toBe(ms);
      }),
    );
  });
});
