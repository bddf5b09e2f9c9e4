"use client";

import { useRouter } from "next/navigation";
import { type RefObject, useMemo } from "react";
import type { FilterBarHandle } from "@/components/filter-bar/filter-bar";
import type { FeedState } from "@/components/record-list/feed-state";
import type { RecordFeed } from "@/components/record-list/record-feed";
import type { LiveState } from "./live-store";
import type { SetUrlState, UrlState } from "./url-state";
import type { ViewActions, ViewFacts } from "./view-commands";

interface ActionsOf {
  feed: RecordFeed;
  state: FeedState;
  live: LiveState;
  url: UrlState;
  setUrl: SetUrlState;
  filterBar: RefObject<FilterBarHandle | null>;
  wide: boolean;
  onReading: ViewActions["setReading"];
}

/** What a person can do to the whole view, by button, key or palette; and what of it makes sense now. */
export function useActions({ feed, state, live, url, setUrl, filterBar, wide, onReading }: ActionsOf): {
  actions: ViewActions;
  facts: ViewFacts;
} {
  const router = useRouter();
  const { paused, following } = state;
  const { q, from, to, r, view, top, hide } = url;
  const offline = live.status?.state === "offline";
  const reading = offline ? undefined : live.reading;
  const hasRecord = r !== null;
  const ranged = from !== null || to !== null;
  const actions = useMemo<ViewActions>(
    () => ({
      open: (panel) => void setUrl({ open: panel }),
      filter: () => filterBar.current?.focus(),
      clear: () => void setUrl({ q: null, from: null, to: null }),
      toHead: () => feed.toHead(),
      pause: () => (paused ? feed.toHead() : feed.setPaused(true)),
      setReading: onReading,
      setNewestFirst: (newestFirst) => void setUrl({ top: newestFirst }),
      setView: (next) => void setUrl({ view: next }),
      hide: (panes) => void setUrl({ hide: panes.length === 0 ? null : [...panes] }),
      home: () => router.push("/"),
    }),
    [setUrl, filterBar, feed, paused, onReading, router],
  );
  const facts = useMemo<ViewFacts>(
    () => ({
      paused,
      following,
      reading,
      filter: q.trim(),
      filtered: q.trim() !== "" || ranged,
      newestFirst: top,
      view,
      hasRecord,
      wide,
      hidden: hide,
    }),
    [paused, following, reading, q, ranged, top, view, hasRecord, wide, hide],
  );
  return { actions, facts };
}
