import type { Clock } from "@/lib/clock";
import { firstMissing, type Gap } from "@/lib/stream/coverage";
import { ShardscopeError } from "@/lib/stream/error";
import { compareSequenceNumbers, isSequenceNumber, type SequenceNumber } from "@/lib/stream/sequence-number";
import { type Accepted, isBehind } from "./accept-page";
import type { ShardCheckpoint } from "./delivery";
import { firstPage } from "./first-page";
import { gapInLanding } from "./gaps";
import { landPage } from "./land-page";
import type { ShardReader } from "./shard-reader";
import type { RecordPage } from "./source";
import { asShardscopeError, type Upstream } from "./upstream";

/** Records of one shard by their numbers, both bounds inclusive, as a Lambda failure's DDBStreamBatchInfo names them. */
export interface LandRange {
  shardId: string;
  from: SequenceNumber;
  to: SequenceNumber;
}

export interface LandOutcome {
  /** Calls upstream. */
  calls: number;
  /** Records that were not captured before. */
  records: number;
  /** All of the range is captured. Not so where part of it was trimmed, or is not written yet. */
  complete: boolean;
  /** What of the range is known to be gone. */
  gaps: Gap[];
}

export interface LanderHost {
  readonly upstream: Upstream;
  readonly clock: Clock;
  /** Work was planted: whoever reads the shard must see to it. */
  planted(shard: ShardReader): void;
}

/**
 * Captures a range of a shard by its numbers, whatever else is being read: what is captured costs no call, what is not is
 * read from its own number, and nothing behind it on its account.
 *
 * Rejects with badRequest for a range that is none, positionInvalid for numbers of another shard, and with what the
 * source refused too often.
 */
export async function land(
  host: LanderHost,
  shard: ShardReader,
  { from, to }: Pick<LandRange, "from" | "to">,
  signal: AbortSignal,
): Promise<LandOutcome> {
  if (!isSequenceNumber(from) || !isSequenceNumber(to) || compareSequenceNumbers(from, to) > 0) {
    throw new ShardscopeError("badRequest", "Give two sequence numbers, the first no greater than the last.");
  }
  let calls = 0;
  let records = 0;
  const missing = () => firstMissing(shard.checkpoint.coverage, shard.checkpoint.gaps, from, to);
  for (let next = missing(); next !== undefined; ) {
    const { page, trimmed } = await readFrom(host, shard.shardId, next, () => calls++, signal);
    const number = next;
    const readPoint = page.next;
    await shard.amend(
      (checkpoint) => {
        const accepted = trimmed
          ? landBehindTrim(checkpoint, { from: number, to }, page, host.clock.now())
          : landPage(checkpoint, number, to, page);
        records += accepted.fresh.length;
        return accepted;
      },
      signal,
      readPoint,
    );
    host.planted(shard);
    const after = missing();
    // Nothing there yet: the range reaches beyond the newest record.
    if (after === number) break;
    next = after;
  }
  const { coverage, gaps } = shard.checkpoint;
  const gone = gaps.filter((gap) => overlaps(gap, from, to));
  return { calls, records, complete: firstMissing(coverage, [], from, to) === undefined, gaps: gone };
}

/**
 * The shard's oldest page, read because `from` was trimmed. Another read may have captured some of the range since: only
 * what is missing now is a gap, and only up to that page's first record, before which it says nothing.
 */
function landBehindTrim(
  checkpoint: ShardCheckpoint,
  { from, to }: Pick<LandRange, "from" | "to">,
  page: RecordPage,
  now: number,
): Accepted {
  const first = page.records[0];
  const reaches = (number: SequenceNumber) => first !== undefined && !isBehind(first, number);
  const missing = firstMissing(checkpoint.coverage, checkpoint.gaps, from, to);
  if (missing === undefined) return { checkpoint, fresh: [] };
  const told = reaches(missing) ? checkpoint : gapInLanding(checkpoint, { from: missing, to }, first, now);
  const start = firstMissing(told.coverage, told.gaps, missing, to);
  return start !== undefined && reaches(start) ? landPage(told, start, to, page) : { checkpoint: told, fresh: [] };
}

/** From `number`; where that was trimmed, from the shard's oldest record. */
async function readFrom(
  host: LanderHost,
  shardId: string,
  sequenceNumber: SequenceNumber,
  onCall: () => void,
  signal: AbortSignal,
): Promise<{ page: RecordPage; trimmed: boolean }> {
  const read = (position: Parameters<typeof firstPage>[1]["position"]) =>
    firstPage(host, { shardId, position, onCall }, signal);
  try {
    return { page: await read({ at: "atSequence", sequenceNumber }), trimmed: false };
  } catch (cause) {
    signal.throwIfAborted();
    if (asShardscopeError(cause).code !== "trimmed") throw cause;
    return { page: await read({ at: "trimHorizon" }), trimmed: true };
  }
}

function overlaps({ after, before }: Gap, from: SequenceNumber, to: SequenceNumber): boolean {
  const beginsBehind = after !== undefined && compareSequenceNumbers(after, to) >= 0;
  const endsBefore = before !== undefined && compareSequenceNumbers(before, from) <= 0;
  return !beginsBehind && !endsBefore;
}
