// biome-ignore-all lint/a11y/useSemanticElements: a table cannot draw only the rows in sight; the roles say the same.
// biome-ignore-all lint/a11y/useFocusableInteractive: the treegrid has the focus, and names its active row.
"use client";

import { type KeyboardEvent, type MouseEvent, useId, useRef, useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount, formatSpan } from "@/components/ui/format";
import { Select } from "@/components/ui/select";
import { Skeleton } from "@/components/ui/spinner";
import { Term } from "@/components/ui/term";
import { useTimeStyle } from "@/components/ui/time-text";
import { useSteady } from "@/components/ui/use-steady";
import type { ShardInfo } from "@/lib/api/contract";
import type { TreeRow } from "./layout";
import { selectRange, selectRow, shardsOf } from "./selection";
import { ShardCard } from "./shard-card";
import { shardTail } from "./shard-name";
import { columns, ROW_HEIGHT, ShardRow } from "./shard-row";
import { treeKey, typeAhead } from "./tree-keys";
import { useDwell } from "./use-dwell";
import { useRowWindow } from "./use-row-window";
import { type TreeFilter, useTree } from "./use-tree";

interface ShardTreeProps {
  captureId: string;
  shards: ShardInfo[];
  /** The capture has been heard of: without shards, there are none. */
  known: boolean;
  /** Shard ids. */
  selected: string[];
  onSelect: (shardIds: string[]) => void;
  /** The time axis of the life strips, milliseconds; `to` is where open shards end, now or the capture's end. */
  axis: { from: number; to: number };
}

const SHARD =
  "A stream is cut into shards; each holds the changes of some items, in order. A shard closes after some hours or when it splits, and its children go on: parents and children are a lineage.";
const HEAD_HEIGHT = 26;
/** A pause this long, in milliseconds, begins a new word. */
const TYPING_PAUSE = 700;
const filters: readonly { value: TreeFilter; label: string }[] = [
  { value: "all", label: "All" },
  { value: "open", label: "Open" },
  { value: "problems", label: "Problems" },
];

/** The shards of a capture: where they come from, how they stand, what of them is captured. Fills its container. */
export function ShardTree(props: ShardTreeProps) {
  // What is open, active and scrolled to belongs to one capture.
  return <Tree key={props.captureId} {...props} />;
}

function Tree({ shards, known, selected, onSelect, axis }: ShardTreeProps) {
  const { zone } = useTimeStyle().style;
  const id = useId();
  const { rows, forest, shardOf, ends, filter, setFilter, expand, chosen } = useTree(shards);
  const { scroller, from, to, page, reveal, pointAt } = useRowWindow(rows, chosen, ROW_HEIGHT, HEAD_HEIGHT);
  const [activeKey, setActiveKey] = useState<string>();
  const [hoveredKey, setHoveredKey] = useState<string>();
  const card = useDwell();
  const typed = useRef({ text: "", at: 0 });
  const anchor = useRef(0);

  const activeIndex = Math.max(0, activeRow(rows, activeKey));
  const chosenShards = new Set(selected);
  const drawn = rows.slice(from, to).map((_, i) => from + i);
  // The active row is always there for aria-activedescendant to name.
  if (rows.length > 0 && (activeIndex < from || activeIndex >= to)) drawn.push(activeIndex);
  const shownIndex = card.shown === undefined ? -1 : rows.findIndex((row) => row.key === card.shown);
  const shownRow = rows[shownIndex];

  const go = (index: number) => {
    const row = rows[index];
    if (!row) return;
    setActiveKey(row.key);
    reveal(index);
    card.set(row.key, 900);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[activeIndex];
    if (event.key === "Escape" && card.shown !== undefined) {
      event.preventDefault();
      return card.hide();
    }
    if (event.altKey || !row) return;
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "c" || (getSelection()?.toString() ?? "") !== "") return;
      event.preventDefault();
      // Where the browser refuses there is still the id on the card, to be read.
      navigator.clipboard.writeText(shardsOf(row).join("\n")).catch(() => {});
      return;
    }
    const action = treeKey(event.key, rows, activeIndex, page);
    if (!action && event.key.length === 1) {
      const going = event.timeStamp - typed.current.at < TYPING_PAUSE;
      const text = (going ? typed.current.text : "") + event.key;
      const found = typeAhead(rows, activeIndex + (going ? 0 : 1), text, (r) => shardTail(shardsOf(r).at(-1) ?? ""));
      // A key that finds nothing is left to the page, which may know it.
      if (found < 0) return;
      typed.current = { text, at: event.timeStamp };
      event.preventDefault();
      return go(found);
    }
    if (!action) return;
    event.preventDefault();
    if (action.do === "go") go(action.to);
    else if (action.do === "expand") expand(action.rows, action.expanded);
    else {
      anchor.current = activeIndex;
      onSelect(selectRow(selected, action.row, action.add));
    }
  };

  const onPress = useSteady((row: TreeRow, event: MouseEvent) => {
    const index = rows.findIndex((candidate) => candidate.key === row.key);
    setActiveKey(row.key);
    if (event.detail > 1) return;
    if (event.shiftKey) return onSelect(selectRange(rows, anchor.current, index));
    anchor.current = index;
    onSelect(selectRow(selected, row, event.ctrlKey || event.metaKey));
  });
  const onToggle = useSteady((row: TreeRow) => expand([row], !row.expanded));

  const open = shards.reduce((count, shard) => count + (shard.open ? 1 : 0), 0);
  return (
    <section aria-label="Shards" className="@container flex h-full min-h-0 flex-col bg-panel">
      <div className="flex h-9 shrink-0 items-center gap-2 border-b border-line pr-2 pl-3 text-sm text-ink-2">
        <h2 id={`${id}-title`} className="truncate">
          <b className="font-semibold text-ink">
            <Term means={SHARD}>Shards</Term>
          </b>{" "}
          {known && `${formatCount(shards.length)}, ${formatCount(open)} open`}
        </h2>
        <span className="flex-1" />
        <Select label="Show" size="sm" value={filter} onChange={setFilter} options={filters} />
      </div>
      <div
        ref={scroller}
        role="treegrid"
        tabIndex={0}
        aria-labelledby={`${id}-title`}
        aria-busy={!known}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-colcount={3}
        {...(rows.length > 0 && { "aria-activedescendant": `${id}-${activeIndex}` })}
        onKeyDown={onKeyDown}
        onBlur={card.hide}
        onPointerMove={(event) => {
          const y = event.clientY - event.currentTarget.getBoundingClientRect().top - HEAD_HEIGHT;
          pointAt(y);
          const row = rows[Math.floor((event.currentTarget.scrollTop + y) / ROW_HEIGHT)];
          const key = y < 0 ? undefined : row?.key;
          if (key === hoveredKey) return;
          setHoveredKey(key);
          card.set(key);
        }}
        onPointerLeave={() => {
          pointAt(undefined);
          setHoveredKey(undefined);
          card.set(undefined);
        }}
        className="group/tree relative min-h-0 flex-1 overflow-y-auto overscroll-contain focus-visible:-outline-offset-2"
      >
        <div role="rowgroup" className="sticky top-0 z-10 bg-panel">
          <div
            role="row"
            aria-rowindex={1}
            style={{ height: HEAD_HEIGHT }}
            className={`${columns} items-center border-b border-line pl-3 text-xs text-ink-3`}
          >
            <span role="columnheader">Shard</span>
            <span role="columnheader" className="whitespace-nowrap">
              <Term
                means={`When each shard lived, over ${formatSpan(axis.to - axis.from)}. Filled: its coverage, which is captured. Striped: a gap, known to be missing.`}
              >
                Life
              </Term>
            </span>
            <span role="columnheader" className="text-right">
              Records
            </span>
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: rows.length * ROW_HEIGHT }}>
          {drawn.map((index) => {
            const row = rows[index];
            if (!row) return null;
            const members = shardsOf(row);
            return (
              <ShardRow
                key={row.key}
                id={`${id}-${index}`}
                index={index}
                row={row}
                shards={members.flatMap((shardId) => shardOf.get(shardId) ?? [])}
                childCount={forest.nodes.get(members.at(-1) ?? "")?.children.length ?? 0}
                ends={ends}
                axisFrom={axis.from}
                axisTo={axis.to}
                zone={zone}
                selected={members.every((shardId) => chosenShards.has(shardId))}
                active={index === activeIndex}
                hovered={row.key === hoveredKey}
                onPress={onPress}
                onToggle={onToggle}
              />
            );
          })}
        </div>
        {rows.length === 0 && (known ? <Nothing any={shards.length > 0} filter={filter} /> : <Loading />)}
      </div>
      {shownRow && (
        <ShardCard
          shards={shardsOf(shownRow).flatMap((shardId) => shardOf.get(shardId) ?? [])}
          ends={ends}
          now={axis.to}
          zone={zone}
          anchor={() => document.getElementById(`${id}-${shownIndex}`)}
          onOpenChange={(isOpen) => !isOpen && card.hide()}
        />
      )}
    </section>
  );
}

function Loading() {
  return (
    <div>
      <span className="sr-only">Looking for the shards</span>
      {["w-4/5", "w-3/5", "w-4/5", "w-2/3"].map((width, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they never move
        <div key={index} style={{ height: ROW_HEIGHT }} className={`${columns} items-center pl-7`}>
          <Skeleton className={width} />
          <Skeleton className="h-2" />
          <Skeleton className="w-6 justify-self-end" />
        </div>
      ))}
    </div>
  );
}

function Nothing({ any, filter }: { any: boolean; filter: TreeFilter }) {
  if (!any) return <EmptyState title="No shards yet">They appear as soon as the stream is listed.</EmptyState>;
  return filter === "open" ? (
    <EmptyState title="No shard is open">Every shard of this stream has come to its end.</EmptyState>
  ) : (
    <EmptyState title="No problems">No shard is throttled, failing or trimmed, and none has a gap.</EmptyState>
  );
}

/** The row by its key; a shard that has moved into a fold is found there. */
function activeRow(rows: readonly TreeRow[], key: string | undefined): number {
  if (key === undefined) return 0;
  const index = rows.findIndex((row) => row.key === key);
  return index >= 0 ? index : rows.findIndex((row) => row.kind === "fold" && row.shardIds.includes(key));
}
