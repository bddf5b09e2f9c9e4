import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { CaptureStore } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { storeSuite } from "./suite";

let directory: string;
let store: CaptureStore;

// One thread for all of them: starting it takes longer than the tests.
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "shardscope-store-"));
  store = await createSqliteStore({ directory, clock: systemClock });
});
afterAll(async () => {
  await store.close();
  await rm(directory, { recursive: true });
});

storeSuite("SQLite store", async () => ({
  store,
  async dispose() {
    for (const { id } of await store.list()) await store.delete(id);
  },
}));
