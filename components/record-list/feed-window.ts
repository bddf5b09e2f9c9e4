import type { RecordRow } from "@/lib/api/contract";
import { type FeedState, initialFeedState } from "./feed-state";
import { RowCount } from "./row-count";
import { mergeRows } from "./row-window";

/**
 * What the list holds: a bounded stretch of rows in list order, and the state that belongs to it. Lives outside React:
 * rows change far more often than the screen.
 */
export class FeedWindow {
  readonly rows: RecordRow[] = [];
  readonly #schedule: (paint: () => void) => void;
  readonly #capacity: number;
  readonly #listeners = new Set<() => void>();
  #state: FeedState = initialFeedState();
  #scheduled = false;
  /** Rows up to this cursor are in `matched` and `unseen`; taking them again must not count them again. */
  #counted = 0;
  readonly #count = new RowCount();
  /** Rows that came while a page was read, and lay outside: with the page they may lie inside. */
  #outside: RecordRow[] = [];
  /** Rows up to here were left out. */
  #skipped = 0;

  /** `schedule` runs a paint once, with the next frame of the screen; `capacity` is in rows. */
  constructor(schedule: (paint: () => void) => void, capacity: number) {
    this.#schedule = schedule;
    this.#capacity = capacity;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): FeedState => this.#state;

  /** Empty, and as at the first opening; a pause goes on. */
  clear(following: boolean): void {
    const { paused, version } = this.#state;
    this.rows.length = 0;
    this.#outside = [];
    this.#count.drop();
    this.#state = { ...initialFeedState(), version, paused, following };
    this.set({});
  }

  /** Holds these rows instead of what it held. Everything up to `head` was there to be read. */
  show(rows: readonly RecordRow[], head: number): void {
    this.rows.length = 0;
    this.#outside = [];
    mergeRows(this.rows, rows);
    this.#counted = head;
    this.#count.skip(head);
    this.#tellCount();
  }

  /** Adds a page at one end, read when `head` was stored; what is too much goes at the other. */
  addPage(rows: readonly RecordRow[], end: "oldest" | "newest", atEnd: boolean, head: number): void {
    const atOldest = this.#state.atOldest || (end === "oldest" && atEnd);
    const atHead = this.#state.atHead || (end === "newest" && atEnd && head >= this.#skipped);
    let added = mergeRows(this.rows, rows);
    added += mergeRows(this.rows, this.#outside.filter(this.#reach(atOldest, atHead).holds));
    this.#outside = [];
    const { before, after } = this.#state;
    const beside = end === "oldest" ? { before: Math.max(0, before - added) } : { after: Math.max(0, after - added) };
    this.set({
      ...beside,
      ...(atOldest && { before: 0 }),
      ...(atHead && { after: 0 }),
      loading: "none",
      atOldest,
      atHead,
    });
    this.#trim(end === "oldest" ? "newest" : "oldest");
  }

  /**
   * Puts new rows, in the order of storing, where they belong, as far as the window reaches. The view has no others up to
   * the cursor `upTo`.
   */
  take(rows: readonly RecordRow[], upTo: number): void {
    this.#count.take(
      rows.map(({ cursor }) => cursor),
      upTo,
    );
    if (this.#count.rows !== this.#state.counted) this.#tellCount();
    if (rows.length === 0) return;
    const { following, unseen, matched, atOldest, atHead, before, after, loading } = this.#state;
    const { oldest, newest, holds } = this.#reach(atOldest, atHead);
    mergeRows(this.rows, rows.filter(holds));
    if (loading !== "none") for (const row of rows) if (!holds(row)) this.#outside.push(row);
    const news = rows.filter((row) => this.#isNews(row)).length;
    // What was known of before its row came is in the numbers already.
    const earlier = oldest === undefined ? 0 : rows.filter((row) => this.#isNews(row) && row.place < oldest).length;
    const later = newest === undefined ? 0 : rows.filter((row) => this.#isNews(row) && row.place > newest).length;
    this.#counted = Math.max(this.#counted, rows.at(-1)?.cursor ?? 0);
    this.set({
      unseen: following ? 0 : unseen + news,
      ...(matched === undefined ? {} : { matched: matched + news, before: before + earlier, after: after + later }),
    });
    this.#trim(following ? "oldest" : "newest");
  }

  /** Leaves out the rows up to `head`: they are counted as new, and read when the person scrolls there. */
  skipTo(head: number, rows: number): void {
    this.#counted = head;
    this.#skipped = head;
    this.#count.skip(head);
    this.#tellCount();
    const { unseen, after, matched } = this.#state;
    this.set({
      atHead: false,
      unseen: unseen + rows,
      ...(matched === undefined ? {} : { after: after + rows, matched: matched + rows }),
    });
  }

  /** `upTo`: rows stored later come through `take`. */
  beginCount(upTo: number): void {
    this.#count.begin(upTo);
    this.#tellCount();
  }

  /** The view has so many rows up to `head`. False where some were missed since it was counted. */
  endCount(records: number, head: number): boolean {
    const known = this.#count.end(records, head);
    this.#tellCount();
    return known;
  }

  dropCount(): void {
    this.#count.drop();
    this.#tellCount();
  }

  #tellCount(): void {
    this.set({ counted: this.#count.rows, counting: this.#count.isUnderWay });
  }

  set(change: Partial<FeedState>): void {
    const { error, ...rest } = this.#state;
    const settled = error === undefined || "loading" in change;
    this.#state = { ...(settled ? rest : this.#state), ...change, version: this.#state.version + 1 };
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#schedule(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }

  dispose(): void {
    this.#listeners.clear();
  }

  /** How far the window reaches as it is now: places, undefined where it goes on without end. */
  #reach(atOldest: boolean, atHead: boolean) {
    const oldest = atOldest ? undefined : this.rows[0]?.place;
    const newest = atHead ? undefined : this.rows.at(-1)?.place;
    const holds = ({ place }: RecordRow) =>
      (oldest === undefined || place >= oldest) && (newest === undefined || place <= newest);
    return { oldest, newest, holds };
  }

  #isNews({ cursor }: RecordRow): boolean {
    return cursor > this.#counted;
  }

  /** Keeps the window bounded; with a little slack, so that a full window is not copied for every frame. */
  #trim(end: "oldest" | "newest"): void {
    const excess = this.rows.length - this.#capacity;
    if (excess <= this.#capacity / 25) return;
    const { before, after, matched } = this.#state;
    const beside = matched === undefined ? 0 : excess;
    if (end === "oldest") {
      this.rows.splice(0, excess);
      this.set({ atOldest: false, before: before + beside });
    } else {
      this.rows.length = this.#capacity;
      this.set({ atHead: false, after: after + beside });
    }
  }
}
