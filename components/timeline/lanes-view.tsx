import { ChevronDown, ChevronUp } from "lucide-react";
import { type KeyboardEvent, type PointerEvent, useMemo, useRef, useState } from "react";
import type { ShardLife, Span } from "@/components/shard-tree/life";
import { shardTail } from "@/components/shard-tree/shard-name";
import { cn } from "@/components/ui/cn";
import { formatCount, formatFull, formatShortCount, type TimeZoneStyle } from "@/components/ui/format";
import { GUTTER, laneAt, laneHeight, lanesInSight, lanesOutOfSight } from "./geometry";
import { HoverCard } from "./hover-card";
import { type Heights, type Lane, type Palette, paintGrid, paintLane, type Surface } from "./paint";
import { PixelCanvas } from "./pixel-canvas";
import { bucketAt, type Tick, timeToX, xToTime } from "./scale";
import type { Bars } from "./use-bars";
import { useDrag } from "./use-drag";
import { useSize } from "./use-size";
import { useWheel } from "./use-wheel";

interface LanesViewProps {
  /** Shard ids, top to bottom. */
  lanes: readonly string[];
  lives: ReadonlyMap<string, ShardLife>;
  bars: Bars | undefined;
  heights: Heights;
  span: Span;
  /** Bars show only what the filter lets through. */
  filtered: boolean;
  /** A brushed range: what lies outside it is dimmed. */
  brushed: Span | undefined;
  width: number;
  marks: readonly Tick[];
  palette: Palette | undefined;
  zone: TimeZoneStyle;
  playhead: number | undefined;
  /** `stamp`: when the click was made, as events count it. */
  onClick: (time: number, stamp: number) => void;
  onSeek: (time: number) => void;
  onBrush: (span: Span) => void;
  onZoom: (factor: number, at: number) => void;
  /** Returns what is shown then. */
  onPan: (ms: number) => Span;
  onReset: () => void;
}

interface Cursor {
  time: number;
  lane: number | undefined;
  at: { x: number; y: number };
}

const nothing: ShardLife = { life: undefined, covered: [], gaps: [] };

/** A lane a shard: what happened, what is covered, what is missing. Only the lanes in sight are drawn. */
export function LanesView(props: LanesViewProps) {
  const { lanes, lives, bars, heights, span, width, marks, palette, zone, playhead } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const room = useSize(scroller).height;
  const [scrollTop, setScrollTop] = useState(0);
  const [cursor, setCursor] = useState<Cursor>();
  const [brush, setBrush] = useState<Span>();
  const height = laneHeight(room, lanes.length);
  const [first, end] = lanesInSight(scrollTop, room, height, lanes.length);

  const paint = useMemo(() => {
    if (!palette) return undefined;
    const frame = {
      span,
      ticks: marks.map((mark) => mark.time),
      origin: bars?.from ?? 0,
      bucketMs: bars?.bucketMs ?? 1,
    };
    return (surface: Surface) => {
      paintGrid(surface, palette, frame);
      for (let i = first; i < end; i++) {
        const shardId = lanes[i] ?? "";
        const lane: Lane = { buckets: bars?.byShard.get(shardId) ?? [], life: lives.get(shardId) ?? nothing };
        const top = Math.round((i * height - scrollTop + 2) * surface.ratio);
        paintLane(surface, palette, frame, lane, heights, top, Math.round((height - 4) * surface.ratio));
      }
    };
  }, [palette, span, marks, bars, lanes, lives, heights, first, end, height, scrollTop]);

  const time = (x: number) => xToTime(x, span, width);
  useWheel(scroller, {
    zoom: (factor, at) => props.onZoom(factor, time(at)),
    pan: (pixels) => props.onPan((pixels * (span.to - span.from)) / Math.max(1, width)),
  });
  const drag = useDrag({
    start: () => setCursor(undefined),
    move: (x, startX) => setBrush(ordered(time(x), time(startX))),
    end: (x, startX) => {
      setBrush(undefined);
      props.onBrush(ordered(time(x), time(startX)));
    },
    click: (x, event) => props.onClick(time(x), event.timeStamp),
    cancel: () => setBrush(undefined),
  });

  const point = (event: PointerEvent) => {
    drag.onPointerMove(event);
    if (brush) return;
    const box = event.currentTarget.getBoundingClientRect();
    const lane = laneAt(event.clientY - box.top, scrollTop, height, lanes.length);
    setCursor({ time: time(event.clientX - box.left), lane, at: { x: event.clientX, y: event.clientY } });
  };

  /** Puts the cursor where the keys say, and keeps its lane in sight. */
  const place = (to: number, lane: number) => {
    const element = scroller.current;
    if (!element) return;
    const kept = Math.max(0, Math.min(lanes.length - 1, lane));
    element.scrollTop = Math.max((kept + 1) * height - room, Math.min(kept * height, element.scrollTop));
    // Beyond the edge the lanes move along.
    const shown = to < span.from ? props.onPan(to - span.from) : to > span.to ? props.onPan(to - span.to) : span;
    const held = Math.max(shown.from, Math.min(shown.to, to));
    const box = element.getBoundingClientRect();
    setCursor({
      time: held,
      lane: lanes.length > 0 ? kept : undefined,
      at: {
        x: box.left + GUTTER + timeToX(held, shown, width),
        y: box.top + (kept + 0.5) * height - element.scrollTop,
      },
    });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const at = cursor?.time ?? playhead ?? span.to;
    const lane = cursor?.lane ?? first;
    const step = (bars?.bucketMs ?? (span.to - span.from) / 100) * (event.shiftKey ? 10 : 1);
    switch (event.key) {
      case "ArrowLeft":
        place(at - step, lane);
        break;
      case "ArrowRight":
        place(at + step, lane);
        break;
      case "ArrowUp":
        place(at, lane - 1);
        break;
      case "ArrowDown":
        place(at, lane + 1);
        break;
      case "Home":
        place(span.from, lane);
        break;
      case "End":
        place(span.to, lane);
        break;
      case "PageUp":
        props.onPan((span.from - span.to) * 0.8);
        break;
      case "PageDown":
        props.onPan((span.to - span.from) * 0.8);
        break;
      case "Enter":
        props.onSeek(at);
        break;
      case "+":
      case "=":
        props.onZoom(0.5, at);
        break;
      case "-":
        props.onZoom(2, at);
        break;
      case "Escape":
      case "0":
        if (event.key === "Escape" && cursor) setCursor(undefined);
        else props.onReset();
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  const hidden = lanesOutOfSight(scrollTop, room, height, lanes.length);
  const scroll = (by: 1 | -1) => scroller.current?.scrollBy({ top: by * Math.max(height, room - height) });
  const shardId = cursor?.lane === undefined ? undefined : lanes[cursor.lane];
  const dim = brush ?? props.brushed;
  const x = (at: number) => timeToX(at, span, width);
  return (
    <div
      ref={scroller}
      onScroll={(event) => setScrollTop(event.currentTarget.scrollTop)}
      className="relative min-h-[46px] flex-1 overflow-x-hidden overflow-y-auto [scrollbar-width:thin]"
    >
      {/* Held in sight while the height below scrolls: canvas and labels move together. */}
      <div className="sticky top-0 left-0 z-10 h-0">
        <div className="absolute top-0 left-0 flex overflow-hidden" style={{ height: room, width: GUTTER + width }}>
          <ol aria-hidden="true" className="relative h-full shrink-0" style={{ width: GUTTER }}>
            {lanes.slice(first, end).map((id, i) => (
              <li
                key={id}
                title={id}
                className={cn(
                  "absolute inset-x-0 flex items-center pl-3 font-mono text-xs",
                  cursor?.lane === first + i ? "text-ink" : "text-ink-3",
                )}
                style={{ height, top: (first + i) * height - scrollTop }}
              >
                {shardTail(id)}
              </li>
            ))}
          </ol>
          {room > 0 && hidden.above > 0 && <MoreLanes count={hidden.above} where="above" onClick={() => scroll(-1)} />}
          {room > 0 && hidden.below > 0 && <MoreLanes count={hidden.below} where="below" onClick={() => scroll(1)} />}
          <div
            role="slider"
            tabIndex={0}
            aria-label="Time to go to"
            aria-description="Arrow keys move, Enter goes there, plus and minus zoom, zero shows all."
            aria-valuemin={Math.round(span.from)}
            aria-valuemax={Math.round(span.to)}
            aria-valuenow={Math.round(Math.max(span.from, Math.min(span.to, cursor?.time ?? playhead ?? span.to)))}
            aria-valuetext={formatFull(cursor?.time ?? playhead ?? span.to, zone)}
            onKeyDown={onKeyDown}
            onBlur={() => setCursor(undefined)}
            {...drag}
            onPointerMove={point}
            onPointerLeave={() => setCursor(undefined)}
            onDoubleClick={props.onReset}
            className="relative h-full cursor-crosshair touch-pan-y overflow-hidden focus-visible:-outline-offset-2"
            style={{ width }}
          >
            <PixelCanvas width={width} height={room} paint={paint} />
            {dim && (
              <>
                <Shade from={0} to={x(dim.from)} />
                <Shade from={x(dim.to)} to={width} />
              </>
            )}
            {cursor && (
              <div
                className="pointer-events-none absolute inset-y-0 left-0 w-px bg-ink-3"
                style={{ translate: `${x(cursor.time)}px` }}
              />
            )}
            {playhead !== undefined && playhead >= span.from && playhead <= span.to && (
              <div
                className="pointer-events-none absolute inset-y-0 left-0 w-[1.5px] bg-select-line before:absolute before:top-0 before:-left-1 before:border-x-[5px] before:border-t-[6px] before:border-x-transparent before:border-t-select-line"
                style={{ translate: `${x(playhead)}px` }}
              />
            )}
          </div>
        </div>
      </div>
      <div style={{ height: lanes.length * height }} />
      {cursor && (
        <HoverCard
          at={cursor.at}
          time={cursor.time}
          zone={zone}
          shardId={shardId}
          bucket={bars && bucketAt(bars, bars.byShard.get(shardId ?? "") ?? [], cursor.time)}
          filtered={props.filtered}
          life={shardId === undefined ? undefined : lives.get(shardId)}
        />
      )}
    </div>
  );
}

interface MoreLanesProps {
  count: number;
  where: "above" | "below";
  onClick: () => void;
}

/** Says that there are lanes out of sight, and brings them; the keyboard walks there with ↑ and ↓. */
function MoreLanes({ count, where, onClick }: MoreLanesProps) {
  const Chevron = where === "above" ? ChevronUp : ChevronDown;
  const label = `${formatCount(count)} more ${count === 1 ? "shard" : "shards"} ${where}`;
  return (
    <button
      type="button"
      tabIndex={-1}
      aria-label={label}
      title={`${label}\nThe wheel scrolls to them over these names`}
      onClick={onClick}
      style={{ right: `calc(100% - ${GUTTER - 6}px)` }}
      className={cn(
        "absolute z-10 flex h-[18px] cursor-default items-center rounded bg-panel pr-0.5 pl-1 text-xs text-ink-2 hover:bg-hover hover:text-ink",
        where === "above" ? "top-0.5" : "bottom-0.5",
      )}
    >
      +{formatShortCount(count)}
      <Chevron size={12} aria-hidden="true" />
    </button>
  );
}

function Shade({ from, to }: { from: number; to: number }) {
  if (to <= from) return null;
  return (
    <div
      className="pointer-events-none absolute inset-y-0 left-0 bg-panel/60"
      style={{ translate: `${from}px`, width: to - from }}
    />
  );
}

function ordered(a: number, b: number): Span {
  return { from: Math.min(a, b), to: Math.max(a, b) };
}
