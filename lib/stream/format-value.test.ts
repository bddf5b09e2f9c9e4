import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { attributeValue } from "./attribute-value.arbitrary";
import { formatKey } from "./format-key";
import { formatValue, hexText, valueText } from "./format-value";
import { formatPath } from "./path";

describe("formatValue", () => {
  it.each([
    [{ S: "PENDING" }, "PENDING", 7],
    [{ S: "" }, '""', 0],
    [{ S: "a\nb\tc\u0000" }, "a↵b⇥c␀", 6],
    [{ S: "evil\u202etxt" }, "evil\\u202etxt", 8],
    [{ N: "1.50" }, "1.50", 4],
    [{ BOOL: true }, "true", 1],
    [{ NULL: true as const }, "null", 1],
    [{ B: "Zm9v" }, "0x666f6f", 3],
    [{ SS: ["a", "b c"] }, '{"a", "b c"}', 2],
    [{ NS: ["1", "2"] }, "{1, 2}", 2],
    [{ BS: ["Zg=="] }, "{0x66}", 1],
    [{ L: [{ S: "x" }, { N: "1" }] }, '["x", 1]', 2],
    [{ M: { a: { S: 'say "x"' }, b: { M: {} } } }, '{a: "say \\"x\\"", b: {}}', 2],
  ])("%j is %s", (value, text, length) => {
    expect(formatValue(value)).toEqual({ text, cut: false, length });
  });

  it("cuts what is long, tells the whole length, and never cuts a character in two", () => {
    expect(formatValue({ S: "x".repeat(500) }, 10)).toEqual({ text: "xxxxxxxxx…", cut: true, length: 500 });
    expect(valueText({ S: "12345678😀😀" }, 10)).toBe("12345678…");
    expect(valueText({ S: "1234567890" }, 10)).toBe("1234567890");
    expect(valueText({ B: "AAAA".repeat(1000) }, 12)).toBe("0x000000000…");
  });

  it("keeps to its limit and to one line for any value", () => {
    fc.assert(
      fc.property(attributeValue, fc.integer({ min: 1, max: 60 }), (value, limit) => {
        const { text } = formatValue(value, limit);
        expect(text.length).toBeLessThanOrEqual(Math.max(limit, 1));
        expect(text).not.toMatch(/[\n\r\u2028\u2029\u202e]/);
      }),
    );
  });

  it("shows what is not base64 as it was sent", () => {
    expect(hexText("§§§§", 16)).toBe("§§§§");
  });
});

describe("formatKey", () => {
  it("puts the hash key first", () => {
    const keys = { sk: { S: "META" }, pk: { S: "ORDER#17" } };
    expect(formatKey(keys, { hash: "pk", range: "sk" })).toBe("ORDER#17 / META");
    expect(formatKey({ pk: { N: "12345678901234567890123456789012345678" } }, { hash: "pk" })).toBe(
      "12345678901234567890123456789012345678",
    );
  });

  it("shows binary as hex, cut, and says when a key is missing", () => {
    expect(formatKey({ pk: { B: "Zm9v" } }, { hash: "pk", range: "sk" })).toBe("0x666f6f / ?");
    expect(formatKey({ pk: { B: "AAAA".repeat(20) } }, { hash: "pk" })).toBe(`0x${"00".repeat(16)}…`);
    expect(formatKey({}, { hash: "constructor" })).toBe("?");
  });
});

describe("formatPath", () => {
  it("quotes names that would read as something else", () => {
    expect(formatPath(["shipping", "lines", 0, "a.b", 'say "x"', ""])).toBe('shipping.lines[0]."a.b"."say \\"x\\"".""');
  });
});
