import type { StreamRecord } from "@/lib/stream/record";
import { padSequenceNumber } from "@/lib/stream/sequence-number";
import type { ShardDescription, StreamStatus } from "@/lib/stream/shard";

export interface ModelRecord {
  shardId: string;
  number: bigint;
  key: string;
  /** Milliseconds; the record bears whole seconds. */
  time: number;
}

export interface ModelShard {
  shardId: string;
  parentShardId?: string;
  start: bigint;
  end?: bigint;
  createdAt: number;
  /** Not listed before this time. */
  visibleAt: number;
  records: ModelRecord[];
  /** Everything up to this number is gone. */
  trimmed: bigint;
  /** Trimmed altogether, and no longer listed. */
  gone: boolean;
}

const DIGITS = 21;

/** The truth about a stream: every shard and every record ever written, what is trimmed included. */
export class ReferenceStream {
  readonly shards = new Map<string, ModelShard>();
  readonly log: ModelRecord[] = [];
  status: StreamStatus = "ENABLED";
  deleted = false;
  /** The creation time that a new shard's id shows: a hint, and a test may let it lie. */
  hintOf: (createdAt: number) => number = (createdAt) => createdAt;
  #serial = 0;
  #number = 100_000_000n;

  constructor(roots: number, now: number) {
    for (let i = 0; i < roots; i += 1) this.addShard(undefined, now, now);
  }

  get open(): ModelShard[] {
    return [...this.shards.values()].filter((shard) => shard.end === undefined);
  }

  nextNumber(step = 7n): bigint {
    this.#number += step;
    return this.#number;
  }

  addShard(parentShardId: string | undefined, createdAt: number, visibleAt: number): ModelShard {
    this.#serial += 1;
    const shard: ModelShard = {
      shardId: `shardId-${String(this.hintOf(createdAt)).padStart(20, "0")}-${this.#serial.toString(16).padStart(8, "0")}`,
      ...(parentShardId === undefined ? {} : { parentShardId }),
      start: this.nextNumber(),
      createdAt,
      visibleAt,
      records: [],
      trimmed: 0n,
      gone: false,
    };
    this.shards.set(shard.shardId, shard);
    return shard;
  }

  /** A key stays in one lineage, and after a split in one of the children: told by a hash of the key. */
  write(key: string, now: number): ModelRecord | undefined {
    const shard = this.#shardFor(key);
    if (!shard || this.status !== "ENABLED") return undefined;
    return this.writeTo(shard, key, now);
  }

  /** For a key that is written in no other shard. */
  writeTo(shard: ModelShard, key: string, now: number): ModelRecord {
    const record = { shardId: shard.shardId, number: this.nextNumber(), key, time: now };
    shard.records.push(record);
    this.log.push(record);
    return record;
  }

  #shardFor(key: string): ModelShard | undefined {
    let hash = 0;
    for (const char of key) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
    const all = [...this.shards.values()];
    const roots = all.filter((shard) => shard.parentShardId === undefined);
    let shard = roots[hash % roots.length];
    for (let depth = 0; shard?.end !== undefined; depth += 1) {
      const parent = shard.shardId;
      const children = all.filter((child) => child.parentShardId === parent);
      shard = children[(hash >>> (depth % 16)) % Math.max(1, children.length)];
    }
    return shard;
  }

  /** Closes a shard and gives it one child (a rollover) or two (a split), listed `hiddenMs` later. */
  divide(shard: ModelShard, children: 1 | 2, now: number, hiddenMs = 0): void {
    if (shard.end !== undefined || this.status !== "ENABLED") return;
    shard.end = this.nextNumber();
    // A source that is late with a shard is no earlier with that shard's children.
    const visibleAt = Math.max(shard.visibleAt, now + hiddenMs);
    for (let i = 0; i < children; i += 1) this.addShard(shard.shardId, now, visibleAt);
  }

  /** The oldest `count` records that are left in the shard are gone; a closed one that is empty then vanishes. */
  trim(shard: ModelShard, count: number): void {
    const left = shard.records.filter((record) => record.number > shard.trimmed);
    const last = left[Math.min(count, left.length) - 1];
    if (last) shard.trimmed = last.number;
    if (shard.end !== undefined && count >= left.length) shard.gone = true;
  }

  disable(): void {
    this.status = "DISABLED";
    for (const shard of this.open) shard.end = this.nextNumber();
  }
}

export function numberText(number: bigint): string {
  return number.toString().padStart(DIGITS, "0");
}

export function listedShard(shard: ModelShard): ShardDescription {
  return {
    shardId: shard.shardId,
    ...(shard.parentShardId === undefined ? {} : { parentShardId: shard.parentShardId }),
    startingSequenceNumber: numberText(shard.start),
    ...(shard.end === undefined ? {} : { endingSequenceNumber: numberText(shard.end) }),
  };
}

export function asRecord({ number, key, time }: ModelRecord): StreamRecord {
  return {
    eventID: padSequenceNumber(numberText(number)).slice(-32),
    eventName: "MODIFY",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(time / 1000),
      Keys: { pk: { S: key } },
      SequenceNumber: numberText(number),
      SizeBytes: key.length + 2,
      StreamViewType: "KEYS_ONLY",
    },
  };
}
