import type { RecordRow } from "@/lib/api/contract";

/** List order. `cursor` is unique in a capture, so two rows are equal in this order only when they are the same row. */
export function compareRows(a: RecordRow, b: RecordRow): number {
  if (a.place !== b.place) return a.place < b.place ? -1 : 1;
  return a.cursor - b.cursor;
}

/** The first index whose row does not come before `row`; `rows.length` when all do. */
export function lowerBound(rows: readonly RecordRow[], row: RecordRow): number {
  return partition(rows, (candidate) => compareRows(candidate, row) < 0);
}

/** The index of the first row for which `before` is false. `before` must be true for a prefix of the rows alone. */
export function partition(rows: readonly RecordRow[], before: (row: RecordRow) => boolean): number {
  let low = 0;
  let high = rows.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (before(rows[middle] as RecordRow)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Merges `incoming` (any order, with repeats) into `rows` (list order, no repeats), in place: at the head this is a
 * push for each row, whatever the window holds. Returns how many were new.
 */
export function mergeRows(rows: RecordRow[], incoming: readonly RecordRow[]): number {
  const sorted = [...incoming].sort(compareRows);
  const first = sorted[0];
  if (!first) return 0;
  const before = rows.length;
  const tail = rows.splice(lowerBound(rows, first));
  let next = 0;
  for (const row of sorted) {
    while (next < tail.length && compareRows(tail[next] as RecordRow, row) < 0) rows.push(tail[next++] as RecordRow);
    if (tail[next]?.cursor === row.cursor && tail[next]?.place === row.place) continue;
    if (rows.at(-1)?.cursor !== row.cursor) rows.push(row);
  }
  while (next < tail.length) rows.push(tail[next++] as RecordRow);
  return rows.length - before;
}
