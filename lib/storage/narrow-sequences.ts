import type { CaptureReads } from "./capture-reads";
import { type Condition, conjunction, merge } from "./condition";
import type { RowFilter } from "./row-filter";

/** Up to so many rows are fetched by their sequence numbers and sorted; beyond, the list is walked instead. */
const NARROW_ROWS = 5_000;

/** What enters the index of sequence numbers, shard by shard, when few rows are between the filter's. */
export function narrowSequences(file: CaptureReads, { bySequence, shards }: RowFilter): Condition | undefined {
  if (bySequence.where.length === 0) return undefined;
  const numbers = shards ?? [...file.shards.byNumber.keys()];
  const entry: Condition = { where: [`r.shard IN (${numbers.join(", ") || "NULL"})`], parameters: [] };
  const between = merge(entry, bySequence);
  const [rows] = file.db
    .prepare(
      `SELECT count(*) FROM (SELECT 1 FROM records r INDEXED BY records_by_sequence
       WHERE ${conjunction(between)} LIMIT ${NARROW_ROWS + 1})`,
    )
    .raw()
    .get(between.parameters) as [number];
  return rows <= NARROW_ROWS ? entry : undefined;
}
