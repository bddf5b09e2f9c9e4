import { addCoverage, emptyRange, isCovered, sequenceBefore } from "@/lib/stream/coverage";
import { recordTime } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import { type Accepted, acceptPage, type ReadPage } from "./accept-page";
import { headOrigin, lowerBound, sequenceOf } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";
import { withoutCaptured } from "./gaps";
import { plant } from "./plant";

/**
 * A page read from `from` on for the sake of what is there up to `asked`. Where reading will come by anyway the whole page
 * counts, and reading goes on behind it; elsewhere no more than was asked for is taken, and it stands alone.
 */
export function landPage(
  checkpoint: ShardCheckpoint,
  from: SequenceNumber,
  asked: SequenceNumber,
  page: ReadPage,
): Accepted {
  const wanted = wantedFrom(checkpoint);
  if (wanted !== undefined && compareSequenceNumbers(from, wanted) >= 0) {
    return acceptPage(plant(checkpoint, emptyRange(from)), { from: "at", sequenceNumber: from }, page);
  }
  const to = wanted !== undefined && compareSequenceNumbers(asked, wanted) >= 0 ? sequenceBefore(wanted) : asked;
  const inside = page.records.filter((record) => {
    const number = sequenceOf(record);
    return compareSequenceNumbers(number, from) >= 0 && compareSequenceNumbers(number, to) <= 0;
  });
  const [first, last, end] = [inside[0], inside.at(-1), page.records.at(-1)];
  const whole = page.next === undefined || (end && compareSequenceNumbers(sequenceOf(end), to) >= 0);
  const reached = whole ? to : last && sequenceOf(last);
  if (reached === undefined) return { checkpoint, fresh: [] };
  const coverage = addCoverage(checkpoint.coverage, {
    from,
    to: reached,
    ...(first && last ? { fromTime: recordTime(first), toTime: recordTime(last) } : {}),
    alone: true,
  });
  const fresh = inside.filter((record) => !isCovered(checkpoint.coverage, sequenceOf(record)));
  const gaps = withoutCaptured(checkpoint.gaps, { from, to: reached }, fresh);
  return { checkpoint: { ...checkpoint, coverage, gaps }, fresh };
}

/** From here on reading comes by everything in its turn: the first range that does not stand alone, or the head. */
function wantedFrom(checkpoint: ShardCheckpoint): SequenceNumber | undefined {
  const first = checkpoint.coverage.find((range) => !range.alone);
  if (first) return first.from;
  return checkpoint.finished ? undefined : lowerBound(checkpoint, headOrigin(checkpoint));
}
