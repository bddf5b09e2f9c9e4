import type Database from "libsql";
import type { CaptureTotals, CommitResult, RecordRow, StoredCapture } from "@/lib/capture/store";
import { formatPlace, orderTime, storableTime } from "@/lib/capture/store-place";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import { ShardscopeError } from "@/lib/stream/error";
import { formatKey } from "@/lib/stream/format-key";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import { summarizeChange } from "@/lib/stream/summarize-change";
import { Blocks, type RowDetail, type StoredText } from "./blocks";
import { openToWrite } from "./connection";
import { Counts } from "./counts";
import { EVENT_NUMBER, TTL_REMOVE } from "./event-number";
import { storedKey } from "./item-key";
import { KeyDictionary } from "./key-dictionary";
import { migrate, SCHEMA_VERSION, schemaVersion } from "./schema";
import { decodeSequence, encodeSequence } from "./sequence-key";
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
  private readonly addRecord: Database.Statement;
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
    this.addRecord = db.prepare(
      "INSERT INTO records (cursor, shard, sequence, order_time, ahead, event, key, size) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.findAtOrAfter = db
      .prepare("SELECT order_time, sequence FROM records WHERE shard = ? AND sequence >= ? ORDER BY sequence LIMIT 1")
      .raw();
    this.findBefore = db
      .prepare("SELECT order_time FROM records WHERE shard = ? AND sequence < ? ORDER BY sequence DESC LIMIT 1")
      .raw();
  }

  static create(path: string, capture: StoredCapture): CaptureFile {
    const db = openToWrite(path);
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

  /** `records` are the records of one shard, each as JSON text, in shard order. */
  commit(shardId: string, records: readonly string[], checkpoints: readonly ShardCheckpoint[]): CommitResult {
    this.db.exec("BEGIN IMMEDIATE");
    try {
      // First, so that the shard's parent is known when its records take their places.
      for (const checkpoint of checkpoints) this.shards.saveCheckpoint(checkpoint);
      const rows = records.length > 0 ? this.store(this.shards.intern(shardId), records) : [];
      this.db.exec("COMMIT");
      return { cursor: this.lastCursor, rows, bytes: usedBytes(this.db) };
    } catch (error) {
      if (this.db.inTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
  }

  private store(shard: StoredShard, records: readonly string[]): RecordRow[] {
    const rows: RecordRow[] = [];
    const texts: StoredText[] = [];
    const descendant = this.shards.firstAfter(shard);
    for (const text of records) {
      const record = JSON.parse(text) as StreamRecord;
      const { SequenceNumber: sequenceNumber, Keys: keys, SizeBytes: sizeBytes } = record.dynamodb;
      const sequence = encodeSequence(sequenceNumber);
      const time = storableTime(recordTime(record));
      const order = this.placeInShard(shard, sequence, time, descendant);
      if (order === undefined) continue;

      const cursor = ++this.lastCursor;
      const event = EVENT_NUMBER[record.eventName];
      if (event === undefined) {
        throw new ShardscopeError("sourceAnswerInvalid", `"${record.eventName}" is no event of a stream.`);
      }
      const ttl = isTtlDelete(record);
      const size = Number.isSafeInteger(sizeBytes) ? sizeBytes : 0;
      const key = this.keys.intern(storedKey(keys, this.stored.stream.keySchema));
      this.addRecord.run([cursor, shard.number, sequence, order, order - time, ttl ? TTL_REMOVE : event, key, size]);
      extendEdges(shard, { order, sequence });
      this.counts.add(shard.number, time, event);
      shard.counts[event]++;
      shard.firstTime = Math.min(shard.firstTime ?? time, time);
      shard.lastTime = Math.max(shard.lastTime ?? time, time);

      const change = summarizeChange(record);
      const detail: RowDetail = decodeSequence(sequence) === sequenceNumber ? { change } : { change, sequenceNumber };
      texts.push({ detail: JSON.stringify(detail), record: text });
      rows.push({
        cursor,
        place: formatPlace({ order, sequenceNumber, shard: shard.number }),
        shardId: shard.shardId,
        sequenceNumber,
        time,
        eventName: record.eventName,
        keyText: formatKey(keys, this.stored.stream.keySchema),
        change,
        size,
        ttl,
      });
    }
    this.blocks.append(texts);
    this.counts.flush();
    this.shards.saveCounts(shard);
    return rows;
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
