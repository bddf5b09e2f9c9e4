import type { StreamRecord } from "@/lib/stream/record";
import type { CaptureReads } from "./capture-reads";
import type { Condition } from "./condition";
import type { RowFilter } from "./row-filter";
import { UNIT, unitOf } from "./text-index";

/** Records looked through in a step, some 15 ms. */
const STEP_RECORDS = 6_000;
/** Above this share of all units the index spares too little to be asked at every step. */
const WORTHWHILE = 0.4;
/** Searches whose matches are kept: pages of one search, and looks at it again, read on where the one before ended. */
const KEPT_SEARCHES = 16;
/** Matches of one search that are kept: with more, the list is full of them wherever it is entered. */
const KEPT_MATCHES = 20_000;

export interface KeptMatches {
  /** Ascending; rows may have gone since. */
  cursors: number[];
  /** Every row up to this cursor was looked at. */
  upTo: number;
  /** A page of the list is full of them sooner than all of them are found. */
  dense: boolean;
}

/**
 * All rows for which the filter's `onRecord` is true; or how many rows were looked at, with more to look at before all
 * are known; or a condition that spares rows for which it cannot be true.
 */
export type TextMatches = { cursors: number[]; scanned: number } | { pending: number } | { condition: Condition };

/** What the text index says of a filter; undefined when it says nothing. */
export function textMatches(
  file: CaptureReads,
  filter: RowFilter,
  query: { by: "list" | "stored"; limit: number },
): TextMatches | undefined {
  if (filter.grams === undefined || !filter.onRecord) return undefined;
  const { text, cursor } = file;
  const units = text.candidates(filter.grams);
  const beyond = cursor - text.head;
  const kept = file.keptMatches.get(filter.recordTerms);
  if (kept && kept.cursors.length > KEPT_MATCHES) return undefined;
  const last = Math.floor(cursor / UNIT);
  const open = units.filter((unit) => (unit + 1) * UNIT > (kept?.upTo ?? 0));
  for (let unit = Math.max(unitOf(text.head + 1), unitOf((kept?.upTo ?? 0) + 1)); unit <= last; unit++) open.push(unit);
  const narrow = open.length * UNIT <= STEP_RECORDS;
  if (!narrow && units.length > (text.head / UNIT) * WORTHWHILE && beyond < text.head) return undefined;
  // The unit's size as a literal: a parameter would be bound as a float, and the division be one of floats.
  const where = `(r.cursor > ? OR (r.cursor - 1) / ${UNIT} IN (SELECT value FROM json_each(?)))`;
  const spared = { condition: { where: [where], parameters: [text.head, JSON.stringify(units)] } };
  // Who follows what is stored is at its end: walking on from there is less to look at.
  if (!narrow && (query.by === "stored" || kept?.dense)) return spared;
  const cursors = kept ? [...kept.cursors] : [];
  const step = narrow ? open : open.slice(0, STEP_RECORDS / UNIT);
  const { found, scanned } = look(file, filter, step, kept?.upTo ?? 0);
  for (const row of found) cursors.push(row);
  const upTo = narrow ? cursor : ((step.at(-1) ?? 0) + 1) * UNIT;
  // As many rows as a page has, at this rate, against all that are left.
  const dense = !narrow && found.length * open.length > 2 * query.limit * step.length;
  keep(file.keptMatches, filter.recordTerms, { cursors, upTo, dense });
  if (narrow) return { cursors, scanned };
  return dense ? spared : { pending: scanned };
}

/** Rows of the units behind the cursor `after` that fit. */
function look(
  file: CaptureReads,
  filter: RowFilter,
  units: readonly number[],
  after: number,
): { found: number[]; scanned: number } {
  const found: number[] = [];
  let scanned = 0;
  for (const unit of units) {
    for (const row of file.text.rowsOf(unit)) {
      if (row.cursor <= after) continue;
      scanned++;
      if (!mayFit(file, filter, row.cursor)) continue;
      if (recordFits(file, filter, row.cursor, file.shards.byNumber.get(row.shard)?.shardId ?? "")) {
        found.push(row.cursor);
      }
    }
  }
  return { found, scanned };
}

/** False when nothing in the record's block, or not all of it, has the words that a match must have. */
export function mayFit(file: CaptureReads, { pieces }: RowFilter, cursor: number): boolean {
  return pieces.length === 0 || file.blocks.mayHold(cursor, pieces);
}

/** Tests a record on what only the whole record tells. */
export function recordFits(file: CaptureReads, filter: RowFilter, cursor: number, shardId: string): boolean {
  if (!filter.onRecord) return true;
  const { record } = file.blocks.at(cursor);
  if (filter.pieces.length > 0) {
    const text = record.toLowerCase();
    if (!filter.pieces.every((piece) => text.includes(piece))) return false;
  }
  return filter.onRecord(JSON.parse(record) as StreamRecord, shardId);
}

function keep(searches: Map<string, KeptMatches>, name: string, matches: KeptMatches): void {
  searches.delete(name);
  searches.set(name, matches);
  for (const oldest of searches.keys()) {
    if (searches.size <= KEPT_SEARCHES) break;
    searches.delete(oldest);
  }
}
