import fc from "fast-check";
import { expect, it } from "vitest";
import { RowCount } from "./row-count";

const step = fc.oneof(
  // Of so many rows that are stored, those of the view: every third.
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("store" as const), rows: fc.nat(9) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("read" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("ask" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("answer" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("skip" as const) }) },
);

it("is the number of the rows that were read, or not known, however counts and rows cross", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const count = new RowCount();
      let stored = 10;
      let read = 10;
      let asked: number | undefined;
      const until = (cursor: number) => Math.floor(cursor / 3);
      for (const { kind, ...of } of steps) {
        if (kind === "store") stored += "rows" in of ? of.rows : 0;
        else if (kind === "read") {
          const cursors = [];
          for (let cursor = read + 1; cursor <= stored; cursor++) if (cursor % 3 === 0) cursors.push(cursor);
          read = stored;
          count.take(cursors, read);
        } else if (kind === "ask" && asked === undefined) {
          count.begin(read);
          asked = stored;
        } else if (kind === "answer" && asked !== undefined) {
          const usable = count.end(until(asked), asked);
          if (usable) expect(count.rows).toBe(until(Math.max(asked, read)));
          asked = undefined;
        } else if (kind === "skip") {
          read = stored;
          count.skip(stored);
        }
        if (!count.isUnderWay && count.rows !== undefined && read >= stored) expect(count.rows).toBe(until(stored));
      }
    }),
  );
});

it("counts again what it was told before, once", () => {
  const count = new RowCount();
  count.begin(10);
  count.take([11, 12], 12);
  expect(count.isUnderWay).toBe(true);
  expect(count.end(7, 11)).toBe(true);
  expect(count.rows).toBe(8);
  count.take([12, 13], 15);
  expect(count.rows).toBe(9);
  count.skip(15);
  expect(count.rows).toBe(9);
  count.skip(16);
  expect(count.rows).toBeUndefined();
});
