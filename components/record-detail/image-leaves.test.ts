import { describe, expect, it } from "vitest";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { epochSeconds, imageLeaves } from "./image-leaves";

describe("imageLeaves", () => {
  it("goes into maps and lists in order, keeps sets and empty collections whole", () => {
    const image: AttributeMap = {
      a: { M: { b: { L: [{ S: "x" }, { M: {} }] }, c: { SS: ["y"] } } },
      d: { L: [] },
    };
    expect(imageLeaves(image)).toEqual([
      { path: ["a", "b", 0], value: { S: "x" } },
      { path: ["a", "b", 1], value: { M: {} } },
      { path: ["a", "c"], value: { SS: ["y"] } },
      { path: ["d"], value: { L: [] } },
    ]);
  });

  it("takes names that mean something to JavaScript as names", () => {
    const image = JSON.parse('{"__proto__":{"S":"x"},"constructor":{"M":{"__proto__":{"N":"1"}}}}') as AttributeMap;
    expect(imageLeaves(image).map((leaf) => leaf.path)).toEqual([["__proto__"], ["constructor", "__proto__"]]);
  });
});

describe("epochSeconds", () => {
  it("takes ten digits between 2001 and 2100, and nothing else", () => {
    expect(epochSeconds("1795247553")).toBe(1_795_247_553_000);
    for (const other of ["129.90", "17", "0999999999", "9999999999", "1795247553000", "-1795247553", "1E9"]) {
      expect(epochSeconds(other)).toBeUndefined();
    }
  });
});
