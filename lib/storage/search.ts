import type { Filter } from "@/lib/filter/filter";
import type { CaptureReads } from "./capture-reads";
import {
  beyond,
  type Condition,
  conjunction,
  merge,
  none,
  ordering,
  position,
  type Span,
  spanCondition,
  startOf,
  timeBounds,
  upTo,
  type Walk,
} from "./condition";
import { itemKey } from "./item-key";
import { narrowKeys } from "./narrow-keys";
import { narrowSequences } from "./narrow-sequences";
import { type RowFilter, rowFilter, rowRecord } from "./row-filter";
import { mayFit, recordFits, textMatches } from "./text-matches";

export interface Search extends Walk {
  filter?: Filter;
  /** Milliseconds: from ≤ time < to. */
  from?: number;
  to?: number;
  /** Exclusive: a place by list, a cursor by stored. */
  after?: string | number;
  /** Most matches of this step. */
  limit: number;
  /** Rows stored later than this cursor are left out. */
  head?: number;
  /** Matches need no size and no key: an index tells all the rest. */
  slim?: boolean;
}

/** A row as the database has it. */
export interface Match {
  cursor: number;
  shard: number;
  sequence: Buffer;
  order: number;
  time: number;
  event: number;
  size: number;
  hash: string;
  range: string;
}

export interface SearchStep {
  matches: Match[];
  /** Where the next step begins; absent at the end. */
  next?: string | number;
  scanned: number;
  /** All rows that match, where it costs nothing to know. */
  matched?: number;
}

/** Bounds of one step, so that commits never wait for more than some 20 ms: rows passed over by the database alone… */
const WINDOW_ROWS = 10_000;
/** …or passed over because the text index says so… */
const SPARED_ROWS = 40_000;
/** …rows tested on what they and their keys tell… */
const TESTED_ROWS = 4_000;
/** …and records inflated and parsed, and their characters. */
const PARSED_RECORDS = 1_000;
const PARSED_CHARACTERS = 2 * 1024 * 1024;
/** A record that is passed over with its block counts as so many. */
const PASSED_CHARACTERS = 200;

export const COLUMNS =
  "r.cursor, r.shard, r.sequence, r.order_time, r.order_time - r.ahead, r.event, r.size, k.hash, k.range";
/** What records_by_place holds. */
const SLIM_COLUMNS = "r.cursor, r.shard, r.sequence, r.order_time, r.order_time - r.ahead, r.event, 0, '', ''";
export type MatchRow = [number, number, Buffer, number, number, number, number, string, string];

/** One step through a capture's rows. */
export function search(file: CaptureReads, query: Search): SearchStep {
  const plan = planSearch(file, query);
  const { filter, condition, span, dense } = plan;
  const keys = query.by === "list" ? narrowKeys(file, filter.keys) : undefined;
  if (keys) {
    const narrowed = merge(condition, { where: [`r.key IN (${keys.join(", ") || "NULL"})`], parameters: [] });
    return walk(file, query, filter, narrowed, span, "INDEXED BY records_by_key");
  }
  const few = query.by === "list" ? narrowSequences(file, filter) : undefined;
  if (few) return walk(file, query, filter, merge(condition, few), span, "INDEXED BY records_by_sequence");
  const index = query.by === "list" ? "INDEXED BY records_by_place" : "";
  if (dense) return walk(file, query, filter, condition, span, index);
  const text = textMatches(file, filter, query);
  if (text && "pending" in text) {
    return { matches: [], scanned: text.pending, next: query.after ?? startOf(query) };
  }
  if (text && "cursors" in text) return searchAmong(file, query, plan, text);
  return searchWindow(file, query, plan, index, text?.condition);
}

/** The rows among `cursors`, for which all that needs the record is true. */
function searchAmong(
  file: CaptureReads,
  query: Search,
  { filter, condition, span }: Plan,
  { cursors, scanned }: { cursors: number[]; scanned: number },
): SearchStep {
  const among = { where: ["r.cursor IN (SELECT value FROM json_each(?))"], parameters: [JSON.stringify(cursors)] };
  const narrowed = merge(condition, among);
  const rest: RowFilter = { ...filter, onRecord: undefined, pieces: [] };
  const step = walk(file, query, rest, narrowed, span, "NOT INDEXED");
  // The index has looked at all of them.
  const looked = query.after === undefined ? storedRecords(file) : Math.max(scanned, step.scanned);
  return rest.onRow ? { ...step, scanned: looked } : { ...step, scanned: looked, matched: count(file, narrowed) };
}

function storedRecords({ shards }: CaptureReads): number {
  let records = 0;
  for (const { counts } of shards.byId.values()) records += counts[0] + counts[1] + counts[2];
  return records;
}

/** Rows of the next stretch of the walk, so that a step ends though nothing matches. */
function searchWindow(
  file: CaptureReads,
  query: Search,
  { filter, condition, span }: Plan,
  index: string,
  spared: Condition = none(),
): SearchStep {
  const end = windowEnd(file, query, span, spared.where.length > 0 ? SPARED_ROWS : WINDOW_ROWS);
  const window = end === undefined ? span : upTo(span, query, end);
  const step = walk(file, query, filter, merge(condition, spared), window, index);
  const next = step.next ?? end;
  const passed = spanCondition(next === undefined ? span : upTo(span, query, next), query.by);
  return { matches: step.matches, scanned: count(file, passed), ...(next !== undefined && { next }) };
}

function count(file: CaptureReads, condition: Condition): number {
  const [rows] = file.db
    .prepare(`SELECT count(*) FROM records r WHERE ${conjunction(condition)}`)
    .raw()
    .get(condition.parameters) as [number];
  return rows;
}

/** A stretch of the list of which SQL alone tells the matches. */
export interface SqlWindow {
  condition: Condition;
  next?: string | number;
}

/** The next `rows` rows of the list, where the filter is one that SQL can tell. */
export function sqlWindow(file: CaptureReads, query: Search, rows: number): SqlWindow | undefined {
  const { filter, condition, span } = planSearch(file, query);
  if (needsTests(filter)) return undefined;
  const end = windowEnd(file, query, span, rows);
  const window = end === undefined ? span : upTo(span, query, end);
  return { condition: merge(condition, spanCondition(window, query.by)), ...(end !== undefined && { next: end }) };
}

/** How many rows match, where SQL can tell and the search spans fewer than `rows`. */
export function countWindow(file: CaptureReads, query: Search, rows: number): number | undefined {
  const window = sqlWindow(file, query, rows);
  return window && window.next === undefined ? count(file, window.condition) : undefined;
}

interface Plan {
  filter: RowFilter;
  /** What SQL tells of the filter and the bounds… */
  condition: Condition;
  /** …and the stretch of the walk that all of it lies in. */
  span: Span;
  /** Nearly every row of the span matches: no need to walk it in windows. */
  dense: boolean;
}

function planSearch(file: CaptureReads, query: Search): Plan {
  const filter = rowFilter(query.filter, file.shards.byId);
  const { own, span, exact } = timeBounds(file, {
    from: Math.max(query.from ?? 0, filter.from ?? 0),
    to: Math.min(query.to ?? Number.MAX_SAFE_INTEGER, filter.to ?? Number.MAX_SAFE_INTEGER),
  });
  const head = query.head === undefined ? none() : { where: ["r.cursor <= ?"], parameters: [query.head] };
  const whole = query.by === "list" ? span : {};
  return {
    filter,
    condition: merge({ where: filter.where, parameters: filter.parameters }, own, head),
    span: query.after === undefined ? whole : beyond(whole, query, query.after),
    dense: filter.where.length === 0 && !needsTests(filter) && (query.by === "list" ? exact : own.where.length === 0),
  };
}

function needsTests({ onRow, onRecord }: RowFilter): boolean {
  return onRow !== undefined || onRecord !== undefined;
}

/** Reads rows that fit `condition` in order, tests what SQL could not, and stops at the limit or when the step is full. */
function walk(
  file: CaptureReads,
  query: Search,
  filter: RowFilter,
  condition: Condition,
  span: Span,
  index: string,
): SearchStep {
  const most = mostRows(query, filter);
  const fits = tester(file, filter);
  // Where few rows match, the rest of them is read once they are known.
  const slim = !filter.onRow && (query.slim || filter.onRecord !== undefined);
  const found = (matches: Match[]) => (slim && !query.slim ? completed(file, matches) : matches);
  const matches: Match[] = [];
  let last: Match | undefined;
  let scanned = 0;
  // Matches may be dense: first about as many rows as are wanted, then more. One beyond tells whether there are more.
  let size = Math.min(query.limit + 1, most);
  while (scanned < most) {
    const rest = last ? beyond(span, query, position(query, last)) : span;
    const rows = readRows(file, query, merge(condition, spanCondition(rest, query.by)), index, size, slim);
    for (const row of rows) {
      if (matches.length === query.limit || fits.full()) {
        return { matches: found(matches), scanned, ...(last && { next: position(query, last) }) };
      }
      last = matchFrom(row);
      scanned++;
      if (fits.test(last)) matches.push(last);
    }
    if (rows.length < size) return { matches: found(matches), scanned };
    size = Math.min(size * 4, Math.max(most - scanned, 1));
  }
  return { matches: found(matches), scanned, ...(last && { next: position(query, last) }) };
}

function mostRows(query: Search, filter: RowFilter): number {
  if (!needsTests(filter)) return query.limit + 1;
  if (!filter.onRecord) return TESTED_ROWS;
  // Blocks without the words are passed over whole.
  return filter.pieces.length > 0 ? TESTED_ROWS : PARSED_RECORDS;
}

/** The same rows with their sizes and keys. */
function completed(file: CaptureReads, matches: readonly Match[]): Match[] {
  if (matches.length === 0) return [];
  const rows = file.db
    .prepare(
      `SELECT ${COLUMNS} FROM records r NOT INDEXED CROSS JOIN keys k ON k.key = r.key
       WHERE r.cursor IN (SELECT value FROM json_each(?))`,
    )
    .raw()
    .all([JSON.stringify(matches.map(({ cursor }) => cursor))]) as MatchRow[];
  const whole = new Map(rows.map((row) => [row[0], matchFrom(row)]));
  return matches.flatMap(({ cursor }) => whole.get(cursor) ?? []);
}

function readRows(
  file: CaptureReads,
  query: Search,
  condition: Condition,
  index: string,
  limit: number,
  slim: boolean,
): MatchRow[] {
  return file.db
    .prepare(
      `SELECT ${slim ? SLIM_COLUMNS : COLUMNS} FROM records r ${index} ${slim ? "" : "CROSS JOIN keys k ON k.key = r.key"}
       WHERE ${conjunction(condition)} ORDER BY ${ordering(query)} LIMIT ${limit}`,
    )
    .raw()
    .all(condition.parameters) as MatchRow[];
}

/** Tests rows on what SQL could not tell; full once it has parsed as much as a step may. */
function tester(file: CaptureReads, filter: RowFilter): { test(match: Match): boolean; full(): boolean } {
  const schema = file.capture.stream.keySchema;
  let characters = 0;
  return {
    full: () => characters > PARSED_CHARACTERS,
    test(match) {
      const shardId = file.shards.byNumber.get(match.shard)?.shardId ?? "";
      if (filter.onRow && !filter.onRow(rowRecord(match, itemKey(match, schema)), shardId)) return false;
      if (!filter.onRecord) return true;
      if (!mayFit(file, filter, match.cursor)) {
        characters += PASSED_CHARACTERS;
        return false;
      }
      characters += file.blocks.at(match.cursor).record.length;
      return recordFits(file, filter, match.cursor, shardId);
    },
  };
}

export function matchFrom([cursor, shard, sequence, order, time, event, size, hash, range]: MatchRow): Match {
  return { cursor, shard, sequence, order, time, event, size, hash, range };
}

/** The position `rows` further on; undefined when the end comes first. */
function windowEnd(file: CaptureReads, query: Search, span: Span, rows: number): string | number | undefined {
  const condition = spanCondition(span, query.by);
  const row = file.db
    .prepare(
      `SELECT r.cursor, r.order_time, r.sequence, r.shard FROM records r WHERE ${conjunction(condition)}
       ORDER BY ${ordering(query)} LIMIT 1 OFFSET ${rows - 1}`,
    )
    .raw()
    .get(condition.parameters) as [number, number, Buffer, number] | undefined;
  return row && position(query, { cursor: row[0], order: row[1], sequence: row[2], shard: row[3] });
}
