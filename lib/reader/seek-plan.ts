import { isEmptyRange, rangeFrom } from "@/lib/stream/coverage";
import type { Lineage } from "@/lib/stream/lineage";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { shardCreationHint } from "@/lib/stream/shard";
import { holesOf, nothingWanted } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";

/** A source keeps records this long. */
export const RETENTION_MS = 24 * 60 * 60_000;
/** Times of records and of shards agree this well, no better (streams.md, "Seeking by time"). */
export const MARGIN_MS = 5 * 60_000;

/** What a seek to T asks of a shard: nothing, all of it, or to find the place. */
export type ShardPlan = "ended" | "whole" | "straddles";

/**
 * Which shards a seek has to look into, told by the creation times in the ids alone: about one a lineage. A hint: `land`
 * looks into a parent too unless it saw a record from before T.
 */
export function planSeek(time: number, shardIds: Iterable<string>, lineage: Lineage): Map<string, ShardPlan> {
  const plan = new Map<string, ShardPlan>();
  for (const shardId of shardIds) {
    const end = endHint(shardId, lineage);
    const created = shardCreationHint(shardId);
    if (end !== undefined && end <= time - MARGIN_MS) plan.set(shardId, "ended");
    else if (created !== undefined && created >= time + MARGIN_MS) plan.set(shardId, "whole");
    else plan.set(shardId, "straddles");
  }
  // A child that began after T of a parent that ended before it: one of the two ids lies, so look.
  for (const [shardId, planned] of plan) {
    const parent = lineage.parentOf(shardId);
    if (planned === "whole" && parent !== undefined && plan.get(parent) === "ended") plan.set(shardId, "straddles");
  }
  return plan;
}

/** When a shard's children were made, which is when it ended: the later one, should they differ. */
export function endHint(shardId: string, lineage: Lineage): number | undefined {
  const hints = lineage.childrenOf(shardId).map(shardCreationHint);
  if (hints.length === 0 || hints.some((hint) => hint === undefined)) return undefined;
  return Math.max(...(hints as number[]));
}

/**
 * True when the first record with time ≥ `time` is captured, or will be by what is being read anyway. `caughtUp`: the
 * head stands at the live edge.
 */
export function isCaptured(checkpoint: ShardCheckpoint, time: number, caughtUp: boolean): boolean {
  const { coverage, startingSequenceNumber, position } = checkpoint;
  if (position.at === "latest" && position.since !== undefined && time >= position.since && caughtUp) return true;
  return coverage.some((range, index) => {
    // A seek wants all that follows, too.
    if (range.alone) return false;
    const wholeStart = compareSequenceNumbers(range.from, startingSequenceNumber) <= 0;
    const before = wholeStart || (range.fromTime !== undefined && range.fromTime < time);
    if (!before) return false;
    if (range.toTime !== undefined && range.toTime >= time) return true;
    const toEnd = index === coverage.length - 1 && (checkpoint.finished || caughtUp);
    return toEnd && (!isEmptyRange(range) || checkpoint.finished);
  });
}

/** How a seek that planted a range behind `planted` stands. */
export function landing(
  checkpoint: ShardCheckpoint,
  planted: SequenceNumber,
  time: number,
  atEdge: boolean,
): "found" | "afterEnd" | "reading" {
  const { coverage } = checkpoint;
  const holes = new Set(holesOf(checkpoint).map((hole) => hole.after));
  const first = rangeFrom(coverage, planted);
  for (let i = first ? coverage.indexOf(first) : coverage.length; i < coverage.length; i += 1) {
    const range = coverage[i];
    if (range?.toTime !== undefined && range.toTime >= time) return "found";
    if (range && holes.has(range.to)) return "reading";
  }
  return checkpoint.finished || atEdge ? "afterEnd" : "reading";
}

/** A record was captured that precedes `time` in this shard: then its parents hold nothing that a seek to it wants. */
export function sawBefore(checkpoint: ShardCheckpoint, time: number): boolean {
  return checkpoint.coverage.some((range) => range.fromTime !== undefined && range.fromTime < time);
}

/** Known, and nothing of it was asked for. */
export function isSkipped(checkpoint: ShardCheckpoint): boolean {
  return checkpoint.finished && nothingWanted(checkpoint) && checkpoint.gaps.length === 0;
}
