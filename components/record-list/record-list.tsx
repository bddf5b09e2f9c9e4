// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is built of positioned boxes, which table elements cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row (aria-activedescendant)
"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useImperativeHandle,
  useMemo,
  useSyncExternalStore,
} from "react";
import { cn } from "@/components/ui/cn";
import { formatAgo, formatClock, formatCount, formatFull } from "@/components/ui/format";
import { Spinner } from "@/components/ui/spinner";
import { useTimeStyle } from "@/components/ui/time-text";
import { useNow } from "@/components/ui/use-now";
import type { RecordRow as Row, ShardInfo } from "@/lib/api/contract";
import { gapText } from "./gap-text";
import { ListItems, placeGaps } from "./list-items";
import { ListPlaceholder } from "./list-placeholder";
import type { RecordFeed } from "./record-feed";
import { COMPACT_BELOW, columns, RecordRow, rowId } from "./record-row";
import { HEAD, LINE, useListScroll } from "./use-list-scroll";

export interface RecordListHandle {
  /** To the next record downwards, or upwards. */
  move(by: 1 | -1): void;
  focus(): void;
}

export interface RecordListProps {
  feed: RecordFeed;
  shards: readonly ShardInfo[];
  selected: { shardId: string; sequenceNumber: string } | undefined;
  onSelect: (row: Row) => void;
  /** Enter, or a double click. */
  onOpen: () => void;
  newestFirst: boolean;
  onNewestFirst: (newestFirst: boolean) => void;
  filtered: boolean;
  /** The filter cannot be used, so there is nothing to wait for. */
  invalid: boolean;
  /** Shown instead of rows while there are none to show. */
  empty: ReactNode;
  ref?: Ref<RecordListHandle>;
}

/**
 * The live list: one line a record, whatever their number. It follows the head only while the person is at the head;
 * elsewhere it stands still.
 */
export function RecordList(props: RecordListProps) {
  const { feed, shards, selected, onSelect, onOpen, newestFirst, filtered } = props;
  const state = useSyncExternalStore(feed.subscribe, feed.state, feed.state);
  const { version, atOldest, atHead } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: feed.rows changes in place, and `version` says when
  const items = useMemo(
    () => new ListItems(feed.rows, filtered ? [] : placeGaps(feed.rows, shards, { atOldest, atHead }), newestFirst),
    [feed, version, atOldest, atHead, shards, newestFirst, filtered],
  );
  const scroll = useListScroll(feed, state, items);
  const { style } = useTimeStyle();
  const now = useNow(style.form === "relative");
  const compact = scroll.width < COMPACT_BELOW;

  const isSelected = (row: Row) => row.sequenceNumber === selected?.sequenceNumber && row.shardId === selected.shardId;

  const shown = Array.from({ length: Math.max(0, scroll.last - scroll.first) }, (_, at) => items.at(scroll.first + at));
  // All or none of the times in sight have milliseconds: a column of mixed widths is hard to read down.
  const millis = !compact && shown.some((item) => item?.kind === "row" && !item.row.time.endsWith("000Z"));
  const lines = [];
  let active: string | undefined;
  for (let line = scroll.first; line < scroll.last; line++) {
    const item = shown[line - scroll.first];
    if (!item) continue;
    // A row that comes into sight takes the place of one that left it: filling it anew costs a fraction of making it.
    // Counted from the oldest row, so that a row keeps its slot while others come.
    const key = (newestFirst ? items.length - 1 - line : line) % scroll.slots;
    const top = HEAD + line * LINE;
    if (item.kind === "gap") {
      lines.push(
        <div
          key={key}
          role="row"
          aria-rowindex={line + 2}
          style={{ top }}
          className="absolute inset-x-0 h-7 px-3 py-px"
        >
          <div
            role="gridcell"
            className="flex h-[26px] items-center gap-2 truncate rounded bg-gap-bg px-2 text-sm text-gap-ink"
          >
            <span aria-hidden="true">▨</span>
            {gapText(item.gaps, style.zone)}
          </div>
        </div>,
      );
      continue;
    }
    const ms = Date.parse(item.row.time);
    const marked = isSelected(item.row);
    if (marked) active = rowId(item.row);
    lines.push(
      <RecordRow
        key={key}
        row={item.row}
        time={style.form === "relative" ? formatAgo(ms, now) : formatClock(ms, style.zone, millis)}
        fullTime={formatFull(ms, style.zone, true)}
        top={top}
        ariaRow={line + 2}
        selected={marked}
        compact={compact}
      />,
    );
  }

  const rowAt = (target: EventTarget): Row | undefined => {
    const element = target instanceof Element ? target.closest<HTMLElement>("[data-cursor]") : null;
    const cursor = Number(element?.dataset.cursor);
    for (let line = scroll.first; line < scroll.last; line++) {
      const item = items.at(line);
      if (item?.kind === "row" && item.row.cursor === cursor) return item.row;
    }
    return undefined;
  };

  const selectLine = (line: number, step: number) => {
    for (let at = Math.max(0, Math.min(items.length - 1, line)); at >= 0 && at < items.length; at += step) {
      const item = items.at(at);
      if (item?.kind !== "row") continue;
      onSelect(item.row);
      scroll.reveal(at);
      return;
    }
  };

  const selectedLine = (): number | undefined => {
    const index = selected ? feed.rows.findIndex(isSelected) : -1;
    return index < 0 ? undefined : items.lineOf(index);
  };

  const move = (by: number) => {
    const from = selectedLine();
    const start = newestFirst ? 0 : Math.min(items.length, scroll.last) - 1;
    selectLine(from === undefined ? start : from + by, by > 0 ? 1 : -1);
  };

  const goToEnd = (end: "first" | "last") => {
    if ((end === "first") === newestFirst) feed.toHead();
    else selectLine(end === "first" ? 0 : items.length - 1, end === "first" ? 1 : -1);
  };

  useImperativeHandle(props.ref, () => ({ move, focus: () => scroll.element.current?.focus() }));

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") move(1);
    else if (event.key === "ArrowUp") move(-1);
    else if (event.key === "PageDown") move(scroll.page);
    else if (event.key === "PageUp") move(-scroll.page);
    else if (event.key === "Home") goToEnd("first");
    else if (event.key === "End") goToEnd("last");
    else if (event.key === "Enter") onOpen();
    else return;
    event.preventDefault();
  };

  const Arrow = newestFirst ? ArrowUp : ArrowDown;
  const away = state.unseen > 0 || !atHead || !scroll.atEnd;
  const showPill = state.phase === "ready" && items.length > 0 && !state.following && away;
  return (
    <section aria-label="Records" className="relative min-h-0 flex-1">
      <div
        ref={scroll.element}
        role="grid"
        // The records of a stream: a list that scrolls, and is walked by arrow keys.
        tabIndex={0}
        aria-label="Records, in list order"
        aria-rowcount={items.length + 1}
        aria-colcount={compact ? 5 : 6}
        aria-busy={state.phase === "loading"}
        {...(active && { "aria-activedescendant": active })}
        onScroll={scroll.onScroll}
        onWheel={scroll.onWheel}
        onKeyDown={onKeyDown}
        // On press, not on release: rows may move in between.
        onMouseDown={(event) => {
          const row = event.button === 0 ? rowAt(event.target) : undefined;
          if (!row) return;
          onSelect(row);
          const index = feed.rows.indexOf(row);
          if (index >= 0) scroll.reveal(items.lineOf(index));
        }}
        onDoubleClick={onOpen}
        onMouseMove={(event) => {
          scroll.hovered.current = rowAt(event.target);
        }}
        onMouseLeave={() => {
          scroll.hovered.current = undefined;
        }}
        className="absolute inset-0 [contain:strict] overflow-x-hidden overflow-y-auto [overflow-anchor:none] focus-visible:-outline-offset-2"
      >
        <div className="relative" style={{ height: HEAD + items.length * LINE }}>
          <div
            role="row"
            aria-rowindex={1}
            className={cn(
              "sticky top-0 z-10 h-[26px] items-center border-b border-line bg-panel px-3 text-xs whitespace-nowrap text-ink-3",
              columns(compact),
            )}
          >
            <span role="columnheader" aria-sort={newestFirst ? "descending" : "ascending"} className="min-w-0">
              <button
                type="button"
                title={
                  newestFirst
                    ? "Newest at the top. Put the newest at the bottom."
                    : "Newest at the bottom. Put the newest at the top."
                }
                onClick={() => props.onNewestFirst(!newestFirst)}
                className="-mx-1 inline-flex cursor-default items-center gap-0.5 rounded px-1 hover:bg-hover hover:text-ink"
              >
                Time
                {style.form === "relative"
                  ? ""
                  : style.zone === "utc"
                    ? compact
                      ? ""
                      : " (UTC)"
                    : compact
                      ? ""
                      : " (local)"}
                <Arrow size={11} aria-hidden="true" />
              </button>
            </span>
            <span role="columnheader">{compact ? <span className="sr-only">Event</span> : "Event"}</span>
            <span role="columnheader">Key</span>
            <span role="columnheader">What changed</span>
            <span role="columnheader">Shard</span>
            {!compact && (
              <span role="columnheader" className="text-right">
                Size
              </span>
            )}
          </div>
          {lines}
        </div>
      </div>
      {items.length === 0 && (
        <ListPlaceholder
          state={state}
          filtered={filtered}
          invalid={props.invalid}
          empty={props.empty}
          onRetry={() => feed.retry()}
        />
      )}
      {items.length > 0 && (state.loading !== "none" || state.phase === "loading") && (
        <p
          role="status"
          className="absolute top-8 left-1/2 flex -translate-x-1/2 items-center gap-2 rounded-full border border-line bg-raised px-3 py-1 text-xs text-ink-2 shadow-popup"
        >
          <Spinner />
          {state.scanned > 1000 ? `${formatCount(state.scanned)} records looked at` : "Reading"}
        </p>
      )}
      {showPill && (
        <button
          type="button"
          onClick={() => feed.toHead()}
          className={cn(
            // At the end of the line: the newest records must be readable under it.
            "absolute right-5 flex h-7 cursor-default items-center gap-1.5 rounded-full bg-ink px-3.5 text-sm text-panel shadow-popup",
            newestFirst ? "top-9" : "bottom-2",
          )}
        >
          <Arrow size={13} aria-hidden="true" />
          {state.unseen > 0 ? `${formatCount(state.unseen)} new` : "Back to live"}
        </button>
      )}
    </section>
  );
}
