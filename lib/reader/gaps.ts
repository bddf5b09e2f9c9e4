import { type Gap, type Hole, isEmptyRange, isInGap, sequenceAfter, sequenceBefore } from "@/lib/stream/coverage";
import type { Position } from "@/lib/stream/position";
import { recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { headOrigin, holesOf, isOpenTrim, type Origin, sequenceOf } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";

/** The head's next records are gone: a gap from there, and on at the trim horizon (rule 15). */
export function trimHead(checkpoint: ShardCheckpoint, now: number): ShardCheckpoint {
  const origin = headOrigin(checkpoint);
  const position: Position = { at: "trimHorizon" };
  if (origin.from === "trimmed") return { ...checkpoint, position };
  const after = gapStart(checkpoint, origin);
  const fromTime = checkpoint.coverage.at(-1)?.toTime;
  const gap: Gap = {
    shardId: checkpoint.shardId,
    reason: origin.from === "firstRecord" ? "lostStart" : "trimmed",
    ...(after === undefined ? {} : { after }),
    ...(fromTime === undefined ? {} : { fromTime }),
    noticedAt: now,
  };
  return { ...checkpoint, position, gaps: [...checkpoint.gaps, gap] };
}

/** The trim that was noted is none: the source still has what comes before `after`, it only refused the number. */
export function untrimHead(checkpoint: ShardCheckpoint, after: SequenceNumber): ShardCheckpoint {
  return {
    ...checkpoint,
    position: { at: "afterSequence", sequenceNumber: after },
    gaps: checkpoint.gaps.filter((gap) => !isOpenTrim(gap)),
  };
}

function gapStart(checkpoint: ShardCheckpoint, origin: Origin): SequenceNumber | undefined {
  if (origin.from === "after") return origin.sequenceNumber;
  if (origin.from === "at" && origin.sequenceNumber !== checkpoint.startingSequenceNumber) {
    return sequenceBefore(origin.sequenceNumber);
  }
  // What came just after LATEST has no number that could bound it, but it came behind what a landing captured before.
  if (origin.from === "firstRecord") return checkpoint.coverage.findLast((range) => !isEmptyRange(range))?.to;
  return undefined;
}

/** What a fill of `hole` will never find: from its lower bound up to `first`, the oldest record left, if there is one. */
export function gapInHole(
  checkpoint: ShardCheckpoint,
  hole: Hole,
  reason: Gap["reason"],
  first: StreamRecord | undefined,
  now: number,
): ShardCheckpoint {
  const upTo = first && compareSequenceNumbers(sequenceOf(first), hole.before) < 0 ? sequenceOf(first) : hole.before;
  const below = checkpoint.coverage.find((range) => range.to === hole.after);
  const above = checkpoint.coverage.find((range) => range.from === hole.before);
  const toTime = first && upTo !== hole.before ? recordTime(first) : above?.fromTime;
  const gap: Gap = {
    shardId: checkpoint.shardId,
    reason,
    ...(below && isEmptyRange(below) && below.from === checkpoint.startingSequenceNumber ? {} : { after: hole.after }),
    before: upTo,
    ...(below?.toTime === undefined ? {} : { fromTime: below.toTime }),
    ...(toTime === undefined ? {} : { toTime }),
    noticedAt: now,
  };
  return withGap(checkpoint, gap);
}

/**
 * What a landing on `from` to `to` will never find: up to `first`, the oldest record left, or to what is captured,
 * whichever comes first.
 */
export function gapInLanding(
  checkpoint: ShardCheckpoint,
  { from, to }: { from: SequenceNumber; to: SequenceNumber },
  first: StreamRecord | undefined,
  now: number,
): ShardCheckpoint {
  const captured = checkpoint.coverage.find((range) => compareSequenceNumbers(range.from, from) > 0)?.from;
  const end = captured !== undefined && compareSequenceNumbers(captured, to) <= 0 ? captured : sequenceAfter(to);
  const inside = first && compareSequenceNumbers(sequenceOf(first), end) < 0 ? first : undefined;
  return withGap(checkpoint, {
    shardId: checkpoint.shardId,
    reason: "trimmed",
    after: sequenceBefore(from),
    before: inside ? sequenceOf(inside) : end,
    ...(inside ? { toTime: recordTime(inside) } : {}),
    noticedAt: now,
  });
}

/** In its place, and in place of those that it takes in. */
function withGap(checkpoint: ShardCheckpoint, gap: Gap): ShardCheckpoint {
  const others = checkpoint.gaps.filter((other) => !takesIn(gap, other));
  return { ...checkpoint, gaps: [...others, gap].sort(byPlace) };
}

/**
 * Gaps without what a page captured after all: it was read before a trim, and stored after another read met the trim. The
 * page must hold a record of the gap; one that merely passes over it proves nothing.
 */
export function withoutCaptured(
  gaps: Gap[],
  range: { from: SequenceNumber; to: SequenceNumber },
  records: readonly StreamRecord[],
): Gap[] {
  const belied = (gap: Gap) => records.some((record) => isInGap(gap, sequenceOf(record)));
  if (!gaps.some(belied)) return gaps;
  return gaps.flatMap((gap) => {
    if (!belied(gap)) return [gap];
    const { fromTime, toTime, ...rest } = gap;
    const lower: Gap = { ...rest, before: range.from, ...(fromTime === undefined ? {} : { fromTime }) };
    const upper: Gap = { ...rest, after: range.to, ...(toTime === undefined ? {} : { toTime }) };
    return [lower, upper].filter(holdsNumbers);
  });
}

function holdsNumbers({ after, before }: Gap): boolean {
  if (after === undefined || before === undefined) return true;
  return compareSequenceNumbers(sequenceAfter(after), before) < 0;
}

function takesIn(gap: Gap, other: Gap): boolean {
  if (gap.before === undefined || other.before === undefined) return false;
  if (compareSequenceNumbers(other.before, gap.before) > 0) return false;
  if (gap.after === undefined) return true;
  return other.after !== undefined && compareSequenceNumbers(other.after, gap.after) >= 0;
}

function byPlace(a: Gap, b: Gap): number {
  if (a.before === undefined || b.before === undefined)
    return a.before === b.before ? 0 : a.before === undefined ? 1 : -1;
  return compareSequenceNumbers(a.before, b.before);
}

/** What is known of a shard's end when the shard itself is gone. */
export interface LastSight {
  /** When the head was last seen to stand behind the newest record, milliseconds; absent when it did not. */
  caughtUpAt?: number;
  /** From when on nothing more could be written, milliseconds: the stream was disabled. */
  closedAt?: number;
}

/**
 * The shard is gone from the source: what was left of it is a gap, and its children may start (rule 15).
 *
 * A head that was caught up misses at most what came after its last look: the gap says from when to when, and is none
 * where nothing could be written any more. AWS lets a stream go 24 hours after it was disabled, so a reader that runs
 * reads it to its end; others drop the stream with its table, and then a last moment may be lost.
 */
export function vanish(checkpoint: ShardCheckpoint, now: number, sight: LastSight = {}): ShardCheckpoint {
  let gone = checkpoint;
  for (const hole of holesOf(checkpoint)) gone = gapInHole(gone, hole, "shardVanished", undefined, now);
  const { caughtUpAt, closedAt } = sight;
  const nothingMore = caughtUpAt !== undefined && closedAt !== undefined && caughtUpAt > closedAt;
  if (checkpoint.finished || nothingMore) return { ...gone, finished: true };
  const trimmed = trimHead(gone, now);
  const open = trimmed.gaps.at(-1)?.before === undefined ? trimmed.gaps.at(-1) : undefined;
  const known = open ? trimmed.gaps.slice(0, -1) : trimmed.gaps;
  const gap: Gap = {
    ...(open ?? { shardId: gone.shardId }),
    reason: "shardVanished",
    ...(caughtUpAt === undefined ? {} : { fromTime: caughtUpAt, toTime: now }),
    noticedAt: now,
  };
  return { ...gone, gaps: [...known, gap], finished: true };
}
