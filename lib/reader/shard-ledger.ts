import type { Clock } from "@/lib/clock";
import type { Gap } from "@/lib/stream/coverage";
import type { StreamRecord } from "@/lib/stream/record";
import type { ShardDescription } from "@/lib/stream/shard";
import { withListing } from "./checkpoint";
import type { ReaderSink, ShardCheckpoint } from "./delivery";
import type { Health } from "./health";
import { patience } from "./pacing";
import { asShardscopeError } from "./upstream";

interface LedgerParts {
  sink: ReaderSink;
  clock: Clock;
  health: Health;
  /** Told after each change, with the gaps that are new. */
  changed(gaps: readonly Gap[]): void;
}

/** A shard's checkpoint. What is read changes it when it is stored, and not before (rule 13). */
export class ShardLedger {
  readonly #parts: LedgerParts;
  #checkpoint: ShardCheckpoint;
  #description: ShardDescription;

  constructor(checkpoint: ShardCheckpoint, parts: LedgerParts) {
    this.#checkpoint = checkpoint;
    this.#description = checkpoint;
    this.#parts = parts;
  }

  get checkpoint(): ShardCheckpoint {
    return this.#checkpoint;
  }

  /** Gives true when the listing told of the shard's end. */
  applyListing(shard: ShardDescription, now: number): boolean {
    const before = this.#checkpoint;
    this.#description = shard;
    this.#checkpoint = withListing(before, shard, now);
    return before.endingSequenceNumber !== this.#checkpoint.endingSequenceNumber;
  }

  /** Stores, and only then lets the checkpoint count. A sink that refuses gets the same again until it takes it. */
  async store(checkpoint: ShardCheckpoint, records: StreamRecord[], signal: AbortSignal): Promise<void> {
    const { sink, clock, health } = this.#parts;
    for (let attempt = 1; ; attempt += 1) {
      try {
        await sink.deliver({ shardId: checkpoint.shardId, records, checkpoints: [checkpoint] }, signal);
        break;
      } catch (cause) {
        signal.throwIfAborted();
        health.blocked(asShardscopeError(cause));
        this.#parts.changed([]);
        await clock.sleep(patience(attempt), signal);
      }
    }
    health.well();
    const known = this.#checkpoint.gaps;
    const listedAt = Math.max(checkpoint.listedAt, this.#checkpoint.listedAt);
    this.#checkpoint = withListing(checkpoint, this.#description, listedAt);
    this.#parts.changed(checkpoint.gaps.filter((gap) => !known.includes(gap)));
  }
}
