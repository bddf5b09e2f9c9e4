import type { Clock } from "@/lib/clock";
import type { Gap } from "@/lib/stream/coverage";
import type { ReaderSink } from "./delivery";
import type { ShardReader } from "./shard-reader";
import type { Upstream } from "./upstream";
import type { Semaphore } from "./waiting";

/**
 * What the position LATEST of a checkpoint means: just now; some time ago, so that it cannot be had again; or nothing
 * but its time, from which a person wanted to read.
 */
export type LatestMeaning = "now" | "lost" | "time";

/** What a shard needs from the stream it belongs to. */
export interface ShardHost {
  readonly upstream: Upstream;
  readonly sink: ReaderSink;
  readonly clock: Clock;
  /** One permit a page that is being read or stored: however many shards have a backlog, memory holds so many pages. */
  readonly pages: Semaphore;
  /** Shards being polled. */
  polled(): number;
  /** A shard at its own start waits for its parents: a head until they ended, a fill until they have no hole left. */
  mayStart(shard: ShardReader, part: "head" | "fill"): boolean;
  changed(shardId: string, gaps: readonly Gap[]): void;
  /** True when a fresh, complete listing no longer shows the shard. */
  isGone(shardId: string, signal: AbortSignal): Promise<boolean>;
  streamMissing(): void;
  /** Finds and plants the place in the shard from which records have time ≥ `time`. */
  land(shard: ShardReader, time: number, parentsToo: boolean, signal: AbortSignal): Promise<void>;
}
