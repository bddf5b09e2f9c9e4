import { describe, expect, it } from "vitest";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { checkOperands, type Expression, matches } from "./expression";

const item: AttributeMap = {
  text: { S: "naïve 🙂" },
  n: { N: "9" },
  bytes: { B: Buffer.from([0x90, 0xff]).toString("base64") },
  map: { M: { a: { L: [{ N: "1" }, { M: { deep: { BOOL: true } } }] } } },
  set: { SS: ["b", "a"] },
};
const path = (...steps: (string | number)[]) => steps;
const is = (type: string, ...args: Expression["args"]): Expression => ({ type, args });
const call = (name: string, ...args: Expression["args"]): Expression => ({ type: "function", name, args });

describe("a condition", () => {
  it.each([
    ["maps that say the same", is("=", path("map", "a", 1), { M: { deep: { BOOL: true } } }), true],
    ["lists that say the same", is("=", path("map", "a"), { L: [{ N: "1" }, { M: { deep: { BOOL: true } } }] }), true],
    ["lists that do not", is("=", path("map", "a"), { L: [{ N: "1" }] }), false],
    ["sets in another order", is("=", path("set"), { SS: ["a", "b"] }), true],
    ["numbers, not texts", is("<", path("n"), { N: "10" }), true],
    ["another type", is("<", path("n"), { S: "x" }), false],
    ["bytes, not characters", is(">", path("bytes"), { B: Buffer.from([0x90, 0x7f]).toString("base64") }), true],
    ["texts in the order of UTF-8", is("<", { S: "\uffee" }, { S: "🙂" }), true],
    ["between", is("between", path("n"), { N: "9" }, { N: "9.5" }), true],
    ["in", is("in", path("map"), { N: "1" }, item.map as AttributeMap[string]), true],
    ["a missing attribute is not equal", is("=", path("none"), path("nothing")), false],
    ["but unequal", is("<>", path("none"), { N: "1" }), true],
    ["a missing attribute has no order", is("<", path("none"), { N: "1" }), false],
    ["an inherited name is missing", call("attribute_exists", path("constructor")), false],
    ["type", call("attribute_type", path("map", "a"), { S: "L" }), true],
    ["begins with half a character's bytes", call("begins_with", path("text"), { S: "naï" }), true],
    ["contains a part", call("contains", path("text"), { S: "🙂" }), true],
    ["contains a member", call("contains", path("set"), { S: "a" }), true],
    ["contains a map", call("contains", path("map", "a"), { M: { deep: { BOOL: true } } }), true],
    ["size of bytes", is("=", call("size", path("bytes")), { N: "2" }), true],
    ["size of nothing", is("=", call("size", path("none")), { N: "0" }), false],
    [
      "not, and, or",
      is(
        "not",
        is(
          "and",
          is("or", is("=", path("n"), { N: "1" }), call("attribute_exists", path("n"))),
          call("attribute_not_exists", path("n")),
        ),
      ),
      true,
    ],
  ] as [string, Expression, boolean][])("%s", (_, condition, expected) => {
    expect(matches(condition, item)).toBe(expected);
  });

  it("of a missing item holds when it asks for that", () => {
    expect(matches(call("attribute_not_exists", path("n")), undefined)).toBe(true);
    expect(matches(is("=", path("n"), { N: "9" }), undefined)).toBe(false);
  });
});

it("refuses to order what has no order, however deep", () => {
  const bad = is("and", is("=", path("n"), { N: "1" }), is("not", is("between", path("n"), { N: "1" }, { M: {} })));
  expect(() => checkOperands(bad, "FilterExpression")).toThrow(
    "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: BETWEEN, operand type: M",
  );
  expect(() => checkOperands(is("=", path("n"), { M: {} }), "ConditionExpression")).not.toThrow();
});
