import type { TreeRow } from "./layout";

/** What a key does to a treegrid whose rows are one column wide. */
export type TreeAction =
  | { do: "go"; to: number }
  | { do: "expand"; rows: TreeRow[]; expanded: boolean }
  /** `add`: as well as what is selected. */
  | { do: "select"; row: TreeRow; add: boolean };

/** The ARIA treegrid pattern's keys. `page` is how many rows Page Up and Page Down move. Undefined: not a key of ours. */
export function treeKey(key: string, rows: readonly TreeRow[], at: number, page: number): TreeAction | undefined {
  const row = rows[at];
  if (!row) return undefined;
  const go = (to: number): TreeAction => ({ do: "go", to: Math.max(0, Math.min(rows.length - 1, to)) });
  switch (key) {
    case "ArrowDown":
      return go(at + 1);
    case "ArrowUp":
      return go(at - 1);
    case "PageDown":
      return go(at + page);
    case "PageUp":
      return go(at - page);
    case "Home":
      return go(0);
    case "End":
      return go(rows.length - 1);
    case "ArrowRight":
      if (row.expanded === false) return { do: "expand", rows: [row], expanded: true };
      return row.expanded ? go(at + 1) : undefined;
    case "ArrowLeft":
      if (row.expanded) return { do: "expand", rows: [row], expanded: false };
      return go(parentIndex(rows, at));
    case "*":
      return { do: "expand", rows: siblings(rows, at), expanded: true };
    case "Enter":
      return { do: "select", row, add: false };
    case " ":
      return { do: "select", row, add: true };
    default:
      return undefined;
  }
}

function parentIndex(rows: readonly TreeRow[], at: number): number {
  const level = rows[at]?.level ?? 1;
  for (let i = at - 1; i >= 0; i--) if ((rows[i]?.level ?? 1) < level) return i;
  return at;
}

function siblings(rows: readonly TreeRow[], at: number): TreeRow[] {
  const level = rows[at]?.level ?? 1;
  let from = at;
  while (from > 0 && (rows[from - 1]?.level ?? 0) >= level) from -= 1;
  let to = at + 1;
  while (to < rows.length && (rows[to]?.level ?? 0) >= level) to += 1;
  return rows.slice(from, to).filter((row) => row.level === level);
}

/** The next row, from `from` on and around, whose name begins with `typed`; -1 if none does. */
export function typeAhead(
  rows: readonly TreeRow[],
  from: number,
  typed: string,
  name: (row: TreeRow) => string,
): number {
  for (let i = 0; i < rows.length; i++) {
    const at = (from + i) % rows.length;
    if (
      name(rows[at] as TreeRow)
        .toLowerCase()
        .startsWith(typed.toLowerCase())
    )
      return at;
  }
  return -1;
}
