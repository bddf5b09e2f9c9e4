import { recordTime } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { sequenceOf } from "./checkpoint";
import { MARGIN_MS } from "./seek-plan";
import type { RecordPage } from "./source";

/** A number and the time that belongs to it: from a record, or only guessed from ids. */
export interface Mark {
  sequenceNumber: SequenceNumber;
  time: number;
}

/** A page read from `from`: everything from that number to the page's last is in it. */
export interface ProbedPage {
  from: SequenceNumber;
  page: RecordPage;
}

export interface Located {
  /** Reading on from here meets every record with time ≥ T: a page that was read already, a number, or the start. */
  at: { page: ProbedPage } | { after: SequenceNumber } | "start";
  /** Pages that probes read behind that place: wanted anyway, so they are kept rather than read again. */
  extra: ProbedPage[];
}

export interface LocateOptions {
  /** T, milliseconds. */
  time: number;
  now: number;
  /** A record of the shard with time ≤ T − m, the later the better. */
  proven?: Mark;
  /** Bounds for guessing: where wrong, they cost calls and no records. */
  lower?: Mark;
  upper?: Mark;
  /** The shard's first records may be trimmed: its start cannot be claimed as read. */
  mayBeTrimmed: boolean;
  /** AT + GetRecords, following empty pages; undefined when the source refuses the number, or shows nothing. */
  probe(at: SequenceNumber): Promise<RecordPage | undefined>;
  /** The oldest page there is. */
  oldest(): Promise<RecordPage | undefined>;
}

/** Probes after which a forward scan from what is proven is the better bet. */
const MOST_PROBES = 8;
/** How far before T − m a first guess aims: a page should begin before it and end after T. */
const FIRST_SLACK_MS = 90_000;
/** A forward scan over so many pages is no dearer than to go on probing. */
const SCAN_PAGES = 2;
/** A shard whose pages hold so few records is read sooner than searched. */
const SPARSE_RECORDS = 50;

/**
 * Finds where in a shard to start reading for "the first record with time ≥ T" (streams.md, "Seeking by time", 3).
 * Guesses by interpolation, for numbers grow with time though nobody promises how; only a record that was seen, with
 * time ≤ T − m, moves the start forward. So a wrong guess costs a call, and never a record.
 */
export async function locate(options: LocateOptions): Promise<Located> {
  const { time, probe } = options;
  const target = time - MARGIN_MS;
  const extra: ProbedPage[] = [];
  let proven = options.proven;
  let below = proven ?? options.lower;
  let above = options.upper;
  let behind: ProbedPage | undefined;
  let span: number | undefined;

  if (!proven && below && !above) {
    // An open shard of which nothing is known: its oldest page tells how its numbers grow.
    const page = await options.oldest();
    const oldest = page && firstAndLast(page);
    if (page && oldest) {
      if (oldest.first.time > target && !options.mayBeTrimmed) return { at: "start", extra };
      behind = { from: oldest.first.sequenceNumber, page };
      if (oldest.last.time > target) return { at: { page: behind }, extra };
      proven = oldest.last;
      below = proven;
      span = oldest.last.time - oldest.first.time;
      above = extrapolate(oldest.first, oldest.last, options.now);
    }
  }

  for (let probes = 0; probes < MOST_PROBES && below && above; probes += 1) {
    const pageSpan: number | undefined = span;
    if (proven && pageSpan !== undefined && time - proven.time <= SCAN_PAGES * pageSpan) break;
    const guess = interpolate(below, above, target - slack(pageSpan), probes);
    if (guess === undefined) break;
    const page = await probe(guess);
    const seen = page && firstAndLast(page);
    if (!page || !seen) {
      // Nothing shown proves nothing: look lower, and leave the start where it is.
      above = { sequenceNumber: guess, time: above.time };
      if (probes >= 2) break;
      continue;
    }
    const { first, last } = seen;
    if (compareSequenceNumbers(first.sequenceNumber, guess) < 0) break;
    if (page.records.length > 1) span = Math.max(1000, last.time - first.time);
    if (first.time > target) {
      extra.push({ from: guess, page });
      if (page.records.length < SPARSE_RECORDS) break;
      above = first;
      continue;
    }
    behind = { from: guess, page };
    proven = last;
    const scan = SCAN_PAGES * Math.max(1000, last.time - first.time);
    if (last.time > target || page.next === undefined || target - last.time <= scan) break;
    below = proven;
  }

  if (behind) return { at: { page: behind }, extra };
  if (proven) return { at: { after: proven.sequenceNumber }, extra };
  if (options.mayBeTrimmed) {
    const page = await options.oldest();
    const first = page?.records[0];
    if (page && first) return { at: { page: { from: sequenceOf(first), page } }, extra };
  }
  return { at: "start", extra };
}

function firstAndLast({ records }: RecordPage): { first: Mark; last: Mark } | undefined {
  const [first, last] = [records[0], records.at(-1)];
  if (!first || !last) return undefined;
  return {
    first: { sequenceNumber: sequenceOf(first), time: recordTime(first) },
    last: { sequenceNumber: sequenceOf(last), time: recordTime(last) },
  };
}

/** Where an open shard would stand by now if it went on as between two records; undefined where they tell nothing. */
function extrapolate(first: Mark, last: Mark, now: number): Mark | undefined {
  const passed = last.time - first.time;
  if (passed <= 0 || now <= last.time) return undefined;
  const grown = BigInt(last.sequenceNumber) - BigInt(first.sequenceNumber);
  const share = BigInt(Math.round(((now - last.time) / passed) * 1000));
  const number = BigInt(last.sequenceNumber) + (grown * share) / 1000n;
  return { sequenceNumber: number.toString().padStart(last.sequenceNumber.length, "0"), time: now };
}

function slack(span: number | undefined): number {
  if (span === undefined) return FIRST_SLACK_MS;
  return span > MARGIN_MS ? (span - MARGIN_MS) / 2 : span / 2;
}

const PARTS = 1_000_000n;

/** The number at `aim` between two marks; every third guess is the middle, for numbers that do not grow evenly. */
function interpolate(below: Mark, above: Mark, aim: number, probes: number): SequenceNumber | undefined {
  const low = BigInt(below.sequenceNumber);
  const high = BigInt(above.sequenceNumber);
  const width = high - low;
  if (width < 2n) return undefined;
  const share = above.time > below.time ? (aim - below.time) / (above.time - below.time) : 0.5;
  if (share <= 0) return undefined;
  const part = probes % 3 === 2 ? 0.5 : Math.min(0.99, share);
  const guess = low + (width * BigInt(Math.round(part * Number(PARTS)))) / PARTS;
  if (guess <= low) return undefined;
  return guess.toString().padStart(below.sequenceNumber.length, "0");
}
