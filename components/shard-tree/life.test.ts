import { describe, expect, test } from "vitest";
import type { ShardInfo } from "@/lib/api/contract";
import { endings, shardLife } from "./life";

const now = Date.parse("2026-11-20T08:00:00.000Z");
const at = (clock: string) => `2026-11-20T${clock}:00.000Z`;
const ms = (clock: string) => Date.parse(at(clock));

function shard(rest: Partial<ShardInfo>): ShardInfo {
  return {
    shardId: "s",
    state: "reading",
    open: true,
    startingSequenceNumber: "100",
    createdAt: at("05:00"),
    records: 0,
    position: {},
    coverage: [],
    gaps: [],
    ...rest,
  };
}

describe("a shard on the time axis", () => {
  test("lives from its creation to now while it is open, and to its first child after that", () => {
    expect(shardLife(shard({}), undefined, now).life).toEqual({ from: ms("05:00"), to: now });
    const children = [shard({ shardId: "x", parentShardId: "s", createdAt: at("06:30") })];
    children.push(shard({ shardId: "y", parentShardId: "s", createdAt: at("06:29") }));
    const end = endings(children).get("s");
    expect(shardLife(shard({ open: false }), end, now).life).toEqual({ from: ms("05:00"), to: ms("06:29") });
  });

  test("without a readable creation time it lives as long as its records", () => {
    const coverage = [{ from: "7", to: "9", fromTime: at("06:00"), toTime: at("06:10") }];
    const { createdAt: _, ...unnamed } = shard({ open: false, coverage });
    expect(shardLife(unnamed, undefined, now).life).toEqual({ from: ms("06:00"), to: ms("06:10") });
    const { createdAt: __, ...unknown } = shard({});
    expect(shardLife(unknown, undefined, now)).toEqual({ life: undefined, covered: [], gaps: [] });
  });

  test("read from its start it is covered from its creation, read to its end to its end", () => {
    const coverage = [{ from: "100", to: "900", fromTime: at("05:40"), toTime: at("05:50") }];
    const whole = shard({ open: false, endingSequenceNumber: "900", coverage });
    expect(shardLife(whole, ms("06:30"), now).covered).toEqual([{ from: ms("05:00"), to: ms("06:30") }]);
  });

  test("a quiet shard that is caught up is covered to now, one that lags as far as it has come", () => {
    const coverage = [{ from: "300", to: "400", fromTime: at("07:00"), toTime: at("07:10") }];
    const quiet = shard({ state: "caughtUp", coverage, position: { sequenceNumber: "400" } });
    expect(shardLife(quiet, undefined, now).covered).toEqual([{ from: ms("07:00"), to: now }]);
    expect(shardLife({ ...quiet, lagMs: 60_000 }, undefined, now).covered).toEqual([
      { from: ms("07:00"), to: now - 60_000 },
    ]);
    const elsewhere = { ...quiet, position: { sequenceNumber: "200" } };
    expect(shardLife(elsewhere, undefined, now).covered).toEqual([{ from: ms("07:00"), to: ms("07:10") }]);
  });

  test("a gap without times reaches from what is covered before it to what is covered after it", () => {
    const coverage = [
      { from: "100", to: "200", toTime: at("05:30") },
      { from: "500", to: "600", fromTime: at("07:00"), toTime: at("07:10") },
    ];
    const gap = { shardId: "s", reason: "trimmed", noticedAt: at("07:30") } as const;
    const trimmed = shard({ coverage, gaps: [{ ...gap, toTime: at("07:00"), after: "200" }] });
    expect(shardLife(trimmed, undefined, now).gaps).toMatchObject([{ from: ms("05:30"), to: ms("07:00") }]);
    const start = shard({ coverage: coverage.slice(1), gaps: [{ ...gap, before: "500" }] });
    expect(shardLife(start, undefined, now).gaps).toMatchObject([{ from: ms("05:00"), to: ms("07:00") }]);
  });

  test("times that cannot be read are as if absent", () => {
    const coverage = [{ from: "1", to: "2", fromTime: "soon", toTime: at("07:00") }];
    expect(shardLife(shard({ coverage, createdAt: "never" }), undefined, now)).toMatchObject({
      life: { from: ms("07:00") },
      covered: [],
    });
  });
});
