// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is built of positioned boxes, which table elements cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row (aria-activedescendant)
"use client";

import { memo } from "react";
import { shardTail } from "@/components/shard-tree/shard-name";
import { cn } from "@/components/ui/cn";
import { EventBadge } from "@/components/ui/event-badge";
import { formatBytes } from "@/components/ui/format";
import type { RecordRow as Row } from "@/lib/api/contract";
import { ChangeText } from "./change-text";

/** Below this width of the list, pixels, columns give way: the detail has what they leave out. */
export const COMPACT_BELOW = 640;

export function columns(compact: boolean): string {
  return compact
    ? "grid grid-cols-[62px_18px_minmax(120px,1fr)_minmax(0,1.2fr)_36px] gap-2"
    : "grid grid-cols-[88px_66px_minmax(184px,1.1fr)_minmax(0,1.4fr)_38px_50px] gap-2.5";
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
  selected: boolean;
  compact: boolean;
}

export function rowId(row: Row): string {
  return `record-${row.cursor}`;
}

export const RecordRow = memo(function RecordRow(props: RecordRowProps) {
  const { row, time, fullTime, top, ariaRow, selected, compact } = props;
  return (
    <div
      role="row"
      id={rowId(row)}
      aria-rowindex={ariaRow}
      aria-selected={selected}
      data-cursor={row.cursor}
      style={{ top }}
      className={cn(
        // By the line that the letters stand on: the two typefaces have it at different heights.
        "absolute inset-x-0 h-7 cursor-default items-baseline px-3 text-sm/7 whitespace-nowrap",
        columns(compact),
        selected ? "bg-select shadow-[inset_2px_0_var(--select-line)]" : "hover:bg-hover",
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
      <span role="gridcell" className="min-w-0">
        <ChangeText change={row.change} />
      </span>
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
