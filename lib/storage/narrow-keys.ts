import type { CaptureReads } from "./capture-reads";
import type { KeyRange } from "./row-filter";

/** Up to so many keys, and rows under them, are fetched by key and sorted; beyond, the list is walked instead. */
const NARROW_KEYS = 500;
const NARROW_ROWS = 5_000;

/** Numbers of the keys that a term on the key can match, when they and their rows are few. */
export function narrowKeys(file: CaptureReads, terms: KeyRange[][]): number[] | undefined {
  let fewest: number[] | undefined;
  for (const ranges of terms) {
    const found = new Set<number>();
    for (const { column, prefix, exact } of ranges) {
      const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
      const notEmpty = column === "range" ? "range <> '' AND" : "";
      const rows = file.db
        .prepare(
          `SELECT key FROM keys WHERE ${notEmpty} ${exact ? `${column} = ?` : `${column} >= ? AND ${column} < ?`} LIMIT ?`,
        )
        .raw()
        .all(exact ? [prefix, NARROW_KEYS + 1] : [prefix, end, NARROW_KEYS + 1]) as [number][];
      for (const [key] of rows) found.add(key);
      if (found.size > NARROW_KEYS) break;
    }
    if (found.size <= NARROW_KEYS && (!fewest || found.size < fewest.length)) fewest = [...found];
  }
  if (!fewest || fewest.length === 0) return fewest;
  const [rows] = file.db
    .prepare(
      `SELECT count(*) FROM (SELECT 1 FROM records WHERE key IN (${fewest.join(", ")}) LIMIT ${NARROW_ROWS + 1})`,
    )
    .raw()
    .get([]) as [number];
  return rows <= NARROW_ROWS ? fewest : undefined;
}
