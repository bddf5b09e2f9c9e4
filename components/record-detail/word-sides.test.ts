import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffWords, type TextSegment } from "@/lib/stream/word-diff";
import { sideParts } from "./word-sides";

const marked = (old: string, next: string, side: "removed" | "added") =>
  sideParts(diffWords(old, next), side).map(({ changed, text }) => (changed ? `[${text}]` : text));

describe("sideParts", () => {
  it("marks what a side has of its own", () => {
    expect(marked("a kettle of steel", "a kettle of glass", "removed")).toEqual(["a kettle of ", "[steel]"]);
    expect(marked("a kettle of steel", "a kettle of glass", "added")).toEqual(["a kettle of ", "[glass]"]);
  });

  it("takes the space between two changed words for changed too", () => {
    const segments: TextSegment[] = [
      { kind: "same", text: "of " },
      { kind: "removed", text: "brushed" },
      { kind: "added", text: "matt" },
      { kind: "same", text: " " },
      { kind: "added", text: "black " },
      { kind: "same", text: "steel" },
    ];
    expect(sideParts(segments, "added")).toEqual([
      { changed: false, text: "of " },
      { changed: true, text: "matt black " },
      { changed: false, text: "steel" },
    ]);
    expect(sideParts(segments, "removed")).toEqual([
      { changed: false, text: "of " },
      { changed: true, text: "brushed" },
      { changed: false, text: " steel" },
    ]);
  });

  it("cuts what stayed the same between words, and keeps what lies next to a change", () => {
    const same = "a lid that stays open while it is filled, ".repeat(8);
    const [, cut] = marked(`one ${same}two`, `three ${same}four`, "added");
    expect(cut).toBe(
      " a lid that stays open while it is filled, a lid that stays … it is filled, a lid that stays open while it is filled, ",
    );
  });

  it("cuts through a word that is longer than can be given up", () => {
    const same = "x".repeat(400);
    const [, cut] = marked(`one ${same} two`, `three ${same} four`, "added");
    expect(cut).toBe(` ${"x".repeat(59)} … ${"x".repeat(59)} `);
  });

  it("is the whole text where nothing is long", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 100 }), fc.string({ maxLength: 100 }), (old, next) => {
        const segments = diffWords(old, next);
        const joined = (side: "removed" | "added") =>
          sideParts(segments, side)
            .map(({ text }) => text)
            .join("");
        expect(joined("removed")).toBe(old);
        expect(joined("added")).toBe(next);
      }),
    );
  });
});
