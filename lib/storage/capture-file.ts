import type Database from "libsql";
import type { CaptureTotals, StoredCapture } from "@/lib/capture/store";
import { orderTime } from "@/lib/capture/store-place";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import { ShardscopeError } from "@/lib/stream/error";
import { Blocks, packOne } from "./blocks";
import { BulkInsert } from "./bulk-insert";
import { openNew, openToWrite } from "./connection";
import { Counts, type EventCounts } from "./counts";
import { EVENT_NUMBER } from "./event-number";
import { KeyDictionary } from "./key-dictionary";
import type { StoredPlaces } from "./protocol";
import type { RecordFacts } from "./record-facts";
import { migrate, SCHEMA_VERSION, schemaVersion } from "./schema";
import { encodeSequence } from "./sequence-key";
import { ShardTable, type StoredShard } from "./shard-table";
import { TextIndex } from "./text-index";
import { usedBytes } from "./used-bytes";

/** The text index reads what was stored last, block by block. */
const CACHED_CHARACTERS = 1024 * 1024;

/**
 * One capture's database as it is written; queries have a connection of their own (CaptureReads). After a method has
 * thrown, what it holds in memory may be ahead of the file: close it and open it anew.
 */
export class CaptureFile {
  readonly shards: ShardTable;
  readonly keys: KeyDictionary;
  readonly blocks: Blocks;
  readonly text: TextIndex;
  readonly counts: Counts;
  private readonly rows: BulkInsert;
  private readonly findAtOrAfter: Database.Statement;
  private readonly findBefore: Database.Statement;
  private stored: StoredCapture;
  private lastCursor: number;

  private constructor(readonly db: Database.Database) {
    const row = db.prepare("SELECT json, last_cursor FROM capture").raw().get([]) as [string, number] | undefined;
    if (!row) throw new ShardscopeError("captureDamaged", "The file says nothing of the capture it holds.");
    this.stored = JSON.parse(row[0]) as StoredCapture;
    const [last] = db.prepare("SELECT max(cursor) FROM records").raw().get([]) as [number | null];
    this.lastCursor = Math.max(last ?? 0, row[1]);
    this.shards = new ShardTable(db);
    this.keys = new KeyDictionary(db);
    this.blocks = new Blocks(db, this.lastCursor + 1, CACHED_CHARACTERS);
    this.text = new TextIndex(db, this.blocks);
    this.counts = new Counts(db);
    this.rows = new BulkInsert(db, "records", [
      "cursor",
      "shard",
      "sequence",
      "order_time",
      "ahead",
      "event",
      "key",
      "size",
    ]);
    this.findAtOrAfter = db
      .prepare("SELECT order_time, sequence FROM records WHERE shard = ? AND sequence >= ? ORDER BY sequence LIMIT 1")
      .raw();
    this.findBefore = db
      .prepare("SELECT order_time FROM records WHERE shard = ? AND sequence < ? ORDER BY sequence DESC LIMIT 1")
      .raw();
  }

  static create(path: string, capture: StoredCapture): CaptureFile {
    const db = openNew(path);
    try {
      migrate(db);
      db.prepare("INSERT INTO capture (id, json) VALUES (1, ?)").run([JSON.stringify(capture)]);
      return new CaptureFile(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  /** `check` reads the whole file through, 0.2 s a million records. Throws captureDamaged, or SQLite's own error, for a file that is not whole; storageFailed for one of a newer version. */
  static open(path: string, check: boolean): CaptureFile {
    const db = openToWrite(path);
    try {
      const [found] = check ? (db.prepare("PRAGMA quick_check(1)").raw().get([]) as [string]) : ["ok"];
      if (found !== "ok") throw new ShardscopeError("captureDamaged", found);
      const version = schemaVersion(db);
      if (version > SCHEMA_VERSION) {
        throw new ShardscopeError("storageFailed", "A newer version of Shardscope wrote this capture.", {
          hint: "Open it with that version.",
        });
      }
      if (version === 0) throw new ShardscopeError("captureDamaged", "The file is empty.");
      migrate(db);
      return new CaptureFile(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  get capture(): StoredCapture {
    return this.stored;
  }

  get cursor(): number {
    return this.lastCursor;
  }

  close(): void {
    this.db.close();
  }

  update(change: Partial<StoredCapture>): StoredCapture {
    const capture = { ...this.stored, ...change };
    this.db.prepare("UPDATE capture SET json = ?").run([JSON.stringify(capture)]);
    this.stored = capture;
    return capture;
  }

  checkpoints(): ShardCheckpoint[] {
    return [...this.shards.byId.values()].flatMap((shard) => shard.checkpoint ?? []);
  }

  totals(): CaptureTotals {
    const totals = { records: 0, inserts: 0, modifies: 0, removes: 0, bytes: usedBytes(this.db) };
    let firstTime = Number.POSITIVE_INFINITY;
    let lastTime = Number.NEGATIVE_INFINITY;
    const byShard: [string, number][] = [];
    for (const shard of this.shards.byId.values()) {
      const [inserts, modifies, removes] = shard.counts;
      totals.inserts += inserts;
      totals.modifies += modifies;
      totals.removes += removes;
      totals.records += inserts + modifies + removes;
      firstTime = Math.min(firstTime, shard.firstTime ?? firstTime);
      lastTime = Math.max(lastTime, shard.lastTime ?? lastTime);
      if (inserts + modifies + removes > 0) byShard.push([shard.shardId, inserts + modifies + removes]);
    }
    return {
      ...totals,
      ...(totals.records > 0 && { firstTime, lastTime }),
      byShard: Object.fromEntries(byShard),
    };
  }

  /** `records` are those of one shard, in shard order; null for none. */
  commit(shardId: string, records: RecordFacts | null, checkpoints: readonly ShardCheckpoint[]): StoredPlaces {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      // First, so that the shard's parent is known when its records take their places.
      for (const checkpoint of checkpoints) this.shards.saveCheckpoint(checkpoint);
      const added = { records: 0, inserts: 0, modifies: 0, removes: 0 };
      const stored = records ? this.store(this.shards.intern(shardId), records) : { added, shard: 0, orders: [] };
      this.db.exec("COMMIT");
      return { ...stored, cursor: this.lastCursor, bytes: usedBytes(this.db) };
    } catch (error) {
      if (this.db.inTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
  }

  private store(shard: StoredShard, records: RecordFacts): Pick<StoredPlaces, "added" | "shard" | "orders"> {
    const orders: (number | null)[] = [];
    const texts: string[] = [];
    const counts: EventCounts = [0, 0, 0];
    let [firstTime, lastTime] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    const descendant = this.shards.firstAfter(shard);
    const keys = this.keys.intern(records.keys);
    records.sequences.forEach((sequenceNumber, at) => {
      const sequence = encodeSequence(sequenceNumber);
      const time = records.times[at] as number;
      const order = this.placeInShard(shard, sequence, time, descendant);
      orders.push(order ?? null);
      if (order === undefined) return;

      const event = records.events[at] as number;
      const row = [++this.lastCursor, shard.number, sequence, order, order - time, event, keys[at] as number] as const;
      this.rows.add(...row, records.sizes[at] as number);
      extendEdges(shard, { order, sequence });
      const counted = Math.min(event, EVENT_NUMBER.REMOVE) as 0 | 1 | 2;
      this.counts.add(shard.number, time, counted);
      counts[counted]++;
      firstTime = Math.min(firstTime, time);
      lastTime = Math.max(lastTime, time);
      texts.push(packOne({ detail: records.details[at] as string, record: records.texts[at] as string }));
    });
    this.rows.flush();
    this.blocks.append(texts);
    this.counts.flush();
    const [inserts, modifies, removes] = counts;
    const added = { records: texts.length, inserts, modifies, removes };
    if (texts.length === 0) return { added, shard: shard.number, orders };
    for (const event of [0, 1, 2] as const) shard.counts[event] += counts[event];
    shard.firstTime = Math.min(shard.firstTime ?? firstTime, firstTime);
    shard.lastTime = Math.max(shard.lastTime ?? lastTime, lastTime);
    this.shards.saveCounts(shard);
    return { added: { ...added, firstTime, lastTime }, shard: shard.number, orders };
  }

  /** The order time of a record that is not stored yet; undefined for one that is. */
  private placeInShard(
    shard: StoredShard,
    sequence: Buffer,
    time: number,
    descendant: { order: number; sequence: Buffer } | undefined,
  ): number | undefined {
    const edges = this.shards.edges(shard);
    // Numbers rise along a lineage; should a source break that, a millisecond tells parent and child apart.
    const lineageBefore = descendant && descendant.order - (sequence.compare(descendant.sequence) < 0 ? 0 : 1);
    if (edges && sequence.compare(edges.last.sequence) > 0) {
      return orderTime(time, { after: edges.last.order, lineageBefore });
    }
    const ancestor = this.shards.lastBefore(shard);
    const lineageAfter = ancestor && ancestor.order + (sequence.compare(ancestor.sequence) > 0 ? 0 : 1);
    if (!edges) return orderTime(time, { lineageAfter, lineageBefore });
    // What came before in the same commit is there to be found.
    this.rows.flush();
    const next = this.findAtOrAfter.get([shard.number, sequence]) as [number, Buffer] | undefined;
    if (next && sequence.equals(next[1])) return undefined;
    const previous = this.findBefore.get([shard.number, sequence]) as [number] | undefined;
    return orderTime(time, { after: previous?.[0], before: next?.[0], lineageAfter, lineageBefore });
  }
}

function extendEdges(shard: StoredShard, edge: { order: number; sequence: Buffer }): void {
  if (!shard.edges) shard.edges = { first: edge, last: edge };
  else if (edge.sequence.compare(shard.edges.last.sequence) > 0) shard.edges.last = edge;
  else if (edge.sequence.compare(shard.edges.first.sequence) < 0) shard.edges.first = edge;
}
