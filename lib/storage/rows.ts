import type { RecordRow } from "@/lib/capture/store";
import { formatPlace } from "@/lib/capture/store-place";
import type { ChangeSummary } from "@/lib/stream/change";
import { formatKey } from "@/lib/stream/format-key";
import type { KeySchema } from "@/lib/stream/shard";
import type { RowDetail } from "./blocks";
import type { CaptureReads } from "./capture-reads";
import { TTL_REMOVE } from "./event-number";
import { itemKey, type StoredKey } from "./item-key";
import type { Match } from "./search";
import { decodeSequence } from "./sequence-key";

interface RowParts extends StoredKey {
  cursor: number;
  order: number;
  shard: number;
  shardId: string;
  sequenceNumber: string;
  time: number;
  event: number;
  size: number;
  change: ChangeSummary;
}

/** A row of the list from what the database has of it. */
export function recordRow(file: CaptureReads, match: Match): RecordRow {
  const { change, sequenceNumber } = JSON.parse(file.blocks.at(match.cursor).detail) as RowDetail;
  const parts = {
    ...match,
    change,
    sequenceNumber: sequenceNumber ?? decodeSequence(match.sequence),
    shardId: file.shards.byNumber.get(match.shard)?.shardId ?? "",
  };
  return rowOf(parts, file.capture.stream.keySchema);
}

export function rowOf(parts: RowParts, schema: KeySchema): RecordRow {
  const { cursor, shardId, sequenceNumber, time, event, size, change } = parts;
  return {
    cursor,
    place: formatPlace(parts),
    shardId,
    sequenceNumber,
    time,
    eventName: event === 0 ? "INSERT" : event === 1 ? "MODIFY" : "REMOVE",
    keyText: formatKey(itemKey(parts, schema), schema),
    change,
    size,
    ttl: event === TTL_REMOVE,
  };
}
