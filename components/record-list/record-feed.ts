import type { RecordList, RecordRow } from "@/lib/api/contract";
import type { Clock } from "@/lib/clock";
import {
  type CountRows,
  type FeedQuery,
  type FeedState,
  type FeedTarget,
  type LoadPage,
  type LocatePlace,
  type ReadPage,
  readPage,
} from "./feed-state";
import { FeedTail } from "./feed-tail";
import { FeedWindow } from "./feed-window";

export interface FeedOptions {
  load: LoadPage;
  locate: LocatePlace;
  count: CountRows;
  /** Runs `paint` once, with the next frame of the screen. */
  schedule(paint: () => void): void;
  clock: Clock;
  /** Rows kept, at most. */
  capacity?: number;
}

/** The place before all others. */
export const OLDEST = "";

/** A count is of no use where the list went elsewhere meanwhile, and did not hear of all that came: so often it is tried. */
const COUNTS = 3;

/**
 * The rows of the list: a bounded window, in list order, on all rows of a capture. Rows come from three sides (frames,
 * pages, the tail of a filtered view) and are told apart by `cursor` alone, so it does not matter how the news was cut
 * into frames, what came twice or what was left out. Lives outside React: rows change far more often than the screen.
 */
export class RecordFeed {
  readonly #options: FeedOptions;
  readonly #window: FeedWindow;
  readonly #tail: FeedTail;
  #query: FeedQuery = { filter: "" };
  #work = new AbortController();
  #counting = new AbortController();
  #jumps = 0;
  #pausedAt = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#window = new FeedWindow(options.schedule, options.capacity ?? 50_000);
    this.#tail = new FeedTail({
      load: options.load,
      clock: options.clock,
      window: this.#window,
      openHead: (signal) => this.#openHead(signal),
    });
  }

  /** In list order; changed in place, and `state().version` says when. */
  get rows(): readonly RecordRow[] {
    return this.#window.rows;
  }

  readonly subscribe = (listener: () => void): (() => void) => this.#window.subscribe(listener);

  readonly state = (): FeedState => this.#window.state();

  /** Starts afresh: at the head, or around a place in list order. */
  open(query: FeedQuery, at?: FeedTarget): void {
    this.#query = query;
    const signal = this.#begin();
    this.#counting.abort();
    this.#window.clear(!at && !this.state().paused);
    void this.#guard(signal, () => (at ? this.#openAround(at, signal) : this.#openHead(signal)));
  }

  /** Shows the rows around a place; what is on the screen stays until they are there. */
  goTo(target: FeedTarget): void {
    const signal = this.#begin();
    this.#window.set({ following: false, loading: "newer" });
    void this.#guard(signal, () => this.#openAround(target, signal));
  }

  toHead(): void {
    if (this.state().paused) this.setPaused(false);
    if (this.state().atHead && this.state().phase === "ready") {
      this.#window.set({ following: true, unseen: 0 });
      return;
    }
    const signal = this.#begin();
    this.#window.set({ following: true, unseen: 0, loading: "newer" });
    void this.#guard(signal, () => this.#openHead(signal));
  }

  /**
   * Counts the rows of the view where their number is not known; it stays true as rows come. Rejects with what `count`
   * rejects with; does nothing more once the view is another.
   */
  async count(): Promise<void> {
    if (this.state().counting || this.state().phase !== "ready") return;
    this.#counting = new AbortController();
    const { signal } = this.#counting;
    try {
      for (let attempt = 0; attempt < COUNTS; attempt++) {
        this.#window.beginCount(this.#tail.synced);
        const { records, head } = await this.#options.count(this.#query, signal);
        signal.throwIfAborted();
        if (this.#window.endCount(records, head)) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#window.dropCount();
      throw error;
    }
  }

  retry(): void {
    this.open(this.#query);
  }

  setFollowing(following: boolean): void {
    if (following === this.state().following || (following && !this.state().atHead)) return;
    this.#window.set(following ? { following, unseen: 0 } : { following });
  }

  /** Paused, the list takes nothing new; the capture goes on, and what was missed comes when the pause ends. */
  setPaused(paused: boolean): void {
    if (paused === this.state().paused) return;
    if (paused) {
      this.#pausedAt = this.#tail.head;
      this.#tail.forgetFrames();
      this.#window.set({ paused, following: false, unseen: 0 });
      return;
    }
    this.#window.set({ paused, unseen: 0, following: this.state().atHead });
    this.#tail.run();
  }

  /** News from the live connection: rows in stored order, and the greatest cursor stored. */
  frame(cursor: number, rows: readonly RecordRow[]): void {
    this.#tail.heard(cursor);
    if (this.state().paused) {
      const unseen = this.#tail.head - this.#pausedAt;
      if (unseen !== this.state().unseen) this.#window.set({ unseen });
      return;
    }
    this.#tail.frame(rows);
  }

  async loadOlder(): Promise<void> {
    const oldest = this.rows[0];
    if (!oldest || this.state().atOldest || this.#busy()) return;
    const signal = this.#work.signal;
    this.#window.set({ loading: "older" });
    await this.#guard(signal, async () => {
      const { atEnd, rows, head } = await this.#page({ order: "desc", cursor: oldest.place }, 1, signal);
      // The list went elsewhere meanwhile: the page does not join what it has now.
      if (this.rows[0] !== oldest) return this.#window.set({ loading: "none" });
      this.#window.addPage(rows, "oldest", atEnd, head);
    });
  }

  async loadNewer(): Promise<void> {
    const newest = this.rows.at(-1);
    if (!newest || this.state().atHead || this.#busy()) return;
    const signal = this.#work.signal;
    this.#window.set({ loading: "newer" });
    await this.#guard(signal, async () => {
      // The tail goes on where it stood: what was stored meanwhile may belong before this page.
      const { atEnd, rows, head } = await this.#page({ order: "asc", cursor: newest.place }, 1, signal);
      if (this.rows.at(-1) !== newest) return this.#window.set({ loading: "none" });
      this.#window.addPage(rows, "newest", atEnd, head);
      this.#tail.run();
    });
  }

  dispose(): void {
    this.#work.abort(new DOMException("The list was closed.", "AbortError"));
    this.#counting.abort();
    this.#window.dispose();
  }

  async #openHead(signal: AbortSignal): Promise<void> {
    const started = this.#options.clock.now();
    const page = await this.#page({ order: "desc" }, 100, signal, (rows, answer) => {
      this.#show(rows, answer.head, started);
    });
    this.#tail.reached(page.head);
    this.#window.set({
      phase: "ready",
      loading: "none",
      atOldest: page.atEnd,
      atHead: true,
      before: page.atEnd ? 0 : Math.max(0, (this.state().matched ?? 0) - this.rows.length),
      after: 0,
    });
    this.#tail.run();
  }

  async #openAround(at: FeedTarget, signal: AbortSignal): Promise<void> {
    const started = this.#options.clock.now();
    const place = "place" in at ? at.place : await this.#placeOf(at.index, signal);
    const after = await this.#page({ order: "asc", ...(place && { cursor: place }) }, 1, signal);
    // From the first row found, not from the place itself: a row that stands exactly there belongs to the window too.
    const from = after.rows[0]?.place;
    const before = await this.#page(from ? { order: "desc", cursor: from } : { order: "desc" }, 1, signal);
    const total = await this.#total(signal);
    const index = "index" in at ? at.index : from ? await this.#indexOf(from, total, signal) : total;
    const head = Math.min(before.head, after.head);
    this.#tail.reached(head);
    this.#show([...before.rows, ...after.rows], head, started);
    const row = "align" in at && at.align === "center" ? before.rows[0] : (after.rows[0] ?? before.rows[0]);
    const earlier = before.atEnd ? 0 : Math.max(0, index - before.rows.length);
    this.#window.set({
      phase: "ready",
      loading: "none",
      atOldest: before.atEnd,
      atHead: after.atEnd,
      before: earlier,
      after: after.atEnd ? 0 : Math.max(0, total - earlier - this.rows.length),
      following: false,
      ...("align" in at && {
        jump: { id: ++this.#jumps, align: at.align, ...(row ? { row } : {}) },
      }),
    });
    this.#tail.run();
  }

  /** Rows of the view, as far as it is known; 0 where it is not. */
  async #total(signal: AbortSignal): Promise<number> {
    // Only what is asked for from its end is counted whole.
    if (this.state().matched === undefined) await this.#page({ order: "desc" }, 0, signal);
    return this.state().matched ?? 0;
  }

  /** The place that about so many rows of the view stand before. */
  async #placeOf(index: number, signal: AbortSignal): Promise<string> {
    const share = Math.min(1, index / Math.max(1, await this.#total(signal)));
    return index === 0 ? OLDEST : (await this.#options.locate({ share }, this.#query, signal)).place;
  }

  async #indexOf(place: string, total: number, signal: AbortSignal): Promise<number> {
    return total === 0 ? 0 : Math.round((await this.#options.locate({ place }, this.#query, signal)).share * total);
  }

  #show(rows: readonly RecordRow[], head: number, started: number): void {
    this.#window.show(rows, head);
    this.#pausedAt = head;
    this.#window.set({ unseen: 0, tookMs: Math.round(this.#options.clock.now() - started) });
  }

  #page(
    request: { order: "asc" | "desc"; cursor?: string },
    enough: number,
    signal: AbortSignal,
    onAnswer?: (rows: readonly RecordRow[], answer: RecordList) => void,
  ): Promise<ReadPage> {
    return readPage(this.#options.load, { ...this.#query, ...request }, enough, signal, (answer, { rows, scanned }) => {
      this.#tail.heard(answer.head);
      this.#window.set({ scanned, ...(answer.matched === undefined ? {} : { matched: answer.matched }) });
      onAnswer?.(rows, answer);
    });
  }

  #busy(): boolean {
    return this.state().phase !== "ready" || this.state().loading !== "none";
  }

  #begin(): AbortSignal {
    this.#work.abort(new DOMException("Something else was asked for.", "AbortError"));
    this.#work = new AbortController();
    this.#tail.begin(this.#query, this.#work.signal);
    return this.#work.signal;
  }

  async #guard(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      const phase = this.state().phase === "ready" ? "ready" : "failed";
      this.#window.set({ phase, loading: "none", error });
    }
  }
}
