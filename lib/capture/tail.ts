import type { CommitResult, RecordRow } from "./store";

/** Enough for a few seconds at full speed; who is further behind reads from the store. */
const KEPT = 5_000;

/** Rows that follow one another, made when they are looked at. */
export type Stored = Pick<CommitResult, "cursor" | "rows"> & { added: { records: number } };

/** The rows stored last, so that live clients need not ask the store. */
export class Tail {
  #batches: Stored[] = [];
  #count = 0;

  push(batch: Stored): void {
    this.#batches.push(batch);
    this.#count += batch.added.records;
    if (this.#count <= KEPT * 2) return;
    let kept = this.#batches.length;
    this.#count = 0;
    while (kept > 0 && this.#count < KEPT) this.#count += this.#batches[--kept]?.added.records ?? 0;
    this.#batches = this.#batches.slice(kept);
  }

  /** Up to `limit` rows behind `cursor`, or undefined when the tail does not reach back that far. */
  after(cursor: number, limit: number): RecordRow[] | undefined {
    const first = this.#batches[0];
    if (!first || firstOf(first) > cursor + 1) return undefined;
    const rows: RecordRow[] = [];
    // Cursors rise without a hole, so the place is known.
    for (const batch of this.#batches) {
      if (batch.cursor <= cursor) continue;
      const start = Math.max(0, cursor + 1 - firstOf(batch));
      for (const row of batch.rows.slice(start, start + limit - rows.length)) rows.push(row);
      if (rows.length === limit) break;
    }
    return rows;
  }
}

function firstOf({ cursor, added }: Stored): number {
  return cursor - added.records + 1;
}
