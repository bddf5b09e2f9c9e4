import type { SequenceNumber } from "./sequence-number";

/** Where in one shard to read on. */
export type Position =
  | { at: "trimHorizon" }
  /**
   * `since`, milliseconds: from when on the records are wanted. A source's LATEST cannot be had a second time, so when
   * the first one is lost before a record came, reading goes on from this time (rule 9). A source ignores it.
   */
  | { at: "latest"; since?: number }
  | { at: "atSequence"; sequenceNumber: SequenceNumber }
  | { at: "afterSequence"; sequenceNumber: SequenceNumber };

/** Where in a stream to start reading, as a person or the API says it. Times are milliseconds since the epoch. */
export type StartPosition =
  | { at: "latest" }
  | { at: "trimHorizon" }
  | { at: "time"; time: number }
  | { at: "sequence"; shardId: string; sequenceNumber: SequenceNumber };
