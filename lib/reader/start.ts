import { ShardscopeError } from "@/lib/stream/error";
import { buildLineage } from "@/lib/stream/lineage";
import type { Position, StartPosition } from "@/lib/stream/position";
import { type ShardDescription, shardCreationHint } from "@/lib/stream/shard";
import { newCheckpoint, skippedCheckpoint } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";
import { planSeek, RETENTION_MS } from "./seek-plan";
import type { LatestMeaning } from "./shard-host";

export interface FirstShard {
  checkpoint: ShardCheckpoint;
  latest: LatestMeaning;
}

/**
 * Where each shard of the first listing is read from. What descends from a shard that is read is read from its start
 * (rule 6), an open parent beside its child included (rule 7).
 *
 * - latest: open shards at LATEST; closed ones are known and not read.
 * - trimHorizon: all of them.
 * - time: shards that ended before are not read, those that began after are read whole, the others from that time.
 * - sequence: the shard from that number, its descendants, and what is new in other lineages.
 *
 * Throws ShardscopeError `shardNotFound` when the start names a shard that is not listed.
 */
export function firstShards(shards: ShardDescription[], start: StartPosition, now: number): FirstShard[] {
  if (start.at === "trimHorizon") {
    return shards.map((shard) => first(newCheckpoint(shard, oldest(shard, now), now)));
  }
  const byId = new Map(shards.map((shard) => [shard.shardId, shard]));
  if (start.at === "sequence" && !byId.has(start.shardId)) {
    throw new ShardscopeError("shardNotFound", `The stream has no shard ${start.shardId}.`, {
      hint: "It may be older than the 24 hours that a stream keeps: start at the oldest record instead.",
    });
  }
  const lineage = buildLineage(shards);
  const time = start.at === "time" && start.time < now ? Math.max(start.time, now - RETENTION_MS) : undefined;
  const plan = time === undefined ? undefined : planSeek(time, byId.keys(), lineage);
  const read = new Set<string>();
  const result: FirstShard[] = [];
  for (const shardId of lineage.parentsFirst) {
    const shard = byId.get(shardId);
    if (!shard) continue;
    const parent = lineage.parentOf(shardId);
    const position = positionOf(shard, parent !== undefined && read.has(parent));
    if (position) {
      read.add(shardId);
      result.push(first(newCheckpoint(shard, position, now), time === undefined ? "now" : "time"));
    } else {
      result.push(first(skippedCheckpoint(shard, now)));
    }
  }
  return result;

  function positionOf(shard: ShardDescription, parentIsRead: boolean): Position | undefined {
    if (start.at === "sequence" && shard.shardId === start.shardId) {
      return { at: "atSequence", sequenceNumber: start.sequenceNumber };
    }
    const fromStart: Position = { at: "atSequence", sequenceNumber: shard.startingSequenceNumber };
    if (parentIsRead) return fromStart;
    if (plan) {
      const planned = plan.get(shard.shardId);
      if (planned === "straddles") return { at: "latest", ...(time === undefined ? {} : { since: time }) };
      return planned === "whole" ? fromStart : undefined;
    }
    return shard.endingSequenceNumber === undefined ? { at: "latest", since: now } : undefined;
  }
}

/**
 * The oldest record of a shard. Young enough to be whole, it is opened AT its own start, because a source tells of a
 * trim only to one who asks for what was trimmed: TRIM_HORIZON would pass over the loss in silence.
 */
function oldest(shard: ShardDescription, now: number): Position {
  const created = shardCreationHint(shard.shardId);
  return created !== undefined && created > now - RETENTION_MS
    ? { at: "atSequence", sequenceNumber: shard.startingSequenceNumber }
    : { at: "trimHorizon" };
}

/** A shard found later: its parent is known, so it must be whole, and a trim of its start is told; else what is left. */
export function laterShard(shard: ShardDescription, parentIsKnown: boolean, now: number): FirstShard {
  const position: Position = parentIsKnown
    ? { at: "atSequence", sequenceNumber: shard.startingSequenceNumber }
    : oldest(shard, now);
  return first(newCheckpoint(shard, position, now));
}

function first(checkpoint: ShardCheckpoint, latest: LatestMeaning = "now"): FirstShard {
  return { checkpoint, latest };
}
