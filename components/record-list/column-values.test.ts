import { describe, expect, it } from "vitest";
import type { ValueList } from "@/lib/api/contract";
import type { Clock } from "@/lib/clock";
import { ColumnValues } from "./column-values";

const clock: Clock = {
  now: () => 0,
  random: () => 0.5,
  sleep: (_ms, signal) => Promise.resolve(signal?.throwIfAborted()),
};

async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resolve) => setImmediate(resolve));
}

function open() {
  const asked: { cursors: readonly number[]; columns: readonly string[] }[] = [];
  const gone = new Set<number>();
  let failing = 0;
  const values = new ColumnValues({
    load: async (cursors, columns, signal): Promise<ValueList> => {
      asked.push({ cursors, columns });
      await Promise.resolve();
      signal.throwIfAborted();
      if (failing-- > 0) throw new Error("cut off");
      const rows = cursors.filter((cursor) => !gone.has(cursor));
      return {
        rows: rows.map((cursor) => ({ cursor, values: columns.map((path) => ({ new: `${path} ${cursor}` })) })),
      };
    },
    clock,
  });
  return { values, asked, gone, fail: (times: number) => (failing = times) };
}

describe("the values of columns", () => {
  it("are asked for together, once a row, and what scrolled away meanwhile is not", async () => {
    const { values, asked } = open();
    values.want(["a", "b"], [1, 2, 3]);
    values.want(["a", "b"], [2, 3, 4]);
    values.want(["a", "b"], [3, 4, 5]);
    await settle();
    expect(asked.map(({ cursors }) => cursors)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect(values.of(4)).toEqual([{ new: "a 4" }, { new: "b 4" }]);
    values.want(["a", "b"], [1, 5]);
    await settle();
    expect(asked).toHaveLength(2);
  });

  it("are those of the columns chosen last", async () => {
    const { values, asked } = open();
    values.want(["a"], [1]);
    values.want(["b"], [1]);
    await settle();
    expect(values.of(1)).toEqual([{ new: "b 1" }]);
    values.want([], [1, 2]);
    await settle();
    expect(asked).toHaveLength(2);
    expect(values.of(1)).toBeUndefined();
  });

  it("come after the connection was lost, and rows that are gone are not asked for again", async () => {
    const { values, asked, gone, fail } = open();
    fail(2);
    gone.add(2);
    values.want(["a"], [1, 2]);
    await settle();
    expect([values.of(1), values.of(2)]).toEqual([[{ new: "a 1" }], []]);
    expect(asked).toHaveLength(3);
    values.want(["a"], [1, 2]);
    await settle();
    expect(asked).toHaveLength(3);
  });

  it("are remembered for some screens, not for ever", async () => {
    const { values } = open();
    for (let first = 0; first < 6000; first += 100) {
      values.want(
        ["a"],
        Array.from({ length: 100 }, (_, at) => first + at),
      );
      await settle();
    }
    expect(values.of(0)).toBeUndefined();
    expect(values.of(5999)).toEqual([{ new: "a 5999" }]);
  });
});
