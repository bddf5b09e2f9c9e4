import { withShards } from "@/components/inspector/shard-filter";
import type { RecordRow } from "@/lib/api/contract";
import type { FailedBatch } from "@/lib/stream/failed-batch";
import { type RecordAddress, writeRecordAddress } from "@/lib/stream/record-address";

/** What the inspector shows: the batch's records over their time, the first one chosen. Times in milliseconds. */
export interface BatchView {
  q: string;
  from: number;
  to: number;
  r: RecordAddress;
}

/** `records` are those of the batch that there are, in the shard's order; undefined for none. Times may step back inside a shard. */
export function batchView(
  batch: Pick<FailedBatch, "startSequenceNumber" | "endSequenceNumber">,
  records: readonly RecordRow[],
): BatchView | undefined {
  const [first] = records;
  if (!first) return undefined;
  const { shardId, sequenceNumber } = first;
  const times = records.map(({ time }) => Date.parse(time));
  return {
    q: `${withShards("", [shardId])} seq:${batch.startSequenceNumber}..${batch.endSequenceNumber}`,
    from: times.reduce((a, b) => Math.min(a, b)),
    to: times.reduce((a, b) => Math.max(a, b)) + 1,
    r: { shardId, sequenceNumber },
  };
}

/** The same as an address, for a capture that is not open yet. */
export function batchAddress(captureId: string, { q, from, to, r }: BatchView): string {
  const iso = (ms: number) => new Date(ms).toISOString();
  const query = new URLSearchParams({ q, from: iso(from), to: iso(to), r: writeRecordAddress(r) });
  return `/captures/${encodeURIComponent(captureId)}?${query}`;
}
