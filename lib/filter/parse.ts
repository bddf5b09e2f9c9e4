import type { Filter, FilterError } from "./filter";

export type ParsedFilter = { filter: Filter; error?: never } | { filter?: never; error: FilterError };

export interface ParseFilterOptions {
  /** Milliseconds: what relative times such as -15m count from. */
  now: number;
  /** How times without a zone are read; UTC unless told. */
  zone?: "utc" | "local";
}

/** Parses the search language. Never throws. */
export function parseFilter(text: string, _options: ParseFilterOptions): ParsedFilter {
  const word = text.trim().toLowerCase();
  return { filter: word === "" ? { kind: "and", of: [] } : { kind: "text", pieces: [word] } };
}
