import { formatPlace, LAST_PLACE, parsePlace, placeBefore } from "@/lib/capture/store-place";
import type { CaptureReads } from "./capture-reads";
import { decodeSequence, encodeSequence } from "./sequence-key";

/** SQL over `r` (records), all of which must hold, and its parameters in order. */
export interface Condition {
  where: string[];
  parameters: (string | number | Buffer)[];
}

/** The order that rows are walked in. */
export interface Walk {
  by: "list" | "stored";
  order: "asc" | "desc";
}

/** What a position is made of. */
interface Positioned {
  cursor: number;
  order: number;
  sequence: Uint8Array;
  shard: number;
}

/** A stretch of a walk, between positions. */
export interface Span {
  lower?: Bound;
  upper?: Bound;
}

interface Bound {
  at: string | number;
  inclusive: boolean;
}

/** The part of `span` beyond the position, in the direction of the walk. */
export function beyond(span: Span, { order }: Walk, at: string | number): Span {
  const bound = { at, inclusive: false };
  return order === "asc" ? intersect(span, { lower: bound }) : intersect(span, { upper: bound });
}

/** The part of `span` up to the position and with it. */
export function upTo(span: Span, { order }: Walk, at: string | number): Span {
  const bound = { at, inclusive: true };
  return order === "asc" ? intersect(span, { upper: bound }) : intersect(span, { lower: bound });
}

/** One bound a side: of two on the same columns SQLite would enter its index by either, and read its way to the other. */
function intersect(a: Span, b: Span): Span {
  const lower = tighter(a.lower, b.lower, (x, y) => x > y);
  const upper = tighter(a.upper, b.upper, (x, y) => x < y);
  return { ...(lower && { lower }), ...(upper && { upper }) };
}

function tighter(
  a: Bound | undefined,
  b: Bound | undefined,
  isTighter: (x: string | number, y: string | number) => boolean,
): Bound | undefined {
  if (!a || !b) return a ?? b;
  if (a.at === b.at) return a.inclusive ? b : a;
  return isTighter(a.at, b.at) ? a : b;
}

export function spanCondition({ lower, upper }: Span, by: Walk["by"]): Condition {
  return merge(
    lower ? compare(by, lower.inclusive ? ">=" : ">", lower.at) : none(),
    upper ? compare(by, upper.inclusive ? "<=" : "<", upper.at) : none(),
  );
}

function compare(by: Walk["by"], operator: string, at: string | number): Condition {
  if (by === "stored") return { where: [`r.cursor ${operator} ?`], parameters: [Number(at)] };
  return placeCondition(operator, String(at));
}

/**
 * The time bounds as SQL. List order is by order time, which can differ from a record's own: `span` holds all places that
 * can match, so that the list is entered where they begin. `exact` says that whatever lies in the span matches.
 */
export function timeBounds(
  file: CaptureReads,
  { from, to }: { from: number; to: number },
): { own: Condition; span: Span; exact: boolean } {
  const own = none();
  const span: Span = {};
  if (from <= 0 && to >= Number.MAX_SAFE_INTEGER) return { own, span, exact: true };
  const [first, last] = file.db
    .prepare(
      `SELECT min(order_time), max(order_time) FROM records INDEXED BY records_astray
       WHERE ahead <> 0 AND order_time - ahead >= ? AND order_time - ahead < ?`,
    )
    .raw()
    .get([from, to]) as [number | null, number | null];
  if (from > 0) {
    add(own, "r.order_time - r.ahead >= ?", from);
    span.lower = { at: placeBefore(Math.floor(Math.min(from, first ?? from))), inclusive: true };
  }
  if (to < Number.MAX_SAFE_INTEGER) {
    add(own, "r.order_time - r.ahead < ?", to);
    span.upper = { at: placeBefore(Math.ceil(Math.max(to, last === null ? to : last + 1))), inclusive: false };
  }
  return { own, span, exact: first === null && !anyAstray(file) };
}

function anyAstray(file: CaptureReads): boolean {
  return (
    file.db.prepare("SELECT 1 FROM records INDEXED BY records_astray WHERE ahead <> 0 LIMIT 1").raw().get([]) !==
    undefined
  );
}

/** Before all there is. */
export function startOf({ by, order }: Walk): string | number {
  if (by === "stored") return order === "asc" ? 0 : Number.MAX_SAFE_INTEGER;
  return order === "asc" ? placeBefore(0) : LAST_PLACE;
}

export function position(query: Pick<Walk, "by">, row: Positioned): string | number {
  if (query.by === "stored") return row.cursor;
  return formatPlace({ order: row.order, sequenceNumber: decodeSequence(row.sequence), shard: row.shard });
}

export function ordering({ by, order }: Walk): string {
  const columns = by === "stored" ? ["r.cursor"] : ["r.order_time", "r.sequence", "r.shard"];
  return columns.map((column) => `${column} ${order === "asc" ? "ASC" : "DESC"}`).join(", ");
}

/** Throws badRequest for what is no place. */
export function placeCondition(operator: string, place: string): Condition {
  const { order, sequenceNumber, shard } = parsePlace(place);
  return {
    where: [`(r.order_time, r.sequence, r.shard) ${operator} (?, ?, ?)`],
    parameters: [order, encodeSequence(sequenceNumber), shard],
  };
}

export function none(): Condition {
  return { where: [], parameters: [] };
}

function add(condition: Condition, sql: string, parameter: number): void {
  condition.where.push(sql);
  condition.parameters.push(parameter);
}

export function merge(...conditions: Condition[]): Condition {
  return {
    where: conditions.flatMap(({ where }) => where),
    parameters: conditions.flatMap(({ parameters }) => parameters),
  };
}

export function conjunction({ where }: Condition): string {
  return where.length > 0 ? where.join(" AND ") : "1";
}
