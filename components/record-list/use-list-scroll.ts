"use client";

import { type RefObject, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { RecordRow } from "@/lib/api/contract";
import { systemClock } from "@/lib/clock";
import type { FeedState } from "./feed-state";
import type { ListItems } from "./list-items";
import type { RecordFeed } from "./record-feed";
import { compareRows, lowerBound } from "./row-window";
import { ScrollScale } from "./scroll-scale";

/** Pixels. */
export const LINE = 28;
const HEAD = 26;
const OVERSCAN = 6;
/** Lines from the end of the window at which the next page is asked for. */
const AHEAD = 40;
/** Lines from the window beyond which the rows there are asked for, not all that lie between. */
const FAR = 400;
/** While the scroll bar is dragged, rows are asked for this often, milliseconds. */
const DRAG_PACE = 80;
const DRAG_PATIENCE = 400;
/** Pixels a wheel or a finger does not move in one frame: that far goes who drags the scroll bar. */
const DRAGGED = 4000;

/** A row that keeps its place on the screen while others come and go around it. */
interface Anchor {
  row: RecordRow;
  /** Its distance from the top of the list's visible part. */
  offset: number;
}

/** The window reaches over where the row stands. */
function holds(rows: readonly RecordRow[], row: RecordRow): boolean {
  const [first, last] = [rows[0], rows.at(-1)];
  return !!first && !!last && compareRows(first, row) <= 0 && compareRows(row, last) <= 0;
}

interface ListScroll {
  /** The element that scrolls, and the height of what it scrolls. */
  element: RefObject<HTMLDivElement | null>;
  height: number;
  /** All lines, also those that the window does not hold, and how many of these stand above the window. */
  lines: number;
  lead: number;
  /** Lines of the window to draw. */
  first: number;
  last: number;
  /** Lines in sight that the window does not hold, counted from the top of the list. */
  blank: { first: number; last: number } | undefined;
  /** Where on the element a line counted from the top of the list is drawn, pixels. */
  topOf: (line: number) => number;
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
  /** Brings a line of the window into view, moving as little as possible. */
  reveal: (line: number) => void;
}

/**
 * Windowing with the scroll position derived, never kept: at the head it is the end of the list; elsewhere the anchor's
 * row decides, so rows that come in, drop out or sort in above never move what a person looks at. The scroll bar is that
 * of the whole list: lines that the window does not hold are as high as the others, and are read when they come in sight.
 */
export function useListScroll(feed: RecordFeed, state: FeedState, items: ListItems): ListScroll {
  const element = useRef<HTMLDivElement>(null);
  const anchor = useRef<Anchor | undefined>(undefined);
  const hovered = useRef<RecordRow | undefined>(undefined);
  const lastJump = useRef(0);
  /** Where in the list the screen's top is, and what of it the element is scrolled by. */
  const view = useRef(0);
  const scrolled = useRef(0);
  const [box, setBox] = useState({ width: 0, height: 0 });
  const [, draw] = useState(0);

  const { newestFirst } = items;
  const height = Math.max(0, box.height - HEAD);
  const [lead, trail] = newestFirst ? [state.after, state.before] : [state.before, state.after];
  const lines = lead + items.length + trail;
  const range = Math.max(0, lines * LINE - height);
  const scale = useMemo(() => new ScrollScale(range), [range]);
  const lineOf = (row: RecordRow) => lead + items.lineOf(Math.min(lowerBound(items.rows, row), items.rows.length - 1));

  const { jump } = state;
  if (jump && jump.id !== lastJump.current && height > 0) {
    lastJump.current = jump.id;
    const offset = jump.align === "start" ? LINE * 2 : (height - LINE) / 2;
    anchor.current = jump.row && { row: jump.row, offset };
  }
  let top = newestFirst ? 0 : range;
  if (!state.following) {
    // Rows that were read for another stretch of the list say nothing of where this row stands.
    if (anchor.current && !holds(items.rows, anchor.current.row)) anchor.current = undefined;
    const { current } = anchor;
    top = current ? lineOf(current.row) * LINE - current.offset : view.current;
  }
  top = Math.max(0, Math.min(range, Math.round(top)));

  // What a wheel moves, moves by as many pixels wherever it is: only then may the scroll bar be a little off.
  let scroll = top - (view.current - scrolled.current);
  if (
    !scale.scaled ||
    Math.abs(top - view.current) > DRAGGED ||
    scale.atEdge(top) ||
    scroll < 0 ||
    scroll > scale.most
  ) {
    scroll = Math.round(scale.toScroll(top));
  }

  const inSight = { first: Math.floor(top / LINE), last: Math.ceil((top + height) / LINE) };
  const first = Math.max(0, inSight.first - OVERSCAN - lead);
  const last = Math.max(first, Math.min(items.length, inSight.last + OVERSCAN - lead));

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    view.current = top;
    if (Math.abs(current.scrollTop - scroll) > 1) current.scrollTop = scroll;
    scrolled.current = current.scrollTop;
    if (!state.following && !anchor.current) hold(top);
  });

  // Which page is wanted next follows from what is on the screen, not from how it got there.
  const above = inSight.first - lead;
  const below = lead + items.length - inSight.last;
  const [older, newer] = newestFirst ? [below < AHEAD, above < AHEAD] : [above < AHEAD, below < AHEAD];
  const far = state.phase === "ready" && lines > 0 && height > 0 && (inSight.last < lead - FAR || -below > FAR);
  const middle = Math.round((inSight.first + inSight.last) / 2);
  const wanted = far ? Math.max(0, newestFirst ? lines - 1 - middle : middle) : undefined;
  useLayoutEffect(() => {
    if (state.phase !== "ready" || state.loading !== "none" || state.error !== undefined || height === 0 || far) return;
    if (older && !state.atOldest) void feed.loadOlder();
    else if (newer && !state.atHead) void feed.loadNewer();
  }, [feed, state, older, newer, height, far]);

  const atHeadEnd = newestFirst ? top <= 2 : top >= range - 2;
  const target = useRef({ top: 0, go: () => {} });
  useEffect(() => {
    const go = () => {
      if (wanted === undefined || state.following) return;
      if (atHeadEnd && !state.paused) feed.toHead();
      else feed.goTo({ index: wanted });
    };
    target.current = { top, go };
  });
  const busy = useRef(false);
  busy.current = state.loading !== "none";
  useEffect(() => {
    if (!far) return;
    const away = new AbortController();
    const askWhereItRests = async () => {
      let asked: number | undefined;
      for (let askedAt = 0; ; await systemClock.sleep(DRAG_PACE, away.signal)) {
        // What was asked for a moment ago may come yet; what takes long is given up for where the person is now.
        if (asked === target.current.top || (busy.current && systemClock.now() - askedAt < DRAG_PATIENCE)) continue;
        asked = target.current.top;
        askedAt = systemClock.now();
        target.current.go();
      }
    };
    systemClock
      .sleep(DRAG_PACE, away.signal)
      .then(askWhereItRests)
      .catch(() => {
        // The rows are there, or others are looked at.
      });
    return () => away.abort();
  }, [far]);

  useLayoutEffect(() => {
    const { current } = element;
    if (!current) return;
    const measure = () => setBox({ width: current.clientWidth, height: current.clientHeight });
    // At once: what is drawn before its width is known has other columns.
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(current);
    return () => observer.disconnect();
  }, []);

  // At rest the scroll bar is put where the rows in sight are: in between that would stop a wheel's own motion.
  const settle = () => {
    const { current } = element;
    if (!current || !scale.scaled) return;
    scrolled.current = Math.round(scale.toScroll(view.current));
    current.scrollTop = scrolled.current;
    draw((count) => count + 1);
  };
  useEffect(() => {
    const { current } = element;
    current?.addEventListener("scrollend", settle);
    return () => current?.removeEventListener("scrollend", settle);
  });

  /** Keeps what is at `at` where it is: the row under the pointer, or else the first whole one. */
  function hold(at: number): void {
    const under = hovered.current;
    const firstWhole = Math.ceil(at / LINE);
    const line = under && items.rows.length > 0 ? lineOf(under) : firstWhole;
    const seen = line * LINE >= at && line * LINE < at + height;
    const begin = Math.max(seen ? line : firstWhole, lead);
    const end = Math.min(lead + items.length, Math.ceil((at + height) / LINE));
    for (let candidate = begin; candidate < end; candidate++) {
      const item = items.at(candidate - lead);
      if (item?.kind !== "row") continue;
      anchor.current = { row: item.row, offset: candidate * LINE - at };
      return;
    }
    anchor.current = undefined;
  }

  const blank =
    inSight.first < lead
      ? { first: inSight.first, last: Math.min(lead, inSight.last) }
      : inSight.last > lead + items.length
        ? { first: Math.max(lead + items.length, inSight.first), last: Math.min(lines, inSight.last) }
        : undefined;

  return {
    element,
    height: HEAD + scale.most + Math.min(height, lines * LINE),
    lines,
    lead,
    first,
    last,
    blank: blank && blank.last > blank.first ? blank : undefined,
    topOf: (line) => HEAD + line * LINE - (top - scroll),
    slots: Math.ceil(height / LINE) + 1 + 2 * OVERSCAN,
    width: box.width,
    atEnd: atHeadEnd,
    page: Math.max(1, Math.floor(height / LINE) - 1),
    hovered,
    onScroll: () => {
      const { current } = element;
      const moved = (current?.scrollTop ?? 0) - scrolled.current;
      if (!current || Math.abs(moved) <= 1) return;
      const at =
        Math.abs(moved) > DRAGGED || current.scrollTop <= 0 || current.scrollTop >= scale.most - 1
          ? scale.toView(current.scrollTop)
          : view.current + moved;
      view.current = Math.round(Math.max(0, Math.min(range, at)));
      scrolled.current = current.scrollTop;
      hold(view.current);
      const atHead = newestFirst ? view.current <= 2 : view.current >= range - 2;
      feed.setFollowing(atHead && state.atHead && !state.paused);
      draw((count) => count + 1);
    },
    onWheel: ({ deltaY }) => {
      // Away from the head: before the next frame pulls back to it.
      if (!state.following || range === 0 || (newestFirst ? deltaY <= 0 : deltaY >= 0)) return;
      hold(view.current);
      feed.setFollowing(false);
    },
    reveal: (line) => {
      const item = items.at(line);
      if (item?.kind !== "row") return;
      const offset = Math.max(0, Math.min(height - LINE, (lead + line) * LINE - view.current));
      hovered.current = undefined;
      anchor.current = { row: item.row, offset };
      feed.setFollowing(false);
      draw((count) => count + 1);
    },
  };
}
