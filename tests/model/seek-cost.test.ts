import { expect, test } from "vitest";
import { Harness, HOUR, NOON } from "./harness";
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
    { time: shard.createdAt, set: (n: bigint) => Object.assign(shard, { start: n }) },
    ...shard.records.map((record) => ({ time: record.time, set: (n: bigint) => Object.assign(record, { number: n }) })),
    ...(shard.end === undefined
      ? []
      : [{ time: shard.createdAt + lifetime - 5_000, set: (n: bigint) => Object.assign(shard, { end: n }) }]),
  ]);
  marks.sort((a, b) => a.time - b.time);
  for (const mark of marks) mark.set(stream.nextNumber(BigInt(1 + Math.floor(random() * 2000))));
}

test("a cold seek over a million records reads a hundredth of the pages of a scan, a warm one none", async () => {
  const harness = new Harness({ roots: LINEAGES, now: NOON - DAY, start: { at: "latest" } });
  writeDay(harness.stream, NOON - DAY, harness.clock.random);
  await harness.clock.advance(DAY);
  harness.begin();
  await harness.clock.advance(5_000);
  const shards = [...harness.stream.shards.values()];
  const scan = shards.reduce((pages, shard) => pages + Math.ceil((shard.records.length + 1) / 1000), 0);
  const time = NOON - 12.5 * HOUR;
  const before = { ...harness.source.calls };
  const outcome = await harness.seek(time);
  // Polls of the live shards, and what is filled in behind the place once it is found, are no part of the seek.
  const pages = outcome.calls - (harness.source.calls.openShard - before.openShard);
  console.log(`scan: ${scan} pages; cold seek: ${pages} pages, ${outcome.calls} calls of all kinds`);
  expect(pages).toBeLessThanOrEqual(scan / 100);

  const found = outcome.perShard.filter((shard) => shard.outcome === "found");
  expect(found).toHaveLength(LINEAGES);
  for (const { shardId, sequenceNumber } of found) {
    const first = harness.stream.shards
      .get(shardId)
      ?.records.find((record) => Math.floor(record.time / 1000) * 1000 >= time);
    expect(BigInt(sequenceNumber ?? 0)).toBe(first?.number);
  }
  const wanted = harness.stream.log.filter((record) => record.time >= time);
  await harness.clock.until(() => harness.sink.order.length >= wanted.length, HOUR);
  expect((await harness.seek(time + HOUR)).calls).toBe(0);
  expect(harness.sink.repeats).toBe(0);
  await harness.crash();
}, 120_000);
