import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { equalJson } from "./equal-json";

describe("equalJson", () => {
  it("tells what was parsed twice from one text to be the same, and nothing else", () => {
    const text = fc.json({ maxDepth: 3 });
    fc.assert(
      fc.property(text, text, (one, other) => {
        expect(equalJson(JSON.parse(one), JSON.parse(one))).toBe(true);
        expect(equalJson(JSON.parse(one), JSON.parse(other))).toBe(
          isDeepStrictEqual(JSON.parse(one), JSON.parse(other)),
        );
      }),
    );
  });

  it("tells names, lists and what is absent apart", () => {
    const pairs: [string, string][] = [
      ['{"a":1}', '{"b":1}'],
      ['{"a":1}', '{"a":1,"b":null}'],
      ['{"__proto__":{}}', '{"a":{}}'],
      ["[]", "{}"],
      ["[1,2]", "[2,1]"],
      ["null", "{}"],
      ["0", "false"],
    ];
    for (const [one, other] of pairs) {
      expect(equalJson(JSON.parse(one), JSON.parse(other))).toBe(false);
      expect(equalJson(JSON.parse(other), JSON.parse(one))).toBe(false);
    }
    expect(equalJson(JSON.parse('{"a":[1,{"b":null}],"c":""}'), JSON.parse('{"c":"","a":[1,{"b":null}]}'))).toBe(true);
  });
});
