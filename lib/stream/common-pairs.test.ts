import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { longestCommonPairs, type Pair, risingCommonPairs } from "./common-pairs";

const ids = fc.array(fc.nat(5), { maxLength: 20 });

function lengthByTable(a: number[], b: number[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const x of a) {
    const next = [0];
    b.forEach((y, at) => {
      next.push(x === y ? (row[at] ?? 0) + 1 : Math.max(next[at] ?? 0, row[at + 1] ?? 0));
    });
    row = next;
  }
  return row.at(-1) ?? 0;
}

function expectCommon(pairs: Pair[], a: number[], b: number[]): void {
  pairs.forEach(([x, y], at) => {
    expect(a[x]).toBe(b[y]);
    const before = pairs[at - 1];
    if (before) expect(before[0] < x && before[1] < y).toBe(true);
  });
}

describe("longestCommonPairs", () => {
  it("is as long as the textbook's table says", () => {
    fc.assert(
      fc.property(ids, ids, (a, b) => {
        const pairs = longestCommonPairs(a, b, 100) ?? [];
        expectCommon(pairs, a, b);
        expect(pairs.length).toBe(lengthByTable(a, b));
      }),
      { numRuns: 2000 },
    );
  });

  it("gives up beyond the edits it may try", () => {
    expect(longestCommonPairs([1, 2, 3], [4, 5, 6], 5)).toBeUndefined();
    expect(longestCommonPairs([1, 2, 3], [4, 5, 6], 6)).toEqual([]);
  });
});

describe("risingCommonPairs", () => {
  it("is a common subsequence, and a longest one where members are unique", () => {
    fc.assert(fc.property(ids, ids, (a, b) => expectCommon(risingCommonPairs(a, b), a, b)));
    const unique = fc.uniqueArray(fc.nat(30), { maxLength: 15 });
    fc.assert(
      fc.property(unique, unique, (a, b) => {
        expect(risingCommonPairs(a, b).length).toBe(lengthByTable(a, b));
      }),
    );
  });
});
