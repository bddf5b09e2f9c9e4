import type { RecordList, RecordRow } from "@/lib/api/contract";
import type { Clock } from "@/lib/clock";
import {
  type FeedQuery,
  type FeedState,
  type FeedTarget,
  initialFeedState,
  isUnfiltered,
  type LoadPage,
  type ReadPage,
  readPage,
} from "./feed-state";
import { HeldRows } from "./held-rows";
import { mergeRows } from "./row-window";

export interface FeedOptions {
  load: LoadPage;
  /** Runs `paint` once, with the next frame of the screen. */
  schedule(paint: () => void): void;
  clock: Clock;
  /** Rows kept, at most. */
  capacity?: number;
}

const TAIL_PAGE = 1000;
/** Behind by more than this, the list starts afresh at the head: reading all of it back would show none of it. */
const FAR_BEHIND = 5000;
/** A filtered tail asks the store at most this often, milliseconds. */
const TAIL_PACE = 200;
const RETRY_PACE = 1000;

/**
 * The rows of the list: a bounded window, in list order, on all rows of a capture. Rows come from three sides (frames,
 * pages, the tail of a filtered view) and are told apart by `cursor` alone, so it does not matter how the news was cut
 * into frames, what came twice or what was left out. Lives outside React: rows change far more often than the screen.
 */
export class RecordFeed {
  readonly rows: RecordRow[] = [];
  readonly #options: FeedOptions;
  readonly #capacity: number;
  readonly #listeners = new Set<() => void>();
  #state: FeedState = initialFeedState();
  #scheduled = false;
  #query: FeedQuery = { filter: "" };
  /** Everything up to this stored cursor that belongs in the window is in it. */
  #synced = 0;
  /** Rows up to this cursor are in `matched`; reading them again must not count them again. */
  #counted = 0;
  /** The greatest stored cursor heard of. */
  #head = 0;
  #tailing = false;
  readonly #held = new HeldRows();
  #work = new AbortController();
  #jumps = 0;
  #pausedAt = 0;

  constructor(options: FeedOptions) {
    this.#options = options;
    this.#capacity = options.capacity ?? 50_000;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): FeedState => this.#state;

  /** Starts afresh: at the head, or around a place in list order. */
  open(query: FeedQuery, at?: FeedTarget): void {
    this.#query = query;
    const signal = this.#begin();
    const { paused, version } = this.#state;
    this.rows.length = 0;
    this.#state = { ...initialFeedState(), version, paused, following: !at && !paused };
    this.#set({});
    void this.#guard(signal, () => (at ? this.#openAround(at, signal) : this.#openHead(signal)));
  }

  /** Shows the rows around a place; what is on the screen stays until they are there. */
  goTo(target: FeedTarget): void {
    const signal = this.#begin();
    this.#set({ following: false, loading: "newer" });
    void this.#guard(signal, () => this.#openAround(target, signal));
  }

  toHead(): void {
    if (this.#state.paused) this.setPaused(false);
    if (this.#state.atHead && this.#state.phase === "ready") {
      this.#set({ following: true, unseen: 0 });
      return;
    }
    const signal = this.#begin();
    this.#set({ following: true, unseen: 0, loading: "newer" });
    void this.#guard(signal, () => this.#openHead(signal));
  }

  retry(): void {
    this.open(this.#query);
  }

  setFollowing(following: boolean): void {
    if (following === this.#state.following || (following && !this.#state.atHead)) return;
    this.#set(following ? { following, unseen: 0 } : { following });
  }

  /** Paused, the list takes nothing new; the capture goes on, and what was missed comes when the pause ends. */
  setPaused(paused: boolean): void {
    if (paused === this.#state.paused) return;
    if (paused) {
      this.#pausedAt = this.#head;
      this.#held.clear();
      this.#set({ paused, following: false, unseen: 0 });
      return;
    }
    this.#set({ paused, unseen: 0, following: this.#state.atHead });
    this.#tail();
  }

  /** News from the live connection: rows in stored order, and the greatest cursor stored. */
  frame(cursor: number, rows: readonly RecordRow[]): void {
    this.#head = Math.max(this.#head, cursor);
    if (this.#state.paused) {
      const unseen = this.#head - this.#pausedAt;
      if (unseen !== this.#state.unseen) this.#set({ unseen });
      return;
    }
    if (isUnfiltered(this.#query)) this.#held.add(rows, this.#synced);
    if (this.#state.phase !== "ready" || this.#tailing) return;
    this.#release();
    this.#tail();
  }

  async loadOlder(): Promise<void> {
    const oldest = this.rows[0];
    if (!oldest || this.#state.atOldest || this.#busy()) return;
    const signal = this.#work.signal;
    this.#set({ loading: "older" });
    await this.#guard(signal, async () => {
      const { atEnd, rows } = await this.#page({ order: "desc", cursor: oldest.place }, 1, signal);
      mergeRows(this.rows, rows);
      this.#set({ loading: "none", atOldest: atEnd, ...this.#trim("newest") });
    });
  }

  async loadNewer(): Promise<void> {
    const newest = this.rows.at(-1);
    if (!newest || this.#state.atHead || this.#busy()) return;
    const signal = this.#work.signal;
    this.#set({ loading: "newer" });
    await this.#guard(signal, async () => {
      const { atEnd, rows, head } = await this.#page({ order: "asc", cursor: newest.place }, 1, signal);
      mergeRows(this.rows, rows);
      // Rows stored while this page was read lie beyond `head`: the tail brings them.
      if (atEnd) this.#synced = head;
      this.#set({ loading: "none", atHead: atEnd, ...this.#trim("oldest") });
      this.#tail();
    });
  }

  dispose(): void {
    this.#work.abort(new DOMException("The list was closed.", "AbortError"));
    this.#listeners.clear();
  }

  async #openHead(signal: AbortSignal): Promise<void> {
    const started = this.#options.clock.now();
    const page = await this.#page({ order: "desc" }, 100, signal, (rows, answer) => {
      this.#show(rows, answer.head, started);
    });
    this.#synced = page.head;
    this.#set({ phase: "ready", loading: "none", atOldest: page.atEnd, atHead: true });
    this.#tail();
  }

  async #openAround(at: FeedTarget, signal: AbortSignal): Promise<void> {
    const started = this.#options.clock.now();
    const after = await this.#page({ order: "asc", cursor: at.place }, 1, signal);
    // From the first row found, not from the place itself: a row that stands exactly there belongs to the window too.
    const from = after.rows[0]?.place;
    const before = await this.#page(from ? { order: "desc", cursor: from } : { order: "desc" }, 1, signal);
    this.#synced = Math.min(before.head, after.head);
    this.#show([...before.rows, ...after.rows], this.#synced, started);
    const row = at.align === "center" ? before.rows[0] : (after.rows[0] ?? before.rows[0]);
    this.#set({
      phase: "ready",
      loading: "none",
      atOldest: before.atEnd,
      atHead: after.atEnd,
      following: false,
      jump: { id: ++this.#jumps, align: at.align, ...(row ? { row } : {}) },
    });
    this.#tail();
  }

  #show(rows: readonly RecordRow[], head: number, started: number): void {
    this.rows.length = 0;
    mergeRows(this.rows, rows);
    this.#counted = head;
    this.#pausedAt = head;
    this.#set({ unseen: 0, tookMs: Math.round(this.#options.clock.now() - started) });
  }

  #page(
    request: { order: "asc" | "desc"; cursor?: string },
    enough: number,
    signal: AbortSignal,
    onAnswer?: (rows: readonly RecordRow[], answer: RecordList) => void,
  ): Promise<ReadPage> {
    return readPage(this.#options.load, { ...this.#query, ...request }, enough, signal, (answer, { rows, scanned }) => {
      this.#head = Math.max(this.#head, answer.head);
      this.#set({ scanned, ...(answer.matched === undefined ? {} : { matched: answer.matched }) });
      onAnswer?.(rows, answer);
    });
  }

  /** Takes the held rows once they go on where the window is. */
  #release(): boolean {
    const fresh = this.#held.takeAfter(this.#synced);
    const last = fresh.at(-1);
    if (!last) return false;
    this.#synced = last.cursor;
    this.#take(fresh);
    return true;
  }

  /** Brings the window up to the head in the order of storing: what frames left out, and the tail of a filtered view. */
  #tail(): void {
    if (this.#tailing || this.#state.paused || this.#state.phase !== "ready" || this.#head <= this.#synced) return;
    this.#tailing = true;
    const signal = this.#work.signal;
    void this.#tailUntilHead(signal).then(
      () => {
        if (signal === this.#work.signal) this.#tailing = false;
        this.#tail();
      },
      () => {
        if (signal === this.#work.signal) this.#tailing = false;
      },
    );
  }

  async #tailUntilHead(signal: AbortSignal): Promise<void> {
    const { clock } = this.#options;
    const filtered = !isUnfiltered(this.#query);
    if (!filtered && this.#head - this.#synced > FAR_BEHIND) {
      if (this.#state.following) return await this.#openHead(signal).catch(() => clock.sleep(RETRY_PACE, signal));
      // Standing still: what is on the screen stays, and the rest is read when the person scrolls there.
      this.#set({ atHead: false, unseen: this.#state.unseen + this.#head - this.#synced });
      this.#synced = this.#counted = this.#head;
      return;
    }
    let cursor = String(this.#synced);
    while (this.#synced < this.#head && !this.#state.paused) {
      let list: RecordList;
      try {
        list = await this.#options.load({ ...this.#query, order: "asc", cursor, limit: TAIL_PAGE }, signal);
      } catch {
        // The header says that the connection is lost; nothing is lost here, the cursor stands.
        await clock.sleep(RETRY_PACE, signal);
        continue;
      }
      signal.throwIfAborted();
      this.#head = Math.max(this.#head, list.head);
      this.#take(list.records);
      if (list.next === null) {
        this.#synced = list.head;
        cursor = String(list.head);
        if (filtered) await clock.sleep(TAIL_PACE, signal);
      } else {
        cursor = list.next;
        this.#synced = Math.max(this.#synced, list.records.at(-1)?.cursor ?? 0);
      }
      // What came meanwhile need not be read again; else a busy stream would never let this catch up.
      if (this.#release()) cursor = String(this.#synced);
    }
  }

  /** Puts new rows where they belong, as far as the window reaches. */
  #take(rows: readonly RecordRow[]): void {
    if (rows.length === 0) return;
    const oldest = this.#state.atOldest ? undefined : this.rows[0]?.place;
    const newest = this.#state.atHead ? undefined : this.rows.at(-1)?.place;
    const inside = rows.filter(
      (row) => (oldest === undefined || row.place >= oldest) && (newest === undefined || row.place <= newest),
    );
    mergeRows(this.rows, inside);
    const { following, unseen, matched } = this.#state;
    const news = rows.filter((row) => row.cursor > this.#counted).length;
    this.#counted = Math.max(this.#counted, rows.at(-1)?.cursor ?? 0);
    this.#set({
      unseen: following ? 0 : unseen + news,
      ...(matched === undefined ? {} : { matched: matched + news }),
      ...this.#trim(following ? "oldest" : "newest"),
    });
  }

  /** Keeps the window bounded; with a little slack, so that a full window is not copied for every frame. */
  #trim(end: "oldest" | "newest"): Partial<FeedState> {
    const excess = this.rows.length - this.#capacity;
    if (excess <= this.#capacity / 25) return {};
    if (end === "oldest") {
      this.rows.splice(0, excess);
      return { atOldest: false };
    }
    this.rows.length = this.#capacity;
    return { atHead: false };
  }

  #busy(): boolean {
    return this.#state.phase !== "ready" || this.#state.loading !== "none";
  }

  #begin(): AbortSignal {
    this.#work.abort(new DOMException("Something else was asked for.", "AbortError"));
    this.#work = new AbortController();
    this.#tailing = false;
    return this.#work.signal;
  }

  async #guard(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      const phase = this.#state.phase === "ready" ? "ready" : "failed";
      this.#set({ phase, loading: "none", error });
    }
  }

  #set(change: Partial<FeedState>): void {
    const { error, ...rest } = this.#state;
    const settled = error === undefined || "loading" in change;
    this.#state = { ...(settled ? rest : this.#state), ...change, version: this.#state.version + 1 };
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }
}
