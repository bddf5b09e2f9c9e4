import { describe, expect, test } from "vitest";
import { Harness, HOUR, MINUTE } from "./harness";
import { type ModelShard, numberText } from "./reference-stream";

/** A shard that ended an hour ago and its child, which is read from now on; neither has been asked for what it holds. */
async function prepare(): Promise<{ harness: Harness; closed: ModelShard; open: ModelShard }> {
  const harness = new Harness({ start: { at: "latest" } });
  const write = async () => {
    for (let i = 0; i < 50; i += 1) {
      harness.stream.write(`key${i % 7}`, harness.clock.now());
      await harness.clock.advance(MINUTE);
    }
  };
  const [closed] = harness.stream.open;
  await write();
  if (closed) harness.stream.divide(closed, 1, harness.clock.now());
  const [open] = harness.stream.open;
  await write();
  if (!closed || !open) throw new Error("There is no shard.");
  harness.begin();
  await harness.clock.advance(10_000);
  return { harness, closed, open };
}

function numbers(shard: ModelShard, from: number, to: number): string[] {
  return shard.records.slice(from, to + 1).map(({ number }) => numberText(number));
}

function rangeOf(shard: ModelShard, first: number, last: number) {
  const all = numbers(shard, first, last);
  return { shardId: shard.shardId, from: all[0] ?? "", to: all.at(-1) ?? "" };
}

async function land(harness: Harness, range: { shardId: string; from: string; to: string }) {
  const { reader } = harness;
  if (!reader) throw new Error("The reader does not run.");
  let done = false;
  const end = () => {
    done = true;
  };
  const landing = reader.land(range, new AbortController().signal);
  landing.then(end, end);
  await harness.clock.until(() => done);
  return landing;
}

describe("landing on records by their numbers", () => {
  test("in a shard that nobody asked for: those records, and a second time no call", async () => {
    const { harness, closed } = await prepare();
    const range = rangeOf(closed, 20, 29);
    expect(await land(harness, range)).toEqual({ calls: 2, records: 10, complete: true, gaps: [] });
    expect(harness.stored(closed.shardId)).toEqual(numbers(closed, 20, 29));
    expect(await land(harness, range)).toEqual({ calls: 0, records: 0, complete: true, gaps: [] });
    await harness.clock.advance(HOUR);
    expect(harness.sink.order).toHaveLength(10);
    expect(harness.reader?.snapshot()).toMatchObject({ state: "live" });
    await harness.crash();
  });

  test("before the live head: those records, also after a restart, and the head goes on", async () => {
    const { harness, open } = await prepare();
    await land(harness, rangeOf(open, 5, 9));
    const write = async () => {
      for (let i = 0; i < 5; i += 1) harness.stream.write("key1", harness.clock.now());
      await harness.clock.advance(MINUTE);
    };
    await write();
    await harness.crash();
    harness.begin();
    await write();
    await harness.clock.advance(HOUR);
    expect(harness.stored(open.shardId)).toEqual([...numbers(open, 5, 9), ...numbers(open, 50, 59)]);
    await harness.crash();
  });

  test("page by page, two ranges that overlap: each record once", async () => {
    const { harness, closed } = await prepare();
    harness.source.faults.pageSize = 3;
    await land(harness, rangeOf(closed, 10, 19));
    expect(await land(harness, rangeOf(closed, 5, 24))).toMatchObject({ records: 10, complete: true });
    expect(harness.stored(closed.shardId).sort()).toEqual(numbers(closed, 5, 24));
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("then a seek to before it: everything behind, what stood alone included, each record once", async () => {
    const { harness, closed, open } = await prepare();
    await land(harness, rangeOf(closed, 30, 34));
    await land(harness, rangeOf(open, 10, 14));
    const first = closed.records[20];
    await harness.seek(Math.ceil((first?.time ?? 0) / 1000) * 1000);
    await harness.clock.advance(HOUR);
    expect(harness.missing([...closed.records.slice(21), ...open.records])).toEqual([]);
    expect(harness.sink.repeats).toBe(0);
    const { shards } = harness.reader?.snapshot() ?? {};
    expect(shards?.map(({ state }) => state)).toEqual(["finished", "caughtUp"]);
    await harness.crash();
  });

  test("ahead of a head that is still far behind: they come first, the rest follows, each record once", async () => {
    const harness = new Harness();
    for (let i = 0; i < 200; i += 1) harness.stream.write(`key${i % 7}`, harness.clock.now());
    harness.source.faults.pageSize = 1;
    harness.source.faults.latency = 100;
    harness.begin();
    await harness.clock.advance(1_000);
    const [shard] = harness.stream.open;
    if (!shard) throw new Error("There is no shard.");
    await land(harness, rangeOf(shard, 150, 151));
    expect(harness.sink.order.length).toBeLessThan(100);
    expect(harness.missing(shard.records.slice(150, 152))).toEqual([]);
    await harness.drained();
    expect(harness.sink.repeats).toBe(0);
    await harness.crash();
  });

  test("partly trimmed: what is left, and a gap with its bounds", async () => {
    const { harness, closed } = await prepare();
    harness.stream.trim(closed, 25);
    const outcome = await land(harness, rangeOf(closed, 20, 29));
    const [before, first] = [numbers(closed, 20, 20)[0] ?? "0", numbers(closed, 25, 25)[0]];
    const after = (BigInt(before) - 1n).toString().padStart(before.length, "0");
    expect(outcome).toMatchObject({ records: 5, complete: false, gaps: [{ reason: "trimmed", after, before: first }] });
    expect(harness.stored(closed.shardId)).toEqual(numbers(closed, 25, 29));
    expect(await land(harness, rangeOf(closed, 20, 29))).toMatchObject({ calls: 0 });
    await harness.crash();
  });

  test("trimmed around what was captured before: a gap on either side of it", async () => {
    const { harness, closed } = await prepare();
    await land(harness, rangeOf(closed, 22, 24));
    harness.stream.trim(closed, 40);
    expect(await land(harness, rangeOf(closed, 20, 29))).toMatchObject({
      records: 0,
      complete: false,
      gaps: [
        { reason: "trimmed", before: numbers(closed, 22, 22)[0] },
        { reason: "trimmed", after: numbers(closed, 24, 24)[0] },
      ],
    });
    await harness.crash();
  });

  test("trimmed, and what another read took before the trim is stored meanwhile: no gap over it", async () => {
    const harness = new Harness();
    for (let i = 0; i < 40; i += 1) harness.stream.write(`key${i % 7}`, harness.clock.now());
    const [shard] = harness.stream.open;
    if (!shard) throw new Error("There is no shard.");
    harness.begin();
    await harness.clock.until(() => harness.sink.checkpoints.size > 0);
    harness.sink.refuse = new Error("disk full");
    await harness.clock.advance(3_000);
    harness.stream.trim(shard, 30);
    const landing = harness.reader?.land(rangeOf(shard, 20, 35), new AbortController().signal);
    await harness.clock.advance(1_000);
    harness.sink.refuse = undefined;
    await harness.clock.advance(10_000);
    expect(await landing).toMatchObject({ complete: true, gaps: [] });
    expect(harness.stored(shard.shardId)).toEqual(numbers(shard, 0, 39));
    expect(harness.gaps).toEqual([]);
    await harness.crash();
  });

  test("before a live head that is trimmed then: its gap begins behind what was landed on", async () => {
    const { harness, open } = await prepare();
    await land(harness, rangeOf(open, 5, 9));
    for (let i = 0; i < 20; i += 1) harness.stream.write("key1", harness.clock.now());
    harness.stream.trim(open, 60);
    await harness.clock.advance(MINUTE);
    expect(harness.gaps).toMatchObject([
      { reason: "lostStart", after: numbers(open, 9, 9)[0], before: numbers(open, 60, 60)[0] },
    ]);
    expect(harness.stored(open.shardId)).toEqual([...numbers(open, 5, 9), ...numbers(open, 60, 69)]);
    await harness.crash();
  });

  test("trimmed altogether: a gap and no record", async () => {
    const { harness, closed } = await prepare();
    harness.stream.trim(closed, 40);
    expect(await land(harness, rangeOf(closed, 20, 29))).toMatchObject({
      records: 0,
      complete: false,
      gaps: [{ reason: "trimmed" }],
    });
    expect(harness.sink.order).toEqual([]);
    await harness.crash();
  });

  test("through refusals: throttled, failing and empty answers are tried again", async () => {
    const { harness, closed } = await prepare();
    Object.assign(harness.source.faults, { throttle: 0.3, serverError: 0.2, emptyPage: 0.3, pageSize: 2 });
    expect(await land(harness, rangeOf(closed, 0, 49))).toMatchObject({ records: 50, complete: true });
    await harness.crash();
  });

  test("what names nothing is told: another shard's numbers, an unknown shard, a range that is none", async () => {
    const { harness, closed, open } = await prepare();
    const range = rangeOf(closed, 1, 2);
    await expect(land(harness, { ...range, shardId: open.shardId })).rejects.toMatchObject({ code: "positionInvalid" });
    await expect(land(harness, { ...range, shardId: "shardId-1" })).rejects.toMatchObject({ code: "shardNotFound" });
    await expect(land(harness, { ...range, from: range.to, to: range.from })).rejects.toMatchObject({
      code: "badRequest",
    });
    await harness.crash();
  });
});
