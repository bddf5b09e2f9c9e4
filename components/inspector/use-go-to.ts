"use client";

import { useCallback, useState } from "react";
import type { RecordFeed } from "@/components/record-list/record-feed";
import { type SeekTo, useSeekTo } from "@/components/seek/use-seek-to";
import { formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { showToast } from "@/components/ui/toast";
import type { SeekResult } from "@/lib/api/contract";

export interface GoTo {
  seek: SeekTo;
  /** Where the last one led to, milliseconds. */
  playhead: number | undefined;
}

/** Going to a time: the list shows it, and the timeline where it is. `onShown` is called when it does. */
export function useGoTo(captureId: string, feed: RecordFeed, zone: TimeZoneStyle, onShown: () => void): GoTo {
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
  return { seek: useSeekTo(captureId, onFound), playhead };
}
