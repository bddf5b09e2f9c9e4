"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useMemo } from "react";
import type { FilterBarHandle } from "@/components/filter-bar/filter-bar";
import { showToast } from "@/components/ui/toast";
import { describeError } from "@/lib/api/client";
import type { RecordRow } from "@/lib/api/contract";
import { getRecord } from "@/lib/api/routes";
import { sameRecord } from "@/lib/stream/record-address";
import { isOffline, mayCome, useFeed, useLive, useStores } from "./session-context";
import type { SetUrlState, UrlState } from "./url-state";
import type { ViewActions, ViewFacts } from "./view-commands";

interface ActionsOf {
  url: UrlState;
  setUrl: SetUrlState;
  filterBar: RefObject<FilterBarHandle | null>;
  wide: boolean;
  onReading: ViewActions["setReading"];
  onOnlyItem: (row: RecordRow) => void;
}

/** What a person can do to the whole view, by button, key or palette; and what of it makes sense now. */
export function useActions({ url, setUrl, filterBar, wide, onReading, onOnlyItem }: ActionsOf): {
  actions: ViewActions;
  facts: ViewFacts;
} {
  const router = useRouter();
  const { captureId, feed } = useStores();
  const paused = useFeed((state) => state.paused);
  const following = useFeed((state) => state.following);
  const live = useLive(mayCome);
  const reading = useLive((state) => (isOffline(state) ? undefined : state.reading));
  const { q, from, to, r, view, top, hide } = url;
  const hasRecord = r !== null;
  const ranged = from !== null || to !== null;
  const actions = useMemo<ViewActions>(
    () => ({
      open: (panel) => void setUrl({ open: panel }),
      filter: () => filterBar.current?.focus(),
      clear: () => void setUrl({ q: null, from: null, to: null }),
      onlyItem: () => {
        if (!r) return;
        const here = feed.rows.find((row) => sameRecord(row, r));
        if (here) return onOnlyItem(here);
        getRecord(captureId, r.shardId, r.sequenceNumber).then(
          ({ row }) => onOnlyItem(row),
          (error) => showToast({ title: describeError(error).message, type: "error" }),
        );
      },
      toHead: () => feed.toHead(),
      pause: () => {
        if (paused) feed.toHead();
        else if (live) feed.setPaused(true);
      },
      setReading: onReading,
      setNewestFirst: (newestFirst) => void setUrl({ top: newestFirst }),
      setView: (next) => void setUrl({ view: next }),
      hide: (panes) => void setUrl({ hide: panes.length === 0 ? null : [...panes] }),
      home: () => router.push("/"),
    }),
    [captureId, setUrl, filterBar, feed, r, paused, live, onReading, onOnlyItem, router],
  );
  const facts = useMemo<ViewFacts>(
    () => ({
      paused,
      following,
      live,
      reading,
      filter: q.trim(),
      filtered: q.trim() !== "" || ranged,
      newestFirst: top,
      view,
      hasRecord,
      wide,
      hidden: hide,
    }),
    [paused, following, live, reading, q, ranged, top, view, hasRecord, wide, hide],
  );
  return { actions, facts };
}
