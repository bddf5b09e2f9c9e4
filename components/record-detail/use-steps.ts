"use client";

import { useEffect, useRef } from "react";
import type { RecordDetail } from "@/lib/api/contract";
import { type RecordAddress, sameRecord } from "@/lib/stream/record-address";

type Side = "previous" | "next";

/**
 * Steps through the versions of an item. Which version is next is known only once one is loaded: steps that are asked for
 * meanwhile wait for it, and are forgotten when another record is chosen. `onLast`: there is no newer version yet.
 */
export function useSteps(
  address: RecordAddress | undefined,
  detail: RecordDetail | undefined,
  onGo: (record: RecordAddress) => void,
  onLast: () => void,
): (to: Side) => void {
  const waiting = useRef<{ at: RecordAddress; steps: Side[] }>(undefined);
  const loaded = detail && sameRecord(detail.row, address) ? detail : undefined;

  const take = (from: RecordDetail, [to, ...rest]: Side[]) => {
    const neighbour = to && from.history[to];
    waiting.current = neighbour && { at: neighbour, steps: rest };
    if (neighbour) onGo(neighbour);
    else if (to === "next") onLast();
  };

  useEffect(() => {
    const { current } = waiting;
    if (!loaded || !current) return;
    if (sameRecord(current.at, address) && current.steps.length > 0) take(loaded, current.steps);
    else waiting.current = undefined;
  });

  return (to) => {
    if (loaded) return take(loaded, [to]);
    const { current } = waiting;
    if (current && sameRecord(current.at, address)) current.steps.push(to);
  };
}
