import type { SequenceNumber } from "./sequence-number";

/** Where in one shard to read on. */
export type Position =
  | { at: "trimHorizon" }
  | { at: "latest" }
  | { at: "atSequence"; sequenceNumber: SequenceNumber }
  | { at: "afterSequence"; sequenceNumber: SequenceNumber };

/** Where in a stream to start reading, as a person or the API says it. Times are milliseconds since the epoch. */
export type StartPosition =
  | { at: "latest" }
  | { at: "trimHorizon" }
  | { at: "time"; time: number }
  | { at: "sequence"; shardId: string; sequenceNumber: SequenceNumber };
