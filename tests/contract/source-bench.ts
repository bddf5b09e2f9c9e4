import type { Clock } from "@/lib/clock";
import type { StreamSource } from "@/lib/reader/source";

/** Odds are 0 to 1, times milliseconds; what is left out does not happen. */
export interface BenchFaults {
  throttle?: number;
  serverError?: number;
  emptyPages?: number;
  expireReadPoints?: number;
  hideChildrenMs?: number;
}

/** A source under test, with what a test needs to do to the stream behind it. A fresh stream each. */
export interface SourceBench {
  source: StreamSource;
  streamArn: string;
  /** The stream's clock; a reader over the source runs on it too. */
  clock: Clock;
  /** One record for the key. */
  write(key: string): Promise<void>;
  /** Records written so far, by key. */
  readonly writes: ReadonlyMap<string, number>;
  /** Closes an open shard and opens one or two in its place. */
  divide(shardId: string, children: 1 | 2): Promise<void>;
  /** Everything written so far is gone from the shards that hold it. */
  trim(): Promise<void>;
  disable(): Promise<void>;
  /** Faults from now on, in place of all before. */
  faults(faults: BenchFaults): Promise<void>;
  /** Time passes at the source. */
  advance(ms: number): Promise<void>;
  /** Waits for an answer, letting time pass where it stands still. */
  settle<T>(answer: Promise<T>): Promise<T>;
  /** Until the condition holds; throws when it does not. */
  until(condition: () => boolean): Promise<void>;
  close(): Promise<void>;
}

export interface BenchOptions {
  /** Root shards of the stream. */
  roots: 1 | 4;
}

export type MakeBench = (options: BenchOptions) => Promise<SourceBench>;
