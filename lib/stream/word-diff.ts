import { longestCommonPairs } from "./common-pairs";

export interface TextSegment {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Insertions and deletions of words up to which the best alignment is sought. */
const MAX_EDITS = 1000;
/** Characters that are compared by word; beyond, the texts differ as a whole between their common ends. */
const MAX_LENGTH = 100_000;
/** A word with its marks, a run of spaces, or one other character; never half a surrogate pair. */
const WORDS = /[\p{L}\p{N}\p{M}_]+|\s+|./gsu;

/**
 * Two texts word by word. The `same` and `removed` segments together are the old text, the `same` and `added` the new
 * one. Texts that share little, or are very long, differ as a whole between what they begin and end with in common.
 */
export function diffWords(old: string, next: string): TextSegment[] {
  const head = commonHead(old, next);
  const tail = commonTail(old, next, head);
  const segments: TextSegment[] = [];
  add(segments, "same", old.slice(0, head));
  addMiddle(segments, old.slice(head, old.length - tail), next.slice(head, next.length - tail));
  add(segments, "same", old.slice(old.length - tail));
  return segments;
}

function addMiddle(segments: TextSegment[], old: string, next: string): void {
  const a = old.length > MAX_LENGTH ? [old] : (old.match(WORDS) ?? []);
  const b = next.length > MAX_LENGTH ? [next] : (next.match(WORDS) ?? []);
  const ids = new Map<string, number>();
  const idOf = (word: string) => {
    const id = ids.get(word) ?? ids.size;
    ids.set(word, id);
    return id;
  };
  let [atA, atB] = [0, 0];
  for (const [x, y] of longestCommonPairs(a.map(idOf), b.map(idOf), MAX_EDITS) ?? []) {
    add(segments, "removed", a.slice(atA, x).join(""));
    add(segments, "added", b.slice(atB, y).join(""));
    add(segments, "same", a[x] ?? "");
    [atA, atB] = [x + 1, y + 1];
  }
  add(segments, "removed", a.slice(atA).join(""));
  add(segments, "added", b.slice(atB).join(""));
}

/** Characters in common at the start, up to the end of a word in both. */
function commonHead(old: string, next: string): number {
  let length = 0;
  while (length < old.length && length < next.length && old[length] === next[length]) length++;
  if (length === old.length && length === next.length) return length;
  while (length > 0 && !(isBreak(old, length) && isBreak(next, length))) length--;
  return length;
}

function commonTail(old: string, next: string, head: number): number {
  let length = 0;
  const most = Math.min(old.length, next.length) - head;
  while (length < most && old[old.length - 1 - length] === next[next.length - 1 - length]) length++;
  while (length > 0 && !(isBreak(old, old.length - length) && isBreak(next, next.length - length))) length--;
  return length;
}

const INSIDE_WORD = /[\p{L}\p{N}\p{M}_\ud800-\udfff]/u;

/** True where a word ends or begins: not between two characters of one, nor inside a surrogate pair. */
function isBreak(text: string, at: number): boolean {
  return at === 0 || at === text.length || !(INSIDE_WORD.test(text[at - 1] ?? "") && INSIDE_WORD.test(text[at] ?? ""));
}

function add(segments: TextSegment[], kind: TextSegment["kind"], text: string): void {
  if (text === "") return;
  const last = segments.at(-1);
  if (last?.kind === kind) last.text += text;
  else segments.push({ kind, text });
}
