import { addCoverage, type CoverageRange, type Gap, type Hole, isCovered, sequenceBefore } from "@/lib/stream/coverage";
import { recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { isOpenTrim, lowerBound, type Origin, sequenceOf } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";
import { gapInHole, untrimHead, withoutCaptured } from "./gaps";
import type { RecordPage } from "./source";

/** A page as a source gives it: without `next` the shard ends here (rule 3). */
export type ReadPage = Pick<RecordPage, "records" | "next">;

export interface Accepted {
  checkpoint: ShardCheckpoint;
  /** Records that were not captured before: what there is to store. */
  fresh: StreamRecord[];
  /** The number of the last record that was asked for; reading goes on behind it. */
  last?: SequenceNumber;
}

/** The checkpoint that is true once `fresh`, the records not captured before, are stored. */
export function acceptPage(checkpoint: ShardCheckpoint, origin: Origin, page: ReadPage): Accepted {
  const ended = page.next === undefined;
  const records = page.records.filter((record) => isAskedFor(origin, record));
  const fresh = notCaptured(checkpoint.coverage, records);
  const first = records[0];
  const last = records.at(-1);
  let { coverage, gaps, position } = checkpoint;
  let from = lowerBound(checkpoint, origin);
  if (first && last) {
    const number = sequenceOf(first);
    if (from === undefined || (origin.from === "start" && compareSequenceNumbers(number, from) < 0)) from = number;
    if (origin.from === "trimmed") gaps = closeTrim(gaps, origin.after, first);
    gaps = withoutCaptured(gaps, { from, to: sequenceOf(last) }, fresh);
    coverage = addCoverage(coverage, {
      from,
      to: sequenceOf(last),
      fromTime: recordTime(first),
      toTime: recordTime(last),
    });
  }
  if (ended) coverage = coverToEnd(checkpoint, coverage, from);
  const end = coverage.at(-1);
  // The head is where the last range ends. A fill that ran past it takes it along.
  if (end && last && (ended || compareSequenceNumbers(sequenceOf(last), end.to) === 0)) {
    position = { at: "afterSequence", sequenceNumber: end.to };
    // A fill that took the head past a trim it had met: that is a hole now, met again with both its bounds.
    if (origin.from !== "trimmed") gaps = gaps.filter((gap) => !isOpenTrim(gap));
  }
  const finished = checkpoint.finished || ended;
  return {
    checkpoint: { ...checkpoint, coverage, gaps, position, finished },
    fresh,
    ...(last ? { last: sequenceOf(last) } : {}),
  };
}

/** Records that no range holds yet, each number once, in the shard's order. */
function notCaptured(coverage: readonly CoverageRange[], records: StreamRecord[]): StreamRecord[] {
  const end = coverage.at(-1);
  const first = records[0];
  const fresh: StreamRecord[] = [];
  const behindAll = !end || (first && compareSequenceNumbers(sequenceOf(first), end.to) > 0);
  for (const record of records) {
    const number = sequenceOf(record);
    const previous = fresh.at(-1);
    if (previous && compareSequenceNumbers(number, sequenceOf(previous)) <= 0) continue;
    if (behindAll || !isCovered(coverage, number)) fresh.push(record);
  }
  return fresh;
}

/** The end of the shard was seen from `from`: all behind that is captured. */
function coverToEnd(
  checkpoint: ShardCheckpoint,
  coverage: CoverageRange[],
  from: SequenceNumber | undefined,
): CoverageRange[] {
  // Nothing was read and no number is known (LATEST on a shard that closed): nothing can be claimed.
  if (from === undefined) return coverage;
  const empty = sequenceBefore(from);
  let to = checkpoint.endingSequenceNumber ?? coverage.at(-1)?.to ?? empty;
  for (const number of [coverage.at(-1)?.to ?? empty, empty]) if (compareSequenceNumbers(number, to) > 0) to = number;
  return addCoverage(coverage, { from, to });
}

/** A source that refuses a number is read from further back (see `trimHead`): what lies before it was not asked for. */
function isAskedFor(origin: Origin, record: StreamRecord): boolean {
  const number = sequenceOf(record);
  if (origin.from === "at") return compareSequenceNumbers(number, origin.sequenceNumber) >= 0;
  if (origin.from === "after") return compareSequenceNumbers(number, origin.sequenceNumber) > 0;
  return true;
}

function closeTrim(gaps: readonly Gap[], after: SequenceNumber | undefined, first: StreamRecord): Gap[] {
  return gaps.map((gap) =>
    isOpenTrim(gap) && gap.after === after ? { ...gap, before: sequenceOf(first), toTime: recordTime(first) } : gap,
  );
}

/** A page that was read at the head, and what its cursor stands for from then on. */
export function acceptHeadPage(
  checkpoint: ShardCheckpoint,
  origin: Origin,
  page: ReadPage,
): Accepted & { origin: Origin } {
  const first = page.records[0];
  if (origin.from !== "trimmed" || origin.after === undefined || !first || isBehind(first, origin.after)) {
    return { ...acceptPage(checkpoint, origin, page), origin };
  }
  const after: Origin = { from: "after", sequenceNumber: origin.after };
  return { ...acceptPage(untrimHead(checkpoint, origin.after), after, page), origin: after };
}

/**
 * A page that was read to fill a hole, and what its cursor stands for from then on. Undefined for an empty page behind a
 * trim: only the next record tells how much is gone.
 */
export function acceptFillPage(
  checkpoint: ShardCheckpoint,
  hole: Hole,
  origin: Origin,
  page: ReadPage,
  now: number,
): (Accepted & { origin: Origin }) | undefined {
  if (origin.from !== "trimmed") return { ...acceptPage(checkpoint, origin, page), origin };
  const first = page.records[0];
  if (!first && page.next) return undefined;
  if (first && !isBehind(first, hole.after)) {
    const after: Origin = { from: "after", sequenceNumber: hole.after };
    return { ...acceptPage(checkpoint, after, page), origin: after };
  }
  const trimmed = gapInHole(checkpoint, hole, "trimmed", first, now);
  return { ...acceptPage(trimmed, { from: "firstRecord" }, page), origin };
}

export function isBehind(record: StreamRecord, number: SequenceNumber): boolean {
  return compareSequenceNumbers(sequenceOf(record), number) > 0;
}
