/** Numbers and times for the eye. Digits stay in one place: every format is of fixed shape and in English. */

export type TimeZoneStyle = "utc" | "local";
type TimeForm = "absolute" | "relative";
export interface TimeStyle {
  zone: TimeZoneStyle;
  form: TimeForm;
}

const counts = new Intl.NumberFormat("en-US");

/** 88301 → "88,301" */
export function formatCount(count: number): string {
  return counts.format(count);
}

/** 1240 → "1.2k"; three digits at most. */
export function formatShortCount(count: number): string {
  for (const [unit, name] of [
    [1e9, "G"],
    [1e6, "M"],
    [1e3, "k"],
  ] as const) {
    // 999.95k would read "1000k": the next unit begins where rounding reaches it.
    if (count >= unit * 0.9995) return `${trimZero((count / unit).toFixed(count / unit < 9.95 ? 1 : 0))}${name}`;
  }
  return trimZero(count < 9.95 ? count.toFixed(1) : count.toFixed(0));
}

/** Bytes, in units of 1000 as disks and networks are: 17_300_000 → "17 MB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${trimZero(value.toFixed(value < 9.95 ? 1 : 0))} ${units[unit]}`;
}

/** Milliseconds, two units at most: "0.4 s", "12 s", "2 h 10 min", "3 d 4 h". */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 9.95) return `${trimZero(seconds.toFixed(1))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return twoUnits(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  if (minutes < 1440) return twoUnits(Math.floor(minutes / 60), "h", minutes % 60, "min");
  const hours = Math.round(minutes / 60);
  return twoUnits(Math.floor(hours / 24), "d", hours % 24, "h");
}

/** Milliseconds, one unit, for the head of a column: "80 s", "90 min", "3 h", "14 d". */
export function formatSpan(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** How long ago, one unit: "now", "4 s ago", "2 h ago"; a time ahead reads "in 4 s". */
export function formatAgo(ms: number, now: number): string {
  const seconds = Math.round(Math.abs(now - ms) / 1000);
  if (seconds < 1) return "now";
  const text =
    seconds < 60
      ? `${seconds} s`
      : seconds < 3600
        ? `${Math.floor(seconds / 60)} min`
        : seconds < 86_400
          ? `${Math.floor(seconds / 3600)} h`
          : `${Math.floor(seconds / 86_400)} d`;
  return ms <= now ? `${text} ago` : `in ${text}`;
}

/** "07:52:33", with `millis` "07:52:33.551". */
export function formatClock(ms: number, zone: TimeZoneStyle, millis = false): string {
  return parts(ms, zone).slice(11, millis ? 23 : 19);
}

/** "2026-11-20" */
export function formatDate(ms: number, zone: TimeZoneStyle): string {
  return parts(ms, zone).slice(0, 10);
}

/** "11-20 07:52:33": without the year, where the whole of it is a hover away. */
export function formatDayClock(ms: number, zone: TimeZoneStyle, millis = false): string {
  return `${formatDate(ms, zone).slice(5)} ${formatClock(ms, zone, millis)}`;
}

/** "2026-11-20 07:52:33 UTC"; a local time names its offset, "2026-11-20 08:52:33 +01:00". */
export function formatFull(ms: number, zone: TimeZoneStyle, millis = false): string {
  return `${formatDate(ms, zone)} ${formatClock(ms, zone, millis)} ${zoneName(ms, zone)}`;
}

/** "2026-11-20 07:52", or "2 h ago": when something began, in a few words. */
export function formatWhen(ms: number, { zone, form }: TimeStyle, now: number): string {
  return form === "relative" ? formatAgo(ms, now) : `${formatDate(ms, zone)} ${formatClock(ms, zone).slice(0, 5)}`;
}

/** "UTC", or the local offset at that time. */
export function zoneName(ms: number, zone: TimeZoneStyle): string {
  if (zone === "utc") return "UTC";
  const minutes = -new Date(ms).getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "−" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** The ISO shape of a time, moved to the zone: its digits are what is shown. */
function parts(ms: number, zone: TimeZoneStyle): string {
  const offset = zone === "utc" ? 0 : new Date(ms).getTimezoneOffset() * 60_000;
  return new Date(ms - offset).toISOString();
}

function twoUnits(a: number, unitA: string, b: number, unitB: string): string {
  return b === 0 ? `${a} ${unitA}` : `${a} ${unitA} ${b} ${unitB}`;
}

function trimZero(text: string): string {
  return text.endsWith(".0") ? text.slice(0, -2) : text;
}

function pad(number: number): string {
  return String(number).padStart(2, "0");
}
