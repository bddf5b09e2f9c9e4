import type {
  CaptureDetail,
  CaptureStatus,
  CaptureSummary,
  ChangesReport,
  Cost,
  Frame,
  GapInfo,
  IsoTime,
  ItemVersion,
  RecordDetail,
  RecordRow,
  SeekResult as SeekAnswer,
  SeekEvent,
  ShardInfo,
  StatusEvent,
  StreamInfo,
  Totals,
} from "@/lib/api/contract";
import type { Capture } from "@/lib/capture/capture";
import type { SeekResult, SeekState } from "@/lib/capture/seek";
import type {
  CaptureStore,
  ChangesReport as StoredReport,
  RecordRow as StoredRow,
  ItemVersion as StoredVersion,
} from "@/lib/capture/store";
import { inferImages } from "@/lib/capture/store-continuity";
import { formatPlace, storableTime } from "@/lib/capture/store-place";
import type { ReaderSnapshot, ShardStatus } from "@/lib/reader/status";
import { streamArnParts } from "@/lib/stream/arn";
import { type Gap, sequenceAfter } from "@/lib/stream/coverage";
import { ShardscopeError } from "@/lib/stream/error";
import { shardCreationHint } from "@/lib/stream/shard";

/** From the server's values to the contract's: times become ISO 8601, captures become what a screen shows. */

export function iso(time: number): IsoTime {
  return new Date(time).toISOString();
}

/** `{name: ISO}` where there is a time, else nothing: absent fields are absent. */
function times<Name extends string>(values: Record<Name, number | undefined>): { [Key in Name]?: IsoTime } {
  const present: { [Key in Name]?: IsoTime } = {};
  for (const name in values) {
    const time = values[name];
    if (time !== undefined) present[name] = iso(time);
  }
  return present;
}

export function presentRow(row: StoredRow): RecordRow {
  return { ...row, time: iso(row.time) };
}

export function presentGap(gap: Gap): GapInfo {
  const { fromTime, toTime, noticedAt, ...rest } = gap;
  const place = gapPlace(gap);
  return {
    ...rest,
    ...times({ fromTime, toTime }),
    ...(place === undefined ? {} : { place }),
    noticedAt: iso(noticedAt),
  };
}

/** Many records can bear the time at which a gap ends: among them the numbers of its shard tell where it lies. */
function gapPlace({ fromTime, toTime, after, before }: Gap): string | undefined {
  const known = [fromTime, toTime].filter((time) => time !== undefined);
  if (known.length === 0) return undefined;
  const sequenceNumber = before ?? (after === undefined ? "0" : sequenceAfter(after));
  return formatPlace({ order: storableTime(Math.max(...known)), sequenceNumber, shard: 0 });
}

function presentStream({ stored }: Capture): StreamInfo {
  const parts = streamArnParts(stored.stream.arn);
  return {
    ...stored.stream,
    region: parts?.region ?? stored.connection.region ?? "",
    accountId: parts?.accountId ?? "",
  };
}

function presentTotals({ totals }: Capture): Totals {
  const { records, inserts, modifies, removes, bytes, firstTime, lastTime } = totals;
  return { records, inserts, modifies, removes, bytes, ...times({ firstTime, lastTime }) };
}

function presentShard(shard: ShardStatus, records: number): ShardInfo {
  const { shardId, state, open, startingSequenceNumber, lastSequenceNumber, lastTime, lagMs, coverage, gaps, error } =
    shard;
  return {
    shardId,
    state,
    open,
    startingSequenceNumber,
    records,
    ...(shard.parentShardId === undefined ? {} : { parentShardId: shard.parentShardId }),
    ...(shard.endingSequenceNumber === undefined ? {} : { endingSequenceNumber: shard.endingSequenceNumber }),
    ...times({ createdAt: shardCreationHint(shardId) }),
    position: {
      ...(lastSequenceNumber === undefined ? {} : { sequenceNumber: lastSequenceNumber }),
      ...times({ time: lastTime }),
    },
    ...(lagMs === undefined ? {} : { lagMs }),
    coverage: coverage.map(({ from, to, fromTime, toTime }) => ({ from, to, ...times({ fromTime, toTime }) })),
    gaps: gaps.map(presentGap),
    ...(error === undefined ? {} : { error: { code: error.code, message: error.message, retriable: error.retriable } }),
  };
}

function captureStatus(capture: Capture, snapshot: ReaderSnapshot): CaptureStatus {
  if (capture.offline) return offlineStatus(capture);
  const { newerStreamArn } = capture;
  const newer = newerStreamArn === undefined ? {} : { newerStreamArn };
  if (capture.stored.reading === "paused") return { state: "paused", ...newer };
  const error = capture.failure ?? snapshot.error;
  const because =
    error === undefined
      ? {}
      : { message: error.message, code: error.code, ...(error.hint ? { hint: error.hint } : {}) };
  return { state: capture.failure ? "failing" : snapshot.state, ...because, ...newer };
}

function offlineStatus({ stored }: Capture): CaptureStatus {
  const completeness = stored.imported?.completeness ?? "unknown";
  const told = {
    complete: "By its own account nothing is missing in it.",
    incomplete: "It does not hold all that the stream had.",
    unknown: "It does not say whether records are missing in it, so nothing between two records counts as captured.",
  }[completeness];
  return {
    state: "offline",
    completeness,
    message: `Imported from ${stored.connection.label}. ${told} Nothing is read.`,
  };
}

/** After the first 2.5 million a month, GetRecords costs $0.02 per 100,000 calls (AWS price list, "Streams Read Request Units"). */
const FREE_CALLS = 2_500_000;
const USD_PER_CALL = 0.02 / 100_000;
const SECONDS_A_MONTH = 30 * 24 * 3600;

function presentCost(capture: Capture, snapshot: ReaderSnapshot): Cost {
  const { describeStream, openShard, readPage } = snapshot.calls;
  const monthlyReads = snapshot.readPagesPerSecond * SECONDS_A_MONTH;
  return {
    calls: { describeStream, getShardIterator: openShard, getRecords: readPage },
    callsPerSecond: snapshot.callsPerSecond,
    throttledPerMinute: snapshot.throttledPerMinute,
    monthlyUsd: capture.stored.connection.kind === "aws" ? Math.max(0, monthlyReads - FREE_CALLS) * USD_PER_CALL : null,
  };
}

export async function presentSummary(capture: Capture): Promise<CaptureSummary> {
  return summaryOf(capture, capture.snapshot());
}

function summaryOf(capture: Capture, snapshot: ReaderSnapshot): CaptureSummary {
  return {
    id: capture.id,
    stream: presentStream(capture),
    connection: capture.stored.connection,
    status: captureStatus(capture, snapshot),
    reading: capture.stored.reading,
    keep: capture.stored.keep ?? null,
    totals: presentTotals(capture),
    // What was removed as the person wished is no loss to tell of before the capture is opened.
    gaps: snapshot.shards.reduce(
      (sum, shard) => sum + shard.gaps.filter(({ reason }) => reason !== "expired").length,
      0,
    ),
    createdAt: iso(capture.stored.createdAt),
    openedAt: iso(capture.stored.openedAt),
  };
}

export async function presentDetail(capture: Capture): Promise<CaptureDetail> {
  const snapshot = capture.snapshot();
  return {
    ...summaryOf(capture, snapshot),
    cursor: capture.cursor,
    shards: snapshot.shards.map((shard) => presentShard(shard, capture.totals.byShard[shard.shardId] ?? 0)),
    cost: presentCost(capture, snapshot),
  };
}

/** A live frame; all shards unless `shardIds` names those that changed. */
export function presentFrame(
  capture: Capture,
  news: { cursor: number; rows: StoredRow[]; skipped: number; shardIds?: string[] },
): Frame {
  const snapshot = capture.snapshot();
  const changed = news.shardIds && new Set(news.shardIds);
  const shards = changed ? snapshot.shards.filter((shard) => changed.has(shard.shardId)) : snapshot.shards;
  let lag: number | undefined;
  for (const { lagMs, state } of snapshot.shards)
    if (lagMs !== undefined && state !== "finished") lag = Math.max(lag ?? 0, lagMs);
  return {
    cursor: news.cursor,
    rows: news.rows.map(presentRow),
    shards: shards.map((shard) => presentShard(shard, capture.totals.byShard[shard.shardId] ?? 0)),
    totals: presentTotals(capture),
    rate: capture.rate,
    ...(lag === undefined ? {} : { lagMs: lag }),
    cost: presentCost(capture, snapshot),
    ...(news.skipped > 0 ? { skipped: news.skipped } : {}),
  };
}

export function presentStatus(capture: Capture): StatusEvent {
  return {
    status: captureStatus(capture, capture.snapshot()),
    reading: capture.stored.reading,
    stream: presentStream(capture),
  };
}

export function presentSeek({ place, time, clipped, calls, perShard }: SeekResult): SeekAnswer {
  return { cursor: place, time: iso(time), clipped, calls, perShard };
}

export function presentSeekState({ time, ...state }: SeekState): SeekEvent {
  return { ...state, time: iso(time) };
}

/** One record, whole, with its neighbours among the captured versions of its item. Rejects: recordNotFound. */
export async function presentRecord(
  capture: Capture,
  store: CaptureStore,
  shardId: string,
  sequenceNumber: string,
): Promise<RecordDetail> {
  const found = await store.record(capture.id, shardId, sequenceNumber);
  if (!found) {
    throw new ShardscopeError("recordNotFound", "This capture has no such record.", {
      hint: "It may lie in a stretch that was not read: go to its time.",
    });
  }
  const { index, total, hole, previous, next } = (await store.neighbours(capture.id, shardId, sequenceNumber)) ?? {
    index: 0,
    total: 1,
    hole: true,
  };
  // A neighbour speaks of this record only where nothing can be missing between the two.
  const { eventName, dynamodb } = found.record;
  const beside = async (row: StoredRow) => (await store.record(capture.id, row.shardId, row.sequenceNumber))?.record;
  const inferred = inferImages(found.record, {
    previous: previous && !hole && eventName !== "INSERT" && !dynamodb.OldImage ? await beside(previous) : undefined,
    next: next && !next.hole && eventName !== "REMOVE" && !dynamodb.NewImage ? await beside(next) : undefined,
  });
  const at = (row: StoredRow) => ({ shardId: row.shardId, sequenceNumber: row.sequenceNumber });
  return {
    row: presentRow(found.row),
    record: found.record,
    streamArn: capture.stored.stream.arn,
    ...(Object.keys(inferred).length > 0 && { inferred }),
    history: { index, total, hole, ...(previous && { previous: at(previous) }), ...(next && { next: at(next) }) },
  };
}

export function presentVersion(version: StoredVersion): ItemVersion {
  return { ...version, time: iso(version.time) };
}

export function presentChanges({ firstTime, lastTime, ...report }: StoredReport): ChangesReport {
  return { ...report, ...times({ firstTime, lastTime }) };
}
