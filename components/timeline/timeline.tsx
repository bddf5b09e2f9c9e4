"use client";

import { memo, useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import type { Span } from "@/components/shard-tree/life";
import { ErrorNotice } from "@/components/ui/error-notice";
import type { TimeZoneStyle } from "@/components/ui/format";
import { useTimeStyle } from "@/components/ui/time-text";
import { useNow } from "@/components/ui/use-now";
import { useSteady } from "@/components/ui/use-steady";
import type { ShardInfo } from "@/lib/api/contract";
import { systemClock } from "@/lib/clock";
import { Axis } from "./axis";
import { END, GUTTER } from "./geometry";
import { LanesView } from "./lanes-view";
import { Overview } from "./overview";
import { laneHeights } from "./paint";
import { countsPeak, ticks } from "./scale";
import { TimelineTable } from "./timeline-table";
import { useBars } from "./use-bars";
import { useLanes, useLives } from "./use-lanes";
import { usePalette } from "./use-palette";
import { useSize } from "./use-size";
import { useView } from "./use-view";
import { captureDomain, isLive, panned, type Range, rangeSpan, spanRange } from "./view";

interface TimelineProps {
  captureId: string;
  shards: ShardInfo[];
  /** Bars count what it lets through; "" for everything. It must parse. */
  filter: string;
  /** How clock times in the filter are read. */
  filterZone: TimeZoneStyle;
  /** The brushed range, milliseconds; {} for none. A bound that is absent is open. */
  range: Range;
  /** At the end of a brush; null clears it. An end at the live edge is left open, so that it moves with now. */
  onBrush: (range: Range | null) => void;
  /** Milliseconds since the epoch. */
  onSeek: (time: number) => void;
  /** Where the reader of the list stands, milliseconds. */
  playhead: number | undefined;
  /** Rises when there are records that the bars do not show yet. */
  revision: number;
}

/** Two clicks this near each other, in milliseconds, are a double-click: it resets and must not seek. */
const DOUBLE_CLICK = 280;

/** The capture over time: an overview with a brush, a lane a shard. Fills its container; 118 px high at least. */
export function Timeline({ shards, range, onBrush, onSeek, ...rest }: TimelineProps) {
  const { from, to } = range;
  // The tree beside it tells where a person is: of thousands of shards it stands first, and the lanes a moment later.
  const sampled = useDeferredValue(useSampled(shards));
  const sameRange = useMemo(
    () => ({ ...(from !== undefined && { from }), ...(to !== undefined && { to }) }),
    [from, to],
  );
  const brush = useSteady(onBrush);
  const seek = useSteady(onSeek);
  return (
    <Lanes
      // What is zoomed and scrolled to belongs to one capture.
      key={rest.captureId}
      {...rest}
      now={sampled.now}
      shards={sampled.shards}
      range={sameRange}
      onBrush={brush}
      onSeek={seek}
    />
  );
}

interface LanesProps extends Omit<TimelineProps, "shards"> {
  shards: readonly ShardInfo[];
  now: number;
}

const Lanes = memo(function Lanes(props: LanesProps) {
  const { captureId, shards, filter, filterZone, now, range, onBrush, onSeek, playhead, revision } = props;
  const { zone } = useTimeStyle().style;
  const palette = usePalette();
  const root = useRef<HTMLElement>(null);
  const width = Math.max(0, useSize(root).width - GUTTER - END);
  const lives = useLives(shards, now);
  const domain = useStable(captureDomain(shards, now));
  const view = useView(shards, domain, range);
  const span = useStable(view.span);

  const asked = { captureId, filter, zone: filterZone, revision };
  const whole = useBars(asked, domain, width);
  const { bars, error, retry } = useBars(asked, span, width);
  const lanes = useLanes(shards, lives, bars, span, whole.bars, filter !== "");
  const scale = useMemo(() => laneHeights([...(bars?.byShard.values() ?? [])]), [bars]);
  const peak = useMemo(() => (bars ? countsPeak([...bars.byShard.values()]) : 0), [bars]);
  const marks = useMemo(() => ticks(span, width, zone), [span, width, zone]);
  const allLives = useMemo(() => [...lives.values()], [lives]);

  const brushed = range.from !== undefined || range.to !== undefined;
  const brush = (scaleOf: Span) => (brushedSpan: Span) => {
    view.setDraft(undefined);
    onBrush(spanRange(brushedSpan, domain, ((scaleOf.to - scaleOf.from) / Math.max(1, width)) * 1.5));
  };
  const reset = () => {
    view.reset();
    if (brushed) onBrush(null);
  };
  const click = useClick(onSeek, !view.untouched);
  const pan = (ms: number) => {
    const next = panned(span, ms, domain);
    if (next.from !== span.from) view.show(next);
    return next;
  };

  return (
    <section ref={root} aria-label="Timeline" className="relative flex h-full min-w-0 flex-col bg-panel">
      <Overview
        domain={domain}
        frame={view.frame}
        brushed={brushed}
        filtered={filter !== ""}
        view={span}
        width={width}
        bars={whole.bars}
        lives={allLives}
        palette={palette}
        zone={zone}
        playhead={playhead}
        onDraft={view.setDraft}
        onBrush={brush(domain)}
        onClear={reset}
        onClick={click.press}
        onZoom={view.zoom}
        onPan={pan}
      />
      <LanesView
        lanes={lanes}
        lives={lives}
        bars={bars}
        heights={scale}
        span={span}
        filtered={filter !== ""}
        brushed={brushed ? rangeSpan(range, domain) : undefined}
        width={width}
        marks={marks}
        palette={palette}
        zone={zone}
        playhead={playhead}
        onClick={click.press}
        onSeek={onSeek}
        onBrush={brush(span)}
        onZoom={view.zoom}
        onPan={pan}
        onReset={() => {
          click.cancel();
          reset();
        }}
      />
      <Axis
        span={span}
        width={width}
        marks={marks}
        peak={bars && peak > 0 ? { count: peak, bucketMs: bars.bucketMs } : undefined}
        onFollow={isLive(shards) && !view.following ? reset : undefined}
      />
      <TimelineTable filtered={filter !== ""} lanes={lanes} lives={lives} bars={bars} span={span} zone={zone} />
      {error !== null && error !== undefined && (
        <div className="absolute inset-x-3 bottom-3 z-20">
          <ErrorNotice error={error} onRetry={retry} />
        </div>
      )}
    </section>
  );
});

/**
 * Shards change several times a second; what is drawn from all of them is drawn once a second, when one arrives, and, of a
 * capture that nobody reads any more, with the change itself: its time stands still.
 */
function useSampled(shards: readonly ShardInfo[]): { shards: readonly ShardInfo[]; now: number } {
  const live = isLive(shards);
  const now = useNow(live);
  const [sample, setSample] = useState({ shards, now });
  const due = sample.now !== now || sample.shards.length !== shards.length || (!live && sample.shards !== shards);
  if (due) setSample({ shards, now });
  return sample;
}

/** The same object while its times are the same, so that nothing is drawn again for nothing. */
function useStable({ from, to }: Span): Span {
  return useMemo(() => ({ from, to }), [from, to]);
}

/** Seeks at a click; where a double-click would reset something, only once it is clear that no second click comes. */
function useClick(onSeek: (time: number) => void, wait: boolean) {
  const last = useRef(Number.NEGATIVE_INFINITY);
  const pending = useRef<AbortController>(undefined);
  const cancel = useCallback(() => pending.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  return {
    cancel,
    press(time: number, stamp: number) {
      cancel();
      const second = stamp - last.current < DOUBLE_CLICK;
      // The one after a double-click begins anew.
      last.current = second ? Number.NEGATIVE_INFINITY : stamp;
      if (second) return;
      if (!wait) return onSeek(time);
      pending.current = new AbortController();
      systemClock.sleep(DOUBLE_CLICK, pending.current.signal).then(
        () => onSeek(time),
        () => {},
      );
    },
  };
}
