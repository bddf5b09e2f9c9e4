import type { Clock } from "@/lib/clock";

export interface Absence {
  /** Records that were stored meanwhile. */
  records: number;
  ms: number;
}

/** What came in less time than this was hardly missed. */
const SHORT_MS = 30_000;

/**
 * Notices that nobody could see here what came: the page was hidden or frozen, the machine slept, or the connection was
 * cut. All of these look the same: for a while no news reached a page that is visible.
 */
export class AbsenceWatch {
  readonly #visible: () => boolean;
  readonly #clock: Clock;
  /** Up to where, and when, news was seen last. */
  #seen: { cursor: number; at: number } | undefined;

  constructor(visible: () => boolean, clock: Clock) {
    this.#visible = visible;
    this.#clock = clock;
  }

  /** A frame came. True when an absence ends with it: `head` is to be told then, for frames may still be catching up. */
  frame(cursor: number): boolean {
    if (!this.#visible()) return false;
    if (this.#missed()) return true;
    this.#see(cursor);
    return false;
  }

  /** How far the capture is. Gives the absence that ends with it, unless nothing came. */
  head(cursor: number): Absence | undefined {
    if (!this.#visible()) return undefined;
    const missed = this.#missed();
    const records = cursor - (this.#seen?.cursor ?? cursor);
    this.#see(cursor);
    return missed && records > 0 ? { records, ms: missed } : undefined;
  }

  #missed(): number | undefined {
    const ms = this.#seen && this.#clock.now() - this.#seen.at;
    return ms === undefined || ms < SHORT_MS ? undefined : ms;
  }

  #see(cursor: number): void {
    this.#seen = { cursor: Math.max(cursor, this.#seen?.cursor ?? 0), at: this.#clock.now() };
  }
}
