import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CaptureStore } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { NEW_CAPTURE, record } from "./records";

const T = 1_700_000_000;

let directory: string;
let store: CaptureStore;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-retention-"));
  store = await createSqliteStore({ directory, clock: systemClock });
});
afterEach(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

async function fill(id: string, count: number): Promise<void> {
  for (let first = 0; first < count; first += 1000) {
    const records = Array.from({ length: Math.min(1000, count - first) }, (_, n) => {
      const at = first + n;
      return record(at, T + at, { key: `CUSTOMER#${at}`, status: String(Math.sin(at)) });
    });
    await store.commit(id, { shardId: "s1", records, checkpoints: [] });
  }
}

async function expire(id: string, before: number): Promise<number> {
  let steps = 0;
  for (let more = true; more; steps++) ({ more } = await store.expire(id, { before }));
  return steps;
}

test("room is given back to the disk, in steps", async () => {
  const { id } = await store.create(NEW_CAPTURE);
  await fill(id, 12_000);
  expect(await expire(id, (T + 11_900) * 1000)).toBeGreaterThan(20);
  await store.close();
  const file = join(directory, "captures", `${id}.sqlite`);
  expect((await stat(file)).size).toBeLessThan(1_500_000);

  store = await createSqliteStore({ directory, clock: systemClock });
  const totals = await store.totals(id);
  expect(totals.records).toBe(100);
  expect(await store.cursor(id)).toBe(12_000);
  expect((await store.expired(id))[0]?.toTime).toBe((T + 11_899) * 1000);
  await fill(id, 12_100);
  expect((await store.totals(id)).records).toBe(12_100);
  await expire(id, (T + 20_000) * 1000);
  expect((await store.totals(id)).records).toBe(0);
});

test("a capture that has lost all its rows numbers on after a restart", async () => {
  const { id } = await store.create(NEW_CAPTURE);
  await fill(id, 30);
  await expire(id, (T + 30) * 1000);
  await store.close();
  store = await createSqliteStore({ directory, clock: systemClock });
  const { rows } = await store.commit(id, { shardId: "s1", records: [record(77, T + 77)], checkpoints: [] });
  expect(rows[0]?.cursor).toBe(31);
});
