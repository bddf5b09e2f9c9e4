import { expect, it } from "vitest";
import { formatClock, formatDayClock } from "@/components/ui/format";
import type { GapInfo } from "@/lib/api/contract";
import { gapText } from "./gap-text";

const gap = (change: Partial<GapInfo> = {}): GapInfo => ({
  shardId: "shardId-00000001500000000000-2ac6",
  reason: "trimmed",
  fromTime: "2026-11-19T05:02:00.000Z",
  toTime: "2026-11-19T07:12:00.000Z",
  noticedAt: "2026-11-20T08:00:00.000Z",
  ...change,
});
const text = (...gaps: GapInfo[]) => gapText(gaps, (ms) => formatClock(ms, "utc"));

it("says from when to when, where, and why", () => {
  expect(text(gap())).toBe("Missing here: 05:02:00 to 07:12:00 in shard 2ac6. Trimmed before it was read.");
});

it("tells the day where the rows do", () => {
  expect(gapText([gap()], (ms) => formatDayClock(ms, "utc"))).toContain("11-19 05:02:00 to 11-19 07:12:00");
});

it("spans all of several gaps, and is silent of what is not known of each", () => {
  const other = gap({ shardId: "shardId-00000001500000000000-7f2c", toTime: "2026-11-19T09:00:00.000Z" });
  expect(text(gap(), other)).toBe("Missing here: 05:02:00 to 09:00:00 in 2 shards. Trimmed before it was read.");
  const { fromTime: _from, ...open } = gap({ reason: "failed" });
  expect(text(gap(), open)).toBe("Missing here: up to 07:12:00 in shard 2ac6.");
  const { toTime: _to, ...unknown } = open;
  expect(text(unknown)).toBe("Missing here: a stretch in shard 2ac6. It could not be read.");
});
