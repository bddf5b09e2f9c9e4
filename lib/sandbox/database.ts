import { mkdir, statfs } from "node:fs/promises";
import { createRequire } from "node:module";
import type { LevelDb } from "dynalite/db/index.js";

/** dynalite's own LevelDB, without the callbacks that dynalite wraps around it. */
const fromDynalite = createRequire(createRequire(import.meta.url).resolve("dynalite"));
const { Level } = fromDynalite("level") as { Level: new (path: string, options: object) => LevelDb };

const WRITE_BUFFER_BYTES = 16 * 1024 * 1024;
/**
 * What LevelDB holds in memory must not grow with what is stored. Of each open file it keeps the index, a key for each block: with
 * its own 4 KB blocks and 1000 files that, and a cache of 32 MB, came to 70 MB at a million records. The system caches files too.
 */
const OPTIONS = {
  cacheSize: 8 * 1024 * 1024,
  writeBufferSize: WRITE_BUFFER_BYTES,
  blockSize: 16 * 1024,
  maxOpenFiles: 100,
};

/** Opens the database in a directory, which is made when missing. One process at a time. */
export async function openDatabase(directory: string): Promise<LevelDb> {
  await mkdir(directory, { recursive: true });
  const db = new Level(directory, { valueEncoding: "json" });
  await db.open(OPTIONS);
  return db;
}

/**
 * After a write that failed: LevelDB goes on in a log whose last record is torn, and what follows there is lost at the next
 * start; opening anew begins a new log. Not before there is room for it, as reads go on meanwhile. Throws while there is none.
 */
export async function reopenDatabase(db: LevelDb, directory: string): Promise<void> {
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < 2 * WRITE_BUFFER_BYTES) throw new Error("No space left on device");
  await db.close();
  await db.open(OPTIONS);
}
