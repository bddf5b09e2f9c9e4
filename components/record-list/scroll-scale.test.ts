import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScrollScale } from "./scroll-scale";

const scale = fc.integer({ min: 0, max: 3_000_000_000 }).map((range) => new ScrollScale(range));

describe("the scale of a scroll position", () => {
  it("is none while the browser takes the list as it is", () => {
    const small = new ScrollScale(5_000_000);
    expect([small.scaled, small.most, small.toView(1234), small.toScroll(1234)]).toEqual([
      false,
      5_000_000,
      1234,
      1234,
    ]);
  });

  it("stays within what every browser draws", () => {
    fc.assert(fc.property(scale, ({ most }) => most <= 16_000_000));
  });

  it("takes every place of the list to a scroll position and back, in order, end to end", () => {
    fc.assert(
      fc.property(
        scale,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (s, a, b) => {
          const view = a * s.range;
          expect(s.toView(s.toScroll(view))).toBeCloseTo(view, 0);
          if (a < b) expect(s.toScroll(view)).toBeLessThanOrEqual(s.toScroll(b * s.range));
          expect([s.toScroll(0), s.toScroll(s.range), s.toView(0), s.toView(s.most)]).toEqual([0, s.most, 0, s.range]);
        },
      ),
    );
  });

  it("moves row by row at the ends", () => {
    const big = new ScrollScale(100_000_000);
    expect(big.toView(28) - big.toView(0)).toBe(28);
    expect(big.toView(big.most) - big.toView(big.most - 28)).toBe(28);
  });
});
