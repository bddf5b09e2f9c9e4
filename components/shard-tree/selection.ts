import type { TreeRow } from "./layout";

/** The shards that a row stands for. */
export function shardsOf(row: TreeRow): readonly string[] {
  return row.kind === "fold" ? row.shardIds : [row.shardId];
}

/** Selects the row alone; a row that is the whole selection is let go. With `add`, the rest stays selected. */
export function selectRow(selected: readonly string[], row: TreeRow, add: boolean): string[] {
  const ids = shardsOf(row);
  const now = new Set(selected);
  const all = ids.every((id) => now.has(id));
  if (!add) return all && now.size === ids.length ? [] : [...ids];
  for (const id of ids) all ? now.delete(id) : now.add(id);
  return [...now];
}

/** Selects from one row to another, both included. */
export function selectRange(rows: readonly TreeRow[], a: number, b: number): string[] {
  return [...new Set(rows.slice(Math.min(a, b), Math.max(a, b) + 1).flatMap(shardsOf))];
}
