import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildForest, flatRows, sameShape, type TreeRow, type TreeState, treeRows, withExpanded } from "./layout";

type Listed = { shardId: string; parentShardId?: string };

const nothing: TreeState = { collapsed: new Set(), unfolded: new Set() };

/** "a", "b<a" (b is a child of a). */
function listed(...words: string[]): Listed[] {
  return words.map((word) => {
    const [shardId = "", parentShardId] = word.split("<");
    return parentShardId === undefined ? { shardId } : { shardId, parentShardId };
  });
}

function draw(rows: readonly TreeRow[]): string[] {
  return rows.map((row) => {
    const mark = row.expanded === undefined ? "·" : row.expanded ? "▾" : "▸";
    return `${"  ".repeat(row.level - 1)}${mark} ${row.kind === "fold" ? row.shardIds.join("→") : row.shardId}`;
  });
}

describe("the tree", () => {
  test("a split stands above its two children", () => {
    expect(draw(treeRows(buildForest(listed("c<a", "b<a", "a")), nothing))).toEqual(["▾ a", "  · b", "  · c"]);
  });

  test("a missing parent makes a root", () => {
    expect(draw(treeRows(buildForest(listed("b<gone", "a")), nothing))).toEqual(["· a", "· b"]);
  });

  test("one rollover is shown as it is, two fold", () => {
    expect(draw(treeRows(buildForest(listed("a", "b<a")), nothing))).toEqual(["▾ a", "  · b"]);
    expect(draw(treeRows(buildForest(listed("a", "b<a", "c<b")), nothing))).toEqual(["▸ a→b", "· c"]);
  });

  test("a fold ends at a split and begins again below it", () => {
    const forest = buildForest(listed("a", "b<a", "c<b", "d<c", "e<c", "f<d", "g<f"));
    expect(draw(treeRows(forest, nothing))).toEqual(["▸ a→b", "▾ c", "  ▸ d→f", "  · g", "  · e"]);
  });

  test("an opened fold stays open while its chain grows at one end and is trimmed at the other", () => {
    const state = withExpanded(nothing, treeRows(buildForest(listed("a", "b<a", "c<b")), nothing).slice(0, 1), true);
    const later = buildForest(listed("b<a", "c<b", "d<c", "e<d"));
    expect(draw(treeRows(later, state))).toEqual(["▾ b→c→d", "  · b", "  · c", "  · d", "· e"]);
    expect(draw(treeRows(later, withExpanded(state, treeRows(later, state).slice(0, 1), false)))).toEqual([
      "▸ b→c→d",
      "· e",
    ]);
  });

  test("a closed branch stays closed when shards arrive", () => {
    const state: TreeState = { collapsed: new Set(["a"]), unfolded: new Set() };
    expect(draw(treeRows(buildForest(listed("a", "b<a", "c<a", "d<c")), state))).toEqual(["▸ a"]);
  });

  test("self-parents and cycles become roots, and what hangs on them stays below", () => {
    expect(draw(treeRows(buildForest(listed("a<a")), nothing))).toEqual(["· a"]);
    const forest = buildForest(listed("0<x", "x<z", "y<x", "z<y"));
    expect(draw(treeRows(forest, nothing))).toEqual(["▾ x", "  · 0", "  ▾ y", "    · z"]);
  });

  test("names of Object.prototype are names like any other", () => {
    expect(draw(treeRows(buildForest(listed("__proto__", "constructor<__proto__")), nothing))).toEqual([
      "▾ __proto__",
      "  · constructor",
    ]);
  });

  test("a filter keeps the order of the tree", () => {
    const forest = buildForest(listed("a", "c<a", "b<a", "d"));
    expect(draw(flatRows(forest, (id) => id !== "a"))).toEqual(["· b", "· c", "· d"]);
  });

  test("only ids and parents make the shape", () => {
    expect(sameShape(listed("a", "b<a"), listed("a", "b<a"))).toBe(true);
    expect(sameShape(listed("a", "b<a"), listed("a", "b"))).toBe(false);
    expect(sameShape(listed("a"), listed("a", "b"))).toBe(false);
  });

  test("a line of 20,000 rollovers neither overflows the stack nor indents", () => {
    const line = Array.from({ length: 20_000 }, (_, i) => {
      const shardId = String(i).padStart(6, "0");
      return i === 0 ? { shardId } : { shardId, parentShardId: String(i - 1).padStart(6, "0") };
    });
    expect(treeRows(buildForest(line), nothing)).toHaveLength(2);
  });
});

describe("any listing, true or false", () => {
  const ids = fc.constantFrom(..."abcdefghijklmnop");
  const listing = fc.array(
    fc
      .record({ shardId: ids, parentShardId: fc.option(fc.oneof(ids, fc.constant("gone")), { nil: undefined }) })
      .map(
        ({ shardId, parentShardId }): Listed =>
          parentShardId === undefined ? { shardId } : { shardId, parentShardId },
      ),
    { maxLength: 24 },
  );
  const wholeTree = (shards: Listed[]) => {
    const forest = buildForest(shards);
    return treeRows(forest, { collapsed: new Set(), unfolded: new Set(forest.nodes.keys()) });
  };

  test("shows each shard exactly once", () => {
    fc.assert(
      fc.property(listing, (shards) => {
        const shown = wholeTree(shards).flatMap((row) => (row.kind === "shard" ? [row.shardId] : []));
        expect(shown.toSorted()).toEqual([...new Set(shards.map((shard) => shard.shardId))].sort());
        const folded = treeRows(buildForest(shards), nothing).flatMap((row) =>
          row.kind === "shard" ? [row.shardId] : row.shardIds,
        );
        expect(folded.toSorted()).toEqual(shown.toSorted());
      }),
    );
  });

  test("is drawn alike in whatever order it comes", () => {
    const unique = fc.uniqueArray(ids).chain((shardIds) =>
      fc.tuple(...shardIds.map(() => fc.option(ids, { nil: undefined }))).chain((parents) => {
        const shards = shardIds.map(
          (shardId, i): Listed => (parents[i] === undefined ? { shardId } : { shardId, parentShardId: parents[i] }),
        );
        return fc.tuple(fc.constant(shards), fc.shuffledSubarray(shards, { minLength: shards.length }));
      }),
    );
    fc.assert(
      fc.property(unique, ([shards, shuffled]) => {
        expect(draw(wholeTree(shuffled))).toEqual(draw(wholeTree(shards)));
      }),
    );
  });

  test("never puts a child above its parent, and never goes down two levels at once", () => {
    fc.assert(
      fc.property(listing, (shards) => {
        const forest = buildForest(shards);
        const rows = wholeTree(shards);
        const at = new Map(rows.map((row, i) => [row.key, i]));
        for (const node of forest.nodes.values())
          if (node.parent) expect(at.get(node.parent.shardId)).toBeLessThan(at.get(node.shardId) ?? -1);
        for (const [i, row] of rows.entries()) expect(row.level - (rows[i - 1]?.level ?? 0)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("opening and closing everything comes back to the same rows", () => {
    fc.assert(
      fc.property(listing, (shards) => {
        const forest = buildForest(shards);
        const rows = treeRows(forest, nothing);
        const folds = rows.filter((row) => row.kind === "fold");
        const opened = withExpanded(nothing, folds, true);
        expect(draw(treeRows(forest, withExpanded(opened, folds, false)))).toEqual(draw(rows));
      }),
    );
  });
});
