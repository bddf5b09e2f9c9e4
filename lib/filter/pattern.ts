import type { Pattern } from "./filter";

/** True when the whole text fits the pattern. Linear: after the first and last piece each next one is the nearest. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const first = pattern[0] ?? "";
  if (pattern.length === 1) return text === first;
  const last = pattern[pattern.length - 1] ?? "";
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  return findPieces(pattern.slice(1, -1), text.slice(0, text.length - last.length), first.length);
}

/** True when the pieces occur in this order, apart from one another, from `from` on. */
export function findPieces(pieces: readonly string[], text: string, from: number): boolean {
  let at = from;
  for (const piece of pieces) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return true;
}

/** `*` alone: there is a value, whatever it is. */
export function matchesAnything(pattern: Pattern): boolean {
  return pattern.length > 1 && pattern.every((piece) => piece === "");
}
