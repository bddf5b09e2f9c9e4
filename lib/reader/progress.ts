import {
  addCoverage,
  type CoverageRange,
  emptyRange,
  findHoles,
  type Gap,
  type Hole,
  isCovered,
  isEmptyRange,
  sequenceAfter,
  sequenceBefore,
} from "@/lib/stream/coverage";
import type { Position } from "@/lib/stream/position";
import { recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import type { ShardDescription } from "@/lib/stream/shard";
import type { ShardCheckpoint } from "./delivery";
import type { RecordPage } from "./source";

/**
 * How a shard's checkpoint follows from what was read. Pure: each function gives a new checkpoint, which becomes the
 * shard's once it is stored (rule 13).
 *
 * A checkpoint says all that is left to do. The HEAD is `position`, always at the end of the last range: reading on
 * there follows the shard to its end. What lies between ranges is a hole, to be filled. A seek adds a range, and with it
 * a hole; when hole and range meet they become one, so no page is read twice.
 */

/** Where a page was read from, which tells what it covers. */
export type Origin =
  /** At the shard's beginning, or where its oldest record is, with nothing promised before that. */
  | { from: "start" }
  | { from: "at"; sequenceNumber: SequenceNumber }
  | { from: "after"; sequenceNumber: SequenceNumber }
  /** At the oldest record after a trim: what is between `after` and the first record is gone. */
  | { from: "trimmed"; after?: SequenceNumber }
  /** Just before its first record: LATEST, which has no number. */
  | { from: "firstRecord" };

/** A page as a source gives it: without `next` the shard ends here (rule 3). */
export type ReadPage = Pick<RecordPage, "records" | "next">;

export interface Accepted {
  checkpoint: ShardCheckpoint;
  /** Records that were not captured before: what there is to store. */
  fresh: StreamRecord[];
  /** The number of the last record that was asked for; reading goes on behind it. */
  last?: SequenceNumber;
}

export function newCheckpoint(shard: ShardDescription, position: Position, now: number): ShardCheckpoint {
  return { ...shard, position, finished: false, coverage: [], gaps: [], listedAt: now };
}

/** A closed shard that nobody asked to read: known, finished, nothing of it captured. */
export function skippedCheckpoint(shard: ShardDescription, now: number): ShardCheckpoint {
  const end = shard.endingSequenceNumber ?? shard.startingSequenceNumber;
  return { ...newCheckpoint(shard, { at: "afterSequence", sequenceNumber: end }, now), finished: true };
}

export function sequenceOf(record: StreamRecord): SequenceNumber {
  return record.dynamodb.SequenceNumber;
}

/** What is to be filled behind the head, ascending. */
export function holesOf(checkpoint: ShardCheckpoint): Hole[] {
  return findHoles(checkpoint.coverage, checkpoint.gaps);
}

export function isComplete(checkpoint: ShardCheckpoint): boolean {
  return checkpoint.finished && holesOf(checkpoint).length === 0;
}

/** Left by a trim and not closed yet: it ends at the first record found behind it. */
function isOpenTrim(gap: Gap): boolean {
  return gap.before === undefined && (gap.reason === "trimmed" || gap.reason === "lostStart");
}

/** A gap that a trim left and whose end is not known before the next record comes. */
function openTrim(checkpoint: ShardCheckpoint): Gap | undefined {
  const last = checkpoint.gaps.at(-1);
  return last && isOpenTrim(last) ? last : undefined;
}

/** What reading from the head's position covers. */
export function headOrigin(checkpoint: ShardCheckpoint): Origin {
  const { position } = checkpoint;
  switch (position.at) {
    case "latest":
      return { from: "firstRecord" };
    case "atSequence":
      return { from: "at", sequenceNumber: position.sequenceNumber };
    case "afterSequence":
      return { from: "after", sequenceNumber: position.sequenceNumber };
    case "trimHorizon": {
      const trim = openTrim(checkpoint);
      if (!trim) return { from: "start" };
      return trim.after === undefined ? { from: "trimmed" } : { from: "trimmed", after: trim.after };
    }
  }
}

/** Where to open the shard to fill a hole: numbers that bound a hole below are records', except at the shard's start. */
export function holePosition(checkpoint: ShardCheckpoint, hole: Hole): Position {
  return compareSequenceNumbers(hole.after, checkpoint.startingSequenceNumber) < 0
    ? { at: "atSequence", sequenceNumber: checkpoint.startingSequenceNumber }
    : { at: "afterSequence", sequenceNumber: hole.after };
}

/** The last number a page from here can be sure of, before it has shown a record. */
function lowerBound(checkpoint: ShardCheckpoint, origin: Origin): SequenceNumber | undefined {
  switch (origin.from) {
    case "start":
      return checkpoint.startingSequenceNumber;
    case "at":
      return origin.sequenceNumber;
    case "after":
      return sequenceAfter(origin.sequenceNumber);
    default:
      return undefined;
  }
}

/** The checkpoint that is true once `fresh`, the records not captured before, are stored. */
export function acceptPage(checkpoint: ShardCheckpoint, origin: Origin, page: ReadPage): Accepted {
  const ended = page.next === undefined;
  const records = page.records.filter((record) => isAskedFor(origin, record));
  const fresh = notCaptured(checkpoint.coverage, records);
  const first = records[0];
  const last = records.at(-1);
  let { coverage, gaps, position } = checkpoint;
  let from = lowerBound(checkpoint, origin);
  if (first && last) {
    const number = sequenceOf(first);
    if (from === undefined || (origin.from === "start" && compareSequenceNumbers(number, from) < 0)) from = number;
    if (origin.from === "trimmed") gaps = closeTrim(gaps, origin.after, first);
    coverage = addCoverage(coverage, {
      from,
      to: sequenceOf(last),
      fromTime: recordTime(first),
      toTime: recordTime(last),
    });
  }
  if (ended) coverage = coverToEnd(checkpoint, coverage, from);
  const end = coverage.at(-1);
  // The head is where the last range ends. A fill that ran past it takes it along.
  if (end && last && (ended || compareSequenceNumbers(sequenceOf(last), end.to) === 0)) {
    position = { at: "afterSequence", sequenceNumber: end.to };
    // A fill that took the head past a trim it had met: that is a hole now, met again with both its bounds.
    if (origin.from !== "trimmed") gaps = gaps.filter((gap) => !isOpenTrim(gap));
  }
  const finished = checkpoint.finished || ended;
  return {
    checkpoint: { ...checkpoint, coverage, gaps, position, finished },
    fresh,
    ...(last ? { last: sequenceOf(last) } : {}),
  };
}

/** Records that no range holds yet, each number once, in the shard's order. */
function notCaptured(coverage: readonly CoverageRange[], records: StreamRecord[]): StreamRecord[] {
  const end = coverage.at(-1);
  const first = records[0];
  const fresh: StreamRecord[] = [];
  const behindAll = !end || (first && compareSequenceNumbers(sequenceOf(first), end.to) > 0);
  for (const record of records) {
    const number = sequenceOf(record);
    const previous = fresh.at(-1);
    if (previous && compareSequenceNumbers(number, sequenceOf(previous)) <= 0) continue;
    if (behindAll || !isCovered(coverage, number)) fresh.push(record);
  }
  return fresh;
}

/** The end of the shard was seen from `from`: all behind that is captured. */
function coverToEnd(
  checkpoint: ShardCheckpoint,
  coverage: CoverageRange[],
  from: SequenceNumber | undefined,
): CoverageRange[] {
  // Nothing was read and no number is known (LATEST on a shard that closed): nothing can be claimed.
  if (from === undefined) return coverage;
  const empty = sequenceBefore(from);
  let to = checkpoint.endingSequenceNumber ?? coverage.at(-1)?.to ?? empty;
  for (const number of [coverage.at(-1)?.to ?? empty, empty]) if (compareSequenceNumbers(number, to) > 0) to = number;
  return addCoverage(coverage, { from, to });
}

/** A source that refuses a number is read from further back (see `trimHead`): what lies before it was not asked for. */
function isAskedFor(origin: Origin, record: StreamRecord): boolean {
  const number = sequenceOf(record);
  if (origin.from === "at") return compareSequenceNumbers(number, origin.sequenceNumber) >= 0;
  if (origin.from === "after") return compareSequenceNumbers(number, origin.sequenceNumber) > 0;
  return true;
}

function closeTrim(gaps: readonly Gap[], after: SequenceNumber | undefined, first: StreamRecord): Gap[] {
  return gaps.map((gap) =>
    isOpenTrim(gap) && gap.after === after ? { ...gap, before: sequenceOf(first), toTime: recordTime(first) } : gap,
  );
}

/** The head's next records are gone: a gap from there, and on at the trim horizon (rule 15). */
export function trimHead(checkpoint: ShardCheckpoint, now: number): ShardCheckpoint {
  const origin = headOrigin(checkpoint);
  const position: Position = { at: "trimHorizon" };
  if (origin.from === "trimmed") return { ...checkpoint, position };
  const after = gapStart(checkpoint, origin);
  const fromTime = checkpoint.coverage.at(-1)?.toTime;
  const gap: Gap = {
    shardId: checkpoint.shardId,
    // What came just after LATEST has no number that could bound it.
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
  return { ...checkpoint, gaps: [...checkpoint.gaps, gap].sort(byPlace) };
}

function byPlace(a: Gap, b: Gap): number {
  if (a.before === undefined || b.before === undefined)
    return a.before === b.before ? 0 : a.before === undefined ? 1 : -1;
  return compareSequenceNumbers(a.before, b.before);
}

/** The shard is gone from the source: what was left of it is a gap, and its children may start (rule 15). */
export function vanish(checkpoint: ShardCheckpoint, now: number): ShardCheckpoint {
  let gone = checkpoint;
  for (const hole of holesOf(checkpoint)) gone = gapInHole(gone, hole, "shardVanished", undefined, now);
  if (checkpoint.finished) return gone;
  const trimmed = trimHead(gone, now);
  const last = trimmed.gaps.at(-1);
  const gaps =
    last && last.before === undefined
      ? [...trimmed.gaps.slice(0, -1), { ...last, reason: "shardVanished" as const }]
      : [...trimmed.gaps, { shardId: gone.shardId, reason: "shardVanished" as const, noticedAt: now }];
  return { ...gone, gaps, finished: true };
}

/**
 * From now on everything behind the shard's start is wanted, as its parent is being read. What is captured stays; a
 * shard of which nothing was asked, or only what comes next, is read from its start (rule 6).
 */
export function wantFromStart(checkpoint: ShardCheckpoint): ShardCheckpoint {
  const start = checkpoint.startingSequenceNumber;
  const first = checkpoint.coverage[0];
  if (first && compareSequenceNumbers(first.from, start) <= 0) return checkpoint;
  if (checkpoint.gaps.some((gap) => gap.reason === "shardVanished")) return checkpoint;
  if (!first) {
    const fromStart = checkpoint.position.at === "trimHorizon" || isAtStart(checkpoint);
    if (fromStart && !checkpoint.finished) return checkpoint;
    return { ...checkpoint, position: { at: "atSequence", sequenceNumber: start }, finished: false };
  }
  return { ...checkpoint, coverage: addCoverage(checkpoint.coverage, emptyRange(start)) };
}

/** The head stands at the shard's own beginning, so that its parents must be done before it may move. */
export function isAtStart(checkpoint: ShardCheckpoint): boolean {
  const { position, startingSequenceNumber } = checkpoint;
  if (checkpoint.coverage.some((range) => !isEmptyRange(range))) return false;
  if (position.at === "trimHorizon") return true;
  return position.at === "atSequence" && position.sequenceNumber === startingSequenceNumber;
}

/**
 * Adds a range from which everything behind is wanted. When it lies behind all others the head moves there, and what
 * the head had before it becomes a hole.
 */
export function plant(checkpoint: ShardCheckpoint, range: CoverageRange): ShardCheckpoint {
  let { coverage } = checkpoint;
  // A head that stood at the start, or at a number, and has nothing yet: what it was asked for stays wanted.
  if (coverage.length === 0 && !checkpoint.finished) {
    const origin = headOrigin(checkpoint);
    let from = lowerBound(checkpoint, origin);
    if (origin.from === "trimmed") {
      from = origin.after === undefined ? checkpoint.startingSequenceNumber : sequenceAfter(origin.after);
    }
    if (from !== undefined) coverage = [emptyRange(from)];
  }
  const planted = addCoverage(coverage, range);
  const end = planted.at(-1);
  const moved = !end || compareSequenceNumbers(range.to, end.to) === 0;
  if (!moved) return { ...checkpoint, coverage: planted };
  // A trim at the old head is met again, with both its bounds, when the hole that is now there gets filled.
  const gaps = checkpoint.gaps.filter((gap) => gap.before !== undefined);
  return {
    ...checkpoint,
    coverage: planted,
    gaps,
    position: { at: "afterSequence", sequenceNumber: range.to },
    finished: false,
  };
}

/** What a newer listing says of a known shard. Gives the same object when there is no news. */
export function withListing(checkpoint: ShardCheckpoint, shard: ShardDescription, now: number): ShardCheckpoint {
  const ending = shard.endingSequenceNumber ?? checkpoint.endingSequenceNumber;
  const listed: ShardCheckpoint = {
    ...checkpoint,
    ...(shard.parentShardId === undefined ? {} : { parentShardId: shard.parentShardId }),
    ...(ending === undefined ? {} : { endingSequenceNumber: ending }),
    listedAt: now,
  };
  const last = listed.coverage.at(-1);
  const complete = listed.finished && last && !listed.gaps.some((gap) => gap.before === undefined);
  if (!complete || ending === undefined || compareSequenceNumbers(ending, last.to) <= 0) return listed;
  return { ...listed, coverage: [...listed.coverage.slice(0, -1), { ...last, to: ending }] };
}
