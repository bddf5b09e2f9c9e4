import type { RecordRow } from "@/lib/api/contract";

/** Rows kept at most; beyond, the oldest are let go and read back from the store. */
const MOST = 20_000;

/** Rows of frames that wait until what was stored before them is in the list. Their cursors have no hole. */
export class HeldRows {
  #rows: RecordRow[] = [];

  /** Takes the rows of a frame, as far as they lie beyond `synced` and are new. After a hole it starts afresh. */
  add(rows: readonly RecordRow[], synced: number): void {
    const last = this.#rows.at(-1)?.cursor ?? 0;
    const fresh = rows.filter((row) => row.cursor > Math.max(last, synced));
    if (last > 0 && fresh[0] && fresh[0].cursor !== last + 1) this.#rows = [];
    for (const row of fresh) this.#rows.push(row);
    if (this.#rows.length > MOST) this.#rows.splice(0, MOST / 2);
  }

  /** Gives the rows beyond `synced` and forgets them, once they go on right there; else gives none and keeps them. */
  takeAfter(synced: number): RecordRow[] {
    const first = this.#rows[0];
    if (!first || first.cursor > synced + 1) return [];
    const fresh = this.#rows.filter((row) => row.cursor > synced);
    this.#rows = [];
    return fresh;
  }

  clear(): void {
    this.#rows = [];
  }
}
