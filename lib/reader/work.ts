import { findHoles, type Hole, rangeFrom } from "@/lib/stream/coverage";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { isAtStart } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";

/** What a shard may read next: on at its head, or in a hole behind it. */
export type Work = { part: "head" } | { part: "fill"; hole: Hole };

export interface WorkFacts {
  checkpoint: ShardCheckpoint;
  /** When the head and the fill are due, milliseconds since the epoch. */
  headDueAt: number;
  fillDueAt: number;
  now: number;
  lastPart: Work["part"];
  /** The hole behind this number goes before all others. */
  urgent: SequenceNumber | undefined;
  /** The shard may be read from its own start. */
  mayStart(part: Work["part"]): boolean;
}

/**
 * The head when it is due, else the most urgent hole; both in turns. Else the milliseconds until one is due, or
 * undefined when there is nothing to do before something happens.
 */
export function nextWork(facts: WorkFacts): Work | number | undefined {
  const { checkpoint, headDueAt, fillDueAt, now, lastPart, mayStart } = facts;
  const headOpen = !checkpoint.finished && (!isAtStart(checkpoint) || mayStart("head"));
  const headDue = headOpen && headDueAt <= now;
  const hole = nextHole(facts);
  if (hole && fillDueAt <= now && (!headDue || lastPart === "head")) return { part: "fill", hole };
  if (headDue) return { part: "head" };
  const due = [...(headOpen ? [headDueAt] : []), ...(hole ? [fillDueAt] : [])];
  return due.length > 0 ? Math.min(...due) - now : undefined;
}

function nextHole({ checkpoint, urgent, mayStart }: WorkFacts): Hole | undefined {
  const { coverage, gaps, startingSequenceNumber } = checkpoint;
  const holes = findHoles(coverage, gaps).filter(
    (hole) => compareSequenceNumbers(hole.after, startingSequenceNumber) >= 0 || mayStart("fill"),
  );
  if (urgent === undefined) return holes.at(-1);
  return holes.find((hole) => isUrgent(checkpoint, hole, urgent)) ?? holes.at(-1);
}

/** The hole that reading on behind `urgent` meets first. */
export function isUrgent(checkpoint: ShardCheckpoint, hole: Hole, urgent: SequenceNumber | undefined): boolean {
  return urgent !== undefined && rangeFrom(checkpoint.coverage, urgent)?.to === hole.after;
}
