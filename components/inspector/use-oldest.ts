"use client";

import { isOffline, useLive } from "./session-context";
import { useAxis } from "./use-axis";

/** How long DynamoDB keeps a record, milliseconds. */
const DAY = 24 * 3_600_000;

/** As far back as the capture or the stream itself reaches, milliseconds. */
export function useOldest(): number {
  const shards = useLive((live) => live.shards);
  const oldest = useLive((live) => live.totals?.firstTime);
  const offline = useLive(isOffline);
  const axis = useAxis(shards);
  const firstTime = oldest === undefined ? axis.to : Date.parse(oldest);
  return offline ? firstTime : Math.min(firstTime, axis.to - DAY);
}
