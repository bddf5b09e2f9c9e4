import { expect, test } from "vitest";
import { Harness, HOUR, MINUTE, NOON } from "./harness";
import type { ReferenceStream } from "./reference-stream";

const LINEAGES = 8;
const ROLLOVERS = 6;
const RECORDS = 1_000_000;
const DAY = 24 * HOUR;

/** A day of records, evenly over time but for the dice, in lineages that roll over every 24/7 hours. */
function writeDay(stream: ReferenceStream, began: number, random: () => number): void {
  const lifetime = Math.floor(DAY / (ROLLOVERS + 1));
  const perShard = Math.round(RECORDS / LINEAGES / (ROLLOVERS + 1));
  for (let life = 0; life <= ROLLOVERS; life += 1) {
    const born = began + life * lifetime;
    // Lineages do not roll over at the same moment.
    if (life > 0) for (const [i, shard] of stream.open.entries()) stream.divide(shard, 1, born + i * 1000);
    for (const shard of stream.open) {
      const times = Array.from({ length: perShard }, () => born + 10_000 + random() * (lifetime - 20_000)).sort(
        (a, b) => a - b,
      );
      for (const time of times) {
        const record = { shardId: shard.shardId, number: 0n, key: "k", time };
        shard.records.push(record);
        stream.log.push(record);
      }
    }
  }
  // Numbers grow with time over all shards, in uneven steps.
  const marks = [...stream.shards.values()].flatMap((shard) => [
    { time: shard.createdAt, set: (n: bigint) => (shard.start = n) },
    ...shard.records.map((record) => ({ time: record.time, set: (n: bigint) => (record.number = n) })),
    ...(shard.end === undefined
      ? []
      : [{ time: shard.createdAt + lifetime - 5_000, set: (n: bigint) => (shard.end = n) }]),
  ]);
  marks.sort((a, b) => a.time - b.time);
  for (const mark of marks) mark.set(stream.nextNumber(BigInt(1 + Math.floor(random() * 2000))));
}

test("a cold seek over a million records takes a hundredth of the calls of a scan, a warm one none", async () => {
  const harness = new Harness({ roots: LINEAGES, now: NOON - DAY, start: { at: "latest" } });
  writeDay(harness.stream, NOON - DAY, harness.clock.random);
  await harness.clock.advance(DAY);
  harness.begin();
  await harness.clock.advance(5_000);
  const scan = [...harness.stream.shards.values()].reduce(
    (sum, shard) => sum + Math.ceil((shard.records.length + 1) / 1000),
    0,
  );
  const figures: Record<string, number> = { scan };
  for (const hours of [12.5]) {
    const time = NOON - hours * HOUR;
    const before = { ...harness.source.calls };
    const outcome = await harness.seek(time);
    figures[`-${hours}h calls`] = outcome.calls;
    figures[`-${hours}h readPage, with the live polls meanwhile`] = harness.source.calls.readPage - before.readPage;
    expect(outcome.perShard.filter((shard) => shard.outcome === "found")).toHaveLength(LINEAGES);
    for (const shard of harness.stream.shards.values()) {
      const first = shard.records.find((record) => Math.floor(record.time / 1000) * 1000 >= time);
      const found = outcome.perShard.find(({ shardId, outcome }) => shardId === shard.shardId && outcome === "found");
      if (found?.sequenceNumber) expect(BigInt(found.sequenceNumber)).toBe(first?.number);
    }
    const warm = await harness.seek(time + 10 * MINUTE);
    expect(warm.calls).toBeLessThanOrEqual(LINEAGES);
  }
  console.log(JSON.stringify(figures));
  await harness.crash();
}, 120_000);
