import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CaptureStore, RecordQuery, RecordRow } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import type { Filter } from "@/lib/filter/filter";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { NEW_CAPTURE, record, sequence } from "./records";

const COUNT = 25_000;
const T = 1_700_000_000;

let directory: string;
let store: CaptureStore;
let id: string;

/** More than one step of everything. */
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-long-"));
  store = await createSqliteStore({ directory, clock: systemClock });
  ({ id } = await store.create(NEW_CAPTURE));
  for (let n = 0; n < COUNT; n += 1000) {
    const records = Array.from({ length: 1000 }, (_, index) =>
      record(n + index, T + (n + index) / 10, {
        key: `ORDER#${(n + index) % 9000}`,
        status: `S${(n + index) % 12_000}`,
      }),
    );
    await store.commit(id, { shardId: n % 2000 === 0 ? "shard-even" : "shard-odd", records, checkpoints: [] });
  }
}, 120_000);
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

async function all(query: Omit<RecordQuery, "by" | "order">, by: "list" | "stored", order: "asc" | "desc") {
  const rows: RecordRow[] = [];
  let steps = 0;
  let scanned = 0;
  let after: string | number | undefined;
  do {
    const page = await store.records(id, { ...query, by, order, ...(after !== undefined && { after }) });
    rows.push(...page.rows);
    steps++;
    scanned += page.scanned;
    after = page.next;
  } while (after !== undefined);
  return { rows, steps, scanned };
}

const queries: [string, Filter, number][] = [
  ["SQL alone, sparse", { kind: "size", from: 109, to: 109 }, COUNT / 50],
  ["SQL alone, none", { kind: "ttl", value: true }, 0],
  ["one shard of two", { kind: "shard", pattern: ["even"] }, 13_000],
  ["the key, without an index", { kind: "key", pattern: ["", "R#77"] }, 3],
  ["the key, by index", { kind: "key", pattern: ["ORDER#77"] }, 3],
  ["very many keys", { kind: "key", pattern: ["ORDER#", ""] }, COUNT],
  ["few sequence numbers", { kind: "seq", from: sequence(1001), to: sequence(1003) }, 3],
  ["very many sequence numbers", { kind: "seq", from: sequence(1000) }, COUNT - 1000],
  ["the record", { kind: "equals", image: "new", path: ["status"], pattern: ["S77"], quoted: false }, 3],
];
for (const by of ["list", "stored"] as const) {
  for (const order of ["asc", "desc"] as const) {
    test.each(queries)(`a search goes on over many steps, ${by} ${order}: %s`, async (_name, filter, count) => {
      const { rows, scanned } = await all({ filter, limit: 700 }, by, order);
      expect(rows).toHaveLength(count);
      expect(scanned).toBeLessThanOrEqual(COUNT);
      const cursors = rows.map(({ cursor }) => cursor);
      const sorted = cursors.toSorted((a, b) => (order === "asc" ? a - b : b - a));
      // Times rise with the cursor here, so both orders are the same.
      expect(cursors).toEqual(sorted);
      expect(new Set(cursors).size).toBe(count);
    });
  }
}

test("a search that finds nothing answers in steps, and a commit gets in between", async () => {
  // Too short for the index.
  const filter: Filter = { kind: "text", pieces: ["~~"] };
  const done: string[] = [];
  const search = all({ filter, limit: 10 }, "list", "desc").then((result) => {
    done.push("search");
    return result;
  });
  const other = await store.create(NEW_CAPTURE);
  await store
    .commit(other.id, { shardId: "s", records: [record(1, T)], checkpoints: [] })
    .then(() => done.push("commit"));
  const { rows, steps, scanned } = await search;
  expect(done).toEqual(["commit", "search"]);
  expect(rows).toEqual([]);
  expect(steps).toBeGreaterThan(5);
  expect(scanned).toBe(COUNT);
});

test("a timeline over many steps counts all of it", async () => {
  const span = { from: T * 1000, to: T * 1000 + COUNT * 100, buckets: 600 };
  const sum = async (filter?: Filter) => {
    const { shards } = await store.timeline(id, { ...span, ...(filter && { filter }) });
    return shards
      .flatMap(({ buckets }) => buckets)
      .reduce((total, [, ...counts]) => total + counts[0] + counts[1] + counts[2], 0);
  };
  expect(await sum()).toBe(COUNT);
  expect(await sum({ kind: "event", names: ["INSERT"] })).toBe(COUNT);
  expect(await sum({ kind: "key", pattern: ["", "#77"] })).toBe(3);
  const fine = await store.timeline(id, { from: T * 1000 + 50, to: T * 1000 + 100_050, buckets: 1000 });
  expect(fine.bucketMs).toBe(100);
  expect(fine.shards.flatMap(({ buckets }) => buckets)).toHaveLength(1000);
});

test("a scan gives what was stored when it began, in list order", async () => {
  const seen: string[] = [];
  for await (const batch of store.scan(id, {})) {
    if (seen.length === 0) {
      await store.commit(id, { shardId: "later", records: [record(1, T + 100_000)], checkpoints: [] });
    }
    seen.push(...batch.map((entry) => entry.record.eventID));
  }
  expect(seen).toEqual(Array.from({ length: COUNT }, (_, n) => record(n, 0).eventID));
});

test("a long history comes whole", async () => {
  const one = await store.create(NEW_CAPTURE);
  const records = Array.from({ length: 2500 }, (_, n) => record(n, T + Math.floor(n / 100), { key: "HOT" }));
  await store.commit(one.id, { shardId: "s", records, checkpoints: [] });
  const rows = await store.history(one.id, { pk: { S: "HOT" }, sk: { S: "META" } });
  expect(rows.map(({ cursor }) => cursor)).toEqual(records.map((_, n) => n + 1));
});
