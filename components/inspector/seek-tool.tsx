"use client";

import { SeekPopover } from "@/components/seek/seek-popover";
import type { SeekTo } from "@/components/seek/use-seek-to";
import { isOffline, useLive } from "./session-context";
import { useAxis } from "./use-axis";

/** How long DynamoDB keeps a record, milliseconds. */
const DAY = 24 * 3_600_000;

interface SeekToolProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  seek: SeekTo;
  zone: "utc" | "local";
  wide: boolean;
}

/** "Go to", as far back as the capture or the stream itself reaches. */
export function SeekTool(props: SeekToolProps) {
  const progress = useLive((live) => live.seek);
  const shards = useLive((live) => live.shards);
  const oldest = useLive((live) => live.totals?.firstTime);
  const offline = useLive(isOffline);
  const axis = useAxis(shards);
  const firstTime = oldest === undefined ? axis.to : Date.parse(oldest);
  return (
    <SeekPopover {...props} progress={progress} oldest={offline ? firstTime : Math.min(firstTime, axis.to - DAY)} />
  );
}
