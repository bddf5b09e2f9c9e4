import type { ValueList } from "@/lib/api/contract";
import type { Clock } from "@/lib/clock";
import type { ColumnValue } from "@/lib/stream/column-value";

interface ColumnValuesOptions {
  load(cursors: readonly number[], columns: readonly string[], signal: AbortSignal): Promise<ValueList>;
  clock: Clock;
}

/** Rows that one question may name. */
const MOST_ASKED = 200;
/** Rows whose values are remembered: some screens full. */
const MOST_KEPT = 4000;
const RETRY_PACE = 1000;

/**
 * What the chosen columns show of the rows in sight. Rows come without values, from frames and pages alike: those in sight
 * are asked for together, one question at a time, and remembered, so that a row seen before never comes back empty.
 */
export class ColumnValues {
  readonly #options: ColumnValuesOptions;
  readonly #listeners = new Set<() => void>();
  #columns: readonly string[] = [];
  #known = new Map<number, readonly ColumnValue[]>();
  #wanted: readonly number[] = [];
  #work = new AbortController();
  #asking = false;
  #version = 0;

  constructor(options: ColumnValuesOptions) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Rises when values have come. */
  readonly version = (): number => this.#version;

  /** In the order of the columns; undefined until they are known. */
  of(cursor: number): readonly ColumnValue[] | undefined {
    return this.#known.get(cursor);
  }

  /** Asks for what is not known of these rows; those asked for before and not in sight any more are let be. */
  want(columns: readonly string[], cursors: readonly number[]): void {
    if (columns.join("\n") !== this.#columns.join("\n")) {
      this.#columns = columns;
      this.#known = new Map();
      this.#work.abort(new DOMException("Other columns were chosen.", "AbortError"));
      this.#work = new AbortController();
      this.#asking = false;
    }
    this.#wanted = columns.length > 0 ? cursors : [];
    this.#ask();
  }

  dispose(): void {
    this.#work.abort(new DOMException("The list was closed.", "AbortError"));
    this.#listeners.clear();
  }

  #ask(): void {
    const cursors = this.#wanted.filter((cursor) => !this.#known.has(cursor)).slice(0, MOST_ASKED);
    if (this.#asking || cursors.length === 0) return;
    this.#asking = true;
    const { signal } = this.#work;
    void this.#load(cursors, signal).then(
      () => {
        this.#asking = false;
        this.#ask();
      },
      () => {
        // Other columns were chosen, and are asked for already.
      },
    );
  }

  async #load(cursors: readonly number[], signal: AbortSignal): Promise<void> {
    const { load, clock } = this.#options;
    const answer = await load(cursors, this.#columns, signal).catch(() => undefined);
    signal.throwIfAborted();
    // The header says that the connection is lost.
    if (!answer) return await clock.sleep(RETRY_PACE, signal);
    // Rows that retention removed have no values, and are not asked for again.
    for (const cursor of cursors) this.#known.set(cursor, []);
    for (const { cursor, values } of answer.rows) this.#known.set(cursor, values);
    for (const cursor of this.#known.keys()) {
      if (this.#known.size <= MOST_KEPT) break;
      this.#known.delete(cursor);
    }
    this.#version++;
    for (const listener of this.#listeners) listener();
  }
}
