import { findHoles, isEmptyRange } from "@/lib/stream/coverage";
import { isComplete } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";
import type { Pace } from "./pacing";
import type { Failure, ShardState, ShardStatus } from "./status";

/** Milliseconds after which a poll that was due, and brought no answer, makes a shard that was caught up fall behind. */
const LATE_MS = 1_000;

export interface ShardFacts {
  checkpoint: ShardCheckpoint;
  pace: Pace;
  listed: boolean;
  /** It is being read; not while all reading waits. */
  running: boolean;
  /** Nothing of it may be read before its parents are. */
  waiting: boolean;
  throttled: boolean;
  /** Something failed since the last page. */
  ailing: boolean;
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

/** Milliseconds behind the head: by the last record's time on backlog, else by when the head was last seen to have nothing more. */
function lagOf({ checkpoint, pace, running, ailing, now }: ShardFacts): number | undefined {
  if (pace.answeredAt === undefined || checkpoint.finished) return undefined;
  if (!pace.backlog) {
    const asked = running && !ailing && now - pace.dueAt <= LATE_MS;
    return asked ? 0 : Math.max(0, now - pace.answeredAt);
  }
  const time = checkpoint.coverage.at(-1)?.toTime;
  return time === undefined ? undefined : Math.max(0, now - time);
}
