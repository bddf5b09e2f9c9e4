"use client";

import { memo } from "react";
import { Timeline } from "@/components/timeline/timeline";
import { useLive, useStores } from "./session-context";
import type { SetUrlState } from "./url-state";

interface TimelinePaneProps {
  /** As the list is asked for. */
  filter: string;
  filterZone: "utc" | "local";
  /** The range of the address, milliseconds; null where it is open. */
  from: number | null;
  to: number | null;
  setUrl: SetUrlState;
  onSeek: (time: number) => void;
  playhead: number | undefined;
}

export const TimelinePane = memo(function TimelinePane(props: TimelinePaneProps) {
  const { from, to, setUrl, ...rest } = props;
  const { captureId } = useStores();
  const shards = useLive((live) => live.shards);
  const revision = useLive((live) => live.revision);
  return (
    <Timeline
      {...rest}
      captureId={captureId}
      shards={shards}
      range={{ ...(from !== null && { from }), ...(to !== null && { to }) }}
      onBrush={(range) => void setUrl({ from: range?.from ?? null, to: range?.to ?? null })}
      revision={revision}
    />
  );
});
