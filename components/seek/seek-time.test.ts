import { describe, expect, it } from "vitest";
import { readSeekTime } from "./seek-time";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const LAST = Date.parse("2026-11-18T07:52:33Z");
const live = { now: NOW, last: undefined, zone: "utc" } as const;
const ended = { now: NOW, last: LAST, zone: "utc" } as const;
const at = (iso: string) => Date.parse(`2026-${iso}Z`);

describe("while records may come", () => {
  it.each([
    ["-5m", at("11-20T11:55:00"), "2026-11-20 11:55:00 UTC · 5 min ago"],
    ["03:12", at("11-20T03:12:00"), "2026-11-20 03:12:00 UTC · 8 h ago"],
    ["13:00", at("11-19T13:00:00"), "2026-11-19 13:00:00 UTC · 23 h ago"],
  ])("counts %s back from now", (text, time, told) => {
    expect(readSeekTime(text, live)).toEqual({ time, told });
  });
});

describe("where nothing comes any more", () => {
  it.each([
    ["-5m", at("11-18T07:47:33"), "2026-11-18 07:47:33 UTC · 5 min before the end"],
    ["1h30m ago", at("11-18T06:22:33"), "2026-11-18 06:22:33 UTC · 1 h 30 min before the end"],
    ["now", LAST, "2026-11-18 07:52:33 UTC · the end"],
    // Time of day is that of the last day that is captured.
    ["07:00", at("11-18T07:00:00"), "2026-11-18 07:00:00 UTC · 52 min 33 s before the end"],
    ["08:00", at("11-17T08:00:00"), "2026-11-17 08:00:00 UTC · 23 h 53 min before the end"],
    ["2026-11-18T06:52", at("11-18T06:52:00"), "2026-11-18 06:52:00 UTC · 1 h 1 min before the end"],
    ["2026-11-19", at("11-19T00:00:00"), "2026-11-19 00:00:00 UTC · after the end"],
  ])("counts %s back from the last record", (text, time, told) => {
    expect(readSeekTime(text, ended)).toEqual({ time, told });
  });
});

it("goes to the last record of a file whose clock is ahead of this one", () => {
  expect(readSeekTime("-5m", { ...ended, last: NOW + 600_000 })).toMatchObject({ time: NOW + 300_000 });
});

it.each([live, ended])("says why a text leads nowhere", (clock) => {
  expect(readSeekTime("2026-11-21", clock)).toEqual({ error: expect.stringContaining("in the future") });
  expect(readSeekTime("half past", clock)).toEqual({ error: expect.stringContaining("is not a time") });
});
