import type { RecordRow } from "@/lib/capture/store";
import { formatPlace } from "@/lib/capture/store-place";
import type { ChangeSummary } from "@/lib/stream/change";
import type { KeySchema } from "@/lib/stream/shard";
import type { RowDetail } from "./blocks";
import type { CaptureReads } from "./capture-reads";
import { TTL_REMOVE } from "./event-number";
import { keyText } from "./item-key";
import type { Match } from "./search";
import { decodeSequence } from "./sequence-key";

/** What the database has of a row. */
type StoredRow = Omit<Match, "sequence">;

/** What stands beside it. */
interface RowTexts {
  shardId: string;
  sequenceNumber: string;
  change: ChangeSummary;
}

/** A row of the list from what the database has of it. */
export function recordRow(file: CaptureReads, match: Match): RecordRow {
  const { change, sequenceNumber = decodeSequence(match.sequence) } = JSON.parse(
    file.blocks.at(match.cursor).detail,
  ) as RowDetail;
  const shardId = file.shards.byNumber.get(match.shard)?.shardId ?? "";
  return rowOf(match, { shardId, sequenceNumber, change }, file.capture.stream.keySchema);
}

export function rowOf(row: StoredRow, { shardId, sequenceNumber, change }: RowTexts, schema: KeySchema): RecordRow {
  const { cursor, order, shard, time, event, size } = row;
  return {
    cursor,
    place: formatPlace({ order, sequenceNumber, shard }),
    shardId,
    sequenceNumber,
    time,
    eventName: event === 0 ? "INSERT" : event === 1 ? "MODIFY" : "REMOVE",
    keyText: keyText(row, schema),
    change,
    size,
    ttl: event === TTL_REMOVE,
  };
}
