import { addCoverage, type CoverageRange, emptyRange, sequenceAfter } from "@/lib/stream/coverage";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { headOrigin, isAtStart, lowerBound, nothingWanted } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";

/**
 * From now on everything behind the shard's start is wanted, as its parent is being read. What is captured stays; a
 * shard of which nothing was asked, or only what comes next, is read from its start (rule 6).
 */
export function wantFromStart(checkpoint: ShardCheckpoint): ShardCheckpoint {
  const start = checkpoint.startingSequenceNumber;
  const first = checkpoint.coverage[0];
  if (first && !first.alone && compareSequenceNumbers(first.from, start) <= 0) return checkpoint;
  if (checkpoint.gaps.some((gap) => gap.reason === "shardVanished")) return checkpoint;
  if (!first) {
    const fromStart = checkpoint.position.at === "trimHorizon" || isAtStart(checkpoint);
    if (fromStart && !checkpoint.finished) return checkpoint;
    return { ...checkpoint, position: { at: "atSequence", sequenceNumber: start }, finished: false };
  }
  return wantBehind({ ...checkpoint, coverage: addCoverage(withHead(checkpoint), emptyRange(start)) }, start);
}

/**
 * Adds a range from which everything behind is wanted. When it lies behind all others the head moves there, and what
 * the head had before it becomes a hole.
 */
export function plant(checkpoint: ShardCheckpoint, range: CoverageRange): ShardCheckpoint {
  const coverage = addCoverage(withHead(checkpoint), range);
  const end = coverage.at(-1);
  const moved = !end || compareSequenceNumbers(range.to, end.to) === 0;
  if (!moved) return wantBehind({ ...checkpoint, coverage }, range.from);
  // A trim at the old head is met again, with both its bounds, when the hole that is now there gets filled.
  const gaps = checkpoint.gaps.filter((gap) => gap.before !== undefined);
  const position = { at: "afterSequence", sequenceNumber: range.to } as const;
  return wantBehind({ ...checkpoint, coverage, gaps, position, finished: false }, range.from);
}

/** Coverage in which a head that stood at the start, or at a number, and has nothing yet, stays wanted. */
function withHead(checkpoint: ShardCheckpoint): CoverageRange[] {
  const { coverage } = checkpoint;
  if (checkpoint.finished || !nothingWanted(checkpoint)) return coverage;
  const origin = headOrigin(checkpoint);
  let from = lowerBound(checkpoint, origin);
  if (origin.from === "trimmed") {
    from = origin.after === undefined ? checkpoint.startingSequenceNumber : sequenceAfter(origin.after);
  }
  return from === undefined ? coverage : addCoverage(coverage, emptyRange(from));
}

/** Everything from `from` on is wanted now: what stood alone there does so no more, and the head reads on behind it. */
function wantBehind(checkpoint: ShardCheckpoint, from: SequenceNumber): ShardCheckpoint {
  const last = checkpoint.coverage.at(-1);
  const coverage = checkpoint.coverage.map((range) => {
    if (!range.alone || compareSequenceNumbers(sequenceAfter(range.to), from) < 0) return range;
    const { alone: _alone, ...wanted } = range;
    return wanted;
  });
  if (!last?.alone) return { ...checkpoint, coverage };
  return { ...checkpoint, coverage, position: { at: "afterSequence", sequenceNumber: last.to }, finished: false };
}
