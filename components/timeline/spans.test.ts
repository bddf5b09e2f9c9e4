import fc from "fast-check";
import { expect, test } from "vitest";
import { union, without } from "./spans";

const spans = fc.array(
  fc.tuple(fc.nat(30), fc.integer({ min: 1, max: 8 })).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 8 },
);

test("union and without agree with asking at every point", () => {
  fc.assert(
    fc.property(spans, spans, (a, b) => {
      const left = without(union(a), union(b));
      for (let at = 0.5; at < 40; at++) {
        const within = (list: readonly { from: number; to: number }[]) =>
          list.some((one) => one.from < at && at < one.to);
        expect(within(union(a))).toBe(within(a));
        expect(within(left)).toBe(within(a) && !within(b));
      }
      expect(union(a)).toEqual(union(union(a)));
    }),
  );
});
