import { findHoles, type Gap, type Hole, isEmptyRange, sequenceAfter } from "@/lib/stream/coverage";
import type { Position } from "@/lib/stream/position";
import type { StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import type { ShardDescription } from "@/lib/stream/shard";
import type { ShardCheckpoint } from "./delivery";

/**
 * How a shard's checkpoint follows from what was read. Pure: each function gives a new checkpoint, which becomes the
 * shard's once it is stored (rule 13).
 *
 * A checkpoint says all that is left to do. The HEAD is `position`, always at the end of the last range: reading on
 * there follows the shard to its end. What lies between ranges is a hole, to be filled. A seek adds a range, and with it
 * a hole; when hole and range meet they become one, so no page is read twice. Ranges that stand ALONE come before all
 * others, and nothing behind them is wanted on their account.
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

/** Nothing is being filled, and the head has read nothing: at most ranges that stand alone are captured. */
export function nothingWanted({ coverage }: ShardCheckpoint): boolean {
  return coverage.every((range) => range.alone);
}

/** The head stands at the shard's own beginning, so that its parents must be done before it may move. */
export function isAtStart(checkpoint: ShardCheckpoint): boolean {
  const { position, startingSequenceNumber } = checkpoint;
  if (checkpoint.coverage.some((range) => !isEmptyRange(range) && !range.alone)) return false;
  if (position.at === "trimHorizon") return true;
  return position.at === "atSequence" && position.sequenceNumber === startingSequenceNumber;
}

/** Left by a trim and not closed yet: it ends at the first record found behind it. */
export function isOpenTrim(gap: Gap): boolean {
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

/** What reading from `position` to fill `hole` covers. */
export function fillOrigin(position: Position, hole: Hole): Origin {
  return position.at === "atSequence"
    ? { from: "at", sequenceNumber: position.sequenceNumber }
    : { from: "after", sequenceNumber: hole.after };
}

/** The last number a page from here can be sure of, before it has shown a record. */
export function lowerBound(checkpoint: ShardCheckpoint, origin: Origin): SequenceNumber | undefined {
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
  const complete = listed.finished && last && !last.alone && !listed.gaps.some((gap) => gap.before === undefined);
  if (!complete || ending === undefined || compareSequenceNumbers(ending, last.to) <= 0) return listed;
  return { ...listed, coverage: [...listed.coverage.slice(0, -1), { ...last, to: ending }] };
}

/** What is stored differs: `to` must be stored before it counts. */
export function changed(from: ShardCheckpoint, to: ShardCheckpoint): boolean {
  if (from.finished !== to.finished || from.gaps !== to.gaps) return true;
  if (placeOf(from.position) !== placeOf(to.position)) return true;
  // A page without a new record can still close a hole.
  if (from.coverage.length !== to.coverage.length) return true;
  return from.coverage.some((range, i) => range.from !== to.coverage[i]?.from || range.to !== to.coverage[i]?.to);
}

export function placeOf(position: Position): string {
  return "sequenceNumber" in position ? `${position.at} ${position.sequenceNumber}` : position.at;
}
