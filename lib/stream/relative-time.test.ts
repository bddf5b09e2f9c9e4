import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTime, parseTimeSpan } from "./relative-time";

const now = Date.UTC(2026, 10, 20, 7, 52, 33, 551);
const utc = { now, zone: "utc" } as const;

describe("parseTime", () => {
  it.each([
    ["now", now],
    ["−15m", now - 900_000],
    ["-15m", now - 900_000],
    ["15m ago", now - 900_000],
    ["15 minutes ago", now - 900_000],
    ["2h", now - 7_200_000],
    ["1h30m", now - 5_400_000],
    ["1.5h", now - 5_400_000],
    ["-30s", now - 30_000],
    ["1 day", now - 86_400_000],
    ["03:12", Date.UTC(2026, 10, 20, 3, 12)],
    ["3:12", Date.UTC(2026, 10, 20, 3, 12)],
    ["07:52:33", Date.UTC(2026, 10, 20, 7, 52, 33)],
    ["07:52:34", Date.UTC(2026, 10, 19, 7, 52, 34)],
    ["23:59", Date.UTC(2026, 10, 19, 23, 59)],
    ["2026-11-20", Date.UTC(2026, 10, 20)],
    ["2026-11-20T03:12", Date.UTC(2026, 10, 20, 3, 12)],
    ["2026-11-20 03:12:30.25", Date.UTC(2026, 10, 20, 3, 12, 30, 250)],
    ["2026-11-20T03:12:30.123456Z", Date.UTC(2026, 10, 20, 3, 12, 30, 123)],
    ["2026-11-20T03:12+02:00", Date.UTC(2026, 10, 20, 1, 12)],
    ["2026-11-20T03:12-0530", Date.UTC(2026, 10, 20, 8, 42)],
    ["1763625153", 1763625153000],
    ["1763625153.5", 1763625153500],
    ["1763625153551", 1763625153551],
  ])("reads %s", (text, expected) => {
    expect(parseTime(text, utc)).toBe(expected);
  });

  it.each([
    "",
    "yesterdayish",
    "25:00",
    "03:60",
    "03:12:60",
    "2026-02-29",
    "2026-13-01",
    "2026-11-20T03:12+19:00",
    "15",
    "15x",
    "+5m",
    "999999999999d",
    "x".repeat(10_000),
  ])("says why %s is no time", (text) => {
    const result = parseTime(text, utc);
    expect(result).toHaveProperty("error");
    expect((result as { error: string }).error.length).toBeLessThan(200);
  });

  it("reads local times by the fields of the clock on the wall", () => {
    const local = { now, zone: "local" } as const;
    expect(parseTime("2026-11-20T03:12", local)).toBe(new Date(2026, 10, 20, 3, 12).getTime());
    const moment = parseTime("03:12", local) as number;
    expect(new Date(moment).getHours()).toBe(3);
    expect(moment).toBeLessThanOrEqual(now);
    expect(moment).toBeGreaterThan(now - 90_000_000);
  });

  it("knows how far a named time reaches", () => {
    expect(parseTimeSpan("03:12", utc)).toEqual({
      from: Date.UTC(2026, 10, 20, 3, 12),
      to: Date.UTC(2026, 10, 20, 3, 13),
    });
    expect(parseTimeSpan("2026-11-20", utc)).toEqual({ from: Date.UTC(2026, 10, 20), to: Date.UTC(2026, 10, 21) });
    expect(parseTimeSpan("-15m", utc)).toEqual({ from: now - 900_000 });
  });

  it("never throws, and gives a time a Date can hold", () => {
    const piece = fc.constantFrom(
      "-",
      "15",
      "m",
      "h",
      " ",
      "ago",
      "03:12",
      ":30",
      "2026-11-20",
      "t",
      "z",
      "+02:00",
      "99999999999",
    );
    const texts = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
    );
    fc.assert(
      fc.property(texts, fc.constantFrom("utc" as const, "local" as const), (text, zone) => {
        const time = parseTime(text, { now, zone });
        if (typeof time === "number") expect(new Date(time).getTime()).toBe(time);
      }),
    );
  });

  it("reads back every moment that it is given as ISO", () => {
    fc.assert(
      fc.property(fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(Date.UTC(9999, 0)) }), (date) => {
        expect(parseTime(date.toISOString(), utc)).toBe(date.getTime());
      }),
    );
  });
});
