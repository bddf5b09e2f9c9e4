"use client";

import { useCallback, useEffect, useState } from "react";
import type { RecordFeed } from "@/components/record-list/record-feed";
import { type SeekTo, useSeekTo } from "@/components/seek/use-seek-to";
import { formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { showToast } from "@/components/ui/toast";
import type { SeekResult } from "@/lib/api/contract";
import { systemClock } from "@/lib/clock";

export interface GoTo {
  seek: SeekTo;
  /** Where the last one led to, milliseconds. */
  playhead: number | undefined;
}

/** What takes longer, milliseconds, is seen to go on; most of what is captured is there sooner. */
const SOON = 300;

/**
 * Going to a time: the list shows it, and the timeline where it is. `onShown` is called when it does, `onTold` when there is
 * something to tell instead: it takes long, or it failed. Where it was asked for, as on the timeline, may show neither.
 */
export function useGoTo(
  captureId: string,
  feed: RecordFeed,
  zone: TimeZoneStyle,
  onShown: () => void,
  onTold: () => void,
): GoTo {
  const [playhead, setPlayhead] = useState<number>();
  const onFound = useCallback(
    ({ cursor, time, clipped }: SeekResult) => {
      feed.goTo({ place: cursor, align: "start" });
      setPlayhead(Date.parse(time));
      onShown();
      if (clipped) {
        showToast({
          title: "That is longer ago than the stream keeps",
          description: `Showing from ${formatFull(Date.parse(time), zone)}, the oldest there is.`,
        });
      }
    },
    [feed, zone, onShown],
  );
  const seek = useSeekTo(captureId, onFound);
  const { state } = seek;
  useEffect(() => {
    if (state.phase === "failed") onTold();
    if (state.phase !== "running") return;
    const stop = new AbortController();
    systemClock.sleep(SOON, stop.signal).then(onTold, () => {});
    return () => stop.abort();
  }, [state, onTold]);
  return { seek, playhead };
}
