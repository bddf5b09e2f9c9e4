import { compareSequenceNumbers, type SequenceNumber } from "./sequence-number";

/**
 * A captured stretch of one shard, bounds inclusive: every record whose number n satisfies from ≤ n ≤ to is captured.
 * Read from the trim horizon: `from` is the shard's StartingSequenceNumber (the first record's is greater).
 * Read to the end of a closed shard: `to` is its EndingSequenceNumber.
 *
 * A range may be EMPTY (`to` is the number just before `from`): it holds nothing, and says that everything behind it is
 * wanted. Between two ranges lies a hole, which the reader fills; so what is left to do can be told from coverage alone.
 */
export interface CoverageRange {
  from: SequenceNumber;
  to: SequenceNumber;
  /** Times of the first and last record in it, milliseconds; absent while it holds none. */
  fromTime?: number;
  toTime?: number;
  /**
   * Nobody wants what follows: this was asked for by its numbers, and stands before all that is being read. Between it
   * and the range behind it is no hole.
   */
  alone?: true;
}

/** `expired`: it was captured, and retention removed it. */
export type GapReason = "trimmed" | "lostStart" | "shardVanished" | "failed" | "expired";

/** A range that is known to be missing. A bound is absent where it is not known. Times in milliseconds. */
export interface Gap {
  shardId: string;
  reason: GapReason;
  after?: SequenceNumber;
  before?: SequenceNumber;
  fromTime?: number;
  toTime?: number;
  /** When it was noticed. */
  noticedAt: number;
}

/** Numbers n with after < n < before that are wanted and neither captured nor known to be gone. */
export interface Hole {
  after: SequenceNumber;
  before: SequenceNumber;
}

/** The number one above, as long as the one given (some sources pad theirs with zeros). */
export function sequenceAfter(number: SequenceNumber): SequenceNumber {
  return (BigInt(number) + 1n).toString().padStart(number.length, "0");
}

/** The number one below, as long as the one given; zero has none below it and stays. */
export function sequenceBefore(number: SequenceNumber): SequenceNumber {
  const value = BigInt(number);
  return (value === 0n ? value : value - 1n).toString().padStart(number.length, "0");
}

/** A range that holds nothing and begins at `from`. */
export function emptyRange(from: SequenceNumber): CoverageRange {
  return { from, to: sequenceBefore(from) };
}

export function isEmptyRange(range: CoverageRange): boolean {
  return compareSequenceNumbers(range.to, range.from) < 0;
}

/** `ranges` with `added` in it: ascending, disjoint, and with ranges that touch made one. Changes nothing in place. */
export function addCoverage(ranges: readonly CoverageRange[], added: CoverageRange): CoverageRange[] {
  const sorted = [...ranges, added].sort((a, b) => compareSequenceNumbers(a.from, b.from));
  const merged: CoverageRange[] = [];
  for (const range of sorted) {
    const last = merged.at(-1);
    if (last && compareSequenceNumbers(range.from, sequenceAfter(last.to)) <= 0) {
      merged[merged.length - 1] = join(last, range);
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** Two ranges that touch or overlap, `a` beginning no later than `b`. Times follow shard order, not the clock. */
function join(a: CoverageRange, b: CoverageRange): CoverageRange {
  const longer = compareSequenceNumbers(b.to, a.to) >= 0;
  const fromTime = a.fromTime ?? b.fromTime;
  const toTime = longer ? (b.toTime ?? a.toTime) : (a.toTime ?? b.toTime);
  const same = compareSequenceNumbers(b.to, a.to) === 0;
  const alone = same ? a.alone && b.alone : (longer ? b : a).alone;
  return {
    from: a.from,
    to: longer ? b.to : a.to,
    ...(fromTime === undefined ? {} : { fromTime }),
    ...(toTime === undefined ? {} : { toTime }),
    ...(alone ? { alone } : {}),
  };
}

export function isCovered(ranges: readonly CoverageRange[], number: SequenceNumber): boolean {
  return ranges.some(
    (range) => compareSequenceNumbers(range.from, number) <= 0 && compareSequenceNumbers(number, range.to) <= 0,
  );
}

/** The range that holds `number`, or that begins just behind it. */
export function rangeFrom(ranges: readonly CoverageRange[], number: SequenceNumber): CoverageRange | undefined {
  const next = sequenceAfter(number);
  return ranges.find(
    (range) => compareSequenceNumbers(range.from, next) <= 0 && compareSequenceNumbers(number, range.to) <= 0,
  );
}

/** What lies between the ranges and is not known to be gone, ascending. A gap without an upper bound closes no hole. */
export function findHoles(ranges: readonly CoverageRange[], gaps: readonly Gap[]): Hole[] {
  const holes: Hole[] = [];
  for (let i = 0; i + 1 < ranges.length; i += 1) {
    if (ranges[i]?.alone) continue;
    const hole = { after: ranges[i]?.to ?? "0", before: ranges[i + 1]?.from ?? "0" };
    if (!gaps.some((gap) => fillsHole(gap, hole))) holes.push(hole);
  }
  return holes;
}

/** The first number from `from` to `to` that is neither captured nor known to be gone. */
export function firstMissing(
  ranges: readonly CoverageRange[],
  gaps: readonly Gap[],
  from: SequenceNumber,
  to: SequenceNumber,
): SequenceNumber | undefined {
  let number = from;
  for (let known: SequenceNumber | undefined = from; known !== undefined; ) {
    number = known;
    if (compareSequenceNumbers(number, to) > 0) return undefined;
    const range = ranges.find((each) => isCovered([each], number));
    const gap = gaps.find((each) => isInGap(each, number));
    known = range ? sequenceAfter(range.to) : gap?.before;
  }
  return number;
}

/** A gap without an upper bound is not closed yet: nobody knows how far it reaches. */
export function isInGap({ after, before }: Gap, number: SequenceNumber): boolean {
  if (before === undefined || compareSequenceNumbers(number, before) >= 0) return false;
  return after === undefined || compareSequenceNumbers(after, number) < 0;
}

function fillsHole(gap: Gap, hole: Hole): boolean {
  if (gap.before === undefined || compareSequenceNumbers(gap.before, hole.before) < 0) return false;
  return gap.after === undefined || compareSequenceNumbers(gap.after, hole.after) <= 0;
}
