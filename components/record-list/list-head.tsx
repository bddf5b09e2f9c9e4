// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is built of positioned boxes, which table elements cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus
"use client";

import { ArrowDown, ArrowUp, X } from "lucide-react";
import { useTimeStyle } from "@/components/ui/time-text";
import { ColumnsMenu } from "./columns-menu";
import type { RowLayout } from "./record-row";
import type { Columns } from "./use-columns";

interface ListHeadProps {
  captureId: string;
  layout: RowLayout;
  columns: Columns;
  newestFirst: boolean;
  onNewestFirst: (newestFirst: boolean) => void;
}

/** The names of the columns, the order of time, and which attributes stand beside. */
export function ListHead({ captureId, layout, columns, newestFirst, onNewestFirst }: ListHeadProps) {
  const { style } = useTimeStyle();
  const { compact, gridTemplateColumns, columnGap } = layout;
  const Arrow = newestFirst ? ArrowUp : ArrowDown;
  const zone = style.zone === "utc" ? (compact ? "" : " (UTC)") : compact ? "" : " (local)";
  return (
    <div
      role="row"
      aria-rowindex={1}
      style={{ gridTemplateColumns, columnGap }}
      className="sticky top-0 z-10 grid h-[26px] items-center border-b border-line bg-panel px-3 text-xs whitespace-nowrap text-ink-3"
    >
      <span role="columnheader" aria-sort={newestFirst ? "descending" : "ascending"} className="min-w-0">
        <button
          type="button"
          title={
            newestFirst
              ? "Newest at the top. Put the newest at the bottom."
              : "Newest at the bottom. Put the newest at the top."
          }
          onClick={() => onNewestFirst(!newestFirst)}
          className="-mx-1 inline-flex cursor-default items-center gap-0.5 rounded px-1 hover:bg-hover hover:text-ink"
        >
          Time
          {style.form === "relative" ? "" : zone}
          <Arrow size={11} aria-hidden="true" />
        </button>
      </span>
      <span role="columnheader">{compact ? <span className="sr-only">Event</span> : "Event"}</span>
      <span role="columnheader">Key</span>
      <span role="columnheader" className="flex min-w-0 items-center justify-between gap-1">
        <span className="truncate">What changed</span>
        <ColumnsMenu captureId={captureId} columns={columns} />
      </span>
      {columns.paths.map((path) => (
        <span key={path} role="columnheader" className="group flex min-w-0 items-center gap-0.5">
          <span className="truncate font-mono" title={path}>
            {path}
          </span>
          <button
            type="button"
            aria-label={`Remove the column ${path}`}
            title="Remove this column"
            onClick={() => columns.remove(path)}
            className="shrink-0 cursor-default rounded p-0.5 text-ink-3 hover:bg-hover hover:text-ink"
          >
            <X size={11} aria-hidden="true" />
          </button>
        </span>
      ))}
      <span role="columnheader">Shard</span>
      {!compact && (
        <span role="columnheader" className="text-right">
          Size
        </span>
      )}
    </div>
  );
}
