import type { BatchOperation, LevelDb } from "dynalite/db/index.js";
import { padSequenceNumber, type SequenceNumber } from "@/lib/stream/sequence-number";
import { recordTextTime } from "./record";

const RECORD = "record~";
const AFTER = "\xff";
const TRIM_CHUNK = 1000;

/** Where a record is on disk: in its shard, in the order of numbers. Without a number: where the shard begins. */
export function recordKey(streamId: string, shardId: string, number: SequenceNumber | ""): string {
  return `${RECORD}${streamId}~${shardId}~${number === "" ? "" : padSequenceNumber(number)}`;
}

/** The records on disk, as the texts that GetRecords sends. They are paged, and never all in memory. */
export class RecordStore {
  readonly #db: LevelDb;

  constructor(db: LevelDb) {
    this.#db = db;
  }

  /**
   * The texts of up to `limit` records with numbers greater than `after`, of up to `maxBytes` together (at least one), and
   * whether there are more by now.
   */
  async read(
    streamId: string,
    shardId: string,
    after: SequenceNumber,
    limit: number,
    maxBytes: number,
  ): Promise<{ texts: string[]; last: SequenceNumber | undefined; more: boolean }> {
    const texts: string[] = [];
    let last: SequenceNumber | undefined;
    let bytes = 0;
    const records = this.#db.iterator({
      gt: recordKey(streamId, shardId, after),
      lt: recordKey(streamId, shardId, "") + AFTER,
      limit: limit + 1,
      highWaterMarkBytes: maxBytes,
      valueEncoding: "utf8",
    });
    try {
      for (;;) {
        const page = await records.nextv(limit + 1);
        if (page.length === 0) return { texts, last, more: false };
        for (const [key, value] of page) {
          const text = value as string;
          bytes += text.length;
          if (texts.length === limit || (bytes > maxBytes && texts.length > 0)) return { texts, last, more: true };
          texts.push(text);
          last = numberOf(key);
        }
      }
    } finally {
      await records.close();
    }
  }

  /** The operations that remove the oldest records, as far as they are before `time` (ms) and up to a chunk. */
  async before(
    streamId: string,
    shardId: string,
    time: number,
  ): Promise<{ operations: BatchOperation[]; last: SequenceNumber | undefined }> {
    const operations: BatchOperation[] = [];
    const records = this.#db.iterator({
      gt: recordKey(streamId, shardId, ""),
      lt: recordKey(streamId, shardId, "") + AFTER,
      limit: TRIM_CHUNK,
      valueEncoding: "utf8",
    });
    try {
      collect: for (let page = await records.nextv(100); page.length > 0; page = await records.nextv(100)) {
        for (const [key, text] of page) {
          if (recordTextTime(text as string) >= time) break collect;
          operations.push({ type: "del", key });
        }
      }
    } finally {
      await records.close();
    }
    const last = operations.at(-1);
    return { operations, last: last && numberOf(last.key) };
  }
}

function numberOf(key: string): SequenceNumber {
  return key.slice(key.lastIndexOf("~") + 1).replace(/^0+/, "");
}
