import { describe, expect, it } from "vitest";
import type { BatchResult, GapInfo, RecordRow } from "@/lib/api/contract";
import { shortfallOf } from "./batch-outcome";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const YESTERDAY = NOW - 25 * 3_600_000;
const result = (change: Partial<BatchResult>): BatchResult => ({
  records: [],
  more: false,
  calls: 0,
  complete: false,
  gaps: [],
  ...change,
});
const gap = (reason: GapInfo["reason"]): GapInfo => ({ shardId: "s", reason, noticedAt: "" });
const row = {} as RecordRow;

describe("what is said of a batch that is not all there", () => {
  it("nothing, when it is", () => {
    expect(shortfallOf(result({ complete: true, records: [row] }), YESTERDAY, NOW)).toBeUndefined();
  });

  it.each<[string, Partial<BatchResult>, number | undefined, string]>([
    ["older than a day", { unread: "shardGone" }, YESTERDAY, "AWS keeps a record for 24 hours"],
    ["trimmed", { gaps: [gap("trimmed")] }, NOW, "AWS keeps a record for 24 hours"],
    ["removed by retention", { gaps: [gap("expired")] }, YESTERDAY, "removed since"],
    ["paused", { unread: "notReading" }, NOW, "resume reading"],
    ["an unknown shard", { unread: "shardGone" }, NOW, "does not list this shard"],
    ["not written", {}, undefined, "no more records between"],
  ])("%s", (_, change, arrival, detail) => {
    expect(shortfallOf(result(change), arrival, NOW)?.detail).toContain(detail);
  });

  it("counts what is left", () => {
    expect(shortfallOf(result({}), NOW, NOW)?.title).toBe("None of its records can be shown");
    expect(shortfallOf(result({ records: [row] }), NOW, NOW)?.title).toBe("Only 1 of its records is left");
    expect(shortfallOf(result({ records: [row, row] }), NOW, NOW)?.title).toBe("Only 2 of its records are left");
  });
});
