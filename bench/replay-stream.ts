import { padSequenceNumber } from "@/lib/stream/sequence-number";

/** A day in which `count` records fall into a shard, told by arithmetic alone: nothing is kept, any record can be had. */
export interface ReplayShard {
  shardId: string;
  parentShardId?: string;
  startTime: number;
  endTime: number;
  /** Open shards have none. */
  closed: boolean;
  count: number;
  /** The shard's StartingSequenceNumber; record i has start + 1 + i. */
  start: bigint;
}

export interface ReplayPlan {
  lineages: number;
  /** Shards a lineage: one more than rollovers. */
  generations: number;
  records: number;
  /** Milliseconds since the epoch. */
  from: number;
  to: number;
  /** Records a second that are added to each open shard from the start of the server on. */
  growth?: number;
}

const DIGITS = 21;
const FIRST = 10n ** 20n;
/** Numbers between the records of two generations. */
const BETWEEN = 1_000n;

/** Shards in lexical order of their ids; in a lineage numbers rise. */
export function replayShards({ lineages, generations, records, from, to }: ReplayPlan): ReplayShard[] {
  const life = (to - from) / generations;
  const count = Math.floor(records / lineages / generations);
  const shards: ReplayShard[] = [];
  for (let generation = 0; generation < generations; generation += 1) {
    for (let lineage = 0; lineage < lineages; lineage += 1) {
      const startTime = Math.floor(from + generation * life) + lineage;
      const parent = shards.at(-lineages);
      shards.push({
        shardId: `shardId-${String(startTime).padStart(20, "0")}-${(generation * lineages + lineage).toString(16).padStart(8, "0")}`,
        ...(generation > 0 && parent ? { parentShardId: parent.shardId } : {}),
        startTime,
        endTime: startTime + life,
        closed: generation < generations - 1,
        count,
        start: FIRST + BigInt(lineage) * 10n ** 15n + BigInt(generation) * (BigInt(count) + BETWEEN),
      });
    }
  }
  return shards;
}

export function numberText(number: bigint): string {
  return padSequenceNumber(number.toString()).slice(-DIGITS);
}

export function endOf(shard: ReplayShard): bigint {
  return shard.start + BigInt(shard.count) + 1n;
}

/** Seconds since the epoch; busy and quiet hours alternate, so that numbers do not grow evenly with time. */
export function secondsOf(shard: ReplayShard, index: number): number {
  const share = index / Math.max(1, shard.count);
  const waved = share + Math.sin(share * Math.PI * 6) / (Math.PI * 6) / 1.5;
  return Math.floor((shard.startTime + 10_000 + waved * (shard.endTime - shard.startTime - 20_000)) / 1000);
}
