import { describe, expect, it } from "vitest";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { itemBytes, sameItem, withoutPrototypes } from "./item";

describe("itemBytes", () => {
  it.each([
    [{ id: { S: "Fred" } }, 6],
    [{ é: { S: "ü" } }, 4],
    [{ a: { N: "42" } }, 3],
    [{ a: { N: "123" } }, 4],
    [{ a: { N: "-0.00120" } }, 3],
    [{ a: { N: "0" } }, 2],
    [{ a: { N: "1000" } }, 3],
    [{ a: { B: "Zm9vYmFy" } }, 7],
    [{ a: { BOOL: false }, b: { NULL: true } }, 4],
    [{ a: { SS: ["x", "yz"] } }, 4],
    [{ a: { L: [{ S: "x" }, { N: "1" }] } }, 1 + 3 + 2 + 3],
    [{ a: { M: { b: { S: "x" } } } }, 1 + 3 + 1 + 2],
  ] as [AttributeMap, number][])("%j is %i", (item, bytes) => {
    expect(itemBytes(item)).toBe(bytes);
  });
});

describe("sameItem", () => {
  it("minds neither the order of names nor of a set's members, but that of a list", () => {
    const a: AttributeMap = { s: { SS: ["a", "b"] }, m: { M: { x: { N: "1" }, y: { NULL: true } } } };
    const b: AttributeMap = { m: { M: { y: { NULL: true }, x: { N: "1" } } }, s: { SS: ["b", "a"] } };
    expect(sameItem(a, b)).toBe(true);
    expect(sameItem({ l: { L: [{ S: "a" }, { S: "b" }] } }, { l: { L: [{ S: "b" }, { S: "a" }] } })).toBe(false);
    expect(sameItem({ a: { S: "1" } }, { a: { N: "1" } })).toBe(false);
    expect(sameItem({ a: { S: "1" } }, { b: { S: "1" } })).toBe(false);
    expect(sameItem(JSON.parse('{"__proto__":{"S":"1"}}'), JSON.parse('{"x":{"S":"1"}}'))).toBe(false);
  });
});

describe("withoutPrototypes", () => {
  it("has no attributes of its own making", () => {
    const item = withoutPrototypes({ a: { M: { b: { L: [{ M: {} }] } } } });
    expect(item.constructor).toBeUndefined();
    expect((item.a as { M: AttributeMap }).M.toString).toBeUndefined();
    expect(JSON.stringify(withoutPrototypes(JSON.parse('{"__proto__":{"S":"kept"}}')))).toBe(
      '{"__proto__":{"S":"kept"}}',
    );
  });
});
