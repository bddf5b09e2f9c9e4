import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchText } from "./match-text";

const spelled = (word: string, text: string) =>
  matchText(word, text)
    ?.letters.map((at) => text[at])
    .join("");

describe("a word in a text", () => {
  it.each([
    ["export", "Export records", "Export"],
    ["rec", "Export records", "rec"],
    ["port", "Export records", "port"],
    ["gtt", "Go to a time", "Gtt"],
    ["llab", "Lambda filter lab", "Llab"],
    ["pse", "Pause the view", "Pse"],
    ["351a", "Only shard 351a", "351a"],
  ])("%s is found in %s", (word, text, letters) => {
    expect(spelled(word, text)).toBe(letters);
  });

  it.each([
    ["xyz", "Export records"],
    ["stroper", "Export records"],
    // Not from the start of a word on.
    ["xrt", "Export records"],
    // Too far apart.
    ["cs", "Capturing goes on while nobody looks"],
  ])("%s is not found in %s", (word, text) => {
    expect(matchText(word, text)).toBeUndefined();
  });

  it("ranks the start before a word, a word before its inside, that before scattered letters", () => {
    const scores = ["time zone", "a time zone", "sometimes", "the ice melts"].map(
      (text) => matchText("time", text)?.score ?? 0,
    );
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(new Set(scores).size).toBe(4);
  });

  it("tells letters that spell the word, in order", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 6 }), fc.string({ maxLength: 40 }), (word, text) => {
        const match = matchText(word, text);
        if (!match) return;
        expect([...match.letters]).toEqual(match.letters.toSorted((a, b) => a - b));
        expect(
          match.letters
            .map((at) => text[at])
            .join("")
            .toLowerCase(),
        ).toBe(word.toLowerCase());
      }),
    );
  });

  it("finds every piece of a text", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.nat(), fc.nat(), (text, from, length) => {
        const start = from % text.length;
        const piece = text.slice(start, start + 1 + (length % 8));
        expect(matchText(piece, text)).toBeDefined();
      }),
    );
  });
});
