// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is built of positioned boxes, which table elements cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row (aria-activedescendant)
"use client";

import { memo } from "react";
import { shardTail } from "@/components/shard-tree/shard-name";
import { cn } from "@/components/ui/cn";
import { EventBadge } from "@/components/ui/event-badge";
import { formatBytes } from "@/components/ui/format";
import type { RecordRow as Row } from "@/lib/api/contract";
import type { ColumnValue } from "@/lib/stream/column-value";
import { ChangeText, ColumnText } from "./change-text";

/** Below this width of the list, pixels, columns give way: the detail has what they leave out. */
const COMPACT_BELOW = 640;

export interface RowLayout {
  compact: boolean;
  /** CSS grid, one for the head and all rows. */
  gridTemplateColumns: string;
  columnGap: number;
  /** Pixels: where the list is narrower it scrolls sideways, and nothing is lost. */
  minWidth: number;
}

/** What times show beside hours, minutes and seconds; milliseconds only where there is room. */
interface TimeShape {
  dated: boolean;
  millis: boolean;
  /** "59 min ago" */
  relative: boolean;
}

/** The columns that are always there, and `more` attributes between what changed and the shard. */
export function rowLayout(width: number, more: number, time: TimeShape): RowLayout {
  const wide = layoutOf(false, more, time);
  return width < COMPACT_BELOW || width < wide.minWidth ? layoutOf(true, more, time) : wide;
}

function layoutOf(compact: boolean, more: number, { dated, millis, relative }: TimeShape): RowLayout {
  const fullTime = dated ? (millis ? 132 : 104) : 88;
  const shortTime = dated ? 104 : relative ? 76 : 62;
  // What changed can be read in the detail too, while attributes that a person chose come first.
  const [time, event, key, change, attribute, columnGap] = compact
    ? ([shortTime, 18, 120, more > 0 ? 80 : 0, 90, 8] as const)
    : ([fullTime, 66, 184, more > 0 ? 110 : 0, 100, 10] as const);
  const last = compact ? [36] : [38, 50];
  const widths = [time, event, key, change, ...Array.from({ length: more }, () => attribute), ...last];
  return {
    compact,
    columnGap,
    minWidth: more > 0 ? widths.reduce((sum, width) => sum + width + columnGap, 24 - columnGap) : 0,
    gridTemplateColumns: [
      `${time}px ${event}px minmax(${key}px, ${compact ? 1 : 1.1}fr) minmax(${change}px, ${compact ? 1.2 : 1.4}fr)`,
      ...Array.from({ length: more }, () => `minmax(${attribute}px, 0.7fr)`),
      ...last.map((width) => `${width}px`),
    ].join(" "),
  };
}

interface RecordRowProps {
  row: Row;
  /** As the person likes to read times. */
  time: string;
  fullTime: string;
  /** Pixels from the top of the list. */
  top: number;
  /** Counted from the list's first row, the heads being row 1. */
  ariaRow: number;
  /** The row that is looked at. */
  current: boolean;
  /** Chosen, alone or with others. */
  selected: boolean;
  layout: RowLayout;
  columns: readonly string[];
  /** What the columns show; undefined while it is not known. */
  values: readonly ColumnValue[] | undefined;
}

export function rowId(row: Row): string {
  return `record-${row.cursor}`;
}

export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { row, time, fullTime, top, ariaRow, current, selected, layout, columns, values } = props;
  const { compact, gridTemplateColumns, columnGap } = layout;
  return (
    <div
      role="row"
      id={rowId(row)}
      aria-rowindex={ariaRow}
      aria-selected={selected}
      data-cursor={row.cursor}
      style={{ top, gridTemplateColumns, columnGap }}
      className={cn(
        // By the line that the letters stand on: the two typefaces have it at different heights.
        "absolute inset-x-0 grid h-7 cursor-default items-baseline px-3 text-sm/7 whitespace-nowrap select-none",
        selected ? "bg-select" : "hover:bg-hover",
        current && "shadow-[inset_2px_0_var(--select-line)]",
      )}
    >
      <span role="gridcell" className="truncate font-mono text-ink-2" title={fullTime}>
        {time}
      </span>
      <span role="gridcell">
        <EventBadge name={row.eventName} compact={compact} />
      </span>
      <span role="gridcell" className="truncate font-mono" title={row.keyText}>
        {row.keyText}
      </span>
      <span role="gridcell" className="@container min-w-0">
        <ChangeText change={row.change} />
      </span>
      {columns.map((path, at) => (
        <span key={path} role="gridcell" className="min-w-0 truncate font-mono">
          {values?.[at] && <ColumnText value={values[at]} />}
        </span>
      ))}
      <span role="gridcell" className="truncate font-mono text-ink-3" title={row.shardId}>
        {shardTail(row.shardId)}
      </span>
      {!compact && (
        <span role="gridcell" className="text-right text-ink-3">
          {formatBytes(row.size)}
        </span>
      )}
    </div>
  );
});
