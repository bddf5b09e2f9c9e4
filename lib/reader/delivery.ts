import type { CoverageRange, Gap } from "@/lib/stream/coverage";
import type { Position } from "@/lib/stream/position";
import type { StreamRecord } from "@/lib/stream/record";
import type { ShardDescription } from "@/lib/stream/shard";

/**
 * All that must survive a restart about one shard. Stored in the same transaction as the records it speaks of, so it
 * is never ahead of them; given back to the reader by `restored`. Plain JSON.
 */
export interface ShardCheckpoint extends ShardDescription {
  /** Where live reading goes on. */
  position: Position;
  /** Every record up to the end is delivered (rule 3: only a missing next read point says so). */
  finished: boolean;
  /** Ranges captured, ascending, disjoint. */
  coverage: CoverageRange[];
  gaps: Gap[];
  /** When a listing last showed it, milliseconds: finished shards are forgotten 48 h after they are unlisted (rule 13). */
  listedAt: number;
  /** The records begin at an approximate place: a LATEST start was lost before its first record (rule 9). */
  approximateStart?: boolean;
}

/** Records of one shard, in shard order, with the state that follows from storing them. */
export interface Delivery {
  shardId: string;
  records: StreamRecord[];
  /** Checkpoints that become true once `records` are stored; usually this shard's alone. */
  checkpoints: ShardCheckpoint[];
}

/**
 * Takes what the reader read. The promise resolves when the delivery is STORED: only then does a position advance.
 * A rejection stops that shard until it heals (disk full, for one); the same records are then delivered again.
 */
export interface ReaderSink {
  deliver(delivery: Delivery, signal: AbortSignal): Promise<void>;
}

/** What is known of a shard's past without asking upstream: makes seeks cheap. */
export interface SeekMemory {
  /** The last captured record of the shard, in shard order, with time ≤ `time` (milliseconds). */
  nearestBefore(shardId: string, time: number): Promise<{ sequenceNumber: string; time: number } | undefined>;
}
