"use client";

import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import type { RecordRow } from "@/lib/api/contract";
import type { FeedState } from "./feed-state";
import type { ListItems } from "./list-items";
import type { RecordFeed } from "./record-feed";
import { lowerBound } from "./row-window";

/** Pixels. */
export const LINE = 28;
export const HEAD = 26;
const OVERSCAN = 6;
/** Lines from the end of the window at which the next page is asked for. */
const AHEAD = 40;

/** A row that keeps its place on the screen while others come and go around it. */
interface Anchor {
  row: RecordRow;
  /** Its distance from the top of the list's visible part. */
  offset: number;
}

interface ListScroll {
  /** The element that scrolls. */
  element: RefObject<HTMLDivElement | null>;
  first: number;
  last: number;
  /** As many lines as there are at most between `first` and `last`. */
  slots: number;
  width: number;
  /** The head's end of the list is in sight. */
  atEnd: boolean;
  /** Lines that fit. */
  page: number;
  onScroll: () => void;
  onWheel: (event: { deltaY: number }) => void;
  /** Under the pointer: the row that must not move. */
  hovered: RefObject<RecordRow | undefined>;
  /** Brings a line into view, moving as little as possible. */
  reveal: (line: number) => void;
}

/**
 * Windowing with the scroll position derived, never kept: at the head it is the end of the list; elsewhere the anchor's
 * row decides, so rows that come in, drop out or sort in above never move what a person looks at.
 */
export function useListScroll(feed: RecordFeed, state: FeedState, items: ListItems): ListScroll {
  const element = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | undefined>(undefined);
  const hovered = useRef<RecordRow | undefined>(undefined);
  const lastJump = useRef(0);
  const placedAt = useRef(0);
  const [box, setBox] = useState({ width: 0, height: 0 });
  const [, setScrolled] = useState(0);

  const height = Math.max(0, box.height - HEAD);
  const bottom = Math.max(0, items.length * LINE - height);
  const lineOf = (row: RecordRow) => items.lineOf(Math.min(lowerBound(items.rows, row), items.rows.length - 1));

  const { jump } = state;
  if (jump && jump.id !== lastJump.current && height > 0) {
    lastJump.current = jump.id;
    const offset = jump.align === "start" ? LINE * 2 : (height - LINE) / 2;
    anchor.current = jump.row && { row: jump.row, offset };
  }
  let top = items.newestFirst ? 0 : bottom;
  if (!state.following) {
    const { current } = anchor;
    if (current && items.rows.length > 0) top = lineOf(current.row) * LINE - current.offset;
    else top = Math.min(placedAt.current, bottom);
  }
  top = Math.max(0, Math.min(bottom, Math.round(top)));

  const first = Math.max(0, Math.floor(top / LINE) - OVERSCAN);
  const last = Math.min(items.length, Math.ceil((top + height) / LINE) + OVERSCAN);

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    if (Math.abs(current.scrollTop - top) > 1) current.scrollTop = top;
    placedAt.current = current.scrollTop;
  });

  // Which page is wanted next follows from what is on the screen, not from how it got there.
  const older = items.newestFirst ? items.length - last < AHEAD : first < AHEAD;
  const newer = items.newestFirst ? first < AHEAD : items.length - last < AHEAD;
  useLayoutEffect(() => {
    if (state.phase !== "ready" || state.loading !== "none" || state.error !== undefined || height === 0) return;
    if (older && !state.atOldest) void feed.loadOlder();
    else if (newer && !state.atHead) void feed.loadNewer();
  }, [feed, state, older, newer, height]);

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const observer = new ResizeObserver(() => setBox({ width: current.clientWidth, height: current.clientHeight }));
    observer.observe(current);
    return () => observer.disconnect();
  }, []);

  /** Keeps what is at `scrollTop` where it is: the row under the pointer, or else the first whole one. */
  const hold = (scrollTop: number) => {
    const at = hovered.current;
    const line = at ? lineOf(at) : Math.ceil(scrollTop / LINE);
    const seen = line * LINE >= scrollTop && line * LINE < scrollTop + height;
    for (let candidate = seen ? line : Math.ceil(scrollTop / LINE); candidate < items.length; candidate++) {
      const item = items.at(candidate);
      if (item?.kind !== "row") continue;
      anchor.current = { row: item.row, offset: candidate * LINE - scrollTop };
      return;
    }
    anchor.current = undefined;
  };

  return {
    element,
    first,
    last,
    slots: Math.ceil(height / LINE) + 1 + 2 * OVERSCAN,
    width: box.width,
    atEnd: items.newestFirst ? top <= 2 : top >= bottom - 2,
    page: Math.max(1, Math.floor(height / LINE) - 1),
    hovered,
    onScroll: () => {
      const { current } = element;
      if (!current || Math.abs(current.scrollTop - placedAt.current) <= 1) return;
      placedAt.current = current.scrollTop;
      hold(current.scrollTop);
      const atHead = items.newestFirst ? current.scrollTop <= 2 : current.scrollTop >= bottom - 2;
      feed.setFollowing(atHead && state.atHead && !state.paused);
      setScrolled(current.scrollTop);
    },
    onWheel: ({ deltaY }) => {
      // Away from the head: before the next frame pulls back to it.
      if (!state.following || bottom === 0 || (items.newestFirst ? deltaY <= 0 : deltaY >= 0)) return;
      hold(placedAt.current);
      feed.setFollowing(false);
    },
    reveal: (line) => {
      const item = items.at(line);
      if (item?.kind !== "row") return;
      const scrollTop = placedAt.current;
      const offset = Math.max(0, Math.min(height - LINE, line * LINE - scrollTop));
      hovered.current = undefined;
      anchor.current = { row: item.row, offset };
      feed.setFollowing(false);
      setScrolled(line * LINE - offset);
    },
  };
}
