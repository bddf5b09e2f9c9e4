import type { RecordList, RecordRow } from "@/lib/api/contract";
import type { Clock } from "@/lib/clock";
import { type FeedQuery, isUnfiltered, type LoadPage } from "./feed-state";
import type { FeedWindow } from "./feed-window";
import { HeldRows } from "./held-rows";

interface TailOptions {
  load: LoadPage;
  clock: Clock;
  window: FeedWindow;
  /** Shows the newest rows instead of those that are there, and tells `reached`. */
  openHead(signal: AbortSignal): Promise<void>;
}

const PAGE = 1000;
/** Behind by more than this, the list starts afresh at the head: reading all of it back would show none of it. */
const FAR_BEHIND = 5000;
/** A filtered view asks the store at most this often, milliseconds. */
const PACE = 200;
const RETRY_PACE = 1000;

/**
 * Brings the window up to the head in the order of storing: by frames as long as they come whole, by pages for what they
 * left out, and by pages alone for a filtered view.
 */
export class FeedTail {
  readonly #options: TailOptions;
  readonly #held = new HeldRows();
  #query: FeedQuery = { filter: "" };
  #signal = new AbortController().signal;
  #synced = 0;
  #head = 0;
  #running = false;

  constructor(options: TailOptions) {
    this.#options = options;
  }

  /** Everything up to this stored cursor that belongs in the window is in it. */
  get synced(): number {
    return this.#synced;
  }

  /** The greatest stored cursor heard of. */
  get head(): number {
    return this.#head;
  }

  /** For another view, or another place in it; `signal` ends it. What runs for the one before ends with its own. */
  begin(query: FeedQuery, signal: AbortSignal): void {
    this.#query = query;
    this.#signal = signal;
    this.#running = false;
  }

  heard(head: number): void {
    this.#head = Math.max(this.#head, head);
  }

  reached(cursor: number): void {
    this.#synced = cursor;
  }

  /** Rows as they are told live, in the order of storing. */
  frame(rows: readonly RecordRow[]): void {
    if (isUnfiltered(this.#query)) this.#held.add(rows, this.#synced);
    if (this.#options.window.state().phase !== "ready" || this.#running) return;
    this.#release();
    this.run();
  }

  forgetFrames(): void {
    this.#held.clear();
  }

  /** Goes on until the head is reached, unless that is under way. */
  run(): void {
    const { paused, phase } = this.#options.window.state();
    if (this.#running || paused || phase !== "ready" || this.#head <= this.#synced) return;
    this.#running = true;
    const signal = this.#signal;
    void this.#untilHead(signal).then(
      () => {
        if (signal === this.#signal) this.#running = false;
        this.run();
      },
      () => {
        if (signal === this.#signal) this.#running = false;
      },
    );
  }

  async #untilHead(signal: AbortSignal): Promise<void> {
    const { clock, load, window, openHead } = this.#options;
    const filtered = !isUnfiltered(this.#query);
    while (this.#synced < this.#head && !window.state().paused) {
      // Asked before each page: rows may be stored faster than they are read.
      if (!filtered && this.#head - this.#synced > FAR_BEHIND) {
        if (window.state().following) return await openHead(signal).catch(() => clock.sleep(RETRY_PACE, signal));
        // Standing still: what is on the screen stays, and the rest is read when the person scrolls there.
        window.skipTo(this.#head, this.#head - this.#synced);
        this.#synced = this.#head;
        return;
      }
      const from = this.#synced;
      let list: RecordList;
      try {
        list = await load({ ...this.#query, order: "asc", cursor: String(from), limit: PAGE }, signal);
      } catch {
        // The header says that the connection is lost; nothing is lost here, the cursor stands.
        await clock.sleep(RETRY_PACE, signal);
        continue;
      }
      signal.throwIfAborted();
      this.heard(list.head);
      // The list went elsewhere meanwhile, and goes on from there.
      if (this.#synced !== from) continue;
      this.#synced = list.next === null ? list.head : Number(list.next);
      window.take(list.records, this.#synced);
      if (list.next === null && filtered) await clock.sleep(PACE, signal);
      // What came meanwhile need not be read again; else a busy stream would never let this catch up.
      this.#release();
    }
  }

  /** Takes the held rows once they go on where the window is. */
  #release(): void {
    const fresh = this.#held.takeAfter(this.#synced);
    const last = fresh.at(-1);
    if (!last) return;
    this.#synced = last.cursor;
    this.#options.window.take(fresh, last.cursor);
  }
}
