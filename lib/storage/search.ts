import { formatPlace, parsePlace } from "@/lib/capture/store-place";
import type { Filter } from "@/lib/filter/filter";
import type { StreamRecord } from "@/lib/stream/record";
import type { CaptureFile } from "./capture-file";
import { itemKey } from "./item-key";
import { type KeyRange, type RowFilter, rowFilter, rowRecord } from "./row-filter";
import { decodeSequence, encodeSequence } from "./sequence-key";

export interface Search {
  filter?: Filter;
  /** Milliseconds: from ≤ time < to. */
  from?: number;
  to?: number;
  by: "list" | "stored";
  order: "asc" | "desc";
  /** Exclusive: a place by list, a cursor by stored. */
  after?: string | number;
  /** Most matches of this step. */
  limit: number;
  /** Rows stored later than this cursor are left out. */
  head?: number;
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
}

/** Bounds of one step, so that commits never wait for more than some 20 ms: rows passed over by the database alone… */
const WINDOW_ROWS = 10_000;
/** …rows tested on what they and their keys tell… */
const TESTED_ROWS = 4_000;
/** …and records inflated and parsed, and their characters. */
const PARSED_RECORDS = 1_000;
const PARSED_CHARACTERS = 2 * 1024 * 1024;
/** Up to so many keys, and rows under them, are fetched by key and sorted; beyond, the list is walked instead. */
const NARROW_KEYS = 500;
const NARROW_ROWS = 5_000;

export const COLUMNS =
  "r.cursor, r.shard, r.sequence, r.order_time, r.order_time - r.ahead, r.event, r.size, k.hash, k.range";
export type MatchRow = [number, number, Buffer, number, number, number, number, string, string];

interface Condition {
  where: string[];
  parameters: (string | number | Buffer)[];
}

/** One step through a capture's rows. */
export function search(file: CaptureFile, query: Search): SearchStep {
  const filter = rowFilter(query.filter, file.shards.byId.values());
  const bounds = timeBounds(file, {
    from: greatest(query.from, filter.from),
    to: least(query.to, filter.to),
  });
  if (query.head !== undefined) add(bounds, "r.cursor <= ?", query.head);
  const start = beyond(query, query.after);
  const rest = { where: filter.where, parameters: filter.parameters };

  const keys = query.by === "list" ? narrowKeys(file, filter.keys) : undefined;
  if (keys) {
    const where = merge(bounds, start, rest, { where: [`r.key IN (${keys.join(", ") || "NULL"})`], parameters: [] });
    return walk(file, query, filter, where, "records_by_key");
  }
  const walksAll = filter.where.length === 0 && !filter.onRow && !filter.onRecord;
  const index = query.by === "list" ? "records_by_place" : undefined;
  if (walksAll && bounds.exact) return walk(file, query, filter, merge(bounds, start), index);

  const window = windowEnd(file, query, merge(bounds.outer, start));
  const inWindow = window === undefined ? none() : upTo(query, window);
  const step = walk(file, query, filter, merge(bounds, start, rest, inWindow), index);
  const next = step.next ?? window;
  const passed = merge(bounds.outer, start, next === undefined ? none() : upTo(query, next));
  const [scanned] = file.db
    .prepare(`SELECT count(*) FROM records r WHERE ${conjunction(passed)}`)
    .raw()
    .get(passed.parameters) as [number];
  return { matches: step.matches, scanned, ...(next !== undefined && { next }) };
}

/** Reads rows that fit `condition` in order, tests what SQL could not, and stops at the limit or when the step is full. */
function walk(
  file: CaptureFile,
  query: Search,
  filter: RowFilter,
  condition: Condition,
  index: string | undefined,
): SearchStep {
  const tests = filter.onRow !== undefined || filter.onRecord !== undefined;
  const most = tests ? (filter.onRecord ? PARSED_RECORDS : TESTED_ROWS) : query.limit + 1;
  const fits = tester(file, filter);
  const matches: Match[] = [];
  let last: Match | undefined;
  let scanned = 0;
  // Matches may be dense: first about as many rows as are wanted, then more. One beyond tells whether there are more.
  let size = Math.min(query.limit + 1, most);
  while (scanned < most) {
    const from = last ? beyond(query, position(query, last)) : none();
    const rows = readRows(file, query, merge(condition, from), index, size);
    for (const row of rows) {
      if (matches.length === query.limit || fits.full()) {
        return { matches, scanned, ...(last && { next: position(query, last) }) };
      }
      last = matchFrom(row);
      scanned++;
      if (fits.test(last)) matches.push(last);
    }
    if (rows.length < size) return { matches, scanned };
    size = Math.min(size * 4, Math.max(most - scanned, 1));
  }
  return { matches, scanned, ...(last && { next: position(query, last) }) };
}

function readRows(
  file: CaptureFile,
  query: Search,
  condition: Condition,
  index: string | undefined,
  limit: number,
): MatchRow[] {
  return file.db
    .prepare(
      `SELECT ${COLUMNS} FROM records r ${index ? `INDEXED BY ${index}` : ""} CROSS JOIN keys k ON k.key = r.key
       WHERE ${conjunction(condition)} ORDER BY ${ordering(query)} LIMIT ${limit}`,
    )
    .raw()
    .all(condition.parameters) as MatchRow[];
}

/** Tests rows on what SQL could not tell; full once it has parsed as much as a step may. */
function tester(file: CaptureFile, filter: RowFilter): { test(match: Match): boolean; full(): boolean } {
  const schema = file.capture.stream.keySchema;
  let characters = 0;
  return {
    full: () => characters > PARSED_CHARACTERS,
    test(match) {
      const shardId = file.shards.byNumber.get(match.shard)?.shardId ?? "";
      if (filter.onRow && !filter.onRow(rowRecord(match, itemKey(match, schema)), shardId)) return false;
      if (!filter.onRecord) return true;
      const { record } = file.blocks.at(match.cursor);
      characters += record.length;
      return filter.onRecord(JSON.parse(record) as StreamRecord, shardId);
    },
  };
}

export function matchFrom([cursor, shard, sequence, order, time, event, size, hash, range]: MatchRow): Match {
  return { cursor, shard, sequence, order, time, event, size, hash, range };
}

/**
 * The time bounds as SQL. List order is by order time, which can differ from a record's own: `outer` bounds the order
 * time of all that can match, so that the list is entered where they begin.
 */
function timeBounds(
  file: CaptureFile,
  { from, to }: { from: number | undefined; to: number | undefined },
): Condition & { outer: Condition; exact: boolean } {
  const own = none();
  const outer = none();
  if (from === undefined && to === undefined) return { ...own, outer, exact: true };
  const [first, last] = file.db
    .prepare(
      `SELECT min(order_time), max(order_time) FROM records INDEXED BY records_astray
       WHERE ahead <> 0 AND order_time - ahead >= ? AND order_time - ahead < ?`,
    )
    .raw()
    .get([from ?? 0, to ?? Number.MAX_SAFE_INTEGER]) as [number | null, number | null];
  if (from !== undefined) {
    add(own, "r.order_time - r.ahead >= ?", from);
    add(outer, "r.order_time >= ?", Math.min(from, first ?? from));
  }
  if (to !== undefined) {
    add(own, "r.order_time - r.ahead < ?", to);
    add(outer, "r.order_time < ?", Math.max(to, last === null ? to : last + 1));
  }
  return { ...merge(own, outer), outer, exact: first === null && !anyAstray(file) };
}

function anyAstray(file: CaptureFile): boolean {
  return (
    file.db.prepare("SELECT 1 FROM records INDEXED BY records_astray WHERE ahead <> 0 LIMIT 1").raw().get([]) !==
    undefined
  );
}

/** Numbers of the keys that a term on the key can match, when they and their rows are few. */
function narrowKeys(file: CaptureFile, terms: KeyRange[][]): number[] | undefined {
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

/** The position WINDOW_ROWS further on; undefined when the end comes first. */
function windowEnd(file: CaptureFile, query: Search, condition: Condition): string | number | undefined {
  const row = file.db
    .prepare(
      `SELECT r.cursor, r.order_time, r.sequence, r.shard FROM records r WHERE ${conjunction(condition)}
       ORDER BY ${ordering(query)} LIMIT 1 OFFSET ${WINDOW_ROWS - 1}`,
    )
    .raw()
    .get(condition.parameters) as [number, number, Buffer, number] | undefined;
  return row && position(query, { cursor: row[0], order: row[1], sequence: row[2], shard: row[3] });
}

export function position(
  query: Pick<Search, "by">,
  row: Pick<Match, "cursor" | "order" | "sequence" | "shard">,
): string | number {
  if (query.by === "stored") return row.cursor;
  return formatPlace({ order: row.order, sequenceNumber: decodeSequence(row.sequence), shard: row.shard });
}

function ordering({ by, order }: Search): string {
  const columns = by === "stored" ? ["r.cursor"] : ["r.order_time", "r.sequence", "r.shard"];
  return columns.map((column) => `${column} ${order === "asc" ? "ASC" : "DESC"}`).join(", ");
}

function beyond(query: Search, after: string | number | undefined): Condition {
  return after === undefined ? none() : compare(query, query.order === "asc" ? ">" : "<", after);
}

function upTo(query: Search, end: string | number): Condition {
  return compare(query, query.order === "asc" ? "<=" : ">=", end);
}

function compare({ by }: Search, operator: string, at: string | number): Condition {
  if (by === "stored") return { where: [`r.cursor ${operator} ?`], parameters: [Number(at)] };
  return placeCondition(operator, String(at));
}

/** Throws badRequest for what is no place. */
export function placeCondition(operator: string, place: string): Condition {
  const { order, sequenceNumber, shard } = parsePlace(place);
  return {
    where: [`(r.order_time, r.sequence, r.shard) ${operator} (?, ?, ?)`],
    parameters: [order, encodeSequence(sequenceNumber), shard],
  };
}

function greatest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function least(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.min(a, b);
}

function none(): Condition {
  return { where: [], parameters: [] };
}

function add(condition: Condition, sql: string, parameter: number): void {
  condition.where.push(sql);
  condition.parameters.push(parameter);
}

function merge(...conditions: Condition[]): Condition {
  return {
    where: conditions.flatMap(({ where }) => where),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

function conjunction({ where }: Condition): string {
  return where.length > 0 ? where.join(" AND ") : "1";
}
