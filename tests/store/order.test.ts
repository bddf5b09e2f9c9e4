import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "@/lib/capture/memory-store";
import type { CaptureStore, RecordQuery, RecordRow } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import type { Filter } from "@/lib/filter/filter";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { checkpoint, NEW_CAPTURE, record, sequence } from "./records";

/** One record as a property makes it. */
interface Made {
  shard: number;
  number: number;
  seconds: number;
  event: "INSERT" | "MODIFY" | "REMOVE";
  key: string;
  ttl: boolean;
}

/** A root, its child, the child's two children, and a shard of another lineage. Numbers rise along each line. */
const PARENT: readonly (number | undefined)[] = [undefined, 0, 1, 1, undefined];
const FIRST_NUMBER = [0, 100, 200, 200, 0] as const;
const T = 1_700_000_000;
const shardId = (shard: number) => `shardId-0000000170000000000${shard}-a${shard}`;

const made: fc.Arbitrary<Made> = fc.record({
  shard: fc.nat({ max: 4 }),
  number: fc.nat({ max: 60 }),
  seconds: fc.integer({ min: -100, max: 300 }),
  event: fc.constantFrom("INSERT", "MODIFY", "REMOVE"),
  key: fc.constantFrom("A#1", "A#12", "A / B", "b#\u0000", "é", "0x12", "a\\b", "", "?"),
  ttl: fc.boolean(),
});

/** Deliveries in any order: back-fills, overlaps and repeats; each of one shard, in shard order. */
const deliveries = fc.array(fc.array(made, { maxLength: 12 }), { maxLength: 12 }).map((groups) =>
  groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const sorted = group.map((entry) => ({ ...entry, shard: first.shard })).sort((a, b) => a.number - b.number);
    return [{ shard: first.shard, entries: sorted }];
  }),
);

const patterns = fc.array(
  fc.constantFrom("", "A", "A#1", "A /", "A / B", " / META", "META", "é", "0x", "b#", "␀", "\\", "?", "#"),
  {
    minLength: 1,
    maxLength: 3,
  },
);

const leaf: fc.Arbitrary<Filter> = fc.oneof(
  patterns.map((pattern): Filter => ({ kind: "key", pattern })),
  patterns.map((pattern): Filter => ({ kind: "shard", pattern: [`a${pattern.length}`] })),
  fc.subarray(["INSERT", "MODIFY", "REMOVE"] as const).map((names): Filter => ({ kind: "event", names: [...names] })),
  fc.boolean().map((value): Filter => ({ kind: "ttl", value })),
  fc.tuple(fc.nat({ max: 130 }), fc.nat({ max: 130 })).map(([from, to]): Filter => ({ kind: "size", from, to })),
  fc
    .tuple(fc.integer({ min: -100, max: 300 }), fc.integer({ min: -100, max: 300 }))
    .map(([from, to]): Filter => ({ kind: "time", from: (T + from) * 1000, to: (T + to) * 1000 })),
  fc
    .tuple(fc.option(fc.nat({ max: 270 }), { nil: undefined }), fc.option(fc.nat({ max: 270 }), { nil: undefined }))
    .map(
      ([from, to]): Filter => ({
        kind: "seq",
        ...(from !== undefined && { from: sequence(from) }),
        ...(to !== undefined && { to: sequence(to) }),
      }),
    ),
  fc.constantFrom("a#1", "draft", "meta", "1", "é", "zz").map((piece): Filter => ({ kind: "text", pieces: [piece] })),
  fc.constant<Filter>({ kind: "changed", path: ["status"] }),
);
const filters: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie("filter"), { maxLength: 3 }).map((of): Filter => ({ kind: "and", of })),
    fc.array(tie("filter"), { maxLength: 3 }).map((of): Filter => ({ kind: "or", of })),
    tie("filter").map((of): Filter => ({ kind: "not", of })),
  ),
})).filter;

let directory: string;
let sqlite: CaptureStore;
let memory: CaptureStore;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-order-"));
  sqlite = await createSqliteStore({ directory, clock: systemClock });
  memory = createMemoryStore({ clock: systemClock });
});
afterAll(async () => {
  await sqlite.close();
  await rm(directory, { recursive: true });
});

type Deliveries = { shard: number; entries: Made[] }[];

async function deliver(store: CaptureStore, id: string, all: Deliveries): Promise<RecordRow[]> {
  const stored: RecordRow[] = [];
  const lineage = PARENT.map((parent, shard) =>
    checkpoint(shardId(shard), 1, parent === undefined ? undefined : shardId(parent)),
  );
  // A store can keep to the lineage as far as it has been told of it.
  await store.commit(id, { shardId: shardId(0), records: [], checkpoints: lineage });
  for (const { shard, entries } of all) {
    const { rows, cursor } = await store.commit(id, {
      shardId: shardId(shard),
      records: entries.map(({ number, seconds, ...options }) =>
        record((FIRST_NUMBER[shard] ?? 0) + number, T + seconds, options),
      ),
      checkpoints: [],
    });
    stored.push(...rows);
    expect(cursor).toBe(stored.length);
  }
  return stored;
}

async function all(store: CaptureStore, id: string, query: RecordQuery): Promise<RecordRow[]> {
  const rows: RecordRow[] = [];
  let after: string | number | undefined;
  do {
    const page = await store.records(id, { ...query, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    after = page.next;
  } while (after !== undefined);
  return rows;
}

/** Runs `check` on a fresh capture of each store. */
async function inBoth(check: (store: CaptureStore, id: string) => Promise<unknown>): Promise<[unknown, unknown]> {
  const answers: unknown[] = [];
  for (const store of [sqlite, memory]) {
    const { id } = await store.create(NEW_CAPTURE);
    answers.push(await check(store, id));
    await store.delete(id);
  }
  return answers as [unknown, unknown];
}

describe("for any deliveries", () => {
  test("each record is stored once, cursors have no hole, and a stored place never changes", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (given) => {
        await inBoth(async (store, id) => {
          const stored = await deliver(store, id, given);
          const distinct = new Set(given.flatMap(({ entries }) => entries.map((e) => `${e.shard}/${e.number}`)));
          expect(stored).toHaveLength(distinct.size);
          expect(stored.map(({ cursor }) => cursor)).toEqual(stored.map((_, index) => index + 1));
          expect(await all(store, id, { by: "stored", order: "asc", limit: 7 })).toEqual(stored);
        });
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test("list order never contradicts a shard, nor a lineage", async () => {
    await fc.assert(
      fc.asyncProperty(deliveries, async (given) => {
        await inBoth(async (store, id) => {
          await deliver(store, id, given);
          const listed = await all(store, id, { by: "list", order: "asc", limit: 5 });
          const places = listed.map(({ place }) => place);
          expect(places).toEqual([...new Set(places)].sort());
          for (let shard = 0; shard < PARENT.length; shard++) {
            const line = [shardId(shard)];
            for (let up = PARENT[shard]; up !== undefined; up = PARENT[up]) line.push(shardId(up));
            const along = listed.filter((row) => line.includes(row.shardId)).map((row) => row.sequenceNumber);
            expect(along).toEqual(along.toSorted(compareSequenceNumbers));
          }
        });
      }),
      { numRuns: 60 },
    );
  }, 120_000);

  test("both stores give the same answers to the same questions", async () => {
    await fc.assert(
      fc.asyncProperty(
        deliveries,
        filters,
        fc.constantFrom("asc" as const, "desc" as const),
        fc.constantFrom("list" as const, "stored" as const),
        fc.integer({ min: 1, max: 20 }),
        fc.option(fc.integer({ min: -100, max: 300 }), { nil: undefined }),
        fc.option(fc.integer({ min: -100, max: 300 }), { nil: undefined }),
        async (given, filter, order, by, limit, from, to) => {
          const range = {
            ...(from !== undefined && { from: (T + from) * 1000 }),
            ...(to !== undefined && { to: (T + to) * 1000 }),
          };
          const [a, b] = await inBoth(async (store, id) => {
            await deliver(store, id, given);
            const rows = await all(store, id, { by, order, limit, filter, ...range });
            const scanned: string[] = [];
            for await (const batch of store.scan(id, { filter, ...range }))
              scanned.push(...batch.map(({ text }) => text));
            const nearest: unknown[] = [];
            for (let shard = 0; shard < PARENT.length; shard++) {
              nearest.push(await store.nearestBefore(id, shardId(shard), (T + (from ?? 50)) * 1000));
            }
            const [some] = rows;
            const history = some
              ? await store.history(id, { pk: { S: some.keyText.slice(0, -7) }, sk: { S: "META" } })
              : [];
            const { bytes: _, ...totals } = await store.totals(id);
            const span = { from: (T - 100) * 1000 + limit, to: (T + 300) * 1000, buckets: limit * 7 };
            const timelines = [await store.timeline(id, span), await store.timeline(id, { ...span, filter })];
            return { rows, scanned, nearest, history, totals, timelines };
          });
          expect(a).toEqual(b);
        },
      ),
      { numRuns: 150 },
    );
  }, 120_000);
});
