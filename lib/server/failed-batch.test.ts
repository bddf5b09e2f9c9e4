import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Capture } from "@/lib/capture/capture";
import type { CaptureStore } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import type { LandOutcome } from "@/lib/reader/lander";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { ShardscopeError } from "@/lib/stream/error";
import { checkpoint, NEW_CAPTURE, record, sequence } from "@/tests/store/records";
import { landBatch } from "./failed-batch";

const SHARD = "shardId-00000001763600000000-aaaa";
const OTHER = "shardId-00000001763600000001-baaa";

const opened: CaptureStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** Records `numbers` of a shard, between those of another at the same times. */
async function captureOf(numbers: number[], land: () => Promise<LandOutcome>) {
  const directory = mkdtempSync(path.join(tmpdir(), "failed-batch-"));
  const store = await createSqliteStore({ directory, clock: systemClock });
  opened.push(store);
  const { id } = await store.create(NEW_CAPTURE);
  for (const shardId of [SHARD, OTHER]) {
    const records = numbers.map((n) => record(n, 1_700_000_000));
    await store.commit(id, { shardId, records, checkpoints: [checkpoint(shardId, records.length)] });
  }
  return { store, capture: { id, land } as unknown as Capture };
}

const signal = new AbortController().signal;
const range = (from: number, to: number) => ({ shardId: SHARD, from: sequence(from), to: sequence(to) });
const whole = async (): Promise<LandOutcome> => ({ calls: 2, records: 0, complete: true, gaps: [] });
const numbers = (result: { records: { shardId: string; sequenceNumber: string }[] }) =>
  result.records.map(({ shardId, sequenceNumber }) => {
    expect(shardId).toBe(SHARD);
    return Number(BigInt(sequenceNumber) - BigInt(sequence(0)));
  });

describe("a failed batch", () => {
  it("answers its records in the shard's order, and none of another shard", async () => {
    const { store, capture } = await captureOf([1, 2, 3, 4, 5, 6], whole);
    const result = await landBatch(store, capture, range(2, 5), signal);
    expect(numbers(result)).toEqual([2, 3, 4, 5]);
    expect(result).toMatchObject({ more: false, complete: true });
  });

  it("of one record", async () => {
    const { store, capture } = await captureOf([1, 2, 3], whole);
    expect(numbers(await landBatch(store, capture, range(2, 2), signal))).toEqual([2]);
  });

  it("is found from its end where its beginning is gone", async () => {
    const gone = async (): Promise<LandOutcome> => ({
      calls: 2,
      records: 0,
      complete: false,
      gaps: [{ shardId: SHARD, reason: "trimmed", before: sequence(4), noticedAt: 0 }],
    });
    const { store, capture } = await captureOf([4, 5, 6], gone);
    const result = await landBatch(store, capture, range(2, 5), signal);
    expect(numbers(result)).toEqual([4, 5]);
    expect(result).toMatchObject({ complete: false, gaps: [{ reason: "trimmed" }] });
  });

  it("says that there are more than it gives", async () => {
    const { store, capture } = await captureOf(
      Array.from({ length: 1500 }, (_, n) => n + 1),
      whole,
    );
    const result = await landBatch(store, capture, range(1, 1500), signal);
    expect(result.records).toHaveLength(1000);
    expect(result.more).toBe(true);
  });

  it.each([
    ["shardNotFound", "shardGone"],
    ["captureOffline", "notReading"],
  ] as const)("says what %s means for it", async (code, unread) => {
    const { store, capture } = await captureOf([9], () => Promise.reject(new ShardscopeError(code, "no")));
    const result = await landBatch(store, capture, range(200, 300), signal);
    expect(result).toMatchObject({ records: [], complete: false, unread });
  });

  it("passes on what else goes wrong", async () => {
    const failure = new ShardscopeError("throttled", "no");
    const { store, capture } = await captureOf([9], () => Promise.reject(failure));
    await expect(landBatch(store, capture, range(200, 300), signal)).rejects.toBe(failure);
  });
});
