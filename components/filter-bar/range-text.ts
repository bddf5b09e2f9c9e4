import { formatClock, formatDate, formatFull, type TimeZoneStyle } from "@/components/ui/format";

/** Ends nearer to each other than this, milliseconds, are told apart by their seconds. */
const NEAR = 10 * 60_000;

/**
 * "07:52:33 – 08:00:00", "11-19 07:52 – 08:00": a range whose open end is null, milliseconds. Tells the day unless all that
 * is known of it is of today, and once where both ends are of the same. The seconds then go where they tell little: beside
 * it stands the filter.
 */
export function rangeText(from: number | null, to: number | null, zone: TimeZoneStyle, now: number): string {
  const today = formatDate(now, zone);
  const days = [from, to].map((ms) => (ms === null ? undefined : formatDate(ms, zone)));
  const dated = days.some((day) => day !== undefined && day !== today);
  const seconds = !dated || (from !== null && to !== null && to - from < NEAR);
  const end = (ms: number | null, day: string | undefined) => {
    if (ms === null) return "…";
    const clock = formatClock(ms, zone).slice(0, seconds ? 8 : 5);
    return dated && day !== undefined ? `${day.slice(5)} ${clock}` : clock;
  };
  return `${end(from, days[0])} – ${end(to, days[0] === days[1] ? undefined : days[1])}`;
}

/** "from 2026-11-19 23:50:00 UTC to 2026-11-20 00:10:00 UTC" */
export function rangeWords(from: number | null, to: number | null, zone: TimeZoneStyle): string {
  if (from === null) return to === null ? "of all times" : `up to ${formatFull(to, zone)}`;
  const begin = `from ${formatFull(from, zone)}`;
  return to === null ? `${begin} on` : `${begin} to ${formatFull(to, zone)}`;
}
