import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Capture } from "@/lib/capture/capture";
import type { CaptureStore } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import { readFilterCriteria } from "@/lib/filter/lambda-criteria";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import type { StreamRecord } from "@/lib/stream/record";
import { lambdaFiltersOf } from "./parse";
import { tryPattern } from "./pattern-lab";

const ARN = "arn:aws:dynamodb:us-east-1:111111111111:table/orders/stream/2026-11-20T05:41:03.123";
const SHARD = "shardId-00000001763600000000-aaaa";

function recordOf(n: number, time: number): StreamRecord {
  return {
    eventID: String(n),
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "us-east-1",
    dynamodb: {
      ApproximateCreationDateTime: time,
      Keys: { pk: { S: `ORDER#${n}` } },
      NewImage: { pk: { S: `ORDER#${n}` }, total: { N: String(n) }, status: { S: n % 3 === 0 ? "PAID" : "NEW" } },
      SequenceNumber: String(100_000_000_000_000_000_000n + BigInt(n)),
      SizeBytes: 40,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
  };
}

const opened: CaptureStore[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});

/** A capture of `count` records, `perSecond` of them in each second. */
async function captureOf(count: number, perSecond: number): Promise<{ store: CaptureStore; capture: Capture }> {
  const store = await createSqliteStore({
    directory: mkdtempSync(path.join(tmpdir(), "pattern-lab-")),
    clock: systemClock,
  });
  opened.push(store);
  const stored = await store.create({
    stream: {
      arn: ARN,
      tableName: "orders",
      label: "2026-11-20T05:41:03.123",
      viewType: "NEW_AND_OLD_IMAGES",
      status: "ENABLED",
      keySchema: { hash: "pk" },
    },
    connection: { id: "sandbox", kind: "sandbox", label: "Sandbox" },
    start: { at: "trimHorizon" },
    createdAt: 0,
    openedAt: 0,
    reading: "paused",
  } as Parameters<CaptureStore["create"]>[0]);
  const records = Array.from({ length: count }, (_, n) => recordOf(n, 1_763_600_000 + Math.floor(n / perSecond)));
  for (let at = 0; at < count; at += 1000) {
    await store.commit(stored.id, { shardId: SHARD, records: records.slice(at, at + 1000), checkpoints: [] });
  }
  const totals = await store.totals(stored.id);
  return { store, capture: { id: stored.id, stored, totals, cursor: count } as Capture };
}

const filtersOf = (pattern: object) => readFilterCriteria(JSON.stringify(pattern)).filters ?? [];
const paid = filtersOf({ dynamodb: { NewImage: { status: { S: ["PAID"] } } } });

describe("a pattern is tried on what is captured", () => {
  it("counts, gives the newest examples of each kind, and where the others failed", async () => {
    const { store, capture } = await captureOf(30, 3);
    const result = await tryPattern(store, capture, paid, { examples: 2 }, new AbortController().signal);
    expect(result).toMatchObject({
      passed: 10,
      failed: 20,
      scanned: 30,
      whole: true,
      head: 30,
      failures: [{ path: "dynamodb.NewImage.status.S", count: 20 }],
      warnings: [],
    });
    expect(result.examples.map(({ record, passed }) => [record.keyText, passed])).toEqual([
      ["ORDER#29", false],
      ["ORDER#28", false],
      ["ORDER#27", true],
      ["ORDER#24", true],
    ]);
    expect(result.examples[0]).toMatchObject({ path: "dynamodb.NewImage.status.S", reason: 'is "NEW", not "PAID"' });
  });

  it("keeps to a range", async () => {
    const { store, capture } = await captureOf(30, 3);
    const range = { from: 1_763_600_002_000, to: 1_763_600_004_000 };
    const result = await tryPattern(store, capture, paid, { examples: 0, ...range }, new AbortController().signal);
    expect(result).toMatchObject({ passed: 2, failed: 4, scanned: 6, examples: [] });
  });

  it("knows the stream for its warnings", async () => {
    const { store, capture } = await captureOf(3, 3);
    const filters = filtersOf({ dynamodb: { Keys: { id: { S: ["x"] } } } });
    const { warnings } = await tryPattern(store, capture, filters, { examples: 0 }, new AbortController().signal);
    expect(warnings[0]?.message).toContain("its key is pk");
  });

  it.each([7, 60_000])("looks at the newest 50,000, with %i records a second", async (perSecond) => {
    const { store, capture } = await captureOf(60_000, perSecond);
    const old = filtersOf({ dynamodb: { NewImage: { total: { N: ["9999", "10000", "59999"] } } } });
    const result = await tryPattern(store, capture, old, { examples: 5 }, new AbortController().signal);
    expect(result).toMatchObject({ scanned: 50_000, whole: false, passed: 2 });
    expect(result.examples.filter(({ passed }) => passed).map(({ record }) => record.keyText)).toEqual([
      "ORDER#59999",
      "ORDER#10000",
    ]);
  });

  it("ends when it is cancelled", async () => {
    const { store, capture } = await captureOf(3, 3);
    const reason = new Error("enough");
    await expect(tryPattern(store, capture, paid, { examples: 1 }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("the body of a request", () => {
  it("has a position for a text alone", () => {
    const at = (criteria: string | object) => {
      try {
        return lambdaFiltersOf(criteria).length;
      } catch (error) {
        return error;
      }
    };
    expect(at('{"a": [1')).toMatchObject({ code: "filterInvalid", position: 8 });
    expect(at({ a: 1 })).toMatchObject({ code: "filterInvalid", position: undefined });
    expect(at({ Filters: [{ Pattern: '{"a": ["x"]}' }] })).toBe(1);
    const deep = JSON.parse(`${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}`);
    expect(at(deep)).toMatchObject({ code: "filterInvalid" });
  });
});
