import { useMemo } from "react";
import { endings, type ShardLife, type Span, shardLife } from "@/components/shard-tree/life";
import type { ShardInfo } from "@/lib/api/contract";
import { laneOrder } from "./lanes";
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
 * The lanes of a window, top to bottom: shards that lived in it or have records in it, each at its place among all shards.
 * `filtered`: `whole`, the bars of all of the capture, count what a filter lets through. They and not those of the window
 * say where it found something, so that zooming and scrolling move no lane.
 */
export function useLanes(
  shards: readonly ShardInfo[],
  lives: ReadonlyMap<string, ShardLife>,
  bars: Bars | undefined,
  span: Span,
  whole: Bars | undefined,
  filtered: boolean,
): readonly string[] {
  const found = filtered ? whole?.byShard : undefined;
  const order = useMemo(() => laneOrder(shards, (shardId) => (found?.get(shardId)?.length ?? 0) > 0), [shards, found]);
  return useMemo(
    () =>
      order.filter((shardId) => {
        const life = lives.get(shardId)?.life;
        return (life && life.from < span.to && life.to > span.from) || (bars?.byShard.has(shardId) ?? false);
      }),
    [order, lives, bars, span],
  );
}
