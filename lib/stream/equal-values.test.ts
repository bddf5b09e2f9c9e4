import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeValue } from "./attribute-value";
import { attributeValue, mapFrom } from "./attribute-value.arbitrary";
import { equalValues } from "./equal-values";
import { ValueIds } from "./value-ids";

describe("equalValues", () => {
  it.each<[AttributeValue, AttributeValue, boolean]>([
    [{ N: "1.0" }, { N: "1" }, true],
    [{ N: "12345678901234567890123456789012345678" }, { N: "12345678901234567890123456789012345679" }, false],
    [{ S: "1" }, { N: "1" }, false],
    [{ SS: ["a", "b"] }, { SS: ["b", "a"] }, true],
    [{ NS: ["1", "2.0"] }, { NS: ["2", "1"] }, true],
    [{ L: [{ S: "a" }, { S: "b" }] }, { L: [{ S: "b" }, { S: "a" }] }, false],
    [{ M: { a: { S: "x" }, b: { S: "y" } } }, { M: { b: { S: "y" }, a: { S: "x" } } }, true],
    [{ M: mapFrom([["__proto__", { S: "x" }]]) }, { M: mapFrom([["a", { S: "x" }]]) }, false],
    [{ M: mapFrom([["constructor", { S: "x" }]]) }, { M: {} }, false],
  ])("%j and %j: %s", (a, b, equal) => {
    expect(equalValues(a, b)).toBe(equal);
  });

  it("agrees with the ids that the diff compares by", () => {
    fc.assert(
      fc.property(attributeValue, attributeValue, (a, b) => {
        const ids = new ValueIds();
        expect(ids.idOf(a) === ids.idOf(b)).toBe(equalValues(a, b));
        expect(ids.idOf(a)).toBe(ids.idOf(structuredClone(a)));
      }),
      { numRuns: 1000 },
    );
  });
});
