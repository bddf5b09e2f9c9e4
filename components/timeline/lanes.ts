import type { ShardInfo } from "@/lib/api/contract";

type Laned = Pick<ShardInfo, "shardId" | "parentShardId" | "open">;

/**
 * The order of lanes, top to bottom: open shards before closed, and among those that are new the most active and then the
 * youngest first. Lanes that were there keep their order, and a child takes the place of its parent, so that nothing
 * moves under the pointer because some other shard became busy. `shards`: those to show. O(n log n).
 */
export function laneOrder(
  shards: readonly Laned[],
  records: ReadonlyMap<string, number>,
  previous: readonly string[],
): string[] {
  const now = new Map(shards.map((shard) => [shard.shardId, shard]));
  const known = new Set(previous);
  const arrived = shards
    .filter((shard) => !known.has(shard.shardId))
    .sort(
      (a, b) =>
        (records.get(b.shardId) ?? 0) - (records.get(a.shardId) ?? 0) ||
        (a.shardId < b.shardId ? 1 : a.shardId > b.shardId ? -1 : 0),
    );
  const heirs = new Map<string, string[]>();
  const open: string[] = [];
  for (const { shardId, parentShardId, open: isOpen } of arrived) {
    if (!isOpen) continue;
    if (parentShardId === undefined || !known.has(parentShardId)) open.push(shardId);
    else heirs.set(parentShardId, [...(heirs.get(parentShardId) ?? []), shardId]);
  }
  for (const shardId of previous) {
    if (now.get(shardId)?.open) open.push(shardId);
    open.push(...(heirs.get(shardId) ?? []));
  }
  const closed = arrived.filter((shard) => !shard.open).map((shard) => shard.shardId);
  for (const shardId of previous) if (now.get(shardId)?.open === false) closed.push(shardId);
  return [...open, ...closed];
}

/** Lanes that have records before those that have none, each in the order given: where a filter found something is in sight. */
export function matchesFirst(lanes: readonly string[], has: (shardId: string) => boolean): string[] {
  return [...lanes.filter(has), ...lanes.filter((shardId) => !has(shardId))];
}
