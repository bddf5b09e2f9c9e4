import { addCoverage, type CoverageRange, emptyRange, sequenceAfter } from "@/lib/stream/coverage";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { headOrigin, isAtStart, lowerBound } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";

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
