"use client";

import { useMemo } from "react";
import { captureDomain, isLive } from "@/components/timeline/view";
import { useNow } from "@/components/ui/use-now";
import type { ShardInfo } from "@/lib/api/contract";

/** Strips are narrow: a finer step would redraw the tree and show nothing new. Milliseconds. */
const STEP = 10_000;

/** The time axis of the shard tree: the timeline's, in coarse steps. */
export function useAxis(shards: readonly ShardInfo[]): { from: number; to: number } {
  const now = useNow(isLive(shards));
  const domain = captureDomain(shards, Math.ceil(now / STEP) * STEP);
  const from = Math.floor(domain.from / STEP) * STEP;
  const to = Math.ceil(domain.to / STEP) * STEP;
  return useMemo(() => ({ from, to }), [from, to]);
}
