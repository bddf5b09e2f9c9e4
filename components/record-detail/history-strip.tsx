"use client";

import { ChevronLeft, ChevronRight, GitCompareArrows, ListFilter } from "lucide-react";
import { Fragment, type KeyboardEvent } from "react";
import { cn } from "@/components/ui/cn";
import { formatCount, formatFull } from "@/components/ui/format";
import { IconButton } from "@/components/ui/icon-button";
import { useTimeStyle } from "@/components/ui/time-text";
import type { RecordDetail, RecordRow } from "@/lib/api/contract";
import { useHistory } from "@/lib/api/queries";
import type { EventName } from "@/lib/stream/record";
import type { RecordAddress } from "@/lib/stream/record-address";

interface HistoryStripProps {
  captureId: string;
  detail: RecordDetail;
  /** The version that others are compared with. */
  base: RecordAddress | undefined;
  onBase: (row: RecordRow | undefined) => void;
  onGo: (record: RecordAddress) => void;
  /** One version on, also while this one is being loaded. */
  onStep: (to: "previous" | "next") => void;
  /** Puts the versions into the list, and nothing else. */
  onOnlyItem: () => void;
}

/** Dots beyond this many cannot be told apart. */
const DOTS = 60;

/** The captured versions of the item; ← and → step through them. */
export function HistoryStrip({ captureId, detail, base, onBase, onGo, onStep, onOnlyItem }: HistoryStripProps) {
  const { index, total, hole, previous, next } = detail.history;
  const few = total > 1 && total <= DOTS;
  const { data } = useHistory(captureId, few ? detail.record.dynamodb.Keys : undefined);
  const versions = data?.versions ?? [];
  const onKeyDown = (event: KeyboardEvent) => {
    const to = event.key === "ArrowLeft" ? "previous" : event.key === "ArrowRight" ? "next" : undefined;
    if (!to) return;
    event.preventDefault();
    onStep(to);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div
      role="group"
      aria-label="Versions of this item"
      onKeyDown={onKeyDown}
      className="flex h-9 shrink-0 items-center gap-1.5 border-b border-line pr-3 pl-2 text-sm"
    >
      <IconButton label="Older version" kbd="[" size="sm" disabled={!previous} onClick={() => onStep("previous")}>
        <ChevronLeft size={14} aria-hidden="true" />
      </IconButton>
      <div className="relative h-5 min-w-0 flex-1">
        <div className="absolute inset-x-1 top-1/2 h-px bg-line-strong" />
        {few ? (
          versions.map((row, at) => (
            <Fragment key={row.cursor}>
              {row.hole && <Hole at={at} of={versions.length} />}
              <Dot
                row={row}
                at={at}
                of={versions.length}
                current={at === index}
                base={row.sequenceNumber === base?.sequenceNumber}
                onBase={onBase}
                onGo={onGo}
              />
            </Fragment>
          ))
        ) : (
          <div
            className="absolute top-1/2 size-2.5 -translate-1/2 rounded-full bg-modify outline-2 outline-offset-1 outline-select-line"
            style={{ left: `calc(6px + (100% - 12px) * ${total > 1 ? index / (total - 1) : 0.5})` }}
          />
        )}
      </div>
      <IconButton label="Newer version" kbd="]" size="sm" disabled={!next} onClick={() => onStep("next")}>
        <ChevronRight size={14} aria-hidden="true" />
      </IconButton>
      {total > 1 && (
        <IconButton
          label={base ? "Stop comparing" : "Compare this version with others"}
          kbd="c"
          size="sm"
          aria-pressed={base !== undefined}
          className={base && "bg-select text-accent"}
          onClick={() => onBase(base ? undefined : detail.row)}
        >
          <GitCompareArrows size={13} aria-hidden="true" />
        </IconButton>
      )}
      <IconButton label="Only the records of this item" kbd="i" size="sm" onClick={onOnlyItem}>
        <ListFilter size={13} aria-hidden="true" />
      </IconButton>
      {hole && (
        <span
          className="shrink-0 rounded-sm bg-gap-bg px-1 text-xs whitespace-nowrap text-gap-ink"
          title={holeText(index)}
        >
          {/* In a narrow panel the versions need the room. */}
          {total > 1 && (
            <span aria-hidden="true" className="@min-[380px]:hidden">
              ▨
            </span>
          )}
          <span className={total > 1 ? "@max-[380px]:sr-only" : undefined}>
            {index === 0 ? "earlier ones missing" : "gap before"}
          </span>
          <span className="sr-only">: {holeText(index)}</span>
        </span>
      )}
      <span className="shrink-0 whitespace-nowrap text-ink-3">
        {total <= 1 ? (
          "the only version"
        ) : (
          <>
            {formatCount(index + 1)} of {formatCount(total)}
            {/* The room is for the dots. */}
            <span className="@max-[330px]:sr-only"> versions</span>
          </>
        )}
      </span>
    </div>
  );
}

function holeText(at: number): string {
  return at === 0
    ? "The item was there before this version: what came earlier is not captured."
    : "Versions may be missing here: not everything between these two is captured.";
}

/** Where the line between two versions is broken: left of the later one, or left of all. */
function Hole({ at, of }: { at: number; of: number }) {
  const place = at === 0 ? 0 : (at - 0.5) / (of - 1);
  return (
    <span
      title={holeText(at)}
      style={{ left: `calc(6px + (100% - 12px) * ${place} - ${at === 0 ? 9 : 0}px)` }}
      className="absolute top-1/2 h-2.5 w-1.5 -translate-1/2 border-x-2 border-gap-ink bg-panel"
    />
  );
}

const colours: Record<EventName, string> = {
  INSERT: "bg-insert",
  MODIFY: "bg-modify",
  REMOVE: "bg-remove rounded-none",
};

interface DotProps {
  row: RecordRow;
  at: number;
  of: number;
  current: boolean;
  base: boolean;
  onBase: (row: RecordRow) => void;
  onGo: (record: RecordAddress) => void;
}

function Dot({ row, at, of, current, base, onBase, onGo }: DotProps) {
  const { style } = useTimeStyle();
  return (
    <button
      type="button"
      // The two buttons beside walk through all of them.
      tabIndex={-1}
      aria-label={`Version ${at + 1}, ${row.eventName}${base ? ", compared with" : ""}`}
      aria-current={current}
      title={`${row.eventName} ${formatFull(Date.parse(row.time), style.zone)}\nShift+click compares with this version`}
      onClick={(event) => (event.shiftKey ? onBase(row) : onGo(row))}
      style={{ left: `calc(6px + (100% - 12px) * ${of > 1 ? at / (of - 1) : 0.5})` }}
      className="absolute top-1/2 grid size-4 -translate-1/2 place-items-center"
    >
      <span
        className={cn(
          "rounded-full ring-2 ring-panel",
          colours[row.eventName],
          current || base ? "size-2.5 outline-2 outline-offset-1" : "size-2",
          current && "outline-select-line",
          base && "outline-dashed outline-ink-2",
        )}
      />
    </button>
  );
}
