import type { TextSegment } from "@/lib/stream/word-diff";

/** Characters kept on either side of a change within a long text. */
const CONTEXT = 60;
/** Characters that a cut gives up at most, to fall between two words. */
const WORD = 20;

export interface SidePart {
  changed: boolean;
  text: string;
}

/**
 * One side of two compared texts, ready to read: what lies between two changes and is nothing but space belongs to them,
 * and long stretches that stayed the same are cut to what lies next to a change.
 */
export function sideParts(segments: readonly TextSegment[], side: "removed" | "added"): SidePart[] {
  const own = segments.filter(({ kind }) => kind === "same" || kind === side);
  const parts: SidePart[] = [];
  own.forEach(({ kind, text }, index) => {
    const between = own[index - 1]?.kind === side && own[index + 1]?.kind === side;
    const changed = kind === side || (between && text.trim() === "");
    const last = parts.at(-1);
    if (last && last.changed === changed) last.text += text;
    else parts.push({ changed, text });
  });
  return parts.map(({ changed, text }, index) =>
    changed ? { changed, text } : { changed, text: shorten(text, index > 0, index < parts.length - 1) },
  );
}

function shorten(text: string, changeBefore: boolean, changeAfter: boolean): string {
  if (text.length <= CONTEXT * 3) return text;
  // A word that is too long to be spared is cut through.
  const head = changeBefore ? text.slice(0, CONTEXT).replace(new RegExp(`\\s\\S{0,${WORD}}$`), "") : "";
  const tail = changeAfter ? text.slice(-CONTEXT).replace(new RegExp(`^\\S{0,${WORD}}\\s`), "") : "";
  return `${head} … ${tail}`;
}
