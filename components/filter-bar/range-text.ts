import { formatClock, formatDate, formatDayClock, formatFull, type TimeZoneStyle } from "@/components/ui/format";

/**
 * "07:52:33 – 08:00:00": a range whose open end is null, milliseconds. Tells the day unless all of the range that is known
 * is of today, and once where both ends are of the same.
 */
export function rangeText(from: number | null, to: number | null, zone: TimeZoneStyle, now: number): string {
  const today = formatDate(now, zone);
  const dayOf = (ms: number) => formatDate(ms, zone);
  const dated = [from, to].some((ms) => ms !== null && dayOf(ms) !== today);
  const end = (ms: number | null, told: boolean) =>
    ms === null ? "…" : told ? formatDayClock(ms, zone) : formatClock(ms, zone);
  const sameDay = from !== null && to !== null && dayOf(from) === dayOf(to);
  return `${end(from, dated)} – ${end(to, dated && !sameDay)}`;
}

/** "from 2026-11-19 23:50:00 UTC to 2026-11-20 00:10:00 UTC" */
export function rangeWords(from: number | null, to: number | null, zone: TimeZoneStyle): string {
  if (from === null) return to === null ? "of all times" : `up to ${formatFull(to, zone)}`;
  const begin = `from ${formatFull(from, zone)}`;
  return to === null ? `${begin} on` : `${begin} to ${formatFull(to, zone)}`;
}
