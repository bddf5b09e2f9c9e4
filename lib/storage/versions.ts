import type { ItemNeighbours, ItemVersion, RecordRow } from "@/lib/capture/store";
import { isWholeBetween } from "@/lib/capture/store-continuity";
import { parsePlace } from "@/lib/capture/store-place";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { isSequenceNumber } from "@/lib/stream/sequence-number";
import type { CaptureReads } from "./capture-reads";
import { storedKey } from "./item-key";
import { matchOf, neighboursOf, rowsOfKey } from "./look-up";
import { recordRow } from "./rows";

type Place = Pick<RecordRow, "shardId" | "sequenceNumber">;

/** The next versions of an item, oldest first, beyond the place `after`. */
export function versionsOf(
  file: CaptureReads,
  key: AttributeMap,
  after: string | null,
): { rows: ItemVersion[]; next?: string } {
  const number = file.keys.numberOf(storedKey(key, file.capture.stream.keySchema));
  if (number === undefined) return { rows: [] };
  const { matches, next } = rowsOfKey(file, number, after);
  let previous = after === null ? undefined : placeOf(file, after);
  const rows = matches.map((match) => {
    const row = recordRow(file, match);
    const version = { ...row, hole: hasHole(file, previous, row) };
    previous = row;
    return version;
  });
  return { rows, ...(next !== undefined && { next }) };
}

export function itemNeighbours(
  file: CaptureReads,
  shardId: string,
  sequenceNumber: string,
): ItemNeighbours | undefined {
  const shard = file.shards.byId.get(shardId);
  const match = shard && isSequenceNumber(sequenceNumber) ? matchOf(file, shard, sequenceNumber) : undefined;
  const key = match && file.keys.numberOf(match);
  if (!match || key === undefined) return undefined;
  const { index, total, previous, next } = neighboursOf(file, key, match);
  const row = recordRow(file, match);
  const before = previous && recordRow(file, previous);
  const after = next && recordRow(file, next);
  return {
    index,
    total,
    hole: hasHole(file, before, row),
    ...(before && { previous: before }),
    ...(after && { next: { ...after, hole: hasHole(file, row, after) } }),
  };
}

function hasHole(file: CaptureReads, previous: Place | undefined, row: RecordRow): boolean {
  if (!previous) return row.eventName !== "INSERT";
  return !isWholeBetween((shardId) => file.shards.byId.get(shardId)?.checkpoint, previous, row);
}

function placeOf(file: CaptureReads, place: string): Place {
  const { shard, sequenceNumber } = parsePlace(place);
  return { shardId: file.shards.byNumber.get(shard)?.shardId ?? "", sequenceNumber };
}
