import { fork, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CaptureStore } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import type { Filter } from "@/lib/filter/filter";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { checkpoint, NEW_CAPTURE, record, sequence } from "./records";

const WRITER = fileURLToPath(new URL("writer.ts", import.meta.url));
const SHARD = "shardId-1";
/** How often a writer is killed; 200 before a release. */
const KILLS = Number(process.env.SHARDSCOPE_TEST_KILLS ?? 20);

let directory: string;
let stores: CaptureStore[];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-faults-"));
  stores = [];
});
afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await rm(directory, { recursive: true });
});

async function openStore(): Promise<CaptureStore> {
  const store = await createSqliteStore({ directory, clock: systemClock });
  stores.push(store);
  return store;
}

async function closeStore(store: CaptureStore): Promise<void> {
  stores.splice(stores.indexOf(store), 1);
  await store.close();
}

const records = (from: number, count: number, pad = 0) =>
  Array.from({ length: count }, (_, n) => record(from + n, 1_700_000_000 + from + n, { pad }));

describe("a killed process", () => {
  test(
    "leaves every acknowledged row, and no position ahead of the rows",
    async () => {
      let acknowledged = 0;
      for (let round = 0; round < KILLS; round++) {
        const child = fork(WRITER, [directory], {
          execArgv: ["--import", "tsx"],
          stdio: ["ignore", "inherit", "inherit", "ipc"],
        });
        // Killed after a number of acknowledgements that differs each round, and a random while later: amid the work for the
        // next ones, while text is indexed, or between the two.
        let left = 1 + ((round * 7) % 13);
        const later = Math.random() * 30;
        child.on("message", (stored: number) => {
          acknowledged = stored;
          if (--left === 0) systemClock.sleep(later).then(() => child.kill("SIGKILL"));
        });
        const [, signal] = await once(child, "exit");
        expect(signal).toBe("SIGKILL");

        const store = await openStore();
        const [capture] = await store.list();
        const id = capture?.id as string;
        const head = await store.cursor(id);
        expect(head).toBeGreaterThanOrEqual(acknowledged);
        const [state] = await store.checkpoints(id);
        expect(state?.position).toEqual({ at: "afterSequence", sequenceNumber: sequence(head) });
        const numbers: string[] = [];
        for await (const batch of store.scan(id, {})) numbers.push(...batch.map((entry) => entry.record.eventID));
        expect(numbers).toEqual(Array.from({ length: head }, (_, n) => record(n + 1, 0).eventID));
        expect((await store.totals(id)).byShard).toEqual({ [SHARD]: head });
        const filter: Filter = { kind: "text", pieces: ["order#1"] };
        const { rows } = await store.records(id, { filter, by: "stored", order: "asc", limit: 5 });
        expect(rows.map(({ keyText }) => keyText)).toEqual(
          ["1", "10", "11", "12", "13"].slice(0, rows.length).map((n) => `ORDER#${n} / META`),
        );
        await closeStore(store);
      }
      expect(acknowledged).toBeGreaterThan(0);
    },
    KILLS * 30_000,
  );

  test("frees its data directory", async () => {
    const child = fork(WRITER, [directory], { execArgv: ["--import", "tsx"] });
    await once(child, "message");
    await expect(createSqliteStore({ directory, clock: systemClock })).rejects.toMatchObject({
      code: "storageFailed",
      message: expect.stringContaining("Another Shardscope is using"),
      retriable: true,
    });
    child.kill("SIGKILL");
    await once(child, "exit");
    expect(await (await openStore()).list()).toHaveLength(1);
  });
});

describe("a damaged file", () => {
  test.each([
    ["of noise", async (path: string) => writeFile(path, Buffer.alloc(20_000, 7))],
    ["that is empty", async (path: string) => writeFile(path, "")],
    [
      "with noise in the middle",
      async (path: string) => {
        const file = await open(path, "r+");
        const { size } = await file.stat();
        await file.write(Buffer.alloc(size - 8192, 255), 0, size - 8192, 4096);
        await file.close();
      },
    ],
    [
      "that was cut short",
      async (path: string) => {
        const file = await open(path, "r+");
        await file.truncate(20_000);
        await file.close();
      },
    ],
  ])("%s is set aside, told of, and the others are there", async (_name, damage) => {
    let store = await openStore();
    const broken = await store.create(NEW_CAPTURE);
    const whole = await store.create(NEW_CAPTURE);
    for (const { id } of [broken, whole]) {
      await store.commit(id, { shardId: SHARD, records: records(1, 500, 300), checkpoints: [] });
    }
    await closeStore(store);
    await damage(join(directory, "captures", `${broken.id}.sqlite`));

    store = await openStore();
    expect(await store.list()).toEqual([whole]);
    const damaged = { code: "captureDamaged", hint: expect.stringContaining(`${broken.id}.sqlite.damaged-`) };
    await expect(store.get(broken.id)).rejects.toMatchObject(damaged);
    await expect(store.cursor(broken.id)).rejects.toMatchObject(damaged);
    expect(await store.cursor(whole.id)).toBe(500);
    const kept = (await readdir(join(directory, "captures"))).filter((name) => name.startsWith(`${broken.id}.`));
    expect(kept.some((name) => /\.sqlite\.damaged-[\dTZ-]+$/.test(name))).toBe(true);
    expect(kept).not.toContain(`${broken.id}.sqlite`);
  });
});

describe("the data directory", () => {
  test("is closed to links that lead out of it", async () => {
    const outside = await mkdtemp(join(tmpdir(), "shardscope-outside-"));
    const other = await createSqliteStore({ directory: outside, clock: systemClock });
    const { id } = await other.create(NEW_CAPTURE);
    await other.close();
    await mkdir(join(directory, "captures"), { recursive: true });
    await symlink(join(outside, "captures", `${id}.sqlite`), join(directory, "captures", "link.sqlite"));
    const store = await openStore();
    expect(await store.list()).toEqual([]);
    await expect(store.cursor("link")).rejects.toMatchObject({ code: "captureNotFound" });
    await rm(outside, { recursive: true });
  });

  test("gives the room of a deleted capture back", async () => {
    const store = await openStore();
    const { id } = await store.create(NEW_CAPTURE);
    await store.commit(id, { shardId: SHARD, records: records(1, 100), checkpoints: [] });
    await store.delete(id);
    expect(await readdir(join(directory, "captures"))).toEqual([]);
  });

  test("that cannot be made is told of", async () => {
    await writeFile(join(directory, "file"), "");
    const options = { directory: join(directory, "file", "data"), clock: systemClock };
    await expect(createSqliteStore(options)).rejects.toMatchObject({ code: "storageFailed" });
  });
});

test("a capture outlives a restart, and goes on where it stopped", async () => {
  let store = await openStore();
  const { id } = await store.create(NEW_CAPTURE);
  const first = await store.commit(id, {
    shardId: SHARD,
    records: records(1, 77),
    checkpoints: [checkpoint(SHARD, 77)],
  });
  await closeStore(store);
  store = await openStore();
  // The last delivery of before comes again with the next records.
  const second = await store.commit(id, {
    shardId: SHARD,
    records: records(50, 90),
    checkpoints: [checkpoint(SHARD, 139)],
  });
  expect(second.rows.map(({ cursor }) => cursor)).toEqual(Array.from({ length: 62 }, (_, n) => 78 + n));
  const page = await store.records(id, { by: "list", order: "asc", limit: 1000 });
  expect(page.rows).toEqual([...first.rows, ...second.rows]);
  expect((await store.record(id, SHARD, sequence(139)))?.record).toEqual(record(139, 1_700_000_139));
});

test("calls after the end are refused", async () => {
  const store = await createSqliteStore({ directory, clock: systemClock });
  await store.close();
  await expect(store.list()).rejects.toMatchObject({ code: "storageFailed" });
});

test("one bad record rejects its whole commit, and the next one finds the store as it was", async () => {
  const store = await openStore();
  const { id } = await store.create(NEW_CAPTURE);
  await store.commit(id, { shardId: SHARD, records: records(1, 10), checkpoints: [] });
  const bad = records(11, 10);
  (bad[5] as { dynamodb: { SequenceNumber: string } }).dynamodb.SequenceNumber = "12x";
  const change = { shardId: "shardId-2", records: bad, checkpoints: [checkpoint("shardId-2", 20)] };
  await expect(store.commit(id, change)).rejects.toMatchObject({ code: "sourceAnswerInvalid" });
  expect(await store.checkpoints(id)).toEqual([]);
  expect((await store.totals(id)).byShard).toEqual({ [SHARD]: 10 });
  const again = await store.commit(id, { shardId: "shardId-3", records: records(11, 100), checkpoints: [] });
  expect(again.cursor).toBe(110);
  expect((await store.record(id, "shardId-3", sequence(12)))?.record).toEqual(record(12, 1_700_000_012));
});

describe("a full disk", () => {
  const mountPoint = () => join(directory, "small");
  const mounted = () => spawnSync("/bin/mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", mountPoint()]).status === 0;

  test("stops storing with a clear error, leaves reading as it was, and heals when there is room", async (context) => {
    await mkdir(mountPoint());
    if (!mounted()) context.skip("needs the right to mount a small file system");
    try {
      const store = await createSqliteStore({ directory: mountPoint(), clock: systemClock });
      const { id } = await store.create(NEW_CAPTURE);
      const ballast = join(mountPoint(), "ballast");
      await writeFile(ballast, Buffer.alloc(512 * 1024));
      let stored = 0;
      let failure: unknown;
      for (let n = 0; n < 200 && !failure; n++) {
        const noise = records(stored + 1, 20).map((entry) => ({ ...entry, noise: crypto.randomUUID().repeat(100) }));
        await store.commit(id, { shardId: SHARD, records: noise, checkpoints: [checkpoint(SHARD, stored + 20)] }).then(
          () => {
            stored += 20;
          },
          (error) => {
            failure = error;
          },
        );
      }
      expect(failure).toMatchObject({ code: "storageFull", retriable: true });
      // Not a byte is left.
      const rest = join(mountPoint(), "rest");
      await expect(writeFile(rest, Buffer.alloc(2 ** 21))).rejects.toMatchObject({ code: "ENOSPC" });
      expect(await store.cursor(id)).toBe(stored);
      expect((await store.checkpoints(id))[0]).toEqual(checkpoint(SHARD, stored));
      expect((await store.records(id, { by: "list", order: "asc", limit: 1000 })).rows).toHaveLength(stored);
      await Promise.all([rm(ballast), rm(rest)]);
      await store.commit(id, { shardId: SHARD, records: records(stored + 1, 20), checkpoints: [] });
      expect(await store.cursor(id)).toBe(stored + 20);
      await store.close();
    } finally {
      spawnSync("/bin/umount", [mountPoint()]);
    }
  });
});
