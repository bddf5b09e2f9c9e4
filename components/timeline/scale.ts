import type { Span } from "@/components/shard-tree/life";
import { formatClock, formatDate, type TimeZoneStyle } from "@/components/ui/format";
import type { TimelineData } from "@/lib/api/contract";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths of time that a person counts in. */
const steps = [
  ...[1, 2, 5, 10, 15, 30].map((n) => n * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((n) => n * MINUTE),
  ...[1, 2, 3, 6, 12].map((n) => n * HOUR),
  ...[1, 2, 7, 14, 28, 91, 364].map((n) => n * DAY),
];

/** The smallest such length that is at least `ms`. */
export function roundStep(ms: number): number {
  return steps.find((step) => step >= ms) ?? Math.ceil(ms / (364 * DAY)) * 364 * DAY;
}

/** Pixels from the left edge; outside 0…width for a time outside the span. */
export function timeToX(time: number, span: Span, width: number): number {
  return ((time - span.from) / Math.max(1, span.to - span.from)) * width;
}

/** The time under a pixel, held inside the span. */
export function xToTime(x: number, span: Span, width: number): number {
  const part = Math.max(0, Math.min(1, x / Math.max(1, width)));
  return span.from + part * (span.to - span.from);
}

export interface Tick {
  time: number;
  label: string;
}

/** Round times of the zone, at least `room` pixels apart. Midnight is shown as its date. */
export function ticks(span: Span, width: number, zone: TimeZoneStyle, room = 72): Tick[] {
  if (width < room || span.to <= span.from) return [];
  const step = roundStep(((span.to - span.from) * room) / width);
  const offset = zone === "utc" ? 0 : -new Date(span.from).getTimezoneOffset() * MINUTE;
  const marks: Tick[] = [];
  for (let local = Math.ceil((span.from + offset) / step) * step; local - offset <= span.to; local += step) {
    const time = local - offset;
    const label =
      local % DAY === 0 ? formatDate(time, zone).slice(5) : formatClock(time, zone).slice(0, step < MINUTE ? 8 : 5);
    marks.push({ time, label });
  }
  return marks;
}

/** How the server is asked: whole buckets of a round length, so that a window that moves with now asks the same for a while. */
export function bucketsFor(span: Span, width: number, pixelsPerBucket = 3): Span & { buckets: number } {
  const wanted = Math.max(20, Math.min(600, Math.floor(width / pixelsPerBucket)));
  const bucketMs = roundStep((span.to - span.from) / wanted);
  const block = bucketMs * 8;
  const from = Math.floor(span.from / block) * block;
  const to = Math.max(from + block, Math.ceil(span.to / block) * block);
  return { from, to, buckets: (to - from) / bucketMs };
}

export interface Counts {
  insert: number;
  modify: number;
  remove: number;
}

export type Bucket = TimelineData["shards"][number]["buckets"][number];

/** The bucket that holds a time, with when it begins and ends; counts are 0 where nothing happened. */
export function bucketAt(
  data: { from: number; bucketMs: number },
  buckets: readonly Bucket[],
  time: number,
): Span & Counts {
  const index = Math.floor((time - data.from) / data.bucketMs);
  const found = buckets.find((bucket) => bucket[0] === index);
  const from = data.from + index * data.bucketMs;
  const [, insert = 0, modify = 0, remove = 0] = found ?? [];
  return { from, to: from + data.bucketMs, insert, modify, remove };
}

/** What happened in a span, by buckets that begin in it. */
export function countsIn(data: { from: number; bucketMs: number }, buckets: readonly Bucket[], span: Span): Counts {
  const counts = { insert: 0, modify: 0, remove: 0 };
  for (const [index, insert, modify, remove] of buckets) {
    const at = data.from + index * data.bucketMs;
    if (at < span.from - data.bucketMs / 2 || at >= span.to) continue;
    counts.insert += insert;
    counts.modify += modify;
    counts.remove += remove;
  }
  return counts;
}

/** The most that happened in one bucket of one shard. */
export function countsPeak(lanes: readonly (readonly Bucket[])[]): number {
  let peak = 0;
  for (const buckets of lanes)
    for (const [, insert, modify, remove] of buckets) peak = Math.max(peak, insert + modify + remove);
  return peak;
}
