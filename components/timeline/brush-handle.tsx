import type { KeyboardEvent } from "react";
import type { Span } from "@/components/shard-tree/life";
import { cn } from "@/components/ui/cn";
import { formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { timeToX, xToTime } from "./scale";
import { useDrag } from "./use-drag";

interface BrushHandleProps {
  side: "from" | "to";
  frame: Span;
  domain: Span;
  /** Of the plot, CSS pixels. */
  width: number;
  zone: TimeZoneStyle;
  /** The frame is a filter. */
  strong: boolean;
  onDraft: (span: Span | undefined) => void;
  onBrush: (span: Span) => void;
  onClear: () => void;
}

/** Wide enough for a finger [WCAG 2.5.8]; most of it lies outside the frame. */
const TARGET = 24;
const OUTSIDE = 16;
const GRIP = 7;

/** One end of the brush: dragged, or moved by the arrow keys. */
export function BrushHandle(props: BrushHandleProps) {
  const { side, frame, domain, width, zone, strong, onDraft, onBrush } = props;
  const x = timeToX(frame[side], domain, width);
  const end = timeToX(frame.to, domain, width) - (TARGET - OUTSIDE);
  // The handles of a narrow frame stand side by side, not on each other.
  const left = side === "to" ? end : Math.min(x - OUTSIDE, end - TARGET);
  const moved = (time: number): Span =>
    side === "from"
      ? { from: Math.max(domain.from, Math.min(time, frame.to - 1000)), to: frame.to }
      : { from: frame.from, to: Math.min(domain.to, Math.max(time, frame.from + 1000)) };
  // The target moves with the handle, so that pixels are measured from where it was when the press began.
  const drag = useDrag({
    start: () => {},
    move: (at, start) => onDraft(moved(xToTime(x + at - start, domain, width))),
    end: (at, start) => onBrush(moved(xToTime(x + at - start, domain, width))),
    click: () => {},
    cancel: () => onDraft(undefined),
  });

  const onKeyDown = (event: KeyboardEvent) => {
    const step = Math.max(1000, (domain.to - domain.from) / 200) * (event.shiftKey ? 10 : 1);
    const time = keyTime(
      event.key,
      frame[side],
      step,
      side === "from" ? [domain.from, frame.to] : [frame.from, domain.to],
    );
    if (event.key === "Escape") props.onClear();
    else if (time !== undefined) onBrush(moved(time));
    else return;
    event.preventDefault();
  };

  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={side === "from" ? "Start of the range" : "End of the range"}
      aria-valuemin={Math.round(side === "from" ? domain.from : frame.from)}
      aria-valuemax={Math.round(side === "from" ? frame.to : domain.to)}
      aria-valuenow={Math.round(frame[side])}
      aria-valuetext={formatFull(frame[side], zone)}
      onKeyDown={onKeyDown}
      {...drag}
      className="group/handle absolute inset-y-0 left-0 touch-none cursor-ew-resize outline-none"
      style={{ width: TARGET, translate: `${left}px` }}
    >
      <span
        className={cn(
          "absolute inset-y-0 w-0.5 -translate-x-1/2 group-hover/handle:bg-select-line group-focus-visible/handle:bg-select-line",
          strong ? "bg-select-line" : "bg-control",
        )}
        style={{ left: x - left }}
      />
      <span
        className={cn(
          "absolute top-1/2 h-5 w-[7px] -translate-y-1/2 rounded-[3px] border bg-panel group-hover/handle:border-select-line group-focus-visible/handle:outline-2 group-focus-visible/handle:outline-offset-1 group-focus-visible/handle:outline-select-line",
          strong ? "border-select-line" : "border-control",
        )}
        style={{ left: x - left - (side === "from" ? GRIP : 0) }}
      />
    </div>
  );
}

/** Where a key takes a handle, or undefined for a key that is none of its own. */
function keyTime(key: string, at: number, step: number, [least, most]: [number, number]): number | undefined {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return at - step;
    case "ArrowRight":
    case "ArrowUp":
      return at + step;
    case "PageDown":
      return at - step * 10;
    case "PageUp":
      return at + step * 10;
    case "Home":
      return least;
    case "End":
      return most;
    default:
      return undefined;
  }
}
