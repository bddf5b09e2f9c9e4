"use client";

import { useMemo } from "react";
import { useNow } from "@/components/ui/use-now";
import type { LiveState } from "./live-store";

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
/** Strips are narrow: a finer step would redraw the tree and show nothing new. Milliseconds. */
const STEP = 10_000;

/** The time axis of a capture: from its oldest shard or record to now, or to its last record when nothing is read any more. */
export function useAxis({ shards, totals, status }: LiveState): { from: number; to: number } {
  const ended = status?.state === "offline" || status?.state === "finished";
  const now = useNow(!ended);
  const last = totals?.lastTime === undefined ? undefined : Date.parse(totals.lastTime);
  const to = Math.ceil((ended && last !== undefined ? last + 1 : now) / STEP) * STEP;
  let from = totals?.firstTime === undefined ? to - STEP : Date.parse(totals.firstTime);
  for (const { createdAt } of shards) {
    // Older shards than the source keeps would squeeze the rest to a line.
    if (createdAt !== undefined) from = Math.min(from, Math.max(Date.parse(createdAt), to - DAY));
  }
  // Whole minutes, so that the span has a short name.
  const span = Math.max(1, Math.ceil((to - from) / MINUTE)) * MINUTE;
  return useMemo(() => ({ from: to - span, to }), [to, span]);
}
