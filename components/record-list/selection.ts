import type { RecordRow } from "@/lib/api/contract";
import { lowerBound } from "./row-window";

/** Records chosen together, by cursor, in the order they were chosen. */
export interface Selection {
  readonly rows: ReadonlyMap<number, RecordRow>;
  /** Where a range begins. */
  readonly anchor?: RecordRow;
}

/** What one export takes, and what can be looked over at all. */
export const MOST_SELECTED = 10_000;

export const NOTHING: Selection = { rows: new Map() };

/** The row in, or out again. With nothing chosen yet, the row that is looked at is chosen with it. */
export function toggle(selection: Selection, row: RecordRow, current?: RecordRow): Selection {
  const rows = new Map(selection.rows);
  if (!rows.delete(row.cursor)) {
    if (rows.size === 0 && current) rows.set(current.cursor, current);
    rows.set(row.cursor, row);
  }
  return rows.size > MOST_SELECTED ? selection : { rows, anchor: row };
}

/** From the anchor to the row, both with it: what stood between them at this moment, in list order. */
export function extend(
  { anchor }: Selection,
  row: RecordRow,
  listed: readonly RecordRow[],
  current?: RecordRow,
): Selection {
  const begin = anchor ?? current ?? row;
  const [a, b] = [lowerBound(listed, begin), lowerBound(listed, row)];
  // The rows nearest to where the person is.
  const between =
    a <= b
      ? listed.slice(Math.max(a, b + 1 - MOST_SELECTED), b + 1)
      : listed.slice(b, Math.min(a + 1, b + MOST_SELECTED));
  return { ...chosen(between), anchor: begin };
}

/** All that is loaded, or the newest of it. */
export function selectAll(listed: readonly RecordRow[]): Selection {
  return chosen(listed.slice(-MOST_SELECTED));
}

function chosen(rows: readonly RecordRow[]): Selection {
  return { rows: new Map(rows.map((row) => [row.cursor, row])) };
}
