import { findHoles, isEmptyRange } from "@/lib/stream/coverage";
import { isComplete } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";
import type { Pace } from "./pacing";
import type { Failure, ShardState, ShardStatus } from "./status";

export interface ShardFacts {
  checkpoint: ShardCheckpoint;
  pace: Pace;
  listed: boolean;
  /** It is being read; not while all reading waits. */
  running: boolean;
  /** Nothing of it may be read before its parents are. */
  waiting: boolean;
  throttled: boolean;
  failure: Failure | undefined;
  now: number;
}

/** What is told of a shard. */
export function shardStatus(facts: ShardFacts): ShardStatus {
  const { checkpoint, failure } = facts;
  const { position: _position, finished, coverage, gaps, listedAt: _listedAt, ...rest } = checkpoint;
  const last = coverage.findLast((range) => range.toTime !== undefined);
  const lag = lagOf(facts);
  return {
    ...rest,
    state: stateOf(facts),
    // The end may be met before a listing tells of it.
    open: rest.endingSequenceNumber === undefined && !finished,
    listed: facts.listed,
    ...(last ? { lastSequenceNumber: last.to } : {}),
    ...(last?.toTime === undefined ? {} : { lastTime: last.toTime }),
    ...(lag === undefined ? {} : { lagMs: lag }),
    coverage: coverage.filter((range) => !isEmptyRange(range)),
    gaps,
    ...(failure ? { error: failure } : {}),
  };
}

function stateOf({ checkpoint, pace, running, waiting, throttled, failure }: ShardFacts): ShardState {
  if (isComplete(checkpoint)) {
    const lost = checkpoint.gaps.some((gap) => gap.reason === "shardVanished");
    return lost && checkpoint.coverage.every(isEmptyRange) ? "trimmed" : "finished";
  }
  if (!running) return "paused";
  if (waiting) return "waiting";
  if (throttled) return "throttled";
  if (failure) return "failing";
  if (!pace.answered) return "starting";
  return pace.backlog || findHoles(checkpoint.coverage, checkpoint.gaps).length > 0 ? "reading" : "caughtUp";
}

function lagOf({ checkpoint, pace, now }: ShardFacts): number | undefined {
  if (!pace.answered || checkpoint.finished) return undefined;
  if (!pace.backlog) return 0;
  const time = checkpoint.coverage.at(-1)?.toTime;
  return time === undefined ? undefined : Math.max(0, now - time);
}
