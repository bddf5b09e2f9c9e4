import { buildLineage, type Lineage } from "@/lib/stream/lineage";
import type { ShardCheckpoint } from "./delivery";
import type { ShardReader } from "./shard-reader";

/** Finished shards are remembered until they are unlisted and this old, or they would be read again (rule 13). */
const REMEMBERED_MS = 48 * 60 * 60_000;
/** How long the number of polled shards may be out of date, milliseconds. */
const POLLED_AGE_MS = 1_000;

/** The shards of a stream that are known, and how they descend from one another. */
export class ShardFamily {
  readonly #shards = new Map<string, ShardReader>();
  #lineage: Lineage = buildLineage([]);
  #polled = { count: 0, at: Number.NEGATIVE_INFINITY };

  get size(): number {
    return this.#shards.size;
  }

  get lineage(): Lineage {
    return this.#lineage;
  }

  get(shardId: string): ShardReader | undefined {
    return this.#shards.get(shardId);
  }

  all(): Iterable<ShardReader> {
    return this.#shards.values();
  }

  ids(): string[] {
    return [...this.#shards.keys()];
  }

  /** `relink` afterwards, once for all that were added. */
  add(shard: ShardReader): void {
    this.#shards.set(shard.shardId, shard);
  }

  relink(): void {
    this.#lineage = buildLineage([...this.#shards.values()].map((shard) => shard.checkpoint));
  }

  childrenOf(shardId: string): readonly string[] {
    return this.#lineage.childrenOf(shardId);
  }

  /** A shard at its own start waits for its parent: a head until it ended, a fill until it has no hole left (rule 2). */
  mayStart(shardId: string, part: "head" | "fill"): boolean {
    const parentId = this.#lineage.parentOf(shardId);
    const parent = parentId === undefined ? undefined : this.#shards.get(parentId);
    if (!parent) return true;
    return part === "head" ? parent.checkpoint.finished : parent.complete;
  }

  drained(): boolean {
    return [...this.#shards.values()].every((shard) => shard.complete);
  }

  /** What a token or a restart has to know of. */
  remembered(now: number): ShardCheckpoint[] {
    return [...this.#shards.values()]
      .filter(({ checkpoint, complete, listed }) => !complete || listed || now - checkpoint.listedAt < REMEMBERED_MS)
      .map((shard) => shard.checkpoint);
  }

  /** Shards being polled; may be out of date by a second, so that asking costs nothing. */
  polled(now: number): number {
    if (now - this.#polled.at >= POLLED_AGE_MS) {
      let count = 0;
      for (const shard of this.#shards.values()) if (shard.running && !shard.waiting) count += 1;
      this.#polled = { count, at: now };
    }
    return this.#polled.count;
  }
}
