import fc from "fast-check";
import { expect, test } from "vitest";
import { laneOrder, matchesFirst } from "./lanes";

function shard(shardId: string, open = true, parentShardId?: string) {
  return { shardId, open, ...(parentShardId !== undefined && { parentShardId }) };
}
const none = new Map<string, number>();

test("open shards first, then the most active, then the youngest", () => {
  const shards = [shard("a"), shard("b"), shard("c", false), shard("d")];
  expect(laneOrder(shards, new Map([["a", 5]]), [])).toEqual(["a", "d", "b", "c"]);
});

test("a lane that became busy stays where it is", () => {
  const shards = [shard("a"), shard("b")];
  expect(laneOrder(shards, new Map([["b", 900]]), ["a", "b"])).toEqual(["a", "b"]);
});

test("children take the place of their parent, which joins the closed", () => {
  const shards = [shard("a"), shard("b", false), shard("c"), shard("x", true, "b"), shard("y", true, "b")];
  expect(laneOrder(shards, none, ["a", "b", "c"])).toEqual(["a", "y", "x", "c", "b"]);
});

test("shows each lane once, whatever came before", () => {
  const ids = fc.constantFrom(..."abcdefgh");
  const shards = fc.uniqueArray(fc.record({ shardId: ids, open: fc.boolean(), parentShardId: ids }), {
    selector: (one) => one.shardId,
  });
  fc.assert(
    fc.property(shards, fc.uniqueArray(ids), (now, previous) => {
      const order = laneOrder(now, none, previous);
      expect(order.toSorted()).toEqual(now.map((one) => one.shardId).sort());
      expect(laneOrder(now, none, order)).toEqual(order);
    }),
  );
});

test("with a filter, lanes where it found something stand first, and otherwise nothing moves", () => {
  expect(matchesFirst(["a", "b", "c", "d"], (shardId) => shardId === "b" || shardId === "d")).toEqual([
    "b",
    "d",
    "a",
    "c",
  ]);
  expect(matchesFirst(["a", "b"], () => false)).toEqual(["a", "b"]);
});
