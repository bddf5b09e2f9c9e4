import type { Span } from "@/components/shard-tree/life";
import type { ShardInfo } from "@/lib/api/contract";
import { roundStep } from "./scale";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** What the source keeps [streams.md]. */
const RETENTION = DAY;
/** Long enough for a scale, short enough that the first seconds of a new stream can be seen. */
const SHORTEST_DOMAIN = MINUTE;
/** AWS gives times in whole seconds: a closer look would show nothing more. */
export const SHORTEST_VIEW = 10_000;

/** What the lanes show. `end: "now"` moves on with the time. */
export interface View {
  readonly length: number;
  readonly end: number | "now";
}

/** True while someone reads: then the right edge is now. */
export function isLive(shards: readonly ShardInfo[]): boolean {
  return shards.some((shard) => shard.open && shard.state !== "paused" && shard.state !== "trimmed");
}

interface KnownTimes {
  /** The first and last time that anything is known of. */
  span: Span | undefined;
  /** The first creation that an id tells of. */
  created: number | undefined;
}

/** Several parts of the screen ask for the times of the same shards. */
const known = new WeakMap<readonly ShardInfo[], KnownTimes>();

/**
 * Five thousand shards hold tens of thousands of times, and they are looked at anew with every change of one. In one shape
 * they sort as they are written: only the three that are wanted are read.
 */
function timesOf(shards: readonly ShardInfo[]): KnownTimes {
  const found = known.get(shards);
  if (found) return found;
  let first: string | undefined;
  let last: string | undefined;
  let created: string | undefined;
  const see = (time: string | undefined) => {
    if (time === undefined) return;
    if (first === undefined || time < first) first = time;
    if (last === undefined || time > last) last = time;
  };
  for (const { position, coverage, gaps, createdAt } of shards) {
    see(position.time);
    for (const span of coverage) {
      see(span.fromTime);
      see(span.toTime);
    }
    for (const gap of gaps) {
      see(gap.fromTime);
      see(gap.toTime);
    }
    if (createdAt !== undefined && (created === undefined || createdAt < created)) created = createdAt;
  }
  const times: KnownTimes = {
    span: first === undefined || last === undefined ? undefined : { from: Date.parse(first), to: Date.parse(last) },
    created: created === undefined ? undefined : Date.parse(created),
  };
  known.set(shards, times);
  return times;
}

/**
 * All that a person may want to look at or seek to: what is captured, and, while the stream can be read, what the source
 * still keeps. Milliseconds.
 */
export function captureDomain(shards: readonly ShardInfo[], now: number): Span {
  const { span, created } = timesOf(shards);
  if (!isLive(shards) && span) {
    const room = Math.max(1000, (SHORTEST_DOMAIN - (span.to - span.from)) / 2, (span.to - span.from) * 0.01);
    return { from: span.from - room, to: span.to + room };
  }
  const kept = Math.max(created ?? now, now - RETENTION);
  return { from: Math.min(span?.from ?? kept, kept, now - SHORTEST_DOMAIN), to: Math.max(now, span?.to ?? now) };
}

/** What to show first: what is captured, rounded up to a length that holds for a while. */
export function firstView(shards: readonly ShardInfo[], domain: Span): View {
  const whole = domain.to - domain.from;
  const { span } = timesOf(shards);
  if (!span || !isLive(shards)) return { length: Math.min(whole, isLive(shards) ? 15 * MINUTE : whole), end: "now" };
  const length = roundStep(Math.max(SHORTEST_DOMAIN, domain.to - span.from));
  return { length: length > whole * 0.8 ? whole : length, end: "now" };
}

export function viewSpan(view: View, domain: Span): Span {
  const to = view.end === "now" ? domain.to : Math.min(view.end, domain.to);
  return { from: Math.max(domain.from, to - view.length), to };
}

/** As a view: at the right edge of the domain it follows. */
export function viewOf(span: Span, domain: Span): View {
  const edge = (span.to - span.from) * 0.002;
  return { length: span.to - span.from, end: span.to >= domain.to - edge ? "now" : span.to };
}

/** Scales by `factor` (below 1 shows less), holding `at` in its place; near the live edge the edge is held instead. */
export function zoomed(span: Span, factor: number, at: number, domain: Span): Span {
  const whole = domain.to - domain.from;
  const length = Math.min(whole, Math.max(Math.min(SHORTEST_VIEW, whole), (span.to - span.from) * factor));
  const part = (at - span.from) / Math.max(1, span.to - span.from);
  if (part > 0.88 && span.to >= domain.to) return inside({ from: domain.to - length, to: domain.to }, domain);
  return inside({ from: at - part * length, to: at + (1 - part) * length }, domain);
}

export function panned(span: Span, by: number, domain: Span): Span {
  return inside({ from: span.from + by, to: span.to + by }, domain);
}

/** Moves a span, and where it must be shortens it, to lie in the domain. */
export function inside(span: Span, domain: Span): Span {
  const length = Math.min(span.to - span.from, domain.to - domain.from);
  const from = Math.max(domain.from, Math.min(span.from, domain.to - length));
  return { from, to: from + length };
}

/** A range as a filter keeps it. A bound that is absent stays open: the end then moves with now. */
export interface Range {
  from?: number;
  to?: number;
}

export function rangeSpan(range: Range, domain: Span): Span {
  const from = range.from ?? domain.from;
  return { from, to: Math.max(from, range.to ?? domain.to) };
}

/** Whole seconds, ends at the edge of the domain left open; null when nothing is left out. `edge` in milliseconds. */
export function spanRange(span: Span, domain: Span, edge: number): Range | null {
  const range: Range = {};
  if (span.from > domain.from + edge) range.from = Math.floor(span.from / 1000) * 1000;
  if (span.to < domain.to - edge) range.to = Math.ceil(span.to / 1000) * 1000;
  return range.from === undefined && range.to === undefined ? null : range;
}
