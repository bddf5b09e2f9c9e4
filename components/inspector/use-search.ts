"use client";

import { useCallback, useEffect, useMemo, useRef } from "react";
import type { RecordFeed } from "@/components/record-list/record-feed";
import { systemClock } from "@/lib/clock";
import { type FilterError, parseFilter } from "@/lib/filter/filter";
import type { RecordAddress } from "@/lib/stream/record-address";
import type { UrlState } from "./url-state";
import { openFeed } from "./use-session";

export interface Search {
  /** The filter of the address does not parse. */
  error: FilterError | undefined;
  /** As it is asked for: "" where there is none, or one that does not parse. */
  filter: string;
  filterZone: "utc" | "local";
  /** By text or by range. */
  filtered: boolean;
  /** The list that a change of filter or range opens next opens at this record. */
  landAt: (record: RecordAddress) => void;
}

/** What the list is of, from the address alone; opens the list anew when that changes. */
export function useSearch(captureId: string, feed: RecordFeed, opened: boolean, url: UrlState): Search {
  const { q, from, to, r, zone } = url;
  const error = useMemo(() => parseFilter(q, { now: systemClock.now(), zone }).error, [q, zone]);
  const filter = error ? "" : q.trim();
  // Without a time in it a filter means the same in every zone: the list need not be opened anew for another.
  const filterZone = filter.includes("time") ? zone : "utc";

  // A link's record decides where the list opens; a record chosen later must not move it.
  const linked = useRef<RecordAddress | undefined>(r ?? undefined);
  useEffect(() => {
    if (error) return;
    const stop = new AbortController();
    const query = { filter, zone: filterZone, ...(from !== null && { from }), ...(to !== null && { to }) };
    void openFeed(feed, captureId, query, linked.current, stop.signal);
    return () => {
      stop.abort();
    };
  }, [feed, captureId, filter, filterZone, from, to, error]);
  useEffect(() => {
    if (opened) linked.current = undefined;
  }, [opened]);
  const landAt = useCallback((record: RecordAddress) => {
    linked.current = record;
  }, []);

  return { error, filter, filterZone, filtered: q.trim() !== "" || from !== null || to !== null, landAt };
}
