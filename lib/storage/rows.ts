import type { RecordRow } from "@/lib/capture/store";
import { formatPlace } from "@/lib/capture/store-place";
import { formatKey } from "@/lib/stream/format-key";
import type { RowDetail } from "./blocks";
import type { CaptureReads } from "./capture-reads";
import { TTL_REMOVE } from "./event-number";
import { itemKey } from "./item-key";
import type { Match } from "./search";
import { decodeSequence } from "./sequence-key";

/** A row of the list from what the database has of it. */
export function recordRow(file: CaptureReads, match: Match): RecordRow {
  const { keySchema } = file.capture.stream;
  const detail = JSON.parse(file.blocks.at(match.cursor).detail) as RowDetail;
  const sequenceNumber = detail.sequenceNumber ?? decodeSequence(match.sequence);
  return {
    cursor: match.cursor,
    place: formatPlace({ order: match.order, sequenceNumber, shard: match.shard }),
    shardId: file.shards.byNumber.get(match.shard)?.shardId ?? "",
    sequenceNumber,
    time: match.time,
    eventName: match.event === 0 ? "INSERT" : match.event === 1 ? "MODIFY" : "REMOVE",
    keyText: formatKey(itemKey(match, keySchema), keySchema),
    change: detail.change,
    size: match.size,
    ttl: match.event === TTL_REMOVE,
  };
}
