import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords, type TextSegment } from "./word-diff";

const marked = (segments: TextSegment[]) =>
  segments.map(({ kind, text }) => (kind === "same" ? text : kind === "added" ? `{+${text}}` : `{-${text}}`)).join("");
const without = (segments: TextSegment[], kind: TextSegment["kind"]) =>
  segments
    .filter((segment) => segment.kind !== kind)
    .map((segment) => segment.text)
    .join("");

describe("diffWords", () => {
  it.each([
    ["the quick fox", "the slow fox", "the {-quick}{+slow} fox"],
    ["PENDING", "SHIPPED", "{-PENDING}{+SHIPPED}"],
    ["pending", "pended", "{-pending}{+pended}"],
    ["a b", "a b c", "a b{+ c}"],
    ["", "x", "{+x}"],
    ["same", "same", "same"],
    ["https://x.org/a?b=1", "https://x.org/a?b=2", "https://x.org/a?b={-1}{+2}"],
    ["a 😀 b", "a 😁 b", "a {-😀}{+😁} b"],
  ])("%s → %s", (old, next, expected) => {
    expect(marked(diffWords(old, next))).toBe(expected);
  });

  it("keeps every character of both texts", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary" }),
      fc
        .array(fc.constantFrom("one", "two", " ", ", ", "😀", "e\u0301"), { maxLength: 30 })
        .map((words) => words.join("")),
    );
    fc.assert(
      fc.property(text, text, (old, next) => {
        const segments = diffWords(old, next);
        expect(without(segments, "added")).toBe(old);
        expect(without(segments, "removed")).toBe(next);
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps them for texts beyond its bounds", () => {
    const long = (seed: string) =>
      Array.from({ length: 30_000 }, (_, at) => `${seed}${(at * 7919) % 30_011}`).join(" ");
    for (const [old, next] of [
      [long("a"), long("b")],
      [long("a"), `x ${long("a")} y`],
    ] as const) {
      const segments = diffWords(old, next);
      expect(without(segments, "added") === old && without(segments, "removed") === next).toBe(true);
    }
  });
});
