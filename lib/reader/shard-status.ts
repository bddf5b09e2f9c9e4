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

/** What of a shard's status follows from its checkpoint alone. */
interface CheckpointStatus {
  told: Omit<ShardStatus, "state" | "listed">;
  /** All of it is captured or known to be gone: how it ended. */
  ended: "finished" | "trimmed" | undefined;
  /** Something is to be filled behind the head. */
  holes: boolean;
  /** What was told last of a shard that has ended: nothing of that changes but whether it is listed. */
  last?: ShardStatus;
}

/**
 * All shards are looked at with every frame of a live view, and of thousands few have changed since the last. A checkpoint
 * is never changed in place: what follows from it is worked out once.
 */
const known = new WeakMap<ShardCheckpoint, CheckpointStatus>();

/** What is told of a shard. */
export function shardStatus(facts: ShardFacts): ShardStatus {
  const { checkpoint, failure } = facts;
  let follows = known.get(checkpoint);
  if (!follows) {
    follows = checkpointStatus(checkpoint);
    known.set(checkpoint, follows);
  }
  const { listed } = facts;
  if (follows.ended && !failure) {
    if (follows.last?.listed !== listed) follows.last = { ...follows.told, state: follows.ended, listed };
    return follows.last;
  }
  const lag = lagOf(facts);
  return {
    ...follows.told,
    state: stateOf(facts, follows),
    listed,
    ...(lag === undefined ? {} : { lagMs: lag }),
    ...(failure ? { error: failure } : {}),
  };
}

function checkpointStatus(checkpoint: ShardCheckpoint): CheckpointStatus {
  const { position: _position, finished, coverage, gaps, listedAt: _listedAt, ...rest } = checkpoint;
  const last = coverage.findLast((range) => range.toTime !== undefined);
  const captured = coverage.filter((range) => !isEmptyRange(range));
  const lost = captured.length === 0 && gaps.some((gap) => gap.reason === "shardVanished");
  return {
    told: {
      ...rest,
      // The end may be met before a listing tells of it.
      open: rest.endingSequenceNumber === undefined && !finished,
      ...(last ? { lastSequenceNumber: last.to } : {}),
      ...(last?.toTime === undefined ? {} : { lastTime: last.toTime }),
      coverage: captured,
      gaps,
    },
    ended: !isComplete(checkpoint) ? undefined : lost ? "trimmed" : "finished",
    holes: findHoles(coverage, gaps).length > 0,
  };
}

function stateOf(facts: ShardFacts, { ended, holes }: CheckpointStatus): ShardState {
  if (ended) return ended;
  const { pace, running, waiting, throttled, failure } = facts;
  if (!running) return "paused";
  if (waiting) return "waiting";
  if (throttled) return "throttled";
  if (failure) return "failing";
  if (!pace.answered) return "starting";
  return pace.backlog || holes ? "reading" : "caughtUp";
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
