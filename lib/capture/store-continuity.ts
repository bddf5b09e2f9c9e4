import type { ShardCheckpoint } from "@/lib/reader/delivery";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { CoverageRange } from "@/lib/stream/coverage";
import type { StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";

/** Where a record stands. */
interface RecordPlace {
  shardId: string;
  sequenceNumber: SequenceNumber;
}

type FindCheckpoint = (shardId: string) => ShardCheckpoint | undefined;

/**
 * True when everything between two records of one item is captured: an item's records go through one shard and its
 * descendants. False where that is not certain.
 */
export function isWholeBetween(find: FindCheckpoint, from: RecordPlace, to: RecordPlace): boolean {
  if (from.shardId === to.shardId) return covers(find(to.shardId), from.sequenceNumber, to.sequenceNumber);
  let shard = find(to.shardId);
  if (!shard || !covers(shard, shard.startingSequenceNumber, to.sequenceNumber)) return false;
  const seen = new Set([to.shardId]);
  for (let id = shard.parentShardId; id !== undefined && !seen.has(id); id = shard.parentShardId) {
    seen.add(id);
    shard = find(id);
    if (!shard) return false;
    if (id === from.shardId) return coversToEnd(shard, from.sequenceNumber);
    if (!coversToEnd(shard, shard.startingSequenceNumber)) return false;
  }
  return false;
}

function covers(shard: ShardCheckpoint | undefined, from: SequenceNumber, to: SequenceNumber): boolean {
  return shard?.coverage.some((range) => begins(range, from) && compareSequenceNumbers(to, range.to) <= 0) ?? false;
}

function coversToEnd(
  { coverage, finished, endingSequenceNumber: end }: ShardCheckpoint,
  from: SequenceNumber,
): boolean {
  const last = coverage.at(-1);
  if (!finished || !last || !begins(last, from)) return false;
  return end === undefined ? last.alone !== true : compareSequenceNumbers(end, last.to) <= 0;
}

function begins({ from }: CoverageRange, number: SequenceNumber): boolean {
  return compareSequenceNumbers(from, number) <= 0;
}

/** Images that a record's view type left out, known from the versions beside it. */
export interface InferredImages {
  OldImage?: AttributeMap;
  NewImage?: AttributeMap;
}

/**
 * Fills in what is certain: before a change the item was as the change before left it, and after it as the next one found
 * it. Give a neighbour only where nothing is missing between the two.
 */
export function inferImages(
  { eventName, dynamodb }: StreamRecord,
  { previous, next }: { previous?: StreamRecord | undefined; next?: StreamRecord | undefined },
): InferredImages {
  const inferred: InferredImages = {};
  const before = previous?.dynamodb.NewImage;
  if (eventName !== "INSERT" && !dynamodb.OldImage && before) inferred.OldImage = before;
  const after = next?.dynamodb.OldImage;
  if (eventName !== "REMOVE" && !dynamodb.NewImage && after) inferred.NewImage = after;
  return inferred;
}
