import type { RecordCount } from "@/lib/api/contract";
import type { Capture } from "@/lib/capture/capture";
import type { CaptureStore, RecordQuery } from "@/lib/capture/store";
import type { Filter } from "@/lib/filter/filter";

/**
 * How many records a query lets through, to the record. It may look at all of them, in steps between which others are
 * answered. Rejects when `signal` aborts.
 */
export async function countRecords(
  store: CaptureStore,
  capture: Capture,
  { filter, from, to }: Pick<RecordQuery, "filter" | "from" | "to">,
  signal: AbortSignal,
): Promise<RecordCount> {
  const head = capture.cursor;
  const { records, firstTime = 0, lastTime = 0 } = capture.totals;
  if (!filter && from === undefined && to === undefined) return { records, head };
  const range = { from: Math.max(from ?? firstTime, firstTime), to: Math.min(to ?? lastTime + 1, lastTime + 1) };
  if (range.from >= range.to) return { records: 0, head };
  // A timeline's buckets may reach beyond what was asked for; the filter does not.
  const within: Filter = { kind: "time", ...range };
  const exactly: Filter = filter ? { kind: "and", of: [within, filter] } : within;
  const { shards } = await store.timeline(capture.id, { ...range, buckets: 1, filter: exactly, head }, signal);
  let count = 0;
  for (const { buckets } of shards) {
    for (const [, inserts, modifies, removes] of buckets) count += inserts + modifies + removes;
  }
  return { records: count, head };
}
