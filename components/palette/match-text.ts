/** How well a text answers to what was typed: 0 to 100, and the letters that did, as indices into the text. */
export interface TextMatch {
  score: number;
  letters: readonly number[];
}

/** Letters of other words between two that were typed: "gtt" finds "Go to a time", and a long sentence does not match anything. */
const WIDEST = 4;

/**
 * One word of a search in a text: at its start, at the start of a word, inside a word, or as letters that follow each
 * other from the start of a word on, best first. Upper and lower case are the same.
 */
export function matchText(word: string, text: string): TextMatch | undefined {
  const wanted = fold(word);
  const held = fold(text);
  if (wanted === "") return { score: 0, letters: [] };
  let inside: number | undefined;
  for (let at = held.indexOf(wanted); at >= 0; at = held.indexOf(wanted, at + 1)) {
    if (startsWord(held, at)) return { score: at === 0 ? 100 : 80, letters: run(at, wanted.length) };
    inside ??= at;
  }
  if (inside !== undefined) return { score: 60, letters: run(inside, wanted.length) };
  return scattered(wanted, held);
}

function scattered(wanted: string, held: string): TextMatch | undefined {
  let best: TextMatch | undefined;
  for (let start = 0; start < held.length; start++) {
    if (held[start] !== wanted[0] || !startsWord(held, start)) continue;
    const letters = [start];
    for (const letter of wanted.slice(1)) {
      const last = letters.at(-1) ?? start;
      const next = nextLetter(held, letter, last);
      if (next === undefined) break;
      letters.push(next);
    }
    if (letters.length < wanted.length) continue;
    const spread = (letters.at(-1) ?? start) - start + 1 - wanted.length;
    const score = Math.max(1, 40 - spread);
    if (!best || score > best.score) best = { score, letters };
  }
  return best;
}

/** The start of a word is worth more than a letter that stands nearer: initials are how people shorten. */
function nextLetter(held: string, letter: string, after: number): number | undefined {
  let nearest: number | undefined;
  for (let at = after + 1; at < held.length; at++) {
    if (held[at] !== letter) continue;
    if (at === after + 1 || startsWord(held, at)) return at;
    if (at - after <= WIDEST) nearest ??= at;
  }
  return nearest;
}

function startsWord(text: string, at: number): boolean {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
}

function run(from: number, length: number): number[] {
  return Array.from({ length }, (_, index) => from + index);
}

/** Lower case, letter for letter: indices stay those of the text. */
function fold(text: string): string {
  const lower = text.toLowerCase();
  return lower.length === text.length ? lower : text;
}
