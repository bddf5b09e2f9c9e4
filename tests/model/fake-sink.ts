import type { Delivery, ReaderSink, SeekMemory, ShardCheckpoint } from "@/lib/reader/delivery";
import { recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";

/** A store in memory: records and checkpoints change together or not at all. */
export class FakeSink implements ReaderSink, SeekMemory {
  readonly records = new Map<string, StreamRecord[]>();
  readonly checkpoints = new Map<string, ShardCheckpoint>();
  /** Every record in the order it came. */
  readonly order: { shardId: string; record: StreamRecord }[] = [];
  /** All that was stored, as it came. */
  readonly deliveries: Delivery[] = [];
  /** Set: the next deliveries are refused with it. */
  refuse: Error | undefined;
  repeats = 0;
  readonly #seen = new Set<string>();

  async deliver({ shardId, records, checkpoints }: Delivery): Promise<void> {
    if (this.refuse) throw this.refuse;
    this.deliveries.push(structuredClone({ shardId, records, checkpoints }));
    for (const record of records) {
      const identity = `${shardId} ${record.dynamodb.SequenceNumber}`;
      if (this.#seen.has(identity)) this.repeats += 1;
      this.#seen.add(identity);
      const kept = this.records.get(shardId);
      if (kept) kept.push(record);
      else this.records.set(shardId, [record]);
      this.order.push({ shardId, record });
    }
    // As a store does: through JSON, so that nothing but what is written survives.
    for (const checkpoint of checkpoints) {
      this.checkpoints.set(checkpoint.shardId, JSON.parse(JSON.stringify(checkpoint)) as ShardCheckpoint);
    }
  }

  async nearestBefore(shardId: string, time: number): Promise<{ sequenceNumber: string; time: number } | undefined> {
    const kept = [...(this.records.get(shardId) ?? [])].sort((a, b) =>
      compareSequenceNumbers(a.dynamodb.SequenceNumber, b.dynamodb.SequenceNumber),
    );
    const found = kept.findLast((record) => recordTime(record) <= time);
    return found && { sequenceNumber: found.dynamodb.SequenceNumber, time: recordTime(found) };
  }

  has(shardId: string, sequenceNumber: string): boolean {
    return this.#seen.has(`${shardId} ${sequenceNumber}`);
  }
}
