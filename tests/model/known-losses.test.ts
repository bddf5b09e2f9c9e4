import { describe, expect, test } from "vitest";
import { Harness, HOUR, MINUTE } from "./harness";
import { type ModelShard, numberText } from "./reference-stream";

/** The losses that streams.md lists of other readers, a test each; and the rules of streams.md that have a face of their own. */

function only(shards: ModelShard[]): ModelShard {
  const [shard] = shards;
  if (!shard) throw new Error("There is no open shard.");
  return shard;
}

function write(harness: Harness, count: number): void {
  for (let i = 0; i < count; i += 1) harness.stream.write(`key${i % 5}`, harness.clock.now());
}

describe("known losses of other readers", () => {
  test("children started at LATEST: a capture at latest reads a child from its start", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    harness.begin();
    await harness.clock.advance(10_000);
    harness.stream.divide(only(harness.stream.open), 1, harness.clock.now(), 5_000);
    write(harness, 50);
    await harness.drained();
    expect(harness.source.opened.filter(({ position }) => position.at === "latest")).toHaveLength(1);
    await harness.crash();
  });

  test("DescribeStream not paged: shards on the last page are read", async () => {
    const harness = new Harness({ roots: 7 });
    harness.source.faults.shardsPerPage = 2;
    write(harness, 40);
    harness.begin();
    await harness.drained();
    expect(harness.reader?.snapshot().shards).toHaveLength(7);
    await harness.crash();
  });

  test("records of the last answer dropped: an answer without a next read point is stored", async () => {
    const harness = new Harness();
    write(harness, 20);
    const shard = only(harness.stream.open);
    harness.stream.divide(shard, 1, harness.clock.now());
    harness.begin();
    await harness.drained();
    expect(harness.stored(shard.shardId)).toHaveLength(20);
    await harness.crash();
  });

  test("a child not yet listed at the single look-up is found however late", async () => {
    const harness = new Harness();
    harness.begin();
    await harness.clock.advance(1_000);
    harness.stream.divide(only(harness.stream.open), 2, harness.clock.now(), HOUR);
    write(harness, 30);
    await harness.clock.advance(HOUR + MINUTE);
    expect(harness.missing()).toEqual([]);
    await harness.crash();
  });

  test("a restored token that activates a child twice: it is opened once, and nothing is repeated", async () => {
    const harness = new Harness();
    write(harness, 10);
    harness.stream.divide(only(harness.stream.open), 1, harness.clock.now());
    write(harness, 10);
    harness.begin();
    await harness.drained();
    const token = harness.reader?.token();
    await harness.crash();
    harness.source.opened.length = 0;
    write(harness, 10);
    harness.begin(token?.shards);
    await harness.drained();
    await harness.clock.advance(MINUTE);
    expect(harness.source.opened.map(({ shardId }) => shardId)).toEqual([only(harness.stream.open).shardId]);
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("a dead read point retried for ever: after an hour away reading goes on behind the last record", async () => {
    const harness = new Harness();
    write(harness, 10);
    harness.begin();
    await harness.drained();
    harness.source.faults.refuse = "endpointUnreachable";
    await harness.clock.advance(HOUR);
    harness.source.faults.refuse = undefined;
    write(harness, 10);
    await harness.drained(MINUTE);
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("numbers compared as strings: a shorter number comes before a longer one", async () => {
    const harness = new Harness();
    const shard = only(harness.stream.open);
    // 21 digits, then 22: as text the second would come first.
    for (const number of [9n * 10n ** 20n, 10n ** 21n]) {
      const record = { shardId: shard.shardId, number, key: "k", time: harness.clock.now() };
      shard.records.push(record);
      harness.stream.log.push(record);
    }
    harness.source.faults.pageSize = 1;
    harness.begin();
    await harness.drained();
    expect(harness.stored(shard.shardId)).toEqual([numberText(9n * 10n ** 20n), numberText(10n ** 21n)]);
    await harness.crash();
  });

  test("a missing parent: a shard whose parent is no longer listed is read", async () => {
    const harness = new Harness();
    const parent = only(harness.stream.open);
    harness.stream.divide(parent, 1, harness.clock.now());
    parent.gone = true;
    write(harness, 10);
    harness.begin();
    await harness.drained();
    expect(harness.gaps).toEqual([]);
    await harness.crash();
  });
});

describe("rules of a correct reader", () => {
  test("a parent is drained before its child is opened (rule 2)", async () => {
    const harness = new Harness();
    write(harness, 30);
    harness.stream.divide(only(harness.stream.open), 2, harness.clock.now());
    write(harness, 30);
    harness.source.faults.pageSize = 1;
    harness.begin();
    await harness.clock.advance(20);
    expect(harness.source.opened).toHaveLength(1);
    expect(
      harness.reader
        ?.snapshot()
        .shards.map(({ state }) => state)
        .sort(),
    ).toEqual(["reading", "waiting", "waiting"]);
    await harness.drained();
    await harness.crash();
  });

  test("an empty page means nothing (rule 4)", async () => {
    const harness = new Harness();
    write(harness, 20);
    harness.source.faults.emptyPage = 1;
    harness.begin();
    await harness.clock.advance(5 * MINUTE);
    harness.source.faults.emptyPage = 0;
    await harness.drained();
    await harness.crash();
  });

  test("a LATEST lost before its first record goes on from its time, and says that its start is approximate (rule 9)", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    write(harness, 10);
    await harness.clock.advance(20 * MINUTE);
    const before = harness.stream.log.length;
    harness.begin();
    await harness.clock.advance(MINUTE);
    await harness.crash();
    write(harness, 10);
    await harness.clock.advance(HOUR);
    harness.begin();
    const wanted = harness.stream.log.slice(before);
    await harness.clock.until(() => harness.missing(wanted).length === 0, HOUR);
    expect(harness.reader?.snapshot().shards[0]?.approximateStart).toBe(true);
    await harness.crash();
  });

  test("trimmed records are one gap with its bounds (rule 15)", async () => {
    const harness = new Harness();
    write(harness, 10);
    harness.begin();
    await harness.drained();
    await harness.crash();
    write(harness, 10);
    const shard = only(harness.stream.open);
    harness.stream.trim(shard, 15);
    harness.begin();
    await harness.clock.advance(MINUTE);
    const numbers = shard.records.map(({ number }) => numberText(number));
    expect(harness.gaps).toMatchObject([{ reason: "trimmed", after: numbers[9], before: numbers[15] }]);
    await harness.crash();
  });

  test("a shard that vanished is a gap, and its children are read (rule 15)", async () => {
    const harness = new Harness();
    write(harness, 10);
    harness.begin();
    await harness.drained();
    await harness.crash();
    write(harness, 5);
    const shard = only(harness.stream.open);
    harness.stream.divide(shard, 1, harness.clock.now());
    write(harness, 5);
    harness.stream.trim(shard, 100);
    harness.begin();
    await harness.drained();
    expect(harness.gaps).toMatchObject([{ reason: "shardVanished", shardId: shard.shardId }]);
    expect(harness.stored(only(harness.stream.open).shardId)).toHaveLength(5);
    await harness.crash();
  });

  test("a store that refuses gets the same records again, and no position moves meanwhile (rule 13)", async () => {
    const harness = new Harness();
    harness.begin();
    await harness.clock.advance(1_000);
    harness.sink.refuse = new Error("disk full");
    write(harness, 10);
    await harness.clock.advance(MINUTE);
    expect(harness.reader?.snapshot().shards[0]?.state).toBe("failing");
    harness.sink.refuse = undefined;
    await harness.drained(MINUTE);
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("refused credentials pause the whole stream, with one call now and then, and nothing is lost", async () => {
    const harness = new Harness({ roots: 6 });
    harness.begin();
    await harness.clock.advance(10_000);
    harness.source.faults.refuse = "credentialsExpired";
    await harness.clock.advance(20_000);
    const calls = () => Object.values(harness.source.calls).reduce((a, b) => a + b, 0);
    const before = calls();
    write(harness, 20);
    await harness.clock.advance(2 * MINUTE);
    expect(calls() - before).toBeLessThan(15);
    expect(harness.reader?.snapshot()).toMatchObject({ state: "failing", error: { code: "credentialsExpired" } });
    harness.source.faults.refuse = undefined;
    await harness.drained(MINUTE);
    expect(harness.reader?.snapshot().error).toBeUndefined();
    await harness.crash();
  });

  test("a deleted stream is finished, and what was not read of it is a gap", async () => {
    const harness = new Harness();
    write(harness, 5);
    const run = harness.begin();
    await harness.drained();
    harness.stream.deleted = true;
    await harness.clock.advance(MINUTE);
    expect(await run).toBe("finished");
    expect(harness.reader?.snapshot()).toMatchObject({ state: "finished", streamGone: true });
    // It was caught up: at most what came in the last moment is missing.
    const [gap] = harness.gaps;
    expect(gap).toMatchObject({ reason: "shardVanished", after: numberText(harness.stream.log[4]?.number ?? 0n) });
    expect((gap?.toTime ?? 0) - (gap?.fromTime ?? 0)).toBeLessThan(MINUTE);
  });

  test("a stream that was disabled and read to its end misses nothing when it is deleted", async () => {
    const harness = new Harness({ roots: 2 });
    write(harness, 5);
    const run = harness.begin();
    await harness.drained();
    harness.stream.status = "DISABLED";
    await harness.clock.advance(MINUTE);
    harness.stream.deleted = true;
    await harness.clock.advance(MINUTE);
    expect(await run).toBe("finished");
    expect(harness.reader?.snapshot()).toMatchObject({ state: "finished", streamGone: true });
    expect(harness.gaps).toEqual([]);
  });

  test("an ended shard is shown as closed at once, whatever the listing says", async () => {
    const harness = new Harness();
    harness.begin();
    await harness.clock.advance(5_000);
    harness.stream.divide(only(harness.stream.open), 1, harness.clock.now(), HOUR);
    const listings = harness.source.calls.describeStream;
    await harness.clock.until(() => harness.reader?.snapshot().shards[0]?.open === false, 5_000);
    expect(harness.source.calls.describeStream - listings).toBeLessThanOrEqual(1);
    await harness.crash();
  });

  test("a stream that never was is an error", async () => {
    const harness = new Harness();
    harness.stream.deleted = true;
    const run = harness.begin();
    await harness.clock.advance(MINUTE);
    expect(await run).toMatchObject({ code: "streamNotFound" });
  });

  test("a sequence number is a start: that record first, and other lineages from now on", async () => {
    const shardId = only(new Harness().stream.open).shardId;
    const probe = new Harness();
    write(probe, 10);
    const number = probe.stream.log[6]?.number ?? 0n;
    const harness = new Harness({ start: { at: "sequence", shardId, sequenceNumber: numberText(number) } });
    write(harness, 10);
    harness.begin();
    await harness.clock.advance(5_000);
    expect(harness.stored(shardId)).toEqual(harness.stream.log.slice(6).map((record) => numberText(record.number)));
    await harness.crash();
  });
});

describe("a good neighbour", () => {
  test("an idle shard is asked less than once a second, a busy one four times", async () => {
    const harness = new Harness();
    harness.begin();
    await harness.clock.advance(2 * MINUTE);
    const idle = harness.source.calls.readPage;
    await harness.clock.advance(MINUTE);
    expect((harness.source.calls.readPage - idle) / 60).toBeLessThanOrEqual(1);
    const busy = harness.source.calls.readPage;
    for (let i = 0; i < 300; i += 1) {
      write(harness, 2);
      await harness.clock.advance(200);
    }
    expect((harness.source.calls.readPage - busy) / 60).toBeLessThanOrEqual(4.2);
    await harness.crash();
  });

  test("thousands of idle shards share 100 calls a second, and no more than 16 calls are under way", async () => {
    const harness = new Harness({ roots: 1_500 });
    harness.source.faults.latency = 5;
    harness.begin();
    await harness.clock.advance(2 * MINUTE);
    const before = harness.source.calls.readPage;
    await harness.clock.advance(MINUTE);
    expect((harness.source.calls.readPage - before) / 60).toBeLessThanOrEqual(110);
    expect(harness.source.mostAtOnce).toBeLessThanOrEqual(17);
    await harness.crash();
  });

  test("a thousand starts and stops leave nobody asleep", async () => {
    const harness = new Harness({ roots: 3 });
    for (let i = 0; i < 1_000; i += 1) {
      harness.begin();
      await harness.clock.advance(harness.clock.random() * 50);
      await harness.crash();
      expect(harness.clock.sleeping).toBe(0);
    }
  });
});
