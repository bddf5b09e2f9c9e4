import type { CaptureReads } from "./capture-reads";
import { conjunction, merge, none, placeCondition, position } from "./condition";
import type { QueryCalls, ScanStep } from "./protocol";
import { type Search, search } from "./search";

/** Of one step: what crosses to the other thread at a time. */
const STEP_RECORDS = 1_000;
const STEP_CHARACTERS = 2 * 1024 * 1024;

type ScanQuery = Parameters<QueryCalls["scan"]>[1];

/** What a record needs to be fetched. */
interface Found {
  cursor: number;
  shard: number;
}

/** The next records in list order, whole. */
export function scanStep(file: CaptureReads, query: ScanQuery, after: string | null): ScanStep {
  const all = !query.filter && query.from === undefined && query.to === undefined;
  const { found, next, placeOf } = all ? everything(file, query.head, after) : matching(file, query, after);
  const records: ScanStep["records"] = [];
  let characters = 0;
  for (const row of found) {
    const { record: text } = file.blocks.at(row.cursor);
    records.push({ shardId: file.shards.byNumber.get(row.shard)?.shardId ?? "", text });
    characters += text.length;
    if (characters > STEP_CHARACTERS && records.length < found.length) return { records, next: placeOf(row.cursor) };
  }
  return { records, ...(next !== undefined && { next }) };
}

interface Step {
  found: Found[];
  next: string | undefined;
  placeOf(cursor: number): string;
}

/** From the index of places alone, and no more of it than is needed: an export of all reads each row of a capture. */
function everything(file: CaptureReads, head: number, after: string | null): Step {
  const { where, parameters } = merge(
    { where: ["r.cursor <= ?"], parameters: [head] },
    after === null ? none() : placeCondition(">", after),
  );
  const rows = file.db
    .prepare(
      `SELECT r.cursor, r.shard FROM records r INDEXED BY records_by_place WHERE ${conjunction({ where, parameters })}
       ORDER BY r.order_time, r.sequence, r.shard LIMIT ${STEP_RECORDS + 1}`,
    )
    .raw()
    .all(parameters) as [number, number][];
  const found = rows.slice(0, STEP_RECORDS).map(([cursor, shard]) => ({ cursor, shard }));
  const placeOf = (cursor: number) => {
    const [order, sequence, shard] = file.db
      .prepare("SELECT order_time, sequence, shard FROM records WHERE cursor = ?")
      .raw()
      .get([cursor]) as [number, Buffer, number];
    return String(position({ by: "list" }, { cursor, order, sequence, shard }));
  };
  const last = found[STEP_RECORDS - 1];
  return { found, next: rows.length > STEP_RECORDS && last ? placeOf(last.cursor) : undefined, placeOf };
}

function matching(file: CaptureReads, query: ScanQuery, after: string | null): Step {
  const walk: Search = {
    ...query,
    by: "list",
    order: "asc",
    slim: true,
    ...(after !== null && { after }),
    limit: STEP_RECORDS,
  };
  const { matches, next } = search(file, walk);
  return {
    found: matches,
    next: next === undefined ? undefined : String(next),
    placeOf(cursor) {
      const match = matches.find((row) => row.cursor === cursor);
      return match ? String(position(walk, match)) : "";
    },
  };
}
