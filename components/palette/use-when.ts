"use client";

import { useCallback, useState } from "react";
import { formatWhen } from "@/components/ui/format";
import { useTimeStyle } from "@/components/ui/time-text";
import { systemClock } from "@/lib/clock";

/** Tells a time as the person likes to read it, as of when the palette was opened: what is about to be chosen stays. */
export function useWhen(): (ms: number) => string {
  const { style } = useTimeStyle();
  const [now] = useState(() => systemClock.now());
  return useCallback((ms) => formatWhen(ms, style, now), [style, now]);
}
