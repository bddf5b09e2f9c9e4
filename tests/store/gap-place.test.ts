import fc from "fast-check";
import { expect, it } from "vitest";
import { placeGaps } from "@/components/record-list/list-items";
import type { ShardInfo } from "@/lib/api/contract";
import { createMemoryStore } from "@/lib/capture/memory-store";
import { systemClock } from "@/lib/clock";
import { presentGap, presentRow } from "@/lib/server/present";
import type { Gap } from "@/lib/stream/coverage";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { checkpoint, NEW_CAPTURE, record, sequence } from "./records";

const T = 1_700_000_000;
const shardId = (shard: number) => `shardId-0000000170000000000${shard}-a${shard}`;

/** The records of each shard: after so many whole seconds, and by so many numbers. Most share a second with others. */
const written = fc.array(
  fc.array(
    fc.record({ seconds: fc.constantFrom(0, 0, 0, 1, 2), numbers: fc.integer({ min: 1, max: 3 }), lost: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  ),
  { minLength: 1, maxLength: 4 },
);
/** Whose turn it is to be stored, and how many at once. */
const turns = fc.array(fc.record({ shard: fc.nat(3), records: fc.integer({ min: 1, max: 4 }) }), { maxLength: 12 });

it("a gap stands behind what its shard has before it and before what its shard has after it, in one second too", async () => {
  await fc.assert(
    fc.asyncProperty(written, turns, async (shards, order) => {
      const gaps: Gap[] = [];
      const kept = shards.map((records, shard) => {
        let number = 0;
        let time = T;
        let last: { number: number; time: number } | undefined;
        let missing = false;
        return records.flatMap(({ seconds, numbers, lost }) => {
          number += numbers;
          time += seconds;
          if (lost) {
            missing = true;
            return [];
          }
          if (missing) {
            gaps.push({
              shardId: shardId(shard),
              reason: "trimmed",
              ...(last && { after: sequence(last.number), fromTime: last.time * 1000 }),
              before: sequence(number),
              toTime: time * 1000,
              noticedAt: 0,
            });
            missing = false;
          }
          last = { number, time };
          return [record(number, time)];
        });
      });

      const store = createMemoryStore({ clock: systemClock });
      const { id } = await store.create(NEW_CAPTURE);
      await store.commit(id, {
        shardId: shardId(0),
        records: [],
        checkpoints: kept.map((_, shard) => checkpoint(shardId(shard), 1)),
      });
      const rest = kept.map((_, shard) => ({ shard, records: Number.POSITIVE_INFINITY }));
      for (const { shard, records } of [...order, ...rest]) {
        await store.commit(id, {
          shardId: shardId(shard),
          records: kept[shard]?.splice(0, records) ?? [],
          checkpoints: [],
        });
      }
      const rows = (await store.records(id, { by: "list", order: "asc", limit: 1000 })).rows.map(presentRow);

      const shown = placeGaps(rows, [{ ...SHARD, gaps: gaps.map(presentGap) }], { atOldest: true, atHead: true });
      expect(shown.flatMap((item) => item.gaps)).toHaveLength(rows.length === 0 ? 0 : gaps.length);
      for (const { before, gaps } of shown) {
        for (const gap of gaps) {
          rows.forEach((row, index) => {
            if (row.shardId !== gap.shardId || gap.before === undefined) return;
            const beyond = compareSequenceNumbers(row.sequenceNumber, gap.before) >= 0;
            expect(index >= before, `row ${index}, gap before ${before}`).toBe(beyond);
          });
        }
      }
    }),
    { numRuns: 300 },
  );
});

const SHARD: Omit<ShardInfo, "gaps"> = {
  shardId: shardId(0),
  state: "reading",
  open: true,
  startingSequenceNumber: "1",
  records: 0,
  position: {},
  coverage: [],
};
