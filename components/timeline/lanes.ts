import { buildForest, treeOrder } from "@/components/shard-tree/layout";
import type { ShardInfo } from "@/lib/api/contract";

type Laned = Pick<ShardInfo, "shardId" | "parentShardId" | "open">;

/**
 * The order of lanes, top to bottom: shards where a filter found something before the others, open before closed, and
 * otherwise as the shard tree has them. It follows from the shards alone, and neither from how many records came nor from
 * what came first: each shard is found where it was the last time. A child of an open shard takes the place of its parent,
 * and a new lineage comes below the others, so that nothing moves under the pointer. `shards`: all of the capture, though a
 * window may show some of them. O(n log n).
 */
export function laneOrder(shards: readonly Laned[], found: (shardId: string) => boolean): string[] {
  const open = new Set(shards.filter((shard) => shard.open).map((shard) => shard.shardId));
  const groups: [string[], string[], string[], string[]] = [[], [], [], []];
  for (const shardId of treeOrder(buildForest(shards)))
    groups[found(shardId) ? (open.has(shardId) ? 0 : 1) : open.has(shardId) ? 2 : 3].push(shardId);
  return groups.flat();
}
