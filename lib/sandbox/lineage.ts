import { createHash } from "node:crypto";
import type { AttributeValue } from "@/lib/stream/attribute-value";

/** Hashes of partition keys lie in [0, 2^32); each open shard takes a stretch of them. */
export const HASH_END = 2 ** 32;

export interface Shard {
  id: string;
  parent?: string;
  /** The first record's number is greater (streams.md, sandbox rule 4). */
  start: string;
  /** Absent while the shard is open. Not smaller than the last record's number. */
  end?: string;
  /** Steps from its root: how many digits its numbers have. */
  generation: number;
  /** The partition keys that go here: from ≤ hash < to. */
  from: number;
  to: number;
  /** Milliseconds by the sandbox's clock. */
  createdAt: number;
  closedAt?: number;
  /** The greatest number that was trimmed away. */
  trimmedTo?: string;
}

/** Where a partition key goes. One key has one hash, and children take their parent's stretch: so an item stays in one lineage. */
export function partitionHash(key: AttributeValue): number {
  return createHash("sha256").update(JSON.stringify(key)).digest().readUInt32BE(0);
}

/** Cuts a stretch of hashes into `count` even ones. */
export function cut(from: number, to: number, count: number): { from: number; to: number }[] {
  return Array.from({ length: count }, (_, i) => ({
    from: from + Math.floor(((to - from) * i) / count),
    to: from + Math.floor(((to - from) * (i + 1)) / count),
  }));
}

/** `shardId-<20-digit epoch ms>-<8 hex>` (streams.md, "Streams, shards, records"). `random` is in [0, 1). */
export function shardId(createdAt: number, random: number): string {
  const hex = Math.floor(random * HASH_END).toString(16);
  return `shardId-${String(Math.floor(createdAt)).padStart(20, "0")}-${hex.padStart(8, "0")}`;
}
