import type { ShardCheckpoint } from "@/lib/reader/delivery";
import { StreamReader } from "@/lib/reader/stream-reader";
import type { Gap } from "@/lib/stream/coverage";
import type { StartPosition } from "@/lib/stream/position";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { FakeClock, seededRandom, settle } from "./fake-clock";
import { FakeSink } from "./fake-sink";
import { ARN, FakeSource } from "./fake-source";
import { type ModelRecord, numberText, ReferenceStream } from "./reference-stream";

/** When tests begin: a Friday at noon, milliseconds. */
export const NOON = Date.parse("2026-11-20T12:00:00.000Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** A stream, a reader over it, and a store behind it, on a clock that stands still until told. */
export class Harness {
  readonly clock: FakeClock;
  readonly stream: ReferenceStream;
  readonly source: FakeSource;
  readonly sink = new FakeSink();
  reader: StreamReader | undefined;
  #stop: AbortController | undefined;
  #run: Promise<unknown> | undefined;
  readonly #start: StartPosition;

  constructor(options: { roots?: number; seed?: number; start?: StartPosition; now?: number; lies?: boolean } = {}) {
    const seed = options.seed ?? 1;
    this.clock = new FakeClock(options.now ?? NOON, seed);
    this.stream = new ReferenceStream(options.roots ?? 1, this.clock.now());
    const dice = seededRandom(seed + 2);
    if (options.lies) this.stream.hintOf = (createdAt) => createdAt + Math.round((dice() - 0.5) * 4 * HOUR);
    this.source = new FakeSource(this.stream, this.clock, seededRandom(seed + 1));
    this.#start = options.start ?? { at: "trimHorizon" };
  }

  /** Starts a reader, from what the store holds if it holds anything. Gives what `run` comes to. */
  begin(restored: ShardCheckpoint[] = [...this.sink.checkpoints.values()]): Promise<unknown> {
    const { source, clock, sink } = this;
    const reader = new StreamReader({
      streamArn: ARN,
      source,
      clock,
      sink,
      memory: sink,
      start: this.#start,
      ...(restored.length > 0 ? { restored } : {}),
    });
    this.reader = reader;
    this.#stop = new AbortController();
    this.#run = reader.run(this.#stop.signal).catch((error: unknown) => error);
    return this.#run;
  }

  /** As kill -9 does, but that what was under way is seen to be gone. */
  async crash(): Promise<void> {
    this.#stop?.abort(new Error("stopped"));
    await this.#run;
    this.reader = undefined;
  }

  /** Seeks, letting time pass until it is there. */
  async seek(time: number) {
    const { reader } = this;
    if (!reader) throw new Error("The reader does not run.");
    let done = false;
    const seeking = reader.seek(time, { signal: new AbortController().signal }).finally(() => {
      done = true;
    });
    await this.clock.until(() => done);
    return seeking;
  }

  /** Every record that is neither stored nor in a gap. */
  missing(wanted: ModelRecord[] = this.stream.log): ModelRecord[] {
    return wanted.filter((record) => !this.sink.has(record.shardId, numberText(record.number)) && !this.inGap(record));
  }

  get gaps(): Gap[] {
    return [...this.sink.checkpoints.values()].flatMap((checkpoint) => checkpoint.gaps);
  }

  inGap(record: ModelRecord): boolean {
    const shard = this.stream.shards.get(record.shardId);
    // A gap may be open for a moment, until the next record closes it: what the source still has is not in it.
    if (shard && !shard.gone && record.number > shard.trimmed) return false;
    const number = numberText(record.number);
    return this.gaps.some(
      (gap) =>
        gap.shardId === record.shardId &&
        (gap.after === undefined || compareSequenceNumbers(gap.after, number) < 0) &&
        (gap.before === undefined || compareSequenceNumbers(number, gap.before) < 0),
    );
  }

  /** Until nothing that was written is missing. */
  async drained(withinMs = HOUR): Promise<void> {
    await this.clock.until(() => this.missing().length === 0, withinMs);
    await settle();
  }

  /** Numbers stored, by shard, in the order they came. */
  stored(shardId: string): string[] {
    return (this.sink.records.get(shardId) ?? []).map((record) => record.dynamodb.SequenceNumber);
  }
}
