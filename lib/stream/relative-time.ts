/**
 * Times as people say them, for the seek field, the filter's `time:` and the start of a capture: "−15m", "2h ago",
 * "03:12", "2026-11-20T07:52", epoch seconds. In the browser and on the server the same.
 */
export interface TimeOptions {
  /** Milliseconds since the epoch. "-15m" and times of day count back from it: now, or the end of what there is. */
  now: number;
  /** How a time without a zone is read. */
  zone: "utc" | "local";
}

export interface TimeError {
  error: string;
}

export interface TimeSpan {
  /** Milliseconds since the epoch. */
  from: number;
  /** Exclusive: the end of the minute, second or day that was named. Absent for "now" and "-15m", which name a moment. */
  to?: number;
}

const UNITS: [RegExp, number][] = [
  [/^(ms|millis|milliseconds?)$/, 1],
  [/^(s|secs?|seconds?)$/, 1000],
  [/^(m|mins?|minutes?)$/, 60_000],
  [/^(h|hrs?|hours?)$/, 3_600_000],
  [/^(d|days?)$/, 86_400_000],
];
/** The last moment a Date can hold. */
const MAX_TIME = 8_640_000_000_000_000;
const MAX_LENGTH = 64;

/** Milliseconds since the epoch, or why the text is no time and how to write one. Never throws. */
export function parseTime(text: string, options: TimeOptions): number | TimeError {
  const span = parseTimeSpan(text, options);
  return "error" in span ? span : span.from;
}

/** As `parseTime`, with how far the named time reaches: "03:12" is a minute long, "2026-11-20" a day. */
export function parseTimeSpan(text: string, options: TimeOptions): TimeSpan | TimeError {
  if (text.length > MAX_LENGTH) return { error: "That is too long for a time. Write -15m, 03:12 or 2026-11-20T03:12." };
  // A minus sign, an en dash: what a phone or a document makes of "-".
  const said = text.trim().replace(/[−–]/g, "-").toLowerCase();
  if (said === "") return { error: "Write a time: -15m, 03:12 or 2026-11-20T03:12." };
  if (said === "now") return { from: options.now };
  const span = epoch(said) ?? relative(said, options.now) ?? clock(said, options) ?? iso(said, options);
  if (!span)
    return { error: `"${text.trim()}" is not a time. Write -15m, 2h ago, 03:12, 2026-11-20T03:12 or epoch seconds.` };
  if (!("error" in span) && !(Math.abs(span.from) <= MAX_TIME)) return { error: `"${text.trim()}" is too far away.` };
  return span;
}

/** Seconds have 9 to 11 digits, milliseconds 12 to 14: from 1973 to 5138 for both. */
function epoch(text: string): TimeSpan | undefined {
  const match = /^(\d{9,14})(\.\d{1,9})?$/.exec(text);
  if (!match) return undefined;
  const whole = match[1] ?? "";
  if (whole.length >= 12) return match[2] === undefined ? { from: Number(whole), to: Number(whole) + 1 } : undefined;
  const from = Math.round(Number(text) * 1000);
  return { from, to: from + (match[2] === undefined ? 1000 : 1) };
}

function relative(text: string, now: number): TimeSpan | undefined {
  const match = /^-?\s*((?:\d{1,12}(?:\.\d{1,6})?\s*[a-z]+\s*)+)$/.exec(text.replace(/\s*\bago$/, ""));
  if (!match) return undefined;
  let ms = 0;
  for (const [, amount, word] of (match[1] ?? "").matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/g)) {
    const unit = UNITS.find(([shape]) => shape.test(word ?? ""));
    if (!unit) return undefined;
    ms += Number(amount) * unit[1];
  }
  return { from: Math.round(now - ms) };
}

/** The latest such time of day that is not after now. */
function clock(text: string, { now, zone }: TimeOptions): TimeSpan | TimeError | undefined {
  const match = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?$/.exec(text);
  if (!match) return undefined;
  const time = timeOfDay(match[1], match[2], match[3], match[4]);
  if ("error" in time) return time;
  const today = new Date(now);
  const [year, month, day] =
    zone === "utc"
      ? [today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate()]
      : [today.getFullYear(), today.getMonth(), today.getDate()];
  let from = moment(year, month, day, time.ms, zone);
  if (from > now) from = moment(year, month, day - 1, time.ms, zone);
  return { from, to: from + time.precision };
}

function iso(text: string, { zone }: TimeOptions): TimeSpan | TimeError | undefined {
  const match =
    /^(\d{4})-(\d\d)-(\d\d)(?:[t ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(z|utc|[+-]\d\d(?::?\d\d)?)?)?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, y, mo, d, h, mi, s, fraction, offset] = match;
  const [year, month, day] = [Number(y), Number(mo) - 1, Number(d)];
  if (month < 0 || month > 11) return { error: `There is no month ${mo}. A date is year-month-day: 2026-11-20.` };
  const days = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  if (day < 1 || day > days) return { error: `That month has no day ${d}; its last is ${days}.` };
  if (h === undefined) {
    return { from: moment(year, month, day, 0, zone), to: moment(year, month, day + 1, 0, zone) };
  }
  const time = timeOfDay(h, mi, s, fraction);
  if ("error" in time) return time;
  if (offset === undefined) {
    const from = moment(year, month, day, time.ms, zone);
    return { from, to: from + time.precision };
  }
  const shift = offsetMs(offset);
  if (shift === undefined) return { error: `There is no time zone ${offset}. Write Z for UTC, or +02:00.` };
  const from = moment(year, month, day, time.ms, "utc") - shift;
  return { from, to: from + time.precision };
}

function timeOfDay(h = "0", mi = "0", s?: string, fraction?: string): { ms: number; precision: number } | TimeError {
  const [hour, minute, second] = [Number(h), Number(mi), Number(s ?? 0)];
  if (hour > 23) return { error: `There is no hour ${h}: hours go from 00 to 23.` };
  if (minute > 59) return { error: `There is no minute ${mi}: minutes go from 00 to 59.` };
  if (second > 59) return { error: `There is no second ${s}: seconds go from 00 to 59.` };
  const ms = ((hour * 60 + minute) * 60 + second) * 1000 + Number((fraction ?? "").padEnd(3, "0").slice(0, 3));
  return { ms, precision: s === undefined ? 60_000 : fraction === undefined ? 1000 : 1 };
}

function moment(year: number, month: number, day: number, ms: number, zone: "utc" | "local"): number {
  // setFullYear, because Date takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  if (zone === "utc") {
    date.setUTCFullYear(year, month, day);
    return date.getTime() + ms;
  }
  date.setFullYear(year, month, day);
  // By fields, not by adding: on the day the clocks change midnight plus 3 h is not 03:00.
  date.setHours(0, 0, 0, 0);
  date.setHours(Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60, ms % 1000);
  return date.getTime();
}

function offsetMs(text: string): number | undefined {
  if (text === "z" || text === "utc") return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(3).replace(":", "") || 0);
  if (hours > 14 || minutes > 59) return undefined;
  const ms = hours * 3_600_000 + minutes * 60_000;
  return text.startsWith("-") ? -ms : ms;
}
