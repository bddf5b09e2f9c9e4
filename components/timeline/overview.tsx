import { useMemo, useRef, useState } from "react";
import type { ShardLife, Span } from "@/components/shard-tree/life";
import { cn } from "@/components/ui/cn";
import { formatFull, formatSpan, type TimeZoneStyle } from "@/components/ui/format";
import { BrushHandle } from "./brush-handle";
import { GUTTER, OVERVIEW_HEIGHT, ticksWithRoom } from "./geometry";
import { Legend } from "./legend";
import { type Palette, paintOverview, type Surface } from "./paint";
import { PixelCanvas } from "./pixel-canvas";
import { ticks, timeToX, xToTime } from "./scale";
import { union, without } from "./spans";
import type { Bars } from "./use-bars";
import { useDrag } from "./use-drag";
import { useWheel } from "./use-wheel";
import { inside } from "./view";

interface OverviewProps {
  domain: Span;
  /** Where the handles stand. */
  frame: Span;
  /** True when the frame is a filter, false when it is only what the lanes show. */
  brushed: boolean;
  /** Bars show only what the filter lets through. */
  filtered: boolean;
  /** What the lanes show. */
  view: Span;
  /** Of the plot, CSS pixels. */
  width: number;
  bars: Bars | undefined;
  lives: readonly ShardLife[];
  palette: Palette | undefined;
  zone: TimeZoneStyle;
  playhead: number | undefined;
  onDraft: (span: Span | undefined) => void;
  onBrush: (span: Span) => void;
  onClear: () => void;
  /** `stamp`: when the click was made, as events count it. */
  onClick: (time: number, stamp: number) => void;
  onZoom: (factor: number, at: number) => void;
  onPan: (ms: number) => void;
}

/** A gap narrower than this has no room for its name. CSS pixels. */
const GAP_LABEL = 40;

/** The whole capture in one strip, and the frame of it that is looked at. */
export function Overview(props: OverviewProps) {
  const { domain, frame, brushed, view, width, bars, lives, palette, zone, onDraft, onBrush } = props;
  const strip = useRef<HTMLDivElement>(null);
  const [moving, setMoving] = useState<Span>();
  const marks = useMemo(() => ticks(domain, width, zone, 110), [domain, width, zone]);
  const totals = useMemo(() => totalsOf(bars, domain), [bars, domain]);
  const covered = useMemo(() => union(lives.flatMap((life) => life.covered)), [lives]);
  const gaps = useMemo(() => union(lives.flatMap((life) => life.gaps)), [lives]);
  const missing = useMemo(() => without(gaps, covered), [gaps, covered]);
  const paint = useMemo(
    () =>
      palette &&
      ((surface: Surface) =>
        paintOverview(
          surface,
          palette,
          {
            span: domain,
            ticks: marks.map((mark) => mark.time),
            origin: bars?.from ?? 0,
            bucketMs: bars?.bucketMs ?? 1,
          },
          totals,
          { covered, gaps, missing },
        )),
    [palette, domain, marks, bars, totals, covered, gaps, missing],
  );

  const time = (x: number) => xToTime(x, domain, width);
  const left = timeToX(frame.from, domain, width);
  const right = timeToX(frame.to, domain, width);
  const dragged = (x: number, startX: number): Span => {
    if (moving)
      return inside({ from: moving.from + time(x) - time(startX), to: moving.to + time(x) - time(startX) }, domain);
    return { from: time(Math.min(x, startX)), to: time(Math.max(x, startX)) };
  };
  const drag = useDrag({
    start: (x) => setMoving(x > left && x < right && right - left < width - 2 ? frame : undefined),
    move: (x, startX) => onDraft(dragged(x, startX)),
    end: (x, startX) => {
      onBrush(dragged(x, startX));
      setMoving(undefined);
    },
    click: (x, event) => props.onClick(time(x), event.timeStamp),
    cancel: () => {
      onDraft(undefined);
      setMoving(undefined);
    },
  });
  useWheel(strip, {
    zoom: (factor, x) => props.onZoom(factor, time(x)),
    pan: (pixels) => props.onPan((pixels * (domain.to - domain.from)) / Math.max(1, width)),
  });
  const handle = { domain, width, zone, onBrush, onDraft, onClear: props.onClear };

  return (
    <div ref={strip} className="relative flex shrink-0 border-b border-line bg-bg" style={{ height: OVERVIEW_HEIGHT }}>
      <div className="flex shrink-0 flex-col justify-center pl-3 text-xs text-ink-3" style={{ width: GUTTER }}>
        {/* The legend stands off what can be pressed beside and below it, and adds no height to three lines. */}
        <span className="flex h-4 items-center justify-between pr-4">
          <span
            title={`${formatFull(domain.from, zone)} to ${formatFull(domain.to, zone)}. Drag to choose a stretch of it, click to go to a time, scroll to zoom.`}
          >
            {formatSpan(domain.to - domain.from)}
          </span>
          <Legend />
        </span>
        {props.filtered && <span title="Only records that match the filter are drawn.">filtered</span>}
        {brushed && (
          <button
            type="button"
            onClick={props.onClear}
            className="-ml-1 w-fit rounded-sm px-1 text-accent hover:bg-hover"
          >
            Clear<span className="sr-only"> range</span>
          </button>
        )}
      </div>
      <div className="relative h-full" style={{ width }}>
        <div {...drag} className={cn("absolute inset-0 touch-none", moving ? "cursor-grabbing" : "cursor-crosshair")}>
          <PixelCanvas width={width} height={OVERVIEW_HEIGHT - 1} paint={paint} />
          {ticksWithRoom(marks, domain, width).map((mark) => (
            <span
              key={mark.time}
              aria-hidden="true"
              className="pointer-events-none absolute top-0.5 left-0 pl-1 text-[10px] text-ink-3"
              style={{ translate: `${timeToX(mark.time, domain, width)}px` }}
            >
              {mark.label}
            </span>
          ))}
          {missing.map((gap) => {
            const x = timeToX(gap.from, domain, width);
            if (timeToX(gap.to, domain, width) - x < GAP_LABEL) return null;
            return (
              <span
                key={gap.from}
                className="pointer-events-none absolute top-4 left-1 rounded-sm bg-gap-bg px-1 text-xs text-gap-ink"
                style={{ translate: `${x}px` }}
              >
                gap
              </span>
            );
          })}
          <div
            className={cn(
              "pointer-events-none absolute inset-y-0 left-0 origin-left",
              brushed ? "bg-select-line/15" : right - left < width - 2 && "bg-select-line/8",
            )}
            style={{ translate: `${left}px`, width: Math.max(1, right - left) }}
          />
          {brushed && (
            <div
              className="pointer-events-none absolute bottom-0 left-0 h-0.5 bg-select-line"
              style={{
                translate: `${timeToX(view.from, domain, width)}px`,
                width: timeToX(view.to, domain, width) - timeToX(view.from, domain, width),
              }}
            />
          )}
          {props.playhead !== undefined && props.playhead >= domain.from && props.playhead <= domain.to && (
            <div
              className="pointer-events-none absolute inset-y-0 left-0 w-px bg-ink"
              style={{ translate: `${timeToX(props.playhead, domain, width)}px` }}
            />
          )}
        </div>
        {width > 0 && (
          <>
            <BrushHandle side="from" frame={frame} strong={brushed} {...handle} />
            <BrushHandle side="to" frame={frame} strong={brushed} {...handle} />
          </>
        )}
      </div>
    </div>
  );
}

/** Records of all shards by bucket, as far as the domain reaches. */
function totalsOf(bars: Bars | undefined, domain: Span): Float64Array {
  if (!bars) return new Float64Array(0);
  const totals = new Float64Array(Math.max(0, Math.min(10_000, Math.ceil((domain.to - bars.from) / bars.bucketMs))));
  for (const buckets of bars.byShard.values())
    for (const [index, insert, modify, remove] of buckets)
      if (index < totals.length) totals[index] = (totals[index] ?? 0) + insert + modify + remove;
  return totals;
}
