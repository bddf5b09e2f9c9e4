import type { Database } from "libsql";

/**
 * The room that a capture takes: its pages, those still in the write-ahead log included and free ones not. The log's own
 * size is left out: it is bounded (see wal_autocheckpoint), used again, and would say megabytes of a few records.
 */
export function usedBytes(db: Database): number {
  return (pragma(db, "page_count") - pragma(db, "freelist_count")) * pragma(db, "page_size");
}

export function pragma(db: Database, name: "page_count" | "freelist_count" | "page_size" | "auto_vacuum"): number {
  const [value] = db.prepare(`PRAGMA ${name}`).raw().get([]) as [number];
  return value;
}
