import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Filter, parseFilter } from "./filter";
import { describeTokens } from "./tokens";

const now = Date.UTC(2026, 10, 20, 7, 52, 33, 551);

function parse(text: string): Filter {
  const { filter, error } = parseFilter(text, { now });
  if (!filter) throw new Error(`${text}: ${error.message}`);
  return filter;
}

describe("parseFilter", () => {
  it.each<[string, Filter]>([
    ["", { kind: "and", of: [] }],
    ["  ", { kind: "and", of: [] }],
    ["Alice", { kind: "text", pieces: ["alice"] }],
    ["ORDER#1:x", { kind: "text", pieces: ["order#1:x"] }],
    ["12:30", { kind: "text", pieces: ["12:30"] }],
    ['"new.total>100"', { kind: "text", pieces: ["new.total>100"] }],
    ['"a \\"b\\" \\\\c"', { kind: "text", pieces: ['a "b" \\c'] }],
    ["key:ORDER#1*", { kind: "key", pattern: ["ORDER#1", ""] }],
    ['key:"ORDER#1 / META"', { kind: "key", pattern: ["ORDER#1 / META"] }],
    ['key:"ORDER#1 / "*', { kind: "key", pattern: ["ORDER#1 / ", ""] }],
    ["key:a\\*b", { kind: "key", pattern: ["a*b"] }],
    ["event:modify", { kind: "event", names: ["MODIFY"] }],
    ["event:INSERT,remove", { kind: "event", names: ["INSERT", "REMOVE"] }],
    ["shard:351A", { kind: "shard", pattern: ["351a"] }],
    ["shard:…351a", { kind: "shard", pattern: ["351a"] }],
    ["changed:status", { kind: "changed", path: ["status"] }],
    ['changed:a.lines[0]."odd name"', { kind: "changed", path: ["a", "lines", 0, "odd name"] }],
    ["new.total>100", { kind: "compare", image: "new", path: ["total"], operator: ">", operand: { N: "100" } }],
    [
      "new.at<=2026-11-20",
      { kind: "compare", image: "new", path: ["at"], operator: "<=", operand: { S: "2026-11-20" } },
    ],
    ['new.zip>"100"', { kind: "compare", image: "new", path: ["zip"], operator: ">", operand: { S: "100" } }],
    ["old.status:PENDING", { kind: "equals", image: "old", path: ["status"], pattern: ["PENDING"], quoted: false }],
    ["new.n:1e3", { kind: "equals", image: "new", path: ["n"], pattern: ["1e3"], quoted: false, number: "1e3" }],
    ['keys."a b".c:x', { kind: "equals", image: "keys", path: ["a b", "c"], pattern: ["x"], quoted: false }],
    ["size>400", { kind: "size", from: 401 }],
    ["size<=400", { kind: "size", to: 400 }],
    ["seq:100", { kind: "seq", from: "100", to: "100" }],
    ["seq:0100..200", { kind: "seq", from: "0100", to: "200" }],
    ["seq:100..", { kind: "seq", from: "100" }],
    ["seq:..200", { kind: "seq", to: "200" }],
    ["ttl:true", { kind: "ttl", value: true }],
    ["time>=-15m", { kind: "time", from: now - 900_000 }],
    ["time:03:12", { kind: "time", from: Date.UTC(2026, 10, 20, 3, 12), to: Date.UTC(2026, 10, 20, 3, 13) }],
    ["time<2026-11-20T03:12:00Z", { kind: "time", to: Date.UTC(2026, 10, 20, 3, 12) }],
    ["-a", { kind: "not", of: { kind: "text", pieces: ["a"] } }],
    [
      "a b OR -(c OR d)",
      {
        kind: "or",
        of: [
          {
            kind: "and",
            of: [
              { kind: "text", pieces: ["a"] },
              { kind: "text", pieces: ["b"] },
            ],
          },
          {
            kind: "not",
            of: {
              kind: "or",
              of: [
                { kind: "text", pieces: ["c"] },
                { kind: "text", pieces: ["d"] },
              ],
            },
          },
        ],
      },
    ],
    [
      "a AND NOT b",
      {
        kind: "and",
        of: [
          { kind: "text", pieces: ["a"] },
          { kind: "not", of: { kind: "text", pieces: ["b"] } },
        ],
      },
    ],
  ])("parses %s", (text, filter) => {
    expect(parse(text)).toEqual(filter);
  });

  /** The text between the brackets is where the error must point. */
  it.each([
    ["«kye»:ORDER#1", /Did you mean key:.*new\.kye/],
    ["«status»:PENDING", /new\.status:….*"status:PENDING"/],
    ["«total»>100", /new\.total>/],
    ["key«:»", /Write after key:/],
    ["key«>»a", /takes a colon/],
    ["event:«delete»", /insert, modify or remove/],
    ["event:insert,«modfy»", /insert, modify or remove/],
    ["ttl:«maybe»", /ttl:true/],
    ["size>«big»", /whole bytes/],
    ["seq:«12a»", /digits alone/],
    ["seq:12..«x9»", /digits alone/],
    ['seq:«"12"»', /digits alone/],
    [`seq:«${"1".repeat(41)}»..`, /at most 40/],
    ["seq:«»..", /seq:100\.\./],
    ["seq:1..2..«3»", /two ends/],
    ["seq:«200..100»", /seq:100\.\.200/],
    ["seq«>»1", /takes a colon/],
    ["seq«:»", /Write after seq:/],
    ["«sqe»:1", /Did you mean seq:/],
    ["time>«soon»", /is not a time/],
    ["«new»:x", /which attribute/],
    ["new.total«>»", /compare with/],
    ["new.total«!=»3", /-new\.total:/],
    ["new.total>«1*»", /\* cannot follow/],
    ["new.a«[»x]:1", /counting from 0/],
    ["new.«.»b:1", /missing/],
    ["changed:«*»", /takes no \*/],
    ["changed:a«,»b", /Quote a name/],
    ['key:«"»ORDER', /never closed/],
    ['«""»', /between these quotes/],
    ["a «(»b", /never closed/],
    ["a«)»", /No parenthesis is open/],
    ["(«)»", /Nothing stands/],
    ["«OR» a", /between two terms/],
    ["a «OR»", /missing after OR/],
    ["a OR «AND» b", /between two terms/],
    ["«-» a", /right after the -/],
    ["-«-»a", /one - is enough/],
    ["a «-»", /right after the -/],
  ])("points at what is wrong in %s", (marked, message) => {
    const position = marked.indexOf("«");
    const length = marked.indexOf("»") - position - 1;
    const { error } = parseFilter(marked.replace(/[«»]/g, ""), { now });
    expect(error).toMatchObject({ position, length });
    expect(error?.message).toMatch(message);
  });

  it("refuses what is too long, too deep or has too many terms", () => {
    expect(parseFilter("x".repeat(5000), { now }).error?.position).toBe(4096);
    expect(parseFilter("(".repeat(2000), { now }).error?.message).toMatch(/32 deep/);
    expect(parseFilter("a ".repeat(2000), { now }).error?.message).toMatch(/256 terms/);
    expect(parseFilter(`changed:${"a.".repeat(100)}b`, { now }).error?.message).toMatch(/64 steps/);
  });

  const piece = fc.constantFrom(
    ...'key: event: new. old.a: [0] " \\ * ( ) - OR AND > >= != : . , 1e5 time: -15m modify changed: é 😀'.split(" "),
    " ",
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join("")),
  );

  it("parses or errs on any text, points inside it, and gives plain JSON", () => {
    fc.assert(
      fc.property(texts, (text) => {
        const { filter, error } = parseFilter(text, { now });
        if (error) {
          expect(error.message).not.toBe("");
          expect(error.position).toBeGreaterThanOrEqual(0);
          expect(error.position + error.length).toBeLessThanOrEqual(text.length);
        } else expect(JSON.parse(JSON.stringify(filter))).toEqual(filter);
      }),
      { numRuns: 2000 },
    );
  });

  it("colours any text with tokens that neither overlap nor leave anything but spaces out", () => {
    fc.assert(
      fc.property(texts, (text) => {
        let at = 0;
        let rest = "";
        for (const token of describeTokens(text)) {
          expect(token.start).toBeGreaterThanOrEqual(at);
          rest += text.slice(at, token.start);
          at = token.end;
        }
        expect((rest + text.slice(at)).trim()).toBe("");
      }),
      { numRuns: 1000 },
    );
  });

  it("names the tokens", () => {
    const text = "-new.a>=5 OR (b)";
    expect(describeTokens(text).map(({ kind, start, end }) => [kind, text.slice(start, end)])).toEqual([
      ["not", "-"],
      ["field", "new.a"],
      ["operator", ">="],
      ["value", "5"],
      ["keyword", "OR"],
      ["parenthesis", "("],
      ["text", "b"],
      ["parenthesis", ")"],
    ]);
  });
});
