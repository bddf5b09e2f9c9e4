import type { RecordRow, RowValues } from "@/lib/capture/store";
import { formatPlace } from "@/lib/capture/store-place";
import { columnValue } from "@/lib/stream/column-value";
import { formatKey } from "@/lib/stream/format-key";
import type { Path } from "@/lib/stream/path";
import type { StreamRecord } from "@/lib/stream/record";
import type { RowDetail } from "./blocks";
import { type CaptureFile, TTL_REMOVE } from "./capture-file";
import { itemKey } from "./item-key";
import type { Match } from "./search";
import { decodeSequence } from "./sequence-key";

/** A row of the list from what the database has of it. */
export function recordRow(file: CaptureFile, match: Match): RecordRow {
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

/** What the rows with these cursors hold at the paths. */
export function rowValues(
  file: CaptureFile,
  { cursors, paths }: { cursors: readonly number[]; paths: readonly Path[] },
): RowValues[] {
  const stored = file.db
    .prepare("SELECT cursor FROM records WHERE cursor IN (SELECT value FROM json_each(?)) ORDER BY cursor")
    .raw()
    .all([JSON.stringify(cursors)]) as [number][];
  return stored.map(([cursor]) => {
    const record = JSON.parse(file.blocks.at(cursor).record) as StreamRecord;
    return { cursor, values: paths.map((path) => columnValue(record, path)) };
  });
}
