import type { RecordRow } from "./store";

/** Enough for a few seconds at full speed; who is further behind reads from the store. */
const KEPT = 5_000;

/** The rows stored last, so that live clients need not ask the store. */
export class Tail {
  #rows: RecordRow[] = [];

  push(rows: RecordRow[]): void {
    this.#rows = this.#rows.concat(rows);
    if (this.#rows.length > KEPT * 2) this.#rows = this.#rows.slice(-KEPT);
  }

  /** Up to `limit` rows behind `cursor`, or undefined when the tail does not reach back that far. */
  after(cursor: number, limit: number): RecordRow[] | undefined {
    const first = this.#rows[0];
    if (!first || first.cursor > cursor + 1) return undefined;
    // Cursors rise without a hole, so the place is known.
    const start = cursor + 1 - first.cursor;
    return this.#rows.slice(start, start + limit);
  }
}
