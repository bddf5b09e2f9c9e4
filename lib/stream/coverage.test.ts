import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addCoverage,
  type CoverageRange,
  emptyRange,
  findHoles,
  firstMissing,
  isCovered,
  rangeFrom,
  sequenceAfter,
  sequenceBefore,
} from "./coverage";

const numbers = fc.integer({ min: 1, max: 60 });
const ranges = fc.array(
  fc.tuple(numbers, numbers).map(([a, b]) => ({ from: String(Math.min(a, b)), to: String(Math.max(a, b)) })),
  { maxLength: 12 },
);

function join(all: CoverageRange[]): CoverageRange[] {
  return all.reduce<CoverageRange[]>((coverage, range) => addCoverage(coverage, range), []);
}

describe("coverage", () => {
  test("holds exactly what was added, in ranges that ascend and do not touch, whatever the order", () => {
    fc.assert(
      fc.property(ranges, (added) => {
        const coverage = join(added);
        for (let n = 0; n <= 61; n += 1) {
          const inside = added.some((range) => Number(range.from) <= n && n <= Number(range.to));
          expect(isCovered(coverage, String(n))).toBe(inside);
        }
        for (let i = 1; i < coverage.length; i += 1) {
          expect(Number(coverage[i]?.from)).toBeGreaterThan(Number(coverage[i - 1]?.to) + 1);
        }
        expect(join([...added].reverse())).toEqual(coverage);
      }),
    );
  });

  test("holes are what lies between, but for what is known to be gone", () => {
    const coverage = join([
      { from: "1", to: "5" },
      { from: "9", to: "12" },
      { from: "20", to: "30" },
    ]);
    expect(findHoles(coverage, [])).toEqual([
      { after: "5", before: "9" },
      { after: "12", before: "20" },
    ]);
    const gap = { shardId: "s", reason: "trimmed" as const, after: "5", before: "9", noticedAt: 0 };
    expect(findHoles(coverage, [gap])).toEqual([{ after: "12", before: "20" }]);
  });

  test("a range that stands alone makes no hole, until one whose rest is wanted reaches it", () => {
    const alone: CoverageRange = { from: "5", to: "9", alone: true };
    expect(findHoles(join([alone, { from: "20", to: "30" }]), [])).toEqual([]);
    expect(join([alone, { from: "10", to: "12" }])).toEqual([{ from: "5", to: "12" }]);
    expect(join([alone, { from: "7", to: "9" }])).toEqual([{ from: "5", to: "9" }]);
    expect(join([{ from: "1", to: "4" }, alone])).toEqual([{ from: "1", to: "9", alone: true }]);
    expect(join([alone, { from: "8", to: "11", alone: true }])).toEqual([{ from: "5", to: "11", alone: true }]);
  });

  test("the first number that is missing is neither captured nor in a gap", () => {
    fc.assert(
      fc.property(ranges, ranges, numbers, numbers, (added, gone, a, b) => {
        const coverage = join(added);
        const gaps = gone.map(({ from, to }) => ({
          shardId: "s",
          reason: "trimmed" as const,
          after: sequenceBefore(from),
          before: sequenceAfter(to),
          noticedAt: 0,
        }));
        const within = (n: number) => [...added, ...gone].some(({ from, to }) => Number(from) <= n && n <= Number(to));
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        const expected = Array.from({ length: to - from + 1 }, (_, i) => from + i).find((n) => !within(n));
        expect(firstMissing(coverage, gaps, String(from), String(to))).toBe(expected?.toString());
      }),
    );
  });

  test("an empty range holds nothing, makes a hole, and goes into a range that reaches it", () => {
    const seeded = addCoverage([{ from: "20", to: "30" }], emptyRange("10"));
    expect(findHoles(seeded, [])).toEqual([{ after: "09", before: "20" }]);
    expect(isCovered(seeded, "10")).toBe(false);
    expect(addCoverage(seeded, { from: "10", to: "19" })).toEqual([{ from: "10", to: "30" }]);
  });

  test("times are those of the first and the last record, in the shard's order", () => {
    const one = addCoverage([{ from: "1", to: "5", fromTime: 10, toTime: 50 }], {
      from: "6",
      to: "9",
      fromTime: 49,
      toTime: 40,
    });
    expect(one).toEqual([{ from: "1", to: "9", fromTime: 10, toTime: 40 }]);
  });

  test("numbers keep their length, past the reach of a double", () => {
    expect(sequenceAfter("000000000000000000009")).toBe("000000000000000000010");
    expect(sequenceBefore("1000000000000000000000")).toBe("0999999999999999999999");
    expect(sequenceAfter("1234567890123456789012345678901234567899")).toBe("1234567890123456789012345678901234567900");
  });

  test("the range that a number leads into", () => {
    const coverage = [{ from: "5", to: "9" }];
    expect(rangeFrom(coverage, "4")).toBe(coverage[0]);
    expect(rangeFrom(coverage, "9")).toBe(coverage[0]);
    expect(rangeFrom(coverage, "3")).toBeUndefined();
    expect(rangeFrom(coverage, "10")).toBeUndefined();
  });
});
