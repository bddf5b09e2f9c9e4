import { describe, expect, test } from "vitest";
import type { Clock } from "@/lib/clock";
import { systemClock } from "@/lib/clock";
import type { ShardStatus } from "@/lib/reader/status";
import { Captures } from "./captures";
import { importCapture } from "./import";
import { createMemoryStore } from "./memory-store";
import { keepWithinLimits, withExpired } from "./retention";
import type { Keep } from "./store";

const NOW = 1_700_000_000_000;
const DAY = 24 * 60 * 60_000;

const shard: ShardStatus = {
  shardId: "s1",
  state: "reading",
  open: true,
  listed: true,
  startingSequenceNumber: "100",
  coverage: [
    { from: "100", to: "200", fromTime: 1_000, toTime: 2_000 },
    { from: "300", to: "400", fromTime: 3_000, toTime: 4_000 },
  ],
  gaps: [
    { shardId: "s1", reason: "trimmed", after: "200", before: "300", fromTime: 2_000, toTime: 3_000, noticedAt: 5_000 },
  ],
};

describe("what is gone is a gap, and never held", () => {
  const expired = (upTo: string, toTime: number) => withExpired(shard, { shardId: "s1", upTo, toTime, at: 9_000 });

  test("within a range", () => {
    const { coverage, gaps } = expired("150", 1_500);
    expect(coverage).toEqual([{ from: "151", to: "200", fromTime: 1_500, toTime: 2_000 }, shard.coverage[1]]);
    expect(gaps).toEqual([
      { shardId: "s1", reason: "expired", before: "151", fromTime: 1_000, toTime: 1_500, noticedAt: 9_000 },
      shard.gaps[0],
    ]);
  });

  test("over a gap: one that tells of all", () => {
    const { coverage, gaps } = expired("350", 3_500);
    expect(coverage).toEqual([{ from: "351", to: "400", fromTime: 3_500, toTime: 4_000 }]);
    expect(gaps).toEqual([
      { shardId: "s1", reason: "expired", before: "351", fromTime: 1_000, toTime: 3_500, noticedAt: 9_000 },
    ]);
  });

  test("all of it", () => {
    expect(expired("400", 4_000)).toMatchObject({ coverage: [], gaps: [{ reason: "expired", fromTime: 1_000 }] });
    expect(withExpired(shard, undefined)).toBe(shard);
  });
});

/** Time stands still, and waiting for the next look ends the test. */
function clockThatEnds(stop: AbortController): Clock {
  return {
    ...systemClock,
    now: () => NOW,
    sleep: async (ms) => {
      if (ms > 1_000) stop.abort();
    },
  };
}

/** A capture of a record a day, the last one now. */
async function captureOfDays(days: number, clock: Clock) {
  const store = createMemoryStore({ clock });
  const lines = Array.from({ length: days }, (_, age) =>
    JSON.stringify({
      shardId: "s1",
      eventName: "INSERT",
      dynamodb: {
        ApproximateCreationDateTime: (NOW - age * DAY) / 1000,
        Keys: { id: { N: String(age) } },
        NewImage: { id: { N: String(age) }, text: { S: "x".repeat(600_000) } },
        SequenceNumber: String(1000 - age),
      },
    }),
  );
  const iso = (age: number) => new Date(NOW - age * DAY).toISOString();
  const range = { from: String(1001 - days), to: "1000", fromTime: iso(days - 1), toTime: iso(0) };
  const coverage = [{ shardId: "s1", startingSequenceNumber: "1", ranges: [range] }];
  lines.push(JSON.stringify({ shardscope: { records: days, complete: true, coverage, gaps: [] } }));
  async function* file() {
    yield Buffer.from(lines.join("\n"));
  }
  const parts = { store, clock, name: "days.ndjson", keySchemaOf: () => undefined };
  const { stored } = await importCapture(file(), parts);
  const captures = new Captures({ store, clock, sourceOf: () => undefined, newerStreamOf: async () => undefined });
  await captures.resume();
  return { store, captures, capture: captures.get(stored.id) };
}

describe("a capture", () => {
  test.each([
    [{ days: 7 }, 8],
    [{ megabytes: 10 }, 16],
    [null, 30],
  ] as [Keep, number][])("keeps %j: %i of 30 records, and tells what it holds", async (keep, left) => {
    const stop = new AbortController();
    const { captures, capture } = await captureOfDays(30, clockThatEnds(stop));
    await capture.setKeep(keep);
    await keepWithinLimits(() => captures.list(), clockThatEnds(stop), stop.signal, expect.fail);
    expect(capture.totals.records).toBe(left);
    const [held] = capture.snapshot().shards;
    const oldest = NOW - (left - 1) * DAY;
    expect(capture.totals.firstTime).toBe(oldest);
    expect(held?.gaps.map(({ reason }) => reason)).toEqual(left === 30 ? [] : ["expired"]);
    if (left < 30) expect(held?.gaps[0]).toMatchObject({ fromTime: NOW - 29 * DAY, toTime: oldest - DAY });
    expect(held?.coverage[0]?.from).toBe(String(1000 - (left - 1)));
    // The setting and what it removed outlive the process.
    expect(capture.stored.keep).toEqual(keep);
  });

  test("one that fails is told of, and the others are looked after", async () => {
    const stop = new AbortController();
    const { capture } = await captureOfDays(3, clockThatEnds(stop));
    const failing = { id: "broken", expire: () => Promise.reject(new Error("disk")) };
    const told: string[] = [];
    await capture.setKeep({ days: 1 });
    await keepWithinLimits(
      () => [failing, capture],
      clockThatEnds(stop),
      stop.signal,
      (id) => told.push(id),
    );
    expect(told).toEqual(["broken"]);
    expect(capture.totals.records).toBe(2);
  });
});

describe("an offline capture", () => {
  test("is found again after a restart, goes to a time without a call, and is never read", async () => {
    const { store, captures, capture } = await captureOfDays(3, systemClock);
    expect(capture.offline).toBe(true);
    const { place, ...found } = await capture.seek(NOW - DAY, new AbortController().signal);
    expect(found).toEqual({ time: NOW - DAY, clipped: false, calls: 0, perShard: [] });
    const { rows } = await store.records(capture.id, { by: "list", order: "asc", after: place, limit: 1 });
    expect(rows[0]?.time).toBe(NOW - DAY);
    await expect(capture.setReading("running")).rejects.toMatchObject({ code: "captureOffline" });
    await captures.dispose();

    const again = new Captures({
      store,
      clock: systemClock,
      sourceOf: () => undefined,
      newerStreamOf: async () => undefined,
    });
    await again.resume();
    expect(again.get(capture.id).snapshot().shards).toEqual(capture.snapshot().shards);
    expect(again.get(capture.id).snapshot().shards[0]).toMatchObject({ state: "finished", open: false });
  });
});
