import { describe, expect, it } from "vitest";
import type { StartRequest } from "@/lib/api/contract";
import { openedAddress, readAskedStart } from "./asked-start";

const made = { id: "abc", createdAt: "2026-11-20T11:00:00.000Z", openedAt: "2026-11-20T11:00:00.000Z" };
const there = { ...made, openedAt: "2026-11-20T12:00:00.000Z" };
const shardId = "shardId-00000001500000000000-deadbeef";

const starts: [StartRequest, string][] = [
  [{ at: "trimHorizon" }, "oldest"],
  [{ at: "time", time: "2026-11-20T03:12:00.000Z" }, "2026-11-20T03:12:00.000Z"],
  [{ at: "sequence", shardId, sequenceNumber: "4759" }, `${shardId}/4759`],
];

describe("where an opened capture is shown", () => {
  it.each(starts)("a new one begins at %j", (start) => {
    expect(openedAddress(made, start)).toBe("/captures/abc");
  });

  it.each(starts)("one that was there is told %j", (start, text) => {
    const { pathname, searchParams } = new URL(openedAddress(there, start), "http://127.0.0.1");
    expect(pathname).toBe("/captures/abc");
    expect(searchParams.get("start")).toBe(text);
    expect(readAskedStart(text)).toEqual(start);
  });

  it("has nothing to tell of now, nor where nobody chose", () => {
    expect(openedAddress(there, { at: "latest" })).toBe("/captures/abc");
    expect(openedAddress(there, undefined)).toBe("/captures/abc");
  });
});

it.each(["", "now", "yesterday", "shardId-1/", "shardId-1/12/3", "shardId-1/x"])(
  "an address may say anything: %j",
  (text) => {
    expect(readAskedStart(text)).toBeUndefined();
  },
);
