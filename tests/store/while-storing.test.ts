import { mkdtemp, open, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CaptureStore } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import type { Filter } from "@/lib/filter/filter";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { checkpoint, NEW_CAPTURE, record, sequence } from "./records";

const T = 1_700_000_000;
const SHARD = "shardId-1";

let directory: string;
let store: CaptureStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-while-"));
  store = await createSqliteStore({ directory, clock: systemClock });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

function commit(id: string, first: number, count: number) {
  return store.commit(id, {
    shardId: SHARD,
    records: Array.from({ length: count }, (_, n) =>
      record(first + n, T + (first + n) / 10, { key: `K#${(first + n) % 7}` }),
    ),
    checkpoints: [checkpoint(SHARD, first + count - 1)],
  });
}

test("a query finds all that was acknowledged before it was asked, while more is being stored", async () => {
  const { id } = await store.create(NEW_CAPTURE);
  let acknowledged = 0;
  const word: Filter = { kind: "text", pieces: ["pending"] };
  for (let round = 0; round < 40; round++) {
    const before = acknowledged;
    // Blocks are full, and the text index has a step to do, at no fixed moment of a query.
    const sizes = [1 + ((round * 31) % 170), 1 + ((round * 53) % 60)] as const;
    const storing = sizes.map((size, at) => commit(id, before + 1 + (at === 0 ? 0 : sizes[0]), size));
    acknowledged += sizes[0] + sizes[1];
    const newest = { by: "list", order: "desc", limit: 20 } as const;
    const [page, found, timeline, history, one, changes] = await Promise.all([
      store.records(id, newest),
      store.records(id, { ...newest, filter: word }),
      store.timeline(id, { from: T * 1000, to: (T + 100_000) * 1000, buckets: 100 }),
      store.history(id, { pk: { S: "K#3" }, sk: { S: "META" } }),
      before > 0 ? store.record(id, SHARD, sequence(before)) : undefined,
      store.changes(id, { limit: 50 }),
    ]);
    for (const { rows } of [page, found]) {
      expect(rows[0]?.cursor ?? 0).toBeGreaterThanOrEqual(before);
      const last = rows.at(-1)?.cursor ?? 1;
      expect(rows.map(({ cursor }) => cursor)).toEqual(rows.map((_, n) => last + rows.length - 1 - n));
    }
    const counted = timeline.shards.flatMap(({ buckets }) => buckets).reduce((sum, bucket) => sum + bucket[1], 0);
    expect(counted).toBeGreaterThanOrEqual(before);
    expect(history.length).toBeGreaterThanOrEqual(Math.floor((before + 4) / 7));
    expect(history.slice(1).some(({ hole }) => hole)).toBe(false);
    if (before > 0) expect(one?.record.dynamodb.SequenceNumber).toBe(sequence(before));
    expect(changes.counted).toBeGreaterThanOrEqual(Math.min(50, before));
    await Promise.all(storing);
  }
  const { matched } = await store.records(id, { by: "list", order: "asc", limit: 10 });
  expect(matched).toBe(acknowledged);
});

test("what retention removes is gone for the next query, and what comes later is found", async () => {
  const { id } = await store.create(NEW_CAPTURE);
  await commit(id, 1, 450);
  const word: Filter = { kind: "text", pieces: ["pending"] };
  expect((await store.records(id, { filter: word, by: "list", order: "asc", limit: 1 })).rows[0]?.cursor).toBe(1);
  while ((await store.expire(id, { before: (T + 40.2) * 1000 })).more);
  const left = await store.records(id, { filter: word, by: "list", order: "asc", limit: 1000 });
  expect(left.rows.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 49 }, (_, n) => 402 + n));
  while ((await store.expire(id, { before: (T + 90) * 1000 })).more);
  expect((await store.records(id, { by: "list", order: "asc", limit: 10 })).rows).toEqual([]);
  await commit(id, 1000, 30);
  const later = await store.records(id, { filter: word, by: "list", order: "asc", limit: 1000 });
  expect(later.rows.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 30 }, (_, n) => 451 + n));
  expect((await store.record(id, SHARD, sequence(1029)))?.record).toEqual(record(1029, T + 102.9, { key: "K#0" }));
});

test("a capture that is deleted while it is queried is gone with its files, and is no longer found", async () => {
  const { id } = await store.create(NEW_CAPTURE);
  await commit(id, 1, 2000);
  const none: Filter = { kind: "text", pieces: ["~~"] };
  const query = () => store.records(id, { filter: none, by: "list", order: "asc", limit: 1000 });
  const asked = [query(), query(), query()].map((answer) => answer.catch((error) => error.code));
  const deleted = store.delete(id);
  asked.push(query().catch((error) => error.code));
  await deleted;
  for (const answer of await Promise.all(asked)) {
    if (typeof answer === "string") expect(answer).toBe("captureNotFound");
    else expect(answer.rows).toEqual([]);
  }
  await expect(query()).rejects.toMatchObject({ code: "captureNotFound" });
  expect(await readdir(join(directory, "captures"))).toEqual([]);
});

test("a file that a query finds damaged is set aside and told of", async () => {
  const { id } = await store.create(NEW_CAPTURE);
  await commit(id, 1, 3000);
  await store.close();
  const path = join(directory, "captures", `${id}.sqlite`);
  store = await createSqliteStore({ directory, clock: systemClock });
  // Opened and whole: it breaks afterwards.
  expect(await store.cursor(id)).toBe(3000);
  const file = await open(path, "r+");
  const { size } = await file.stat();
  await file.write(Buffer.alloc(size - 4096, 255), 0, size - 4096, 4096);
  await file.close();
  const damaged = { code: "captureDamaged", hint: expect.stringContaining(`${id}.sqlite.damaged-`) };
  const query = () => store.records(id, { by: "list", order: "asc", limit: 1000 });
  await expect(query()).rejects.toMatchObject(damaged);
  await expect(query()).rejects.toMatchObject(damaged);
  await expect(store.cursor(id)).rejects.toMatchObject(damaged);
  expect(await store.list()).toEqual([]);
});
