import type { SequenceNumber } from "./sequence-number";

/**
 * A captured stretch of one shard, bounds inclusive: every record whose number n satisfies from ≤ n ≤ to is captured.
 * Read from the trim horizon: `from` is the shard's StartingSequenceNumber (the first record's is greater).
 * Read to the end of a closed shard: `to` is its EndingSequenceNumber.
 */
export interface CoverageRange {
  from: SequenceNumber;
  to: SequenceNumber;
  /** Times of the first and last record in it, milliseconds; absent while it holds none. */
  fromTime?: number;
  toTime?: number;
}

export type GapReason = "trimmed" | "lostStart" | "shardVanished" | "failed";

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
