import type { Database } from "libsql";
import type { ExpireStep, KeepLimit } from "@/lib/capture/store";
import type { CaptureFile } from "./capture-file";
import { decodeSequence } from "./sequence-key";
import type { StoredShard } from "./shard-table";
import { pragma, usedBytes } from "./used-bytes";

/** Rows removed in a step, some 15 ms: commits wait no longer. */
const STEP_ROWS = 250;
/** Pages given back to the system in a step, and the share of unused ones that is left for what is written next. */
const STEP_PAGES = 200;
const SPARE = 0.1;

interface Row {
  cursor: number;
  shard: number;
  sequence: Buffer;
  time: number;
  event: number;
  key: number;
}

/**
 * Removes the oldest rows in list order: of each shard that is a beginning in its own order, so that one number says what
 * is gone. A block goes with its last row.
 */
export function expireStep(file: CaptureFile, limit: KeepLimit, now: number): ExpireStep {
  const rows = oldest(file.db, limit);
  if (rows.length > 0) remove(file, rows, now);
  const shrunk = shrink(file.db);
  return { removed: rows.length, more: rows.length === STEP_ROWS || shrunk };
}

function oldest(db: Database, limit: KeepLimit): Row[] {
  if ("maxBytes" in limit && usedBytes(db) <= limit.maxBytes) return [];
  const before = "before" in limit ? limit.before : Number.MAX_SAFE_INTEGER;
  const rows = db
    .prepare(
      `SELECT cursor, shard, sequence, order_time - ahead, event, key FROM records INDEXED BY records_by_place
       WHERE order_time < ? ORDER BY order_time, sequence, shard LIMIT ${STEP_ROWS}`,
    )
    .raw()
    .all([before]) as [number, number, Buffer, number, number, number][];
  return rows.map(([cursor, shard, sequence, time, event, key]) => ({ cursor, shard, sequence, time, event, key }));
}

function remove(file: CaptureFile, rows: readonly Row[], now: number): void {
  const { db, shards, counts, keys, blocks, text } = file;
  db.exec("BEGIN IMMEDIATE");
  try {
    const drop = db.prepare("DELETE FROM records WHERE cursor = ?");
    const last = new Map<StoredShard, Row>();
    for (const row of rows) {
      drop.run([row.cursor]);
      const shard = shards.byNumber.get(row.shard);
      if (!shard) continue;
      const event = Math.min(row.event, 2) as 0 | 1 | 2;
      counts.add(row.shard, row.time, event, -1);
      shard.counts[event]--;
      last.set(shard, row);
    }
    counts.flush();
    keys.dropUnused(new Set(rows.map(({ key }) => key)));
    const cursors = rows.map(({ cursor }) => cursor);
    blocks.dropEmpty(cursors, file.cursor + 1);
    text.dropEmpty(cursors);
    for (const [shard, row] of last) {
      Object.assign(shard, { edges: undefined, ...timesOf(db, shard) });
      shards.saveCounts(shard);
      const { shardId, expired } = shard;
      const toTime = Math.max(expired?.toTime ?? 0, row.time);
      shards.saveExpired(shard, { shardId, upTo: decodeSequence(row.sequence), toTime, at: now });
    }
    db.prepare("UPDATE capture SET last_cursor = ?").run([file.cursor]);
    db.exec("COMMIT");
  } catch (error) {
    if (db.inTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

/** The earliest time that is left: of the first record in shard order, or of one whose time stepped back behind it. */
function timesOf(db: Database, shard: StoredShard): Pick<StoredShard, "firstTime" | "lastTime"> {
  const [first] =
    (db
      .prepare("SELECT order_time - ahead FROM records WHERE shard = ? ORDER BY sequence LIMIT 1")
      .raw()
      .get([shard.number]) as [number] | undefined) ?? [];
  if (first === undefined) return { firstTime: undefined, lastTime: undefined };
  const [astray] = db
    .prepare("SELECT min(order_time - ahead) FROM records INDEXED BY records_astray WHERE ahead <> 0 AND shard = ?")
    .raw()
    .get([shard.number]) as [number | null];
  return { firstTime: Math.min(first, astray ?? first), lastTime: shard.lastTime };
}

/** Gives unused pages back, some at a time; true while there are more to give. */
function shrink(db: Database): boolean {
  const [free, all] = [pragma(db, "freelist_count"), pragma(db, "page_count")];
  // 2 is INCREMENTAL: a file made before that was chosen keeps its pages, and uses them again.
  if (free < STEP_PAGES || free < all * SPARE || pragma(db, "auto_vacuum") !== 2) return false;
  db.exec(`PRAGMA incremental_vacuum(${STEP_PAGES})`);
  return pragma(db, "freelist_count") < free;
}
