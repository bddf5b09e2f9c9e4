"use client";

import {
  createParser,
  parseAsArrayOf,
  parseAsBoolean,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from "nuqs";
import { type AskedStart, readAskedStart, writeAskedStart } from "@/components/connect/asked-start";
import { type RecordAddress, readRecordAddress, sameRecord, writeRecordAddress } from "@/lib/stream/record-address";

const recordAddress = createParser<RecordAddress>({
  parse: (text) => readRecordAddress(text) ?? null,
  serialize: writeRecordAddress,
  eq: sameRecord,
});

/** Milliseconds here, ISO 8601 in the address, so that a person can read it. */
const time = createParser<number>({
  parse: (text) => {
    const ms = Date.parse(text);
    return Number.isNaN(ms) ? null : ms;
  },
  serialize: (ms) => new Date(ms).toISOString(),
});

const start = createParser<AskedStart>({
  parse: (text) => readAskedStart(text) ?? null,
  serialize: writeAskedStart,
  eq: (a, b) => writeAskedStart(a) === writeAskedStart(b),
});

/** What can lie over the screen, one at a time. */
const panels = ["seek", "export", "keep", "saved", "keys", "lens", "lab", "batch", "doctor", "tree", "detail"] as const;
export type OpenPanel = (typeof panels)[number];

/** What can be hidden to give the list its room. */
const panes = ["tree", "timeline", "detail"] as const;
export type Pane = (typeof panes)[number];

export const detailViews = ["diff", "new", "old", "raw", "lambda"] as const;

/** Everything a shared link must show again. One object for all renders: the setter is as stable as this. */
const parameters = {
  /** The filter. */
  q: parseAsString.withDefault(""),
  /** The range, from the timeline's brush. */
  from: time,
  to: time,
  /** The record in the detail. */
  r: recordAddress,
  view: parseAsStringLiteral(detailViews).withDefault("diff"),
  zone: parseAsStringLiteral(["utc", "local"] as const).withDefault("utc"),
  times: parseAsStringLiteral(["absolute", "relative"] as const).withDefault("absolute"),
  /** The newest record at the top of the list. */
  top: parseAsBoolean.withDefault(false),
  open: parseAsStringLiteral(panels),
  /** On a wide screen; on a narrow one tree and detail are drawers. */
  hide: parseAsArrayOf(parseAsStringLiteral(panes)).withDefault([]),
  /** Where a person wanted to start, told until it is gone to or dismissed. */
  start,
  /** What the Lambda lab tries, unless it is too long for an address. */
  pattern: parseAsString,
};

// Each step through a list would be a step back in the browser's history.
const options = { history: "replace" } as const;

export function useUrlState() {
  return useQueryStates(parameters, options);
}

export type UrlState = ReturnType<typeof useUrlState>[0];
export type SetUrlState = ReturnType<typeof useUrlState>[1];
