"use client";

import { useEffect, useRef } from "react";
import type { RecordDetail } from "@/lib/api/contract";

interface Address {
  shardId: string;
  sequenceNumber: string;
}

type Side = "previous" | "next";

const isAt = (a: Address | undefined, b: Address | undefined) =>
  a !== undefined && b !== undefined && a.shardId === b.shardId && a.sequenceNumber === b.sequenceNumber;

/**
 * Steps through the versions of an item. Which version is next is known only once one is loaded: steps that are asked for
 * meanwhile wait for it, and are forgotten when another record is chosen. `onLast`: there is no newer version yet.
 */
export function useSteps(
  address: Address | undefined,
  detail: RecordDetail | undefined,
  onGo: (record: Address) => void,
  onLast: () => void,
): (to: Side) => void {
  const waiting = useRef<{ at: Address; steps: Side[] }>(undefined);
  const loaded = detail && isAt(detail.row, address) ? detail : undefined;

  const take = (from: RecordDetail, [to, ...rest]: Side[]) => {
    const neighbour = to && from.history[to];
    waiting.current = neighbour && { at: neighbour, steps: rest };
    if (neighbour) onGo(neighbour);
    else if (to === "next") onLast();
  };

  useEffect(() => {
    const { current } = waiting;
    if (!loaded || !current) return;
    if (isAt(current.at, address) && current.steps.length > 0) take(loaded, current.steps);
    else waiting.current = undefined;
  });

  return (to) => {
    if (loaded) return take(loaded, [to]);
    const { current } = waiting;
    if (current && isAt(current.at, address)) current.steps.push(to);
  };
}
