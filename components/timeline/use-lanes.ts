import { useMemo, useState } from "react";
import { endings, type ShardLife, type Span, shardLife } from "@/components/shard-tree/life";
import type { ShardInfo } from "@/lib/api/contract";
import { laneOrder, matchesFirst } from "./lanes";
import type { Bars } from "./use-bars";

/** The past of a closed shard does not move with now. */
const settled = new WeakMap<ShardInfo, { endedAt: number | undefined; life: ShardLife }>();

/** Every shard on the time axis, by id. */
export function useLives(shards: readonly ShardInfo[], now: number): ReadonlyMap<string, ShardLife> {
  const ends = useMemo(() => endings(shards), [shards]);
  return useMemo(() => {
    const lives = new Map<string, ShardLife>();
    for (const shard of shards) {
      const endedAt = ends.get(shard.shardId);
      const known = settled.get(shard);
      if (known && known.endedAt === endedAt) {
        lives.set(shard.shardId, known.life);
        continue;
      }
      const life = shardLife(shard, endedAt, now);
      if (!shard.open) settled.set(shard, { endedAt, life });
      lives.set(shard.shardId, life);
    }
    return lives;
  }, [shards, ends, now]);
}

/**
 * The lanes of a window, top to bottom: shards that lived in it or have records in it. `filtered`: `bars` count what a
 * filter lets through; lanes where it found something stand first.
 */
export function useLanes(
  shards: readonly ShardInfo[],
  lives: ReadonlyMap<string, ShardLife>,
  bars: Bars | undefined,
  span: Span,
  filtered: boolean,
): readonly string[] {
  // Sorted by what is known to be active once, when the first bars are there; then lanes keep their places.
  const [order, setOrder] = useState<{ lanes: readonly string[]; counted: boolean }>({ lanes: [], counted: false });
  const counted = bars !== undefined;
  const shown = useMemo(
    () =>
      shards.filter(({ shardId }) => {
        const life = lives.get(shardId)?.life;
        return (life && life.from < span.to && life.to > span.from) || (bars?.byShard.has(shardId) ?? false);
      }),
    [shards, lives, bars, span],
  );
  const next = useMemo(() => {
    const records = new Map<string, number>();
    for (const [shardId, buckets] of bars?.byShard ?? [])
      records.set(
        shardId,
        buckets.reduce((sum, [, insert, modify, remove]) => sum + insert + modify + remove, 0),
      );
    return laneOrder(shown, records, counted && !order.counted ? [] : order.lanes);
  }, [shown, bars, counted, order]);
  const same = next.length === order.lanes.length && next.every((shardId, i) => shardId === order.lanes[i]);
  if (!same || order.counted !== counted) setOrder({ lanes: same ? order.lanes : next, counted });
  const lanes = same ? order.lanes : next;
  return useMemo(
    () => (filtered && bars ? matchesFirst(lanes, (shardId) => (bars.byShard.get(shardId)?.length ?? 0) > 0) : lanes),
    [lanes, filtered, bars],
  );
}
