import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketAt, bucketsFor, countsIn, roundStep, ticks, timeToX, xToTime } from "./scale";

const at = (clock: string) => Date.parse(`2026-11-20T${clock}Z`);
const spans = fc
  .tuple(fc.integer({ min: 0, max: 2e12 }), fc.integer({ min: 1000, max: 40 * 86_400_000 }))
  .map(([from, length]) => ({ from, to: from + length }));

describe("times and pixels", () => {
  test("a time and its pixel lead to each other", () => {
    fc.assert(
      fc.property(
        spans,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 4000 }),
        (span, part, width) => {
          const time = span.from + part * (span.to - span.from);
          expect(xToTime(timeToX(time, span, width), span, width)).toBeCloseTo(time, -1);
        },
      ),
    );
  });

  test("a pixel outside is held inside", () => {
    const span = { from: 0, to: 1000 };
    expect(xToTime(-5, span, 100)).toBe(0);
    expect(xToTime(105, span, 100)).toBe(1000);
    expect(xToTime(5, span, 0)).toBe(1000);
  });
});

describe("ticks", () => {
  test("are round, and midnight is its date", () => {
    const hours = ticks({ from: at("22:10:00"), to: at("22:10:00") + 4 * 3_600_000 }, 400, "utc");
    expect(hours.map((tick) => tick.label)).toEqual(["23:00", "11-21", "01:00", "02:00"]);
    const seconds = ticks({ from: at("07:00:03"), to: at("07:00:33") }, 300, "utc");
    expect(seconds.map((tick) => tick.label)).toEqual(["07:00:10", "07:00:20", "07:00:30"]);
  });

  test("never crowd", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 3000 }), (span, width) => {
        const marks = ticks(span, width, "utc");
        expect(marks.length).toBeLessThanOrEqual(width / 72 + 1);
        for (const [i, mark] of marks.entries()) {
          expect(mark.time).toBeGreaterThanOrEqual(span.from);
          expect(mark.time).toBeLessThanOrEqual(span.to);
          const before = marks[i - 1];
          if (before) expect(timeToX(mark.time, span, width) - timeToX(before.time, span, width)).toBeGreaterThan(71.9);
        }
      }),
    );
  });
});

describe("buckets", () => {
  test("are of a round length, cover the span, and are no more than 600 and a block at each end", () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 0, max: 5000 }), (span, width) => {
        const { from, to, buckets } = bucketsFor(span, width);
        expect(from).toBeLessThanOrEqual(span.from);
        expect(to).toBeGreaterThanOrEqual(span.to);
        expect(Number.isInteger(buckets)).toBe(true);
        expect(roundStep((to - from) / buckets)).toBe((to - from) / buckets);
        expect(buckets).toBeLessThanOrEqual(616);
      }),
    );
  });

  test("the question stays the same while now moves on by a little", () => {
    const span = { from: at("07:00:00"), to: at("07:05:00") };
    const later = { from: at("07:00:01"), to: at("07:05:01") };
    expect(bucketsFor(later, 600)).toEqual(bucketsFor({ from: span.from + 500, to: span.to + 500 }, 600));
  });

  test("are found by time", () => {
    const data = { from: 10_000, bucketMs: 1000 };
    expect(bucketAt(data, [[2, 3, 4, 5]], 12_999)).toEqual({
      from: 12_000,
      to: 13_000,
      insert: 3,
      modify: 4,
      remove: 5,
    });
    expect(bucketAt(data, [[2, 3, 4, 5]], 13_000)).toEqual({
      from: 13_000,
      to: 14_000,
      insert: 0,
      modify: 0,
      remove: 0,
    });
  });

  test("are summed over a span", () => {
    const data = { from: 0, bucketMs: 1000 };
    const buckets: [number, number, number, number][] = [
      [0, 1, 0, 0],
      [1, 0, 2, 0],
      [2, 0, 0, 3],
    ];
    expect(countsIn(data, buckets, { from: 1000, to: 3000 })).toEqual({ insert: 0, modify: 2, remove: 3 });
    expect(countsIn(data, buckets, { from: 0, to: 1 })).toEqual({ insert: 1, modify: 0, remove: 0 });
  });
});
