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
import { formatAgo, formatClock, formatCount, formatDate, formatDayClock, formatFull } from "@/components/ui/format";
import { Spinner } from "@/components/ui/spinner";
import { useTimeStyle } from "@/components/ui/time-text";
import { useHotkey } from "@/components/ui/use-hotkey";
import { useNow } from "@/components/ui/use-now";
import type { RecordRow as Row, ShardInfo } from "@/lib/api/contract";
import { type RecordAddress, sameRecord } from "@/lib/stream/record-address";
import { GapRow } from "./gap-row";
import { gapText } from "./gap-text";
import { ListHead } from "./list-head";
import { ListItems, placeGaps } from "./list-items";
import { ListPlaceholder } from "./list-placeholder";
import { OLDEST, type RecordFeed } from "./record-feed";
import { RecordRow, rowId, rowLayout } from "./record-row";
import { SelectionBar } from "./selection-bar";
import { useColumnValues } from "./use-column-values";
import { useColumns } from "./use-columns";
import { LINE, useListScroll } from "./use-list-scroll";
import type { SelectionState } from "./use-selection";

export interface RecordListHandle {
  /** To the next record downwards, or upwards. */
  move(by: 1 | -1): void;
  focus(): void;
}

export interface RecordListProps {
  captureId: string;
  feed: RecordFeed;
  shards: readonly ShardInfo[];
  /** Of the oldest record captured: rows tell their day unless all of them are of today. */
  firstTime: string | undefined;
  selected: RecordAddress | undefined;
  onSelect: (row: Row) => void;
  /** Enter, or a double click. */
  onOpen: () => void;
  /** Records chosen together, and what exports them. */
  selection: SelectionState;
  onExport: () => void;
  newestFirst: boolean;
  onNewestFirst: (newestFirst: boolean) => void;
  filtered: boolean;
  /** New records may come. */
  live: boolean;
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
  const { captureId, feed, shards, selected, selection, onSelect, onOpen, newestFirst, filtered } = props;
  const state = useSyncExternalStore(feed.subscribe, feed.state, feed.state);
  const { version, atOldest, atHead } = state;
  // biome-ignore lint/correctness/useExhaustiveDependencies: feed.rows changes in place, and `version` says when
  const items = useMemo(
    () => new ListItems(feed.rows, filtered ? [] : placeGaps(feed.rows, shards, { atOldest, atHead }), newestFirst),
    [feed, version, atOldest, atHead, shards, newestFirst, filtered],
  );
  const scroll = useListScroll(feed, state, items);
  const { style } = useTimeStyle();
  const relative = style.form === "relative";
  const now = useNow(relative);
  const columns = useColumns();
  const attributes = columns.paths.length;

  const chosen = selection.chosen.rows;
  const isSelected = (row: Row) => sameRecord(row, selected);

  const shown = Array.from({ length: Math.max(0, scroll.last - scroll.first) }, (_, at) => items.at(scroll.first + at));
  // All or none of the times in sight have milliseconds: a column of mixed widths is hard to read down.
  const someMillis = shown.some((item) => item?.kind === "row" && !item.row.time.endsWith("000Z"));
  const { firstTime } = props;
  const someDays =
    firstTime !== undefined && formatDate(Date.parse(firstTime), style.zone) < formatDate(now, style.zone);
  const dated = someDays && !relative;
  const layout = useMemo(
    () => rowLayout(scroll.width, attributes, { dated, millis: someMillis, relative }),
    [scroll.width, attributes, dated, someMillis, relative],
  );
  const millis = someMillis && !layout.compact;
  const clock = someDays ? formatDayClock : formatClock;
  const timeText = (ms: number) => (relative ? formatAgo(ms, now) : clock(ms, style.zone, millis));
  const gapClock = (ms: number) => clock(ms, style.zone);
  const inSight = shown.flatMap((item) => (item?.kind === "row" ? [item.row.cursor] : []));
  const values = useColumnValues(captureId, columns.paths, inSight);
  const lines = [];
  let active: string | undefined;
  for (let line = scroll.first; line < scroll.last; line++) {
    const item = shown[line - scroll.first];
    if (!item) continue;
    // A row that comes into sight takes the place of one that left it: filling it anew costs a fraction of making it.
    // Counted from the oldest row, so that a row keeps its slot while others come.
    const at = scroll.lead + line;
    const key = (newestFirst ? scroll.lines - 1 - at : at) % scroll.slots;
    const top = scroll.topOf(at);
    if (item.kind === "gap") {
      lines.push(<GapRow key={key} text={gapText(item.gaps, gapClock)} top={top} ariaRow={at + 2} />);
      continue;
    }
    const ms = Date.parse(item.row.time);
    const marked = isSelected(item.row);
    if (marked) active = rowId(item.row);
    lines.push(
      <RecordRow
        key={key}
        row={item.row}
        time={timeText(ms)}
        fullTime={formatFull(ms, style.zone, true)}
        top={top}
        ariaRow={at + 2}
        current={marked}
        selected={chosen.size > 0 ? chosen.has(item.row.cursor) : marked}
        layout={layout}
        columns={columns.paths}
        values={values?.of(item.row.cursor)}
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

  const selectLine = (line: number, step: number, extending = false) => {
    for (let at = Math.max(0, Math.min(items.length - 1, line)); at >= 0 && at < items.length; at += step) {
      const item = items.at(at);
      if (item?.kind !== "row") continue;
      if (extending) selection.extend(item.row, feed.rows, currentRow());
      else selection.clear();
      onSelect(item.row);
      scroll.reveal(at);
      return;
    }
  };

  const currentRow = (): Row | undefined => (selected ? feed.rows.find(isSelected) : undefined);

  const move = (by: number, extending = false) => {
    const row = currentRow();
    const start = newestFirst ? 0 : Math.min(items.length, scroll.last) - 1;
    const from = row ? items.lineOf(feed.rows.indexOf(row)) + by : start;
    selectLine(from, by > 0 ? 1 : -1, extending);
  };
  useHotkey("J", () => move(1, true));
  useHotkey("K", () => move(-1, true));
  useHotkey("x", () => {
    const row = currentRow();
    if (row) selection.toggle(row, row);
  });

  const goToEnd = (end: "first" | "last") => {
    if ((end === "first") === newestFirst) feed.toHead();
    else if (!atOldest) feed.goTo({ place: OLDEST, align: "start" });
    else selectLine(end === "first" ? 0 : items.length - 1, end === "first" ? 1 : -1);
  };

  useImperativeHandle(props.ref, () => ({ move, focus: () => scroll.element.current?.focus() }));

  const onKeyDown = (event: KeyboardEvent) => {
    // Keys on a button of the heads are the button's.
    if (event.altKey || event.target !== event.currentTarget) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "a") return;
      selection.all(feed.rows);
    } else if (event.key === "ArrowDown") move(1, event.shiftKey);
    else if (event.key === "ArrowUp") move(-1, event.shiftKey);
    else if (event.key === "PageDown") move(scroll.page);
    else if (event.key === "PageUp") move(-scroll.page);
    else if (event.key === "Home") goToEnd("first");
    else if (event.key === "End") goToEnd("last");
    else if (event.key === "Enter") onOpen();
    else if (event.key === "Escape" && chosen.size > 0) selection.clear();
    else return;
    event.preventDefault();
  };

  const Arrow = newestFirst ? ArrowUp : ArrowDown;
  const away = state.unseen > 0 || !atHead || !scroll.atEnd;
  // While the view is paused nobody asks which of the new records the filter lets through.
  const uncounted = state.paused && filtered;
  const showPill = state.phase === "ready" && items.length > 0 && !state.following && away;
  return (
    <section aria-label="Records" className="flex min-h-0 flex-1 flex-col">
      <div className="relative min-h-0 flex-1">
        <div
          ref={scroll.element}
          role="grid"
          // The records of a stream: a list that scrolls, and is walked by arrow keys.
          tabIndex={0}
          aria-label="Records, in list order"
          aria-rowcount={scroll.lines + 1}
          aria-colcount={(layout.compact ? 5 : 6) + columns.paths.length}
          aria-multiselectable="true"
          aria-busy={state.phase === "loading"}
          {...(active && { "aria-activedescendant": active })}
          onScroll={scroll.onScroll}
          onWheel={scroll.onWheel}
          onKeyDown={onKeyDown}
          // On press, not on release: rows may move in between.
          onMouseDown={(event) => {
            const row = event.button === 0 ? rowAt(event.target) : undefined;
            if (!row) return;
            if (event.shiftKey) selection.extend(row, feed.rows, currentRow());
            else if (event.ctrlKey || event.metaKey) selection.toggle(row, currentRow());
            else selection.clear();
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
          className={cn(
            "peer absolute inset-0 [contain:strict] overflow-y-auto outline-none [overflow-anchor:none]",
            // Without columns of a person's own a row is never wider than the list.
            layout.minWidth > 0 ? "overflow-x-auto" : "overflow-x-hidden",
          )}
        >
          <div className="relative" style={{ height: scroll.height, minWidth: layout.minWidth }}>
            <ListHead
              captureId={captureId}
              layout={layout}
              columns={columns}
              newestFirst={newestFirst}
              onNewestFirst={props.onNewestFirst}
            />
            {lines}
            {scroll.blank && (
              <div
                aria-hidden="true"
                style={{
                  top: scroll.topOf(scroll.blank.first),
                  height: (scroll.blank.last - scroll.blank.first) * LINE,
                }}
                className="absolute inset-x-3 bg-[repeating-linear-gradient(transparent_0_10px,var(--line)_10px_18px,transparent_18px_28px)] opacity-60"
              />
            )}
          </div>
        </div>
        {/* The grid's own outline would lie under rows that have a colour. */}
        <div
          aria-hidden="true"
          className="pointer-events-none absolute inset-0 z-10 hidden outline-2 -outline-offset-2 outline-select-line peer-focus-visible:block"
        />
        {items.length === 0 && (
          <ListPlaceholder
            state={state}
            filtered={filtered}
            invalid={props.invalid}
            layout={layout}
            empty={props.empty}
            onRetry={() => feed.retry()}
          />
        )}
        {items.length > 0 && (state.loading !== "none" || state.phase === "loading" || scroll.blank) && (
          <p
            role="status"
            className="absolute top-8 left-1/2 flex -translate-x-1/2 items-center gap-2 rounded-full border border-line bg-raised px-3 py-1 text-xs text-ink-2 shadow-popup"
          >
            <Spinner />
            {scroll.blank
              ? `${formatCount(Math.min(scroll.blank.first + 1, scroll.lines))} of ${formatCount(scroll.lines)}`
              : state.scanned > 1000
                ? `${formatCount(state.scanned)} records looked at`
                : "Reading"}
          </p>
        )}
        {showPill && (
          <button
            type="button"
            onClick={() => {
              feed.toHead();
              // The button goes: the keyboard must not go with it.
              scroll.element.current?.focus();
            }}
            className={cn(
              // At the end of the line: the newest records must be readable under it.
              "absolute right-5 flex h-7 cursor-default items-center gap-1.5 rounded-full bg-ink px-3.5 text-sm text-panel shadow-popup",
              newestFirst ? "top-9" : "bottom-2",
            )}
          >
            <Arrow size={13} aria-hidden="true" />
            {state.unseen > 0 && !uncounted
              ? `${formatCount(state.unseen)} new`
              : props.live
                ? "Back to live"
                : "To the newest"}
          </button>
        )}
      </div>
      {chosen.size > 0 && (
        <SelectionBar
          captureId={captureId}
          selection={selection.chosen}
          onExport={props.onExport}
          onClear={selection.clear}
        />
      )}
    </section>
  );
}
