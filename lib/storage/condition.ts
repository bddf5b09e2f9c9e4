import { formatPlace, parsePlace } from "@/lib/capture/store-place";
import type { CaptureFile } from "./capture-file";
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

/**
 * The time bounds as SQL. List order is by order time, which can differ from a record's own: `outer` bounds the order
 * time of all that can match, so that the list is entered where they begin.
 */
export function timeBounds(
  file: CaptureFile,
  { from, to }: { from: number; to: number },
): Condition & { outer: Condition; exact: boolean } {
  const own = none();
  const outer = none();
  if (from <= 0 && to >= Number.MAX_SAFE_INTEGER) return { ...own, outer, exact: true };
  const [first, last] = file.db
    .prepare(
      `SELECT min(order_time), max(order_time) FROM records INDEXED BY records_astray
       WHERE ahead <> 0 AND order_time - ahead >= ? AND order_time - ahead < ?`,
    )
    .raw()
    .get([from, to]) as [number | null, number | null];
  if (from > 0) {
    add(own, "r.order_time - r.ahead >= ?", from);
    add(outer, "r.order_time >= ?", Math.min(from, first ?? from));
  }
  if (to < Number.MAX_SAFE_INTEGER) {
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

export function position(query: Pick<Walk, "by">, row: Positioned): string | number {
  if (query.by === "stored") return row.cursor;
  return formatPlace({ order: row.order, sequenceNumber: decodeSequence(row.sequence), shard: row.shard });
}

export function ordering({ by, order }: Walk): string {
  const columns = by === "stored" ? ["r.cursor"] : ["r.order_time", "r.sequence", "r.shard"];
  return columns.map((column) => `${column} ${order === "asc" ? "ASC" : "DESC"}`).join(", ");
}

export function beyond(query: Walk, after: string | number): Condition {
  return compare(query, query.order === "asc" ? ">" : "<", after);
}

export function upTo(query: Walk, end: string | number): Condition {
  return compare(query, query.order === "asc" ? "<=" : ">=", end);
}

function compare({ by }: Walk, operator: string, at: string | number): Condition {
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

export function none(): Condition {
  return { where: [], parameters: [] };
}

export function add(condition: Condition, sql: string, parameter: number): void {
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
