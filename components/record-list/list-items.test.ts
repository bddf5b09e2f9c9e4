import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { GapInfo, RecordRow, ShardInfo } from "@/lib/api/contract";
import { ListItems, placeGaps } from "./list-items";

const placeOf = (minute: number) => String(minute).padStart(6, "0");
const row = (cursor: number, minute: number): RecordRow => ({
  cursor,
  place: placeOf(minute),
  shardId: "s",
  sequenceNumber: String(cursor),
  time: `2026-11-20T07:${String(minute).padStart(2, "0")}:00.000Z`,
  eventName: "INSERT",
  keyText: "k",
  change: { kind: "new", attributes: 1 },
  size: 1,
  ttl: false,
});
const gap = (minute: number | undefined): GapInfo => ({
  shardId: "s",
  reason: "trimmed",
  noticedAt: "2026-11-20T08:00:00.000Z",
  ...(minute === undefined ? {} : { place: placeOf(minute) }),
});
const shards = (...minutes: (number | undefined)[]): ShardInfo[] => [
  {
    shardId: "s",
    state: "reading",
    open: true,
    startingSequenceNumber: "1",
    records: 0,
    position: {},
    coverage: [],
    gaps: minutes.map(gap),
  },
];
const whole = { atOldest: true, atHead: true };

describe("placeGaps", () => {
  const rows = [row(1, 10), row(2, 20), row(3, 30)];

  it("puts a gap before the first record that was read after it", () => {
    expect(placeGaps(rows, shards(20, 15, 5, 40), whole).map(({ before, gaps }) => [before, gaps.length])).toEqual([
      [0, 1],
      [1, 2],
      [3, 1],
    ]);
  });

  it("leaves out what has no time, and what lies beyond the window", () => {
    expect(placeGaps(rows, shards(undefined), whole)).toEqual([]);
    expect(placeGaps(rows, shards(5, 40), { atOldest: false, atHead: false })).toEqual([]);
  });
});

describe("ListItems", () => {
  it("finds each row at its line, with each gap right before its row, in either direction", () => {
    fc.assert(
      fc.property(fc.nat(20), fc.uniqueArray(fc.nat(20)), fc.boolean(), (count, before, newestFirst) => {
        const rows = Array.from({ length: count }, (_, index) => row(index + 1, index));
        const gaps = before
          .filter((index) => index <= count)
          .sort((a, b) => a - b)
          .map((index) => ({ before: index, gaps: [gap(index)] }));
        const items = new ListItems(rows, gaps, newestFirst);
        const lines = Array.from({ length: items.length }, (_, line) => items.at(line));
        expect(items.at(-1)).toBeUndefined();
        expect(items.at(items.length)).toBeUndefined();
        rows.forEach((each, index) => {
          expect(items.at(items.lineOf(index))).toEqual({ kind: "row", row: each, index });
        });
        const forward = newestFirst ? lines.toReversed() : lines;
        const expected = rows.flatMap((_, index) => [
          ...gaps.filter((g) => g.before === index).map(() => "gap"),
          "row",
        ]);
        const trailing = gaps.filter((g) => g.before === count).map(() => "gap");
        expect(forward.map((item) => item?.kind)).toEqual([...expected, ...trailing]);
      }),
    );
  });
});
