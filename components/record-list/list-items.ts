import type { GapInfo, RecordRow, ShardInfo } from "@/lib/api/contract";
import { partition } from "./row-window";

/** Gaps that stand before one row, in list order; they share one line of the list. */
export interface GapItem {
  /** Index of the row that they stand before; `rows.length` for after the last. */
  before: number;
  gaps: GapInfo[];
}

export type ListItem = { kind: "row"; row: RecordRow; index: number } | { kind: "gap"; gaps: GapInfo[] };

/**
 * Where the gaps of a capture stand among its rows: by place, as the rows do, so each costs a binary search. Left out:
 * gaps of unknown time, and those beyond what the window holds.
 */
export function placeGaps(
  rows: readonly RecordRow[],
  shards: readonly ShardInfo[],
  window: { atOldest: boolean; atHead: boolean },
): GapItem[] {
  const items = new Map<number, GapInfo[]>();
  for (const { gaps } of shards) {
    for (const gap of gaps) {
      const { place } = gap;
      if (place === undefined || rows.length === 0) continue;
      const before = partition(rows, (row) => row.place < place);
      if ((before === 0 && !window.atOldest) || (before === rows.length && !window.atHead)) continue;
      const here = items.get(before);
      if (here) here.push(gap);
      else items.set(before, [gap]);
    }
  }
  return [...items].map(([before, gaps]) => ({ before, gaps })).sort((a, b) => a.before - b.before);
}

/** Rows and gaps as the lines of a list, counted from its top. */
export class ListItems {
  readonly length: number;

  constructor(
    readonly rows: readonly RecordRow[],
    readonly gaps: readonly GapItem[],
    readonly newestFirst: boolean,
  ) {
    this.length = rows.length + gaps.length;
  }

  at(line: number): ListItem | undefined {
    if (line < 0 || line >= this.length) return undefined;
    const position = this.newestFirst ? this.length - 1 - line : line;
    let gapsBefore = 0;
    for (const gap of this.gaps) {
      const own = gap.before + gapsBefore;
      if (own === position) return { kind: "gap", gaps: gap.gaps };
      if (own > position) break;
      gapsBefore += 1;
    }
    const index = position - gapsBefore;
    const row = this.rows[index];
    return row && { kind: "row", row, index };
  }

  /** The line of the row with this index. */
  lineOf(index: number): number {
    const position = index + this.gaps.filter((gap) => gap.before <= index).length;
    return this.newestFirst ? this.length - 1 - position : position;
  }
}
