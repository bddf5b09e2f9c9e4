import { type AttributeValue, attributeType } from "./attribute-value";
import { longestCommonPairs, type Pair, risingCommonPairs } from "./common-pairs";
import { equalValues, own } from "./equal-values";
import type { ValueIds } from "./value-ids";

/** Where each element of a new list comes from. */
export interface ListAlignment {
  /** For each new index the old index, or -1 for an element that was added. */
  sources: Int32Array;
  /** New indexes of equal elements that changed their place among those that stayed. */
  moved: Set<number>;
  /** New indexes of elements that are taken for an old one, edited; all others with a source equal it. */
  edited: Set<number>;
  /** Old indexes that went, ascending. */
  removed: number[];
}

/** Insertions and deletions up to which the best alignment is sought: about 10 ms of work. */
const MAX_EDITS = 512;
/** Up to this many possible pairs between two equal elements the most alike are found. */
const MAX_PAIRINGS = 1024;

/**
 * Aligns two lists: equal elements first, in order; then equal ones that moved; then, between neighbours that stayed, the
 * most alike as edited in place.
 */
export function alignLists(old: AttributeValue[], next: AttributeValue[], ids: ValueIds): ListAlignment {
  // Most edits leave the two ends alone: those need no ids.
  let head = 0;
  const shorter = Math.min(old.length, next.length);
  while (head < shorter && equalAt(old, head, next, head)) head++;
  let tail = 0;
  while (tail < shorter - head && equalAt(old, old.length - 1 - tail, next, next.length - 1 - tail)) tail++;
  const alignment: ListAlignment = {
    sources: new Int32Array(next.length),
    moved: new Set(),
    edited: new Set(),
    removed: [],
  };
  const { sources } = alignment;
  for (let index = 0; index < head; index++) sources[index] = index;
  for (let index = next.length - tail; index < next.length; index++) sources[index] = index + old.length - next.length;
  const middle = alignMiddle(old.slice(head, old.length - tail), next.slice(head, next.length - tail), ids);
  middle.sources.forEach((source, index) => {
    sources[head + index] = source < 0 ? -1 : source + head;
  });
  for (const index of middle.moved) alignment.moved.add(index + head);
  for (const index of middle.edited) alignment.edited.add(index + head);
  for (const index of middle.removed) alignment.removed.push(index + head);
  return alignment;
}

function equalAt(old: AttributeValue[], oldIndex: number, next: AttributeValue[], nextIndex: number): boolean {
  return equalValues(old[oldIndex] as AttributeValue, next[nextIndex] as AttributeValue);
}

function alignMiddle(old: AttributeValue[], next: AttributeValue[], ids: ValueIds): ListAlignment {
  const oldIds = old.map((value) => ids.idOf(value));
  const nextIds = next.map((value) => ids.idOf(value));
  const kept = longestCommonPairs(oldIds, nextIds, MAX_EDITS) ?? risingCommonPairs(oldIds, nextIds);
  const sources = new Int32Array(next.length).fill(-1);
  const used = new Uint8Array(old.length);
  const take = (from: number, to: number) => {
    sources[to] = from;
    used[from] = 1;
  };
  for (const [from, to] of kept) take(from, to);
  const moved = pairMoved(oldIds, nextIds, used, sources, take);
  const edited = new Set<number>();
  let [oldAt, nextAt] = [0, 0];
  for (const [from, to] of [...kept, [old.length, next.length] satisfies Pair]) {
    const gone = freeIndexes(oldAt, from, (index) => used[index] === 0);
    const come = freeIndexes(nextAt, to, (index) => sources[index] === -1);
    for (const [x, y] of pairEdited(gone, come, old, next, ids)) {
      take(x, y);
      edited.add(y);
    }
    oldAt = from + 1;
    nextAt = to + 1;
  }
  return { sources, moved, edited, removed: freeIndexes(0, old.length, (index) => used[index] === 0) };
}

function pairMoved(
  oldIds: number[],
  nextIds: number[],
  used: Uint8Array,
  sources: Int32Array,
  take: (from: number, to: number) => void,
): Set<number> {
  const places = new Map<number, number[]>();
  for (let index = oldIds.length - 1; index >= 0; index--) {
    if (used[index]) continue;
    const id = oldIds[index] as number;
    const list = places.get(id);
    if (list) list.push(index);
    else places.set(id, [index]);
  }
  const moved = new Set<number>();
  nextIds.forEach((id, index) => {
    const from = sources[index] === -1 ? places.get(id)?.pop() : undefined;
    if (from === undefined) return;
    take(from, index);
    moved.add(index);
  });
  return moved;
}

function freeIndexes(from: number, to: number, isFree: (index: number) => boolean): number[] {
  const free: number[] = [];
  for (let index = from; index < to; index++) if (isFree(index)) free.push(index);
  return free;
}

/** Pairs, rising in both, of elements that are taken for the same one edited: the alignment with the greatest likeness. */
function pairEdited(
  gone: number[],
  come: number[],
  old: AttributeValue[],
  next: AttributeValue[],
  ids: ValueIds,
): Pair[] {
  if (gone.length === 0 || come.length === 0) return [];
  const like = (x: number, y: number) =>
    likeness(old[gone[x] as number] as AttributeValue, next[come[y] as number] as AttributeValue, ids);
  if (gone.length * come.length > MAX_PAIRINGS) {
    return (
      pairByAttribute(gone, come, old, next, ids) ??
      gone.slice(0, come.length).flatMap((from, at) => (like(at, at) > 0 ? [[from, come[at] as number] as Pair] : []))
    );
  }
  const width = come.length + 1;
  const best = new Float64Array((gone.length + 1) * width);
  const scores = new Float64Array((gone.length + 1) * width);
  const at = (table: Float64Array, x: number, y: number) => table[x * width + y] ?? 0;
  for (let x = gone.length - 1; x >= 0; x--) {
    for (let y = come.length - 1; y >= 0; y--) {
      const score = like(x, y);
      scores[x * width + y] = score;
      const paired = score > 0 ? score + at(best, x + 1, y + 1) : 0;
      best[x * width + y] = Math.max(paired, at(best, x + 1, y), at(best, x, y + 1));
    }
  }
  const pairs: Pair[] = [];
  for (let x = 0, y = 0; x < gone.length && y < come.length; ) {
    const score = at(scores, x, y);
    if (score > 0 && at(best, x, y) === score + at(best, x + 1, y + 1))
      pairs.push([gone[x++] as number, come[y++] as number]);
    else if (at(best, x, y) === at(best, x + 1, y)) x++;
    else y++;
  }
  return pairs;
}

/**
 * For stretches too long to compare each with each: maps are paired by the attribute that tells most of them apart and
 * that both sides share, such as an id. Undefined when there is none.
 */
function pairByAttribute(
  gone: number[],
  come: number[],
  old: AttributeValue[],
  next: AttributeValue[],
  ids: ValueIds,
): Pair[] | undefined {
  const sample = next[come[0] as number];
  if (!sample || !("M" in sample)) return undefined;
  let best: { shared: number; from: number[]; to: number[] } | undefined;
  for (const name of Object.keys(sample.M).slice(0, MAX_NAMES)) {
    const idIn = (element: AttributeValue | undefined, absent: number) => {
      const value = element && "M" in element ? own(element.M, name) : undefined;
      return value ? ids.idOf(value) : absent;
    };
    const from = gone.map((index) => idIn(old[index], -1));
    const to = come.map((index) => idIn(next[index], -2));
    const known = new Set(from);
    const shared = new Set(to.filter((id) => known.has(id))).size;
    if (shared > (best?.shared ?? 0)) best = { shared, from, to };
  }
  if (!best) return undefined;
  const pairs = longestCommonPairs(best.from, best.to, MAX_EDITS) ?? risingCommonPairs(best.from, best.to);
  return pairs.map(([x, y]) => [gone[x] as number, come[y] as number]);
}

/** Names of a map that are compared; a map with more is judged by these. */
const MAX_NAMES = 16;

/** From 0, for two elements that have nothing in common, to above 1. */
function likeness(old: AttributeValue, next: AttributeValue, ids: ValueIds): number {
  if (attributeType(old) !== attributeType(next)) return 0.1;
  if (!("M" in old) || !("M" in next)) return 0.5;
  const names = Object.keys(next.M).slice(0, MAX_NAMES);
  let same = 0;
  for (const name of names) {
    const before = own(old.M, name);
    const after = own(next.M, name);
    if (before && after && ids.idOf(before) === ids.idOf(after)) same++;
  }
  return same === 0 ? 0 : 0.5 + same / names.length;
}
