import { describe, expect, test } from "vitest";
import type { TreeRow } from "./layout";
import { treeKey, typeAhead } from "./tree-keys";

function row(shardId: string, level: number, expanded?: boolean): TreeRow {
  return { kind: "shard", key: shardId, shardId, level, expanded };
}

/** a ▾ (b, c ▾ (d)), e ▸, f */
const rows = [row("a", 1, true), row("b", 2), row("c", 2, true), row("d", 3), row("e", 1, false), row("f", 1)];
const press = (key: string, at: number) => treeKey(key, rows, at, 4);

describe("keys of the tree", () => {
  test("arrows, pages and ends move, and stop at the ends", () => {
    expect(press("ArrowDown", 0)).toEqual({ do: "go", to: 1 });
    expect(press("ArrowDown", 5)).toEqual({ do: "go", to: 5 });
    expect(press("ArrowUp", 0)).toEqual({ do: "go", to: 0 });
    expect(press("PageDown", 3)).toEqual({ do: "go", to: 5 });
    expect(press("PageUp", 3)).toEqual({ do: "go", to: 0 });
    expect(press("Home", 3)).toEqual({ do: "go", to: 0 });
    expect(press("End", 3)).toEqual({ do: "go", to: 5 });
  });

  test("right opens, then goes in; left closes, then goes out", () => {
    expect(press("ArrowRight", 4)).toEqual({ do: "expand", rows: [rows[4]], expanded: true });
    expect(press("ArrowRight", 0)).toEqual({ do: "go", to: 1 });
    expect(press("ArrowRight", 1)).toBeUndefined();
    expect(press("ArrowLeft", 2)).toEqual({ do: "expand", rows: [rows[2]], expanded: false });
    expect(press("ArrowLeft", 3)).toEqual({ do: "go", to: 2 });
    expect(press("ArrowLeft", 5)).toEqual({ do: "go", to: 5 });
  });

  test("* opens the row and its siblings, no others", () => {
    expect(press("*", 5)).toEqual({ do: "expand", rows: [rows[0], rows[4], rows[5]], expanded: true });
    expect(press("*", 1)).toEqual({ do: "expand", rows: [rows[1], rows[2]], expanded: true });
  });

  test("Enter selects alone, Space adds, other keys are left to others", () => {
    expect(press("Enter", 1)).toEqual({ do: "select", row: rows[1], add: false });
    expect(press(" ", 1)).toEqual({ do: "select", row: rows[1], add: true });
    expect(press("Tab", 1)).toBeUndefined();
    expect(treeKey("Home", [], 0, 4)).toBeUndefined();
  });

  test("typing finds the next name, around the end", () => {
    const name = (found: TreeRow) => found.key;
    expect(typeAhead(rows, 1, "D", name)).toBe(3);
    expect(typeAhead(rows, 4, "b", name)).toBe(1);
    expect(typeAhead(rows, 0, "x", name)).toBe(-1);
    expect(typeAhead([], 0, "x", name)).toBe(-1);
  });
});
