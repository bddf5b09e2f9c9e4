import { describe, expect, test } from "vitest";
import { Harness, HOUR, MINUTE } from "./harness";
import { type ModelShard, numberText } from "./reference-stream";

/** Where reading stands, starts and goes on: read points, tokens, seeks. */

function only(harness: Harness): ModelShard {
  const [shard] = harness.stream.open;
  if (!shard) throw new Error("There is no open shard.");
  return shard;
}

function write(harness: Harness, count: number): void {
  for (let i = 0; i < count; i += 1) harness.stream.write(`key${i % 5}`, harness.clock.now());
}

describe("a stream with little in it", () => {
  test("without a record it is live, and without a shard too", async () => {
    for (const roots of [1, 0]) {
      const harness = new Harness({ roots });
      harness.begin();
      await harness.clock.advance(MINUTE);
      expect(harness.reader?.snapshot().state).toBe("live");
      harness.stream.addShard(undefined, harness.clock.now(), harness.clock.now());
      write(harness, 3);
      await harness.drained();
      await harness.crash();
    }
  });
});

describe("read points", () => {
  test("an idle shard's is kept alive for a day: opened once, and the next record is taken (rule 10)", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    harness.begin();
    await harness.clock.advance(20 * HOUR);
    write(harness, 3);
    await harness.drained(MINUTE);
    expect(harness.source.opened).toHaveLength(1);
    await harness.crash();
  });

  test("one that expired before the first record of a start at the trim horizon: begun anew, nothing repeated", async () => {
    const harness = new Harness();
    harness.begin();
    await harness.clock.advance(MINUTE);
    harness.source.faults.expire = 1;
    await harness.clock.advance(5_000);
    harness.source.faults.expire = 0;
    write(harness, 10);
    await harness.drained(MINUTE);
    expect(harness.sink.repeats).toBe(0);
    expect(harness.gaps).toEqual([]);
    expect(harness.reader?.snapshot().shards[0]?.approximateStart).toBeUndefined();
    await harness.crash();
  });

  test("while a page waits for the store, no more than the next one is read", async () => {
    const harness = new Harness();
    write(harness, 100);
    harness.stream.divide(only(harness), 1, harness.clock.now());
    harness.source.faults.pageSize = 5;
    harness.sink.refuse = new Error("disk full");
    harness.begin();
    // The listing cannot be stored either, so nothing is read before there was room once.
    await harness.clock.advance(MINUTE);
    harness.sink.refuse = undefined;
    await harness.clock.until(() => harness.sink.order.length > 0);
    harness.sink.refuse = new Error("disk full");
    const { readPage } = harness.source.calls;
    const stored = harness.sink.order.length;
    await harness.clock.advance(10 * MINUTE);
    expect(harness.source.calls.readPage - readPage).toBeLessThanOrEqual(2);
    expect(harness.sink.order).toHaveLength(stored);
    harness.sink.refuse = undefined;
    await harness.drained();
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("the next page is read while the one before is stored: a backlog costs the longer of the two, not both", async () => {
    const harness = new Harness();
    write(harness, 100);
    harness.stream.divide(only(harness), 1, harness.clock.now());
    Object.assign(harness.source.faults, { pageSize: 1, latency: 100 });
    const deliver = harness.sink.deliver.bind(harness.sink);
    harness.sink.deliver = async (delivery) => {
      await harness.clock.sleep(100);
      await deliver(delivery);
    };
    harness.begin();
    await harness.clock.until(() => harness.sink.order.length > 0);
    const began = harness.clock.now();
    await harness.clock.until(() => harness.sink.order.length === 100);
    expect(harness.clock.now() - began).toBeLessThan(99 * 120);
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("a shard that is read to its end is never asked again", async () => {
    const harness = new Harness();
    write(harness, 10);
    const parent = only(harness);
    harness.stream.divide(parent, 2, harness.clock.now());
    harness.begin();
    await harness.clock.advance(MINUTE);
    harness.source.opened.length = 0;
    await harness.clock.advance(HOUR);
    await harness.crash();
    harness.begin();
    await harness.clock.advance(HOUR);
    expect(harness.source.opened.map(({ shardId }) => shardId)).not.toContain(parent.shardId);
    await harness.crash();
  });
});

describe("tokens", () => {
  test("hold a shard that ended for as long as its last records are not stored", async () => {
    const harness = new Harness();
    write(harness, 10);
    harness.begin();
    await harness.drained();
    harness.sink.refuse = new Error("disk full");
    write(harness, 10);
    const shard = only(harness);
    harness.stream.divide(shard, 1, harness.clock.now());
    await harness.clock.advance(MINUTE);
    const kept = harness.reader?.token().shards.find(({ shardId }) => shardId === shard.shardId);
    expect(kept).toMatchObject({
      finished: false,
      position: { at: "afterSequence", sequenceNumber: numberText(shard.records[9]?.number ?? 0n) },
    });
    await harness.crash();
    harness.sink.refuse = undefined;
    harness.begin(kept ? [kept] : []);
    await harness.drained();
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("forget a finished shard two days after it was listed last, and not before (rule 13)", async () => {
    const harness = new Harness();
    write(harness, 10);
    const shard = only(harness);
    harness.stream.divide(shard, 1, harness.clock.now());
    harness.begin();
    await harness.drained();
    const knows = () => harness.reader?.token().shards.some(({ shardId }) => shardId === shard.shardId);
    await harness.clock.advance(3 * MINUTE);
    shard.gone = true;
    await harness.clock.advance(47 * HOUR);
    expect(knows()).toBe(true);
    await harness.clock.advance(2 * HOUR);
    expect(knows()).toBe(false);
    await harness.crash();
  });

  test("older than all that is left: each shard of it is a gap, and what there is now is read", async () => {
    const harness = new Harness();
    write(harness, 10);
    harness.begin();
    await harness.drained();
    const token = harness.reader?.token();
    await harness.crash();
    write(harness, 10);
    const lost = only(harness);
    harness.stream.divide(lost, 1, harness.clock.now());
    const middle = only(harness);
    write(harness, 10);
    harness.stream.divide(middle, 1, harness.clock.now());
    for (const shard of [lost, middle]) harness.stream.trim(shard, 100);
    await harness.clock.advance(30 * HOUR);
    write(harness, 10);
    harness.begin(token?.shards);
    await harness.clock.until(() => harness.stored(only(harness).shardId).length === 10 && harness.gaps.length > 0);
    expect(harness.gaps).toMatchObject([
      {
        shardId: lost.shardId,
        reason: "shardVanished",
        after: numberText(lost.records[9]?.number ?? 0n),
      },
    ]);
    await harness.crash();
  });
});

describe("seeks", () => {
  test("to the future are the live edge, at no call", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    write(harness, 10);
    harness.begin();
    await harness.clock.advance(MINUTE);
    const outcome = await harness.seek(harness.clock.now() + HOUR);
    expect(outcome).toMatchObject({ calls: 0, clipped: false, perShard: [{ outcome: "covered" }] });
    await harness.crash();
  });

  test("to before what a stream keeps are clipped, and say so", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    write(harness, 10);
    harness.begin();
    await harness.clock.advance(MINUTE);
    const outcome = await harness.seek(harness.clock.now() - 30 * HOUR);
    expect(outcome.clipped).toBe(true);
    expect(harness.clock.now() - outcome.time).toBeLessThan(25 * HOUR);
    await harness.drained();
    await harness.crash();
  });

  test("to after the last record, in a shard that ended and in one that goes on, end without one", async () => {
    const harness = new Harness({ roots: 2, start: { at: "latest" } });
    write(harness, 40);
    await harness.clock.advance(2 * HOUR);
    harness.stream.disable();
    const open = harness.stream.addShard(undefined, harness.clock.now(), harness.clock.now());
    await harness.clock.advance(MINUTE);
    harness.begin();
    await harness.clock.advance(10_000);
    const outcome = await harness.seek(harness.clock.now() - HOUR);
    const found = new Map(outcome.perShard.map((shard) => [shard.shardId, shard.outcome]));
    expect(found.get(open.shardId)).not.toBe("failed");
    expect([...found.values()]).not.toContain("found");
    await harness.crash();
  });

  test("land on the first record at the time, a second before it and a second after", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    for (let i = 0; i < 300; i += 1) {
      write(harness, 1);
      await harness.clock.advance(MINUTE);
    }
    harness.source.faults.pageSize = 20;
    harness.begin();
    await harness.clock.advance(10_000);
    const { records, shardId } = only(harness);
    for (const [index, offset] of [
      [200, 0],
      [150, -1_000],
      [100, 1_000],
    ] as const) {
      const time = Math.floor((records[index]?.time ?? 0) / 1000) * 1000 + offset;
      await harness.seek(time);
      const wanted = records.filter((record) => Math.floor(record.time / 1000) * 1000 >= time);
      expect(harness.missing(wanted.slice(0, 1))).toEqual([]);
      await harness.clock.until(() => harness.missing(wanted).length === 0);
      expect(harness.stored(shardId).length).toBeLessThan(wanted.length + 60);
    }
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("when cancelled stop at once, and the next one goes through", async () => {
    const harness = new Harness({ start: { at: "latest" } });
    write(harness, 100);
    await harness.clock.advance(2 * HOUR);
    write(harness, 100);
    await harness.clock.advance(MINUTE);
    harness.begin();
    await harness.clock.advance(10_000);
    harness.source.faults.latency = 5_000;
    const stop = new AbortController();
    const seeking = harness.reader?.seek(harness.clock.now() - HOUR, { signal: stop.signal });
    await harness.clock.advance(1_000);
    stop.abort(new Error("enough"));
    await expect(seeking).rejects.toThrow("enough");
    harness.source.faults.latency = 1;
    await harness.seek(harness.clock.now() - HOUR);
    await harness.clock.until(() => harness.missing(harness.stream.log.slice(100)).length === 0);
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });
});
