import { copyFile, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "libsql";
import { afterEach, beforeEach, expect, test } from "vitest";
import { systemClock } from "@/lib/clock";
import { SCHEMA_VERSION, schemaVersion } from "@/lib/storage/schema";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { checkpoint, record } from "./records";

/** Written by the first version: 120 records of one shard, every third an INSERT, over 40 orders. */
const VERSION_1 = fileURLToPath(new URL("fixtures/version-1.sqlite", import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-migrate-"));
  await mkdir(join(directory, "captures"));
});
afterEach(() => rm(directory, { recursive: true }));

test("a file of the first version opens, keeps all it had, and can do what later ones can", async () => {
  const path = join(directory, "captures", "first.sqlite");
  await copyFile(VERSION_1, path);
  const store = await createSqliteStore({ directory, clock: systemClock });
  const [capture] = await store.list();
  expect(capture).toMatchObject({ stream: { tableName: "orders" }, reading: "running" });
  const { rows } = await store.records("first", { by: "stored", order: "asc", limit: 1000 });
  expect(rows).toHaveLength(120);
  expect(await store.checkpoints("first")).toEqual([checkpoint("shardId-1", 120)]);
  expect((await store.record("first", "shardId-1", rows[5]?.sequenceNumber ?? ""))?.record).toEqual(
    record(5, 1_700_000_005, { event: "MODIFY", key: "ORDER#5" }),
  );
  const found = await store.records("first", {
    filter: { kind: "text", pieces: ["order#17"] },
    by: "list",
    order: "asc",
    limit: 10,
  });
  expect(found.rows.map(({ cursor }) => cursor)).toEqual([18, 58, 98]);
  await store.commit("first", { shardId: "shardId-1", records: [record(500, 1_700_000_500)], checkpoints: [] });
  expect(await store.cursor("first")).toBe(121);
  const more = Array.from({ length: 200 }, (_, n) => record(501 + n, 1_700_000_501 + n));
  await store.commit("first", { shardId: "shardId-1", records: more, checkpoints: [] });
  const all: unknown[] = [];
  for await (const batch of store.scan("first", {})) all.push(...batch.map((entry) => entry.record));
  expect(all.slice(120)).toEqual([record(500, 1_700_000_500), ...more]);
  expect(all[5]).toEqual(record(5, 1_700_000_005, { event: "MODIFY", key: "ORDER#5" }));
  await store.close();
  const db = new Database(path);
  expect(schemaVersion(db)).toBe(SCHEMA_VERSION);
  db.close();
});

test("a file of a later version is left as it is", async () => {
  const path = join(directory, "captures", "later.sqlite");
  await copyFile(VERSION_1, path);
  const db = new Database(path);
  db.exec(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`);
  db.close();
  const store = await createSqliteStore({ directory, clock: systemClock });
  await expect(store.cursor("later")).rejects.toMatchObject({
    code: "storageFailed",
    message: "A newer version of Shardscope wrote this capture.",
  });
  await store.close();
});
