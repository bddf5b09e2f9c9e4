"use client";

import { useSyncExternalStore } from "react";
import { systemClock } from "@/lib/clock";

const listeners = new Set<() => void>();
let now = systemClock.now();
let ticking: AbortController | undefined;

async function tick(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(1000, signal);
    now = systemClock.now();
    for (const listener of listeners) listener();
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!ticking) {
    now = systemClock.now();
    ticking = new AbortController();
    tick(ticking.signal).catch(() => {});
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    ticking?.abort();
    ticking = undefined;
  };
}

const never = () => () => {};

/** The time in milliseconds, once a second; one timer for all who ask, none while nobody asks or `ticks` is false. */
export function useNow(ticks = true): number {
  return useSyncExternalStore(
    ticks ? subscribe : never,
    () => now,
    () => now,
  );
}
