import fc from "fast-check";
import { expect, test } from "vitest";
import { laneOrder } from "./lanes";

function shard(shardId: string, open = true, parentShardId?: string) {
  return { shardId, open, ...(parentShardId !== undefined && { parentShardId }) };
}
const nowhere = () => false;

test("open shards first, each group as the tree has it", () => {
  const shards = [shard("d"), shard("a"), shard("c", false), shard("b", false), shard("e", true, "b")];
  expect(laneOrder(shards, nowhere)).toEqual(["a", "e", "d", "b", "c"]);
});

test("children take the place of their parent, which joins the closed", () => {
  const before = [shard("a"), shard("b"), shard("c")];
  const after = [shard("a"), shard("b", false), shard("c"), shard("x", true, "b"), shard("y", true, "b")];
  expect(laneOrder(before, nowhere)).toEqual(["a", "b", "c"]);
  expect(laneOrder(after, nowhere)).toEqual(["a", "x", "y", "c", "b"]);
});

test("with a filter, lanes where it found something stand first, and otherwise nothing moves", () => {
  const shards = [shard("a"), shard("b"), shard("c", false), shard("d", false)];
  expect(laneOrder(shards, (shardId) => shardId === "b" || shardId === "d")).toEqual(["b", "d", "a", "c"]);
});

const ids = fc.constantFrom(..."abcdefgh");
const listings = fc.uniqueArray(fc.record({ shardId: ids, open: fc.boolean(), parentShardId: ids }), {
  selector: (one) => one.shardId,
});

test("is the same however the shards came, and shows each once", () => {
  const mixed = listings.chain((shards) =>
    fc.tuple(fc.constant(shards), fc.shuffledSubarray(shards, { minLength: shards.length }), fc.func(fc.boolean())),
  );
  fc.assert(
    fc.property(mixed, ([shards, shuffled, found]) => {
      const order = laneOrder(shards, found);
      expect(laneOrder(shuffled, found)).toEqual(order);
      expect(order.toSorted()).toEqual(shards.map((one) => one.shardId).sort());
    }),
  );
});

test("shards that arrive, with their parents or after them, move none of those that are there", () => {
  const grown = fc
    .array(fc.record({ open: fc.boolean(), parent: fc.option(fc.nat(), { nil: undefined }) }), { maxLength: 12 })
    .map((made) =>
      // As a stream makes them: ids rise, and a parent is older.
      made.map(({ open, parent }, at) =>
        shard(
          `s${String(at).padStart(2, "0")}`,
          open,
          parent === undefined || at === 0 ? undefined : `s${String(parent % at).padStart(2, "0")}`,
        ),
      ),
    );
  fc.assert(
    fc.property(grown, fc.nat(), (shards, cut) => {
      const there = shards.slice(0, cut % (shards.length + 1));
      const known = new Set(there.map((one) => one.shardId));
      expect(laneOrder(shards, nowhere).filter((shardId) => known.has(shardId))).toEqual(laneOrder(there, nowhere));
    }),
  );
});
