import type { PatternExample, PatternResult } from "@/lib/api/contract";
import type { Capture } from "@/lib/capture/capture";
import type { CaptureStore, RecordQuery } from "@/lib/capture/store";
import type { LambdaFilter } from "@/lib/filter/lambda-criteria";
import { type LambdaVerdict, matchLambdaFilters } from "@/lib/filter/lambda-match";
import { patternWarnings } from "@/lib/filter/lambda-warnings";
import { toLambdaRecord } from "@/lib/stream/lambda-event";
import { presentRow } from "./present";

/** Records looked at, the newest: about a second's work. The answer says how many it was. */
const MAX_SCANNED = 50_000;
const BUCKETS = 2000;

type Range = Pick<RecordQuery, "filter" | "from" | "to">;

interface Judged {
  shardId: string;
  sequenceNumber: string;
  verdict: LambdaVerdict;
}

/**
 * What Lambda would do with the newest records of a capture. Reads in the steps of the store's scan and holds no more than
 * the examples, the newest of each kind. Rejects with `signal.reason` when aborted.
 */
export async function tryPattern(
  store: CaptureStore,
  capture: Capture,
  filters: readonly LambdaFilter[],
  query: Range & { examples: number },
  signal: AbortSignal,
): Promise<PatternResult> {
  const { stream } = capture.stored;
  const head = capture.cursor;
  const { from, skip } = await newest(store, capture, query, signal);
  const range = { ...query, ...(from === undefined ? {} : { from }) };
  const kept = { passed: [] as Judged[], failed: [] as Judged[] };
  const paths = new Map<string, number>();
  const counts = { passed: 0, failed: 0 };
  let left = skip;
  for await (const batch of store.scan(capture.id, range, signal)) {
    for (const scanned of batch) {
      if (left-- > 0) continue;
      const { record, shardId } = scanned;
      const verdict = matchLambdaFilters(filters, toLambdaRecord(record, stream.arn));
      const kind = verdict.passed ? "passed" : "failed";
      counts[kind]++;
      if (!verdict.passed) paths.set(verdict.path, (paths.get(verdict.path) ?? 0) + 1);
      kept[kind].push({ shardId, sequenceNumber: record.dynamodb.SequenceNumber, verdict });
      if (kept[kind].length > query.examples) kept[kind].shift();
    }
  }
  const examples: PatternExample[] = [];
  for (const { shardId, sequenceNumber, verdict } of [...kept.passed, ...kept.failed]) {
    signal.throwIfAborted();
    const found = await store.record(capture.id, shardId, sequenceNumber);
    if (found) examples.push({ record: presentRow(found.row), ...verdict });
  }
  examples.sort((a, b) => (a.record.place < b.record.place ? 1 : -1));
  return {
    ...counts,
    scanned: counts.passed + counts.failed,
    whole: from === undefined,
    head,
    examples,
    failures: [...paths].map(([path, count]) => ({ path, count })).sort((a, b) => b.count - a.count),
    warnings: patternWarnings(filters, stream),
  };
}

/**
 * Where the newest records begin: scanning from `from`, the first `skip` are older than those. The store scans from old to
 * new, and the timeline counts without reading records.
 */
async function newest(
  store: CaptureStore,
  capture: Capture,
  { filter, from = capture.totals.firstTime, to = (capture.totals.lastTime ?? 0) + 1 }: Range,
  signal: AbortSignal,
): Promise<{ from?: number; skip: number }> {
  if (from === undefined || from >= to || capture.totals.records <= MAX_SCANNED) return { skip: 0 };
  let newer = 0;
  let start = from;
  let end = to;
  for (;;) {
    const query = { from: start, to: end, buckets: BUCKETS, ...(filter ? { filter } : {}) };
    const timeline = await store.timeline(capture.id, query, signal);
    const counts = new Map<number, number>();
    for (const { buckets } of timeline.shards) {
      for (const [at, ...events] of buckets) counts.set(at, (counts.get(at) ?? 0) + events.reduce((a, b) => a + b));
    }
    const times = [...counts].sort(([a], [b]) => b - a);
    const last = times.find(([, count]) => {
      newer += count;
      return newer >= MAX_SCANNED;
    });
    if (!last) return { from: start, skip: 0 };
    const [at, count] = last;
    start = Math.max(timeline.from + at * timeline.bucketMs, from);
    end = timeline.from + (at + 1) * timeline.bucketMs;
    // A burst: the bucket is looked into, unless it cannot be divided any more.
    if (newer <= 2 * MAX_SCANNED || timeline.bucketMs <= 1) return { from: start, skip: newer - MAX_SCANNED };
    newer -= count;
  }
}
