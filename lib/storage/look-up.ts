import type { CaptureReads } from "./capture-reads";
import { type Condition, placeCondition, position } from "./condition";
import { COLUMNS, type Match, type MatchRow, matchFrom } from "./search";
import { decodeSequence, encodeSequence } from "./sequence-key";
import type { StoredShard } from "./shard-table";

/** Versions of one key in a step: some 10 ms. */
const HISTORY_ROWS = 1_000;

/** The row of one record. */
export function matchOf(file: CaptureReads, shard: StoredShard, sequenceNumber: string): Match | undefined {
  const row = file.db
    .prepare(`SELECT ${COLUMNS} FROM records r CROSS JOIN keys k ON k.key = r.key WHERE r.shard = ? AND r.sequence = ?`)
    .raw()
    .get([shard.number, encodeSequence(sequenceNumber)]) as MatchRow | undefined;
  return row && matchFrom(row);
}

/** Versions of one key, oldest first, beyond the place `after`. */
export function rowsOfKey(
  file: CaptureReads,
  key: number,
  after: string | null,
): { matches: Match[]; next: string | undefined } {
  const beyond = after === null ? { where: ["1"], parameters: [] } : placeCondition(">", after);
  const rows = file.db
    .prepare(
      `SELECT ${COLUMNS} FROM records r INDEXED BY records_by_key CROSS JOIN keys k ON k.key = r.key
       WHERE r.key = ? AND ${beyond.where.join(" AND ")}
       ORDER BY r.order_time, r.sequence, r.shard LIMIT ${HISTORY_ROWS}`,
    )
    .raw()
    .all([key, ...beyond.parameters]) as MatchRow[];
  const matches = rows.map(matchFrom);
  const last = matches[HISTORY_ROWS - 1];
  return { matches, next: last && String(position({ by: "list" }, last)) };
}

/** Where a row stands among the rows of its key. */
export function neighboursOf(
  file: CaptureReads,
  key: number,
  match: Match,
): { index: number; total: number; previous: Match | undefined; next: Match | undefined } {
  const place = String(position({ by: "list" }, match));
  const count = (where: string, parameters: Condition["parameters"]) => {
    const [rows] = file.db
      .prepare(`SELECT count(*) FROM records r INDEXED BY records_by_key WHERE r.key = ? AND ${where}`)
      .raw()
      .get([key, ...parameters]) as [number];
    return rows;
  };
  const beside = (operator: "<" | ">", order: "ASC" | "DESC") => {
    const { where, parameters } = placeCondition(operator, place);
    const row = file.db
      .prepare(
        `SELECT ${COLUMNS} FROM records r INDEXED BY records_by_key CROSS JOIN keys k ON k.key = r.key
         WHERE r.key = ? AND ${where.join(" AND ")}
         ORDER BY r.order_time ${order}, r.sequence ${order}, r.shard ${order} LIMIT 1`,
      )
      .raw()
      .get([key, ...parameters]) as MatchRow | undefined;
    return row && matchFrom(row);
  };
  const before = placeCondition("<", place);
  return {
    index: count(before.where.join(" AND "), before.parameters),
    total: count("1", []),
    previous: beside("<", "DESC"),
    next: beside(">", "ASC"),
  };
}

/** The last record of the shard, in its own order, with time ≤ `time`. */
export function nearestBefore(
  file: CaptureReads,
  shard: StoredShard,
  time: number,
): { sequenceNumber: string; time: number } | undefined {
  const edges = file.shards.edges(shard);
  if (!edges) return undefined;
  type Found = [Buffer, number];
  // Order times never fall within a shard, so the last one up to `time` is the answer…
  const inOrder =
    edges.first.order > time
      ? undefined
      : (file.db
          .prepare(
            `SELECT sequence, order_time - ahead FROM records INDEXED BY records_by_place
             WHERE order_time <= ? AND shard = ? AND order_time - ahead <= ?
             ORDER BY order_time DESC, sequence DESC LIMIT 1`,
          )
          .raw()
          .get([time, shard.number, time]) as Found | undefined);
  // …unless a record's own time stepped back behind the order time.
  const astray = file.db
    .prepare(
      `SELECT sequence, order_time - ahead FROM records INDEXED BY records_astray
       WHERE ahead <> 0 AND order_time - ahead <= ? AND shard = ? ORDER BY sequence DESC LIMIT 1`,
    )
    .raw()
    .get([time, shard.number]) as Found | undefined;
  const later = inOrder && astray ? (inOrder[0].compare(astray[0]) > 0 ? inOrder : astray) : (inOrder ?? astray);
  return later && { sequenceNumber: decodeSequence(later[0]), time: later[1] };
}
