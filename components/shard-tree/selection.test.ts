import { expect, test } from "vitest";
import type { TreeRow } from "./layout";
import { selectRange, selectRow } from "./selection";

const a: TreeRow = { kind: "shard", key: "a", shardId: "a", level: 1, expanded: undefined };
const fold: TreeRow = { kind: "fold", key: "fold b", shardIds: ["b", "c"], level: 1, expanded: true };
const b: TreeRow = { kind: "shard", key: "b", shardId: "b", level: 2, expanded: undefined };

test("a press selects one row alone, and again nothing", () => {
  expect(selectRow(["x"], a, false)).toEqual(["a"]);
  expect(selectRow(["a"], a, false)).toEqual([]);
  expect(selectRow(["a", "x"], a, false)).toEqual(["a"]);
});

test("a fold selects all that it holds", () => {
  expect(selectRow([], fold, false)).toEqual(["b", "c"]);
  expect(selectRow(["c", "b"], fold, false)).toEqual([]);
});

test("adding adds, and takes away what is there whole", () => {
  expect(selectRow(["a"], fold, true)).toEqual(["a", "b", "c"]);
  expect(selectRow(["a", "b"], fold, true)).toEqual(["a", "b", "c"]);
  expect(selectRow(["a", "b", "c"], fold, true)).toEqual(["a"]);
});

test("a range names each shard once, in either direction", () => {
  expect(selectRange([a, fold, b], 2, 0)).toEqual(["a", "b", "c"]);
});
