import { describe, expect, it } from "vitest";
import { shardsIn, withShards } from "./shard-filter";

const a = "shardId-00000001795160000000-b1f0351a";
const b = "shardId-00000001795160000000-b1f07f2c";
const c = "shardId-00000001795160000000-b1f00a19";

describe("withShards", () => {
  it("adds a term for one shard, a group for several, and takes them away again", () => {
    const one = withShards("event:modify", [a]);
    expect(one).toBe("event:modify shard:351a");
    const two = withShards(one, [a, b]);
    expect(two).toBe("event:modify (shard:351a OR shard:7f2c)");
    expect(withShards(two, [])).toBe("event:modify");
    expect(withShards("", [])).toBe("");
  });

  it("leaves the rest as it was written, also what only looks like a choice of shards", () => {
    for (const filter of ["-shard:351a", "NOT (shard:351a)", '"a  shard:7f2c"', "(shard:351a OR x) y"]) {
      expect(withShards(filter, [c])).toContain("shard:0a19");
      expect(withShards(`${filter} shard:351a`, [])).toBe(filter);
    }
    expect(withShards("shard:351a OR x", [c])).toBe("(shard:351a OR x) shard:0a19");
    expect(withShards("a (shard:351a OR shard:7f2c) b", [])).toBe("a b");
  });
});

describe("shardsIn", () => {
  it("names the shards of the terms that withShards writes", () => {
    expect(shardsIn(withShards("x", [a, c]), [a, b, c])).toEqual([a, c]);
    expect(shardsIn(withShards("x", [b]), [a, b, c])).toEqual([b]);
    expect(shardsIn("event:modify", [a, b, c])).toEqual([]);
    expect(shardsIn("-shard:351a", [a])).toEqual([]);
  });

  it("takes ends of any length, in the order of the shards", () => {
    expect(shardsIn("(shard:9 OR shard:7f2c OR shard:nowhere)", [a, b, c])).toEqual([b, c]);
    expect(shardsIn(`shard:${a}`, [a, b])).toEqual([a]);
    expect(shardsIn(`shard:x${a}`, [a, b])).toEqual([]);
  });
});
