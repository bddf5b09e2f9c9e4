import type { AttributeMap } from "@/lib/stream/attribute-value";
import { expiryPrefix, type TableEntry } from "./tables";

const DIGITS = 12;
/** [D] A time more than five years back does not delete. */
const OLDEST_SECONDS = 5 * 365 * 86_400;

/** Where an item stands in the index of expiry times; undefined when it never expires. */
export function expiryKey(entry: TableEntry, itemKey: string, item: AttributeMap | undefined): string | undefined {
  if (entry.timeToLive === undefined || !item || !Object.hasOwn(item, entry.timeToLive)) return undefined;
  const value = item[entry.timeToLive];
  if (!value || !("N" in value)) return undefined;
  const seconds = Math.floor(Number(value.N));
  if (seconds < 0 || seconds >= 10 ** DIGITS) return undefined;
  return `${expiryPrefix(entry)}${pad(seconds)}~${itemKey}`;
}

/** The stretch of the index that is due at `now` (ms). */
export function dueRange(entry: TableEntry, now: number): { gte: string; lt: string } {
  const prefix = expiryPrefix(entry);
  const seconds = Math.floor(now / 1000);
  return { gte: prefix + pad(Math.max(0, seconds - OLDEST_SECONDS)), lt: prefix + pad(seconds + 1) };
}

function pad(seconds: number): string {
  return String(seconds).padStart(DIGITS, "0");
}
