import { expect, test } from "vitest";
import { keepText, parseKeep } from "./keep-text";

test("says how much is kept", () => {
  expect([null, { days: 1 }, { days: 30 }, { megabytes: 500 }, { megabytes: 2000 }].map(keepText)).toEqual([
    "all",
    "1 day",
    "30 days",
    "500 MB",
    "2 GB",
  ]);
});

test("takes whole numbers within bounds alone", () => {
  expect(parseKeep("all", "")).toBeNull();
  expect(parseKeep("days", " 7 ")).toEqual({ days: 7 });
  expect(parseKeep("megabytes", "500")).toEqual({ megabytes: 500 });
  for (const [kind, text] of [
    ["days", "0"],
    ["days", "1.5"],
    ["days", ""],
    ["days", "40000"],
    ["megabytes", "9"],
    ["megabytes", "1e3"],
  ] as const) {
    expect(parseKeep(kind, text)).toMatch(/^A whole number/);
  }
});
