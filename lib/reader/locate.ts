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

  for (let probes = 0; probes < MOST_PROBES && below && above; probes += 1) {
    const pageSpan: number | undefined = span;
    if (proven && pageSpan !== undefined && time - proven.time <= SCAN_PAGES * pageSpan) break;
    const guess = interpolate(below, above, target - slack(pageSpan), probes);
    if (guess === undefined) break;
    const page = await probe(guess);
    const first = page?.records[0];
    const last = page?.records.at(-1);
    if (!page || !first || !last) {
      // Nothing shown proves nothing: look lower, and leave the start where it is.
      above = { sequenceNumber: guess, time: above.time };
      if (probes >= 2) break;
      continue;
    }
    if (compareSequenceNumbers(sequenceOf(first), guess) < 0) break;
    const [from, to] = [recordTime(first), recordTime(last)];
    if (page.records.length > 1) span = Math.max(1000, to - from);
    if (from > target) {
      extra.push({ from: guess, page });
      if (page.records.length < SPARSE_RECORDS) break;
      above = { sequenceNumber: sequenceOf(first), time: from };
      continue;
    }
    behind = { from: guess, page };
    proven = { sequenceNumber: sequenceOf(last), time: to };
    if (to > target || page.next === undefined || target - to <= SCAN_PAGES * Math.max(1000, to - from)) break;
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
