import { formatAgo, formatDuration, formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { parseTime } from "@/lib/stream/relative-time";

/** Milliseconds. */
export interface SeekClock {
  now: number;
  /** Of the last record, where no other will come: "-5m" counts from it, for now says nothing there. */
  last: number | undefined;
  zone: TimeZoneStyle;
}

/** The moment that a text names, with how a person would tell it; or why there is no going there. */
export function readSeekTime(text: string, clock: SeekClock): { time: number; told: string } | { error: string } {
  const { now, last, zone } = clock;
  const time = parseTime(text, { now: last ?? now, zone });
  if (typeof time === "object") return time;
  // The clock of who wrote a file may be ahead of this one.
  if (time > Math.max(now, last ?? now)) return { error: "That is in the future. Write a time that has been." };
  return {
    time,
    told: `${formatFull(time, zone)} · ${last === undefined ? formatAgo(time, now) : beside(time, last)}`,
  };
}

function beside(time: number, last: number): string {
  if (time > last) return "after the end";
  return time === last ? "the end" : `${formatDuration(last - time)} before the end`;
}
