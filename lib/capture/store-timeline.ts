import { ShardscopeError } from "@/lib/stream/error";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const MAX_BUCKETS = 10_000;

/** The buckets of a timeline: `from` inclusive, `to` exclusive, milliseconds. */
export interface TimelineGrid {
  from: number;
  to: number;
  bucketMs: number;
}

/**
 * At most `buckets` + 1 buckets that cover [from, to). Buckets of a minute and more are whole minutes and begin on one,
 * those of a second and more are whole seconds: so that a store answers from its counts a minute and a second. Throws
 * badRequest unless from < to and 1 ≤ buckets ≤ 10,000.
 */
export function timelineGrid(query: { from: number; to: number; buckets: number }): TimelineGrid {
  const { from, to, buckets } = query;
  if (!Number.isFinite(from) || !Number.isFinite(to) || from >= to) {
    throw new ShardscopeError("badRequest", "A timeline needs `from` before `to`.");
  }
  if (!Number.isInteger(buckets) || buckets < 1 || buckets > MAX_BUCKETS) {
    throw new ShardscopeError("badRequest", `A timeline has 1 to ${MAX_BUCKETS} buckets.`);
  }
  const exact = (to - from) / buckets;
  const unit = exact >= MINUTE ? MINUTE : exact >= SECOND ? SECOND : 1;
  const bucketMs = Math.max(Math.ceil(exact / unit) * unit, 1);
  const start = Math.floor(from / unit) * unit;
  return { from: start, to: start + Math.ceil((to - start) / bucketMs) * bucketMs, bucketMs };
}
