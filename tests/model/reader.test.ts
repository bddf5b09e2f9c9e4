import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCovered } from "@/lib/stream/coverage";
import type { StartPosition } from "@/lib/stream/position";
import { happenings, identity, type Promises } from "./commands";
import { noFaults } from "./fake-source";
import { Harness, HOUR, MINUTE } from "./harness";
import { checkListOrder } from "./list-order";
import { type ModelRecord, numberText } from "./reference-stream";

/** MODEL_RUNS=100000 for the long one. Half a minute each at the default. */
const RUNS = Number(process.env.MODEL_RUNS ?? 1000) / 2;
const LONG = 3_600_000;
/** Calls and pauses of a run; a reader that spins makes more. */
const MOST_WAKES = 500_000;

const starts = fc.constantFrom<"trimHorizon" | "latest" | "time">("trimHorizon", "trimHorizon", "latest", "time");

describe("whatever happens, against the reference log", () => {
  test(
    "each record once, in the order of its shard and of its key; gaps where data was trimmed",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1 << 30), starts, happenings(false, 20), (seed, start, commands) =>
          runModel(seed, start, commands),
        ),
        { numRuns: RUNS, endOnFailure: process.env.MODEL_RUNS !== undefined },
      );
    },
    LONG,
  );

  test(
    "the same while a person seeks about",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.nat(1 << 30), starts, happenings(true, 20), (seed, start, commands) =>
          runModel(seed, start, commands),
        ),
        { numRuns: RUNS, endOnFailure: process.env.MODEL_RUNS !== undefined },
      );
    },
    LONG,
  );
});

async function runModel(
  seed: number,
  start: "trimHorizon" | "latest" | "time",
  commands: ReturnType<typeof happenings> extends fc.Arbitrary<infer C> ? C : never,
): Promise<void> {
  // Ids that lie by hours, now and then: that may cost calls and the telling of a trim, and no record.
  const lies = seed % 7 === 3;
  const harness = new Harness({ roots: 1 + (seed % 3), seed, start: startAt(start), lies });
  await writeHistory(harness, seed);
  harness.clock.wakesLeft = MOST_WAKES;
  const began = harness.clock.now();
  harness.begin();
  const promises: Promises = { wanted: new Set(), sought: false, blind: lies };
  // The reader has seen the stream: what is trimmed from now on it can know of.
  await harness.clock.until(() => harness.sink.checkpoints.size >= harness.stream.shards.size);
  await harness.clock.advance(start === "trimHorizon" ? 0 : 6_000);
  await fc.asyncModelRun(() => ({ model: promises, real: { harness, promises } }), commands);
  await bringHome(harness);

  const from = start === "trimHorizon" ? 0 : start === "latest" ? began + 6_000 : startTime();
  for (const record of harness.stream.log) {
    if (Math.floor(record.time / 1000) * 1000 >= from) promises.wanted.add(record);
  }
  if (promises.blind)
    for (const record of promises.wanted) if (isTrimmed(harness, record)) promises.wanted.delete(record);
  await harness.clock
    .until(() => harness.missing([...promises.wanted]).length === 0 && drained(harness), 4 * HOUR)
    .catch(() => {});
  expect(harness.clock.wakesLeft).toBeGreaterThan(0);
  // A gap that was noticed this moment is open until the next page.
  await harness.clock.advance(10_000);
  expect(harness.missing([...promises.wanted]).map(identity)).toEqual([]);
  expect(harness.sink.repeats).toBe(0);
  checkGaps(harness, promises.blind || promises.sought);
  checkCoverage(harness, promises.blind);
  // From a time on, a parent that its ids call ended is looked into only where a child cannot prove it.
  if (!promises.sought && start !== "time") checkOrder(harness);
  await checkListOrder(harness.sink.deliveries, harness.clock);

  harness.stream.disable();
  await harness.clock.until(() => harness.reader?.snapshot().state === "finished", 4 * HOUR);
  await harness.crash();
  expect(harness.clock.sleeping).toBe(0);
}

function startTime(): number {
  return new Harness().clock.now() + 40 * MINUTE;
}

function startAt(start: "trimHorizon" | "latest" | "time"): StartPosition {
  return start === "time" ? { at: "time", time: startTime() } : { at: start };
}

/** An hour and a half of records in a few generations of shards, before the reader comes. */
async function writeHistory(harness: Harness, seed: number): Promise<void> {
  for (let i = 0; i < 90; i += 1) {
    for (let n = 0; n < seed % 5; n += 1) harness.stream.write(`key${(i + n * 3) % 11}`, harness.clock.now());
    const shard = harness.stream.open[(seed + i) % harness.stream.open.length];
    if (shard && (seed >>> 3) % 30 === i % 30) harness.stream.divide(shard, i % 4 === 0 ? 2 : 1, harness.clock.now());
    await harness.clock.advance(MINUTE);
  }
}

async function bringHome(harness: Harness): Promise<void> {
  harness.sink.refuse = undefined;
  harness.source.faults = noFaults();
  // Where a hole was trimmed on both its sides, only the shard's next record, or its end, tells how much is gone.
  for (const shard of harness.stream.open) {
    harness.stream.writeTo(shard, `last of ${shard.shardId}`, harness.clock.now());
  }
  await harness.clock.advance(90_000);
}

function isTrimmed(harness: Harness, record: ModelRecord): boolean {
  const shard = harness.stream.shards.get(record.shardId);
  return shard === undefined || shard.gone || record.number <= shard.trimmed;
}

function drained(harness: Harness): boolean {
  return (
    harness.reader?.snapshot().shards.every((shard) => ["caughtUp", "finished", "trimmed"].includes(shard.state)) ??
    false
  );
}

/**
 * A gap holds nothing that is stored, and nothing that the source still has. A trim's gap holds a record that is lost; in
 * a hole that a seek left, whose other side is captured, the reader cannot know and says so.
 */
function checkGaps(harness: Harness, mayBeEmpty: boolean): void {
  for (const gap of harness.gaps) {
    const shard = harness.stream.shards.get(gap.shardId);
    const inside = (shard?.records ?? []).filter(({ number }) => {
      const text = numberText(number);
      return (gap.after === undefined || text > gap.after) && (gap.before === undefined || text < gap.before);
    });
    for (const record of inside) {
      if (harness.sink.has(gap.shardId, numberText(record.number)))
        expect.fail(`${identity(record)} stored and in a gap`);
      if (!shard?.gone && record.number > (shard?.trimmed ?? 0n)) expect.fail(`${identity(record)} in a gap but there`);
    }
    if (gap.reason === "trimmed" && !mayBeEmpty)
      expect(inside.length, `an empty gap ${JSON.stringify(gap)}`).toBeGreaterThan(0);
  }
}

/** Coverage claims what is stored: no more, no less. */
function checkCoverage(harness: Harness, blind: boolean): void {
  for (const { shardId, coverage } of harness.sink.checkpoints.values()) {
    for (const record of harness.stream.shards.get(shardId)?.records ?? []) {
      if (blind && isTrimmed(harness, record)) continue;
      const text = numberText(record.number);
      if (isCovered(coverage, text) !== harness.sink.has(shardId, text)) expect.fail(`coverage of ${shardId} ${text}`);
    }
  }
}

/** Records of a shard, and of a key through all shards, were stored in the order they were written. */
function checkOrder(harness: Harness): void {
  const lastOf = new Map<string, string>();
  for (const { shardId, record } of harness.sink.order) {
    const { SequenceNumber, Keys } = record.dynamodb;
    for (const line of [shardId, JSON.stringify(Keys)]) {
      if (SequenceNumber <= (lastOf.get(line) ?? "")) expect.fail(`order along ${line} at ${SequenceNumber}`);
      lastOf.set(line, SequenceNumber);
    }
  }
}
