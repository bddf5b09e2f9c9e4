import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { buildLineage } from "./lineage";

describe("lineage", () => {
  test("links a rollover and a split; a parent that is not listed makes a root", () => {
    const lineage = buildLineage([
      { shardId: "d", parentShardId: "b" },
      { shardId: "c", parentShardId: "b" },
      { shardId: "b", parentShardId: "a" },
      { shardId: "a", parentShardId: "trimmed" },
      { shardId: "z" },
    ]);
    expect(lineage.roots).toEqual(["a", "z"]);
    expect(lineage.childrenOf("b")).toEqual(["c", "d"]);
    expect(lineage.parentOf("a")).toBeUndefined();
    expect(lineage.parentOf("c")).toBe("b");
    expect(lineage.descendantsOf("a")).toEqual(["b", "c", "d"]);
  });

  test("any links, circles included: every shard once, and no parent after its child", () => {
    const id = fc.constantFrom("a", "b", "c", "d", "e", "f");
    fc.assert(
      fc.property(fc.dictionary(id, fc.option(id, { nil: undefined })), (parents) => {
        const shards = Object.entries(parents).map(([shardId, parentShardId]) => ({
          shardId,
          ...(parentShardId === undefined ? {} : { parentShardId }),
        }));
        const lineage = buildLineage(shards);
        expect([...lineage.parentsFirst].sort()).toEqual(shards.map(({ shardId }) => shardId).sort());
        for (const shardId of lineage.parentsFirst) {
          const parent = lineage.parentOf(shardId);
          expect(parent === undefined).toBe(lineage.roots.includes(shardId));
          if (parent === undefined) continue;
          expect(lineage.parentsFirst.indexOf(parent)).toBeLessThan(lineage.parentsFirst.indexOf(shardId));
          expect(lineage.childrenOf(parent)).toContain(shardId);
        }
      }),
    );
  });
});
