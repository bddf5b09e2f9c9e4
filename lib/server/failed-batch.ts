import type { BatchResult } from "@/lib/api/contract";
import type { Capture } from "@/lib/capture/capture";
import type { CaptureStore, RecordRow } from "@/lib/capture/store";
import type { LandRange } from "@/lib/reader/lander";
import { type Gap, isCovered } from "@/lib/stream/coverage";
import { ShardscopeError } from "@/lib/stream/error";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { presentGap, presentRow } from "./present";

/** More than a page of the list shows at once; a batch of Lambda has at most 10,000. */
const MAX_ROWS = 1000;

/**
 * Makes the capture hold a range of one shard and answers its records in the shard's order. Costs no call where all of it
 * is captured. What cannot be read is said, not thrown: that the shard is no longer listed, or that nothing is being read.
 */
export async function landBatch(
  store: CaptureStore,
  capture: Capture,
  range: LandRange,
  signal: AbortSignal,
): Promise<BatchResult> {
  const outcome = await readRange(store, capture, range, signal);
  const rows = await rowsOf(store, capture.id, range, signal);
  return {
    records: rows.slice(0, MAX_ROWS).map(presentRow),
    more: rows.length > MAX_ROWS,
    calls: outcome.calls,
    complete: outcome.complete,
    gaps: outcome.gaps.map(presentGap),
    ...(outcome.unread === undefined ? {} : { unread: outcome.unread }),
  };
}

interface Outcome {
  calls: number;
  complete: boolean;
  gaps: Gap[];
  unread?: BatchResult["unread"];
}

async function readRange(
  store: CaptureStore,
  capture: Capture,
  range: LandRange,
  signal: AbortSignal,
): Promise<Outcome> {
  const checkpoint = (await store.checkpoints(capture.id)).find(({ shardId }) => shardId === range.shardId);
  const covered = checkpoint?.coverage.some((each) => isCovered([each], range.from) && isCovered([each], range.to));
  // A paused or an imported capture reads nothing, and need not.
  if (covered) return { calls: 0, complete: true, gaps: [] };
  try {
    return await capture.land(range, signal);
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ShardscopeError)) throw error;
    if (error.code === "shardNotFound") return { calls: 0, complete: false, gaps: [], unread: "shardGone" };
    if (error.code === "captureOffline") return { calls: 0, complete: false, gaps: [], unread: "notReading" };
    throw error;
  }
}

/** The stored rows of a range, found from either end of it, whichever is held. At most one more than the answer takes. */
async function rowsOf(
  store: CaptureStore,
  id: string,
  { shardId, from, to }: LandRange,
  signal: AbortSignal,
): Promise<RecordRow[]> {
  const first = (await store.record(id, shardId, from))?.row;
  const last = first ?? (await store.record(id, shardId, to))?.row;
  if (!last) return [];
  const order = first ? "asc" : "desc";
  const inside = ({ sequenceNumber }: RecordRow) =>
    compareSequenceNumbers(sequenceNumber, from) >= 0 && compareSequenceNumbers(sequenceNumber, to) <= 0;
  const rows = [last];
  // In list order a shard's records keep the shard's own order: the first outside ends the range.
  for (let after: string | number | undefined = last.place; after !== undefined && rows.length <= MAX_ROWS; ) {
    const filter = { kind: "shard" as const, pattern: [shardId.toLowerCase()] };
    const page = await store.records(id, { by: "list", order, after, filter, limit: 1000 }, signal);
    const found = page.rows.filter((row) => row.shardId === shardId);
    const end = found.findIndex((row) => !inside(row));
    rows.push(...(end === -1 ? found : found.slice(0, end)));
    after = end === -1 ? page.next : undefined;
  }
  return first ? rows : rows.reverse();
}
