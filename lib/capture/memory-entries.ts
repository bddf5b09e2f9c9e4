import type { ShardCheckpoint } from "@/lib/reader/delivery";
import { formatKey } from "@/lib/stream/format-key";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { summarizeChange } from "@/lib/stream/summarize-change";
import type { Expired, RecordRow, StoredCapture } from "./store";
import { isWholeBetween } from "./store-continuity";
import { formatPlace, orderTime, storableTime } from "./store-place";

export interface Entry {
  row: RecordRow;
  order: number;
  /** JSON text: nobody can change what is stored by changing what they were given. */
  text: string;
}

export interface MemoryCapture {
  capture: StoredCapture;
  checkpoints: Map<string, ShardCheckpoint>;
  /** Shards in the order they were first heard of. */
  known: Set<string>;
  /** By shard, in shard order. */
  shards: Map<string, Entry[]>;
  /** In the order they were stored. */
  entries: Entry[];
  /** The greatest cursor given. */
  cursor: number;
  expired: Map<string, Expired>;
}

/** Stores a record in its place; undefined for one that is there already. */
export function storeRecord(held: MemoryCapture, shardId: string, text: string): RecordRow | undefined {
  const record = JSON.parse(text) as StreamRecord;
  const { SequenceNumber: sequenceNumber, Keys: keys, SizeBytes: size } = record.dynamodb;
  if (!held.shards.has(shardId)) held.shards.set(shardId, []);
  const shard = held.shards.get(shardId) as Entry[];
  const index = shard.findIndex(({ row }) => compareSequenceNumbers(row.sequenceNumber, sequenceNumber) >= 0);
  const at = index < 0 ? shard.length : index;
  const following = shard[at];
  if (following && compareSequenceNumbers(following.row.sequenceNumber, sequenceNumber) === 0) return undefined;

  const isBeyondNumber = (entry: Entry) => compareSequenceNumbers(sequenceNumber, entry.row.sequenceNumber) > 0;
  const ancestor = lastBefore(held, shardId);
  const descendant = firstAfter(held, shardId);
  const time = storableTime(recordTime(record));
  const order = orderTime(time, {
    after: shard[at - 1]?.order,
    before: following?.order,
    lineageAfter: ancestor && ancestor.order + (isBeyondNumber(ancestor) ? 0 : 1),
    lineageBefore: descendant && descendant.order - (isBeyondNumber(descendant) ? 1 : 0),
  });
  const row: RecordRow = {
    cursor: ++held.cursor,
    place: formatPlace({ order, sequenceNumber, shard: [...held.known].indexOf(shardId) + 1 }),
    shardId,
    sequenceNumber,
    time,
    eventName: record.eventName,
    keyText: formatKey(keys, held.capture.stream.keySchema),
    change: summarizeChange(record),
    size,
    ttl: isTtlDelete(record),
  };
  const entry: Entry = { row, order, text };
  shard.splice(at, 0, entry);
  held.entries.push(entry);
  return structuredClone(row);
}

export function hasHole(held: MemoryCapture, previous: RecordRow | undefined, row: RecordRow): boolean {
  if (!previous) return row.eventName !== "INSERT";
  return !isWholeBetween((shardId) => held.checkpoints.get(shardId), previous, row);
}

function lastBefore(held: MemoryCapture, shardId: string): Entry | undefined {
  const seen = new Set([shardId]);
  let id = held.checkpoints.get(shardId)?.parentShardId;
  for (; id !== undefined && !seen.has(id); id = held.checkpoints.get(id)?.parentShardId) {
    seen.add(id);
    const last = held.shards.get(id)?.at(-1);
    if (last) return last;
  }
  return undefined;
}

function firstAfter(held: MemoryCapture, shardId: string, seen = new Set<string>()): Entry | undefined {
  seen.add(shardId);
  const children = [...held.checkpoints.values()].filter((shard) => shard.parentShardId === shardId);
  const firsts = children.flatMap((child) => {
    if (seen.has(child.shardId)) return [];
    return held.shards.get(child.shardId)?.[0] ?? firstAfter(held, child.shardId, seen) ?? [];
  });
  return firsts.sort((a, b) => a.order - b.order)[0];
}

export function listOrder({ entries }: MemoryCapture): Entry[] {
  return entries.toSorted((a, b) => (a.row.place < b.row.place ? -1 : 1));
}
