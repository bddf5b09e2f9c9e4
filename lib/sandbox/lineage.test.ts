import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cut, HASH_END, partitionHash, shardId } from "./lineage";

describe("cut", () => {
  it("covers the stretch without overlap", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HASH_END - 1 }), fc.integer({ min: 1, max: 100 }), (from, count) => {
        const parts = cut(from, HASH_END, count);
        expect(parts).toHaveLength(count);
        expect(parts[0]?.from).toBe(from);
        expect(parts.at(-1)?.to).toBe(HASH_END);
        for (let i = 1; i < count; i++) expect(parts[i]?.from).toBe(parts[i - 1]?.to);
      }),
    );
  });
});

describe("partitionHash", () => {
  it("is a hash within bounds, the same for the same key", () => {
    const hash = partitionHash({ S: "ORDER#1" });
    expect(hash).toBe(partitionHash({ S: "ORDER#1" }));
    expect(hash).not.toBe(partitionHash({ S: "ORDER#2" }));
    expect(hash >= 0 && hash < HASH_END).toBe(true);
  });
});

describe("shardId", () => {
  it("has twenty digits of milliseconds and eight of hex", () => {
    expect(shardId(1_700_000_000_000.7, 0)).toBe("shardId-00000001700000000000-00000000");
    expect(shardId(1, 0.999999999999)).toBe("shardId-00000000000000000001-ffffffff");
  });
});
