/** Pairs [index in a, index in b] of equal members, rising in both. */
export type Pair = [a: number, b: number];

/**
 * A longest common subsequence of two sequences of ids (Myers' greedy algorithm). Time and memory grow with the square
 * of the edits, so it gives up beyond `maxEdits` insertions and deletions and returns undefined.
 */
export function longestCommonPairs(a: readonly number[], b: readonly number[], maxEdits: number): Pair[] | undefined {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let endA = a.length;
  let endB = b.length;
  while (endA > head && endB > head && a[endA - 1] === b[endB - 1]) {
    endA--;
    endB--;
  }
  const middle = commonMiddle(a.slice(head, endA), b.slice(head, endB), maxEdits);
  if (!middle) return undefined;
  const pairs: Pair[] = [];
  for (let at = 0; at < head; at++) pairs.push([at, at]);
  for (const [x, y] of middle) pairs.push([x + head, y + head]);
  for (let at = 0; at < a.length - endA; at++) pairs.push([endA + at, endB + at]);
  return pairs;
}

function commonMiddle(a: readonly number[], b: readonly number[], maxEdits: number): Pair[] | undefined {
  if (a.length === 0 || b.length === 0) return [];
  const limit = Math.min(a.length + b.length, maxEdits);
  // furthest[k + offset]: how far along a the best path on diagonal k (a's index minus b's) has come.
  const offset = limit + 1;
  const furthest = new Int32Array(2 * limit + 3);
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(offset - edits - 1, offset + edits + 2));
    for (let k = -edits; k <= edits; k += 2) {
      const down = furthest[offset + k + 1] ?? 0;
      const right = (furthest[offset + k - 1] ?? 0) + 1;
      let x = k === -edits || (k !== edits && right <= down) ? down : right;
      let y = x - k;
      while (x < a.length && y < b.length && a[x] === b[y]) {
        x++;
        y++;
      }
      furthest[offset + k] = x;
      if (x >= a.length && y >= b.length) return walkBack(trace, a.length, b.length);
    }
  }
  return undefined;
}

/** `trace[d]` holds the diagonals -d-1 … d+1 as they stood before d edits were tried. */
function walkBack(trace: Int32Array[], lengthA: number, lengthB: number): Pair[] {
  const pairs: Pair[] = [];
  let x = lengthA;
  let y = lengthB;
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const before = trace[edits] as Int32Array;
    const at = (k: number) => before[k + edits + 1] ?? 0;
    const k = x - y;
    const previousK = k === -edits || (k !== edits && at(k - 1) + 1 <= at(k + 1)) ? k + 1 : k - 1;
    const previousX = at(previousK);
    const previousY = previousX - previousK;
    const startX = previousK > k ? previousX : previousX + 1;
    while (x > startX) pairs.push([--x, --y]);
    x = previousX;
    y = previousY;
  }
  while (x > 0 && y > 0) pairs.push([--x, --y]);
  return pairs.reverse();
}

/**
 * Common pairs when there are too many edits for the longest: equal members are paired in order of appearance, and of these
 * pairs a longest rising run is taken. Exact where members are unique (a shuffled list). O(n log n).
 */
export function risingCommonPairs(a: readonly number[], b: readonly number[]): Pair[] {
  const places = new Map<number, number[]>();
  for (let at = b.length - 1; at >= 0; at--) {
    const id = b[at] as number;
    const list = places.get(id);
    if (list) list.push(at);
    else places.set(id, [at]);
  }
  const pairs: Pair[] = [];
  a.forEach((id, at) => {
    const place = places.get(id)?.pop();
    if (place !== undefined) pairs.push([at, place]);
  });
  return longestRising(pairs);
}

/** The longest run of pairs whose second members rise (patience sorting). */
function longestRising(pairs: Pair[]): Pair[] {
  const tails: number[] = [];
  const before = new Int32Array(pairs.length).fill(-1);
  pairs.forEach(([, place], index) => {
    let low = 0;
    let high = tails.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((pairs[tails[middle] as number] as Pair)[1] < place) low = middle + 1;
      else high = middle;
    }
    if (low > 0) before[index] = tails[low - 1] as number;
    tails[low] = index;
  });
  const run: Pair[] = [];
  for (let index = tails.at(-1) ?? -1; index >= 0; index = before[index] as number) run.push(pairs[index] as Pair);
  return run.reverse();
}
