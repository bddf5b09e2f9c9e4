import { afterEach, describe, expect, test } from "vitest";
import { StreamReader } from "@/lib/reader/stream-reader";
import type { StartPosition } from "@/lib/stream/position";
import { recordTime } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { parseToken, serialiseToken } from "@/lib/stream/token";
import { FakeSink } from "../model/fake-sink";
import type { BenchOptions, MakeBench, SourceBench } from "./source-bench";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** All faults at once, as a bad day has them. */
const BAD_DAY = { throttle: 0.1, serverError: 0.05, emptyPages: 0.2, expireReadPoints: 0.05, hideChildrenMs: 1_500 };

/** A reader over a bench, and a store in memory behind it. */
class Reading {
  readonly sink = new FakeSink();
  readonly bench: SourceBench;
  reader: StreamReader;
  #stop = new AbortController();
  run: Promise<unknown>;

  constructor(bench: SourceBench, start: StartPosition) {
    this.bench = bench;
    this.reader = this.#make(start);
    this.run = this.#begin();
  }

  /** Stops it as a crash does, and starts another from what is stored. */
  async restart(between: () => Promise<void>): Promise<void> {
    await this.stop();
    await between();
    this.reader = this.#make({ at: "trimHorizon" }, true);
    this.#stop = new AbortController();
    this.run = this.#begin();
  }

  async stop(): Promise<void> {
    this.#stop.abort(new Error("stopped"));
    await this.bench.settle(this.run);
  }

  get stored(): number {
    return this.sink.order.length;
  }

  get gaps() {
    return [...this.sink.checkpoints.values()].flatMap(({ gaps }) => gaps);
  }

  #begin(): Promise<unknown> {
    return this.reader.run(this.#stop.signal).catch((error: unknown) => error);
  }

  #make(start: StartPosition, restored = false): StreamReader {
    const { source, streamArn, clock } = this.bench;
    return new StreamReader({
      streamArn,
      source,
      clock,
      sink: this.sink,
      memory: this.sink,
      start,
      ...(restored ? { restored: [...this.sink.checkpoints.values()] } : {}),
    });
  }
}

/** The reader over a source: the same whatever the source is. */
export function readerSuite(name: string, makeBench: MakeBench): void {
  describe(`the reader over ${name}`, () => {
    const ends: (() => Promise<void>)[] = [];
    afterEach(async () => {
      for (const end of ends.splice(0).reverse()) await end();
    });

    async function begin(options: BenchOptions & { start: StartPosition }): Promise<Reading> {
      const bench = await makeBench(options);
      ends.push(() => bench.close());
      return read(bench, options.start);
    }

    function read(bench: SourceBench, start: StartPosition): Reading {
      const reading = new Reading(bench, start);
      ends.push(() => reading.stop());
      return reading;
    }

    async function write(bench: SourceBench, count: number): Promise<void> {
      for (let i = 0; i < count; i += 1) await bench.write(`key${(i * 7) % 11}`);
    }

    function openShards({ reader }: Reading): string[] {
      return reader
        .snapshot()
        .shards.filter(({ open }) => open)
        .map(({ shardId }) => shardId);
    }

    function written(bench: SourceBench): number {
      return [...bench.writes.values()].reduce((sum, count) => sum + count, 0);
    }

    /** Every record of every key once, in the order of its shard and of its key. */
    function expectAll({ sink, bench }: Reading): void {
      expect(sink.repeats).toBe(0);
      const counts = new Map<string, number>();
      const lastOf = new Map<string, string>();
      for (const { shardId, record } of sink.order) {
        const { SequenceNumber, Keys } = record.dynamodb;
        const key = Keys.pk && "S" in Keys.pk ? Keys.pk.S : "";
        counts.set(key, (counts.get(key) ?? 0) + 1);
        for (const line of [shardId, key]) {
          expect(compareSequenceNumbers(SequenceNumber, lastOf.get(line) ?? "0"), `order along ${line}`).toBe(1);
          lastOf.set(line, SequenceNumber);
        }
      }
      expect(Object.fromEntries(counts)).toEqual(Object.fromEntries(bench.writes));
    }

    test("takes every record once, in order, through rolls and splits on a bad day", async () => {
      const reading = await begin({ roots: 4, start: { at: "trimHorizon" } });
      const { bench } = reading;
      await bench.faults(BAD_DAY);
      for (let round = 0; round < 6; round += 1) {
        await write(bench, 25);
        await bench.until(() => openShards(reading).length > 0);
        const shardId = openShards(reading)[round % openShards(reading).length];
        // What the reader takes for open may be closed by now: then the source refuses, and the next round tries another.
        if (shardId) await bench.divide(shardId, round % 3 === 2 ? 2 : 1).catch(() => undefined);
      }
      await write(bench, 25);
      await bench.until(() => reading.stored >= written(bench));
      expectAll(reading);
      expect(reading.gaps).toEqual([]);
      expect(reading.reader.snapshot().shards.length).toBeGreaterThan(4);
    });

    test("pages through more shards than a listing's page holds", async () => {
      const bench = await makeBench({ roots: 1 });
      ends.push(() => bench.close());
      const never = new AbortController().signal;
      let { shards } = await bench.settle(bench.source.describeStream({ streamArn: bench.streamArn }, never));
      for (let i = 0; i < 120; i += 1) {
        const last = shards.at(-1);
        if (!last) break;
        await bench.divide(last.shardId, 1);
        ({ shards } = await bench.settle(
          bench.source.describeStream({ streamArn: bench.streamArn, childrenOf: last.shardId }, never),
        ));
      }
      await write(bench, 20);
      const reading = read(bench, { at: "trimHorizon" });
      await bench.until(() => reading.stored >= 20);
      expect(reading.reader.snapshot().shards).toHaveLength(121);
      expectAll(reading);
    });

    test("from latest on: nothing from before, everything after, a hidden child from its start", async () => {
      const bench = await makeBench({ roots: 1 });
      ends.push(() => bench.close());
      await write(bench, 10);
      const before = written(bench);
      const reading = read(bench, { at: "latest" });
      await bench.until(() => reading.reader.snapshot().state === "live");
      await bench.faults({ hideChildrenMs: 5_000 });
      const [shardId] = openShards(reading);
      await bench.divide(shardId ?? "", 1);
      await write(bench, 10);
      await bench.until(() => reading.stored >= written(bench) - before);
      expect(reading.stored).toBe(10);
      expect(reading.sink.repeats).toBe(0);
    });

    test("goes on from a token elsewhere, whatever rolled and split in between", async () => {
      const reading = await begin({ roots: 1, start: { at: "trimHorizon" } });
      const { bench } = reading;
      await write(bench, 20);
      await bench.until(() => reading.stored >= 20);
      const [shardId] = openShards(reading);
      const token = parseToken(serialiseToken(reading.reader.token()));
      await reading.restart(async () => {
        await bench.divide(shardId ?? "", 2);
        await write(bench, 20);
        reading.sink.checkpoints.clear();
        for (const shard of token.shards) reading.sink.checkpoints.set(shard.shardId, shard);
      });
      await bench.until(() => reading.stored >= 40);
      expectAll(reading);
    });

    test("goes on behind the last record after read points have expired", async () => {
      const reading = await begin({ roots: 1, start: { at: "trimHorizon" } });
      const { bench } = reading;
      await write(bench, 10);
      await bench.until(() => reading.stored >= 10);
      await bench.advance(16 * MINUTE);
      await write(bench, 10);
      await bench.until(() => reading.stored >= 20);
      expectAll(reading);
      expect(reading.gaps).toEqual([]);
    });

    test("tells of trimmed records by a gap with its bounds, and reads what is left", async () => {
      const reading = await begin({ roots: 1, start: { at: "trimHorizon" } });
      const { bench } = reading;
      await write(bench, 10);
      await bench.until(() => reading.stored >= 10);
      await reading.restart(async () => {
        await write(bench, 10);
        await bench.trim();
        await write(bench, 10);
      });
      await bench.until(() => reading.stored >= 20);
      const numbers = reading.sink.order.map(({ record }) => record.dynamodb.SequenceNumber);
      expect(reading.gaps).toMatchObject([{ reason: "trimmed", after: numbers[9], before: numbers[10] }]);
    });

    test("seeks to a time: all from then on, and a second seek costs no call", async () => {
      const bench = await makeBench({ roots: 1 });
      ends.push(() => bench.close());
      for (let hour = 0; hour < 8; hour += 1) {
        await write(bench, 30);
        await bench.advance(HOUR);
      }
      const reading = read(bench, { at: "latest" });
      await bench.until(() => reading.reader.snapshot().state === "live");
      const time = bench.clock.now() - 4.5 * HOUR;
      const seek = () => bench.settle(reading.reader.seek(time, { signal: new AbortController().signal }));
      const outcome = await seek();
      // A source may have rolled over by itself meanwhile: that child is read whole.
      expect(outcome.perShard[0]).toMatchObject({ outcome: "found" });
      await bench.until(() => reading.sink.order.filter(({ record }) => recordTime(record) >= time).length >= 120);
      expect((await seek()).calls).toBe(0);
      expect(reading.sink.repeats).toBe(0);
    });

    test("lands on records by their numbers, and reads nothing else", async () => {
      const bench = await makeBench({ roots: 1 });
      ends.push(() => bench.close());
      await write(bench, 30);
      const whole = read(bench, { at: "trimHorizon" });
      await bench.until(() => whole.stored >= 30);
      const numbers = whole.sink.order.map(({ record }) => record.dynamodb.SequenceNumber);
      const [shardId = ""] = openShards(whole);
      const reading = read(bench, { at: "latest" });
      await bench.until(() => reading.reader.snapshot().state === "live");
      const land = () =>
        bench.settle(
          reading.reader.land(
            { shardId, from: numbers[10] ?? "", to: numbers[14] ?? "" },
            new AbortController().signal,
          ),
        );
      expect(await land()).toMatchObject({ records: 5, complete: true, gaps: [] });
      expect(await land()).toMatchObject({ records: 0, calls: 0 });
      expect(reading.sink.order.map(({ record }) => record.dynamodb.SequenceNumber)).toEqual(numbers.slice(10, 15));
    });

    test("finishes with a stream that was disabled", async () => {
      const reading = await begin({ roots: 1, start: { at: "trimHorizon" } });
      const { bench } = reading;
      await write(bench, 10);
      await bench.disable();
      expect(await bench.settle(reading.run)).toBe("finished");
      expectAll(reading);
      expect(reading.gaps).toEqual([]);
    });
  });
}
