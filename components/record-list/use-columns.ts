"use client";

import { parseAsArrayOf, parseAsString, useQueryState } from "nuqs";
import { parsePath } from "@/lib/filter/filter-path";

/** Wider rows would be read by nobody, and the server answers for no more. */
export const MOST_COLUMNS = 6;

const parameter = parseAsArrayOf(parseAsString).withDefault([]).withOptions({ history: "replace" });

export interface Columns {
  /** Attribute paths as a filter has them, in the order they were added. */
  paths: readonly string[];
  full: boolean;
  add: (path: string) => void;
  remove: (path: string) => void;
}

/** The attributes that the list shows as columns: kept in the address, so that a link shows them again. */
export function useColumns(): Columns {
  const [asked, setAsked] = useQueryState("cols", parameter);
  // Whatever stands in a link: paths that are none would fail all the others.
  const paths = [...new Set(asked)].filter((path) => isColumn(path)).slice(0, MOST_COLUMNS);
  const full = paths.length >= MOST_COLUMNS;
  return {
    paths,
    full,
    add: (path) => {
      if (!full && !paths.includes(path)) void setAsked([...paths, path]);
    },
    remove: (path) => void setAsked(paths.length > 1 ? paths.filter((other) => other !== path) : null),
  };
}

export function isColumn(text: string): boolean {
  return text.length <= 400 && parsePath(text, 0).error === undefined;
}
