import type { ShardscopeError } from "@/lib/stream/error";
import type { ReaderState, ShardStatus } from "./status";

/** How the stream as a whole fares, from how its shards do. */
export function streamState(facts: {
  finished: boolean;
  /** It was listed once. */
  listed: boolean;
  failure: ShardscopeError | undefined;
  shards: readonly ShardStatus[];
}): ReaderState {
  const { finished, listed, failure, shards } = facts;
  if (finished) return "finished";
  if (failure) return failure.code === "throttled" ? "throttled" : "failing";
  if (!listed) return "starting";
  const active = shards.filter((shard) => shard.state !== "finished" && shard.state !== "trimmed");
  const stuck = active.every((shard) => shard.state === "failing" || shard.state === "waiting");
  if (stuck && active.some((shard) => shard.state === "failing")) return "failing";
  if (active.some((shard) => shard.state === "throttled")) return "throttled";
  return active.every((shard) => shard.state === "caughtUp") ? "live" : "catchingUp";
}
