import { setMaxListeners } from "node:events";
import type { Clock } from "@/lib/clock";

/** A promise that settles from outside. */
interface Waiter {
  resolve: () => void;
}

/**
 * Something that sleeps and can be woken. A wake that comes while nobody sleeps is remembered, so that news which
 * arrives during a call is not lost.
 */
export class Waker {
  #pending = false;
  #wake: (() => void) | undefined;

  wake(): void {
    if (this.#wake) this.#wake();
    else this.#pending = true;
  }

  /** Resolves after `ms` milliseconds (for ever when absent) or on wake; rejects with `signal.reason` on abort. */
  async sleep(clock: Clock, ms: number | undefined, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#pending) {
      this.#pending = false;
      return;
    }
    const nap = new AbortController();
    const onAbort = () => nap.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    this.#wake = () => nap.abort();
    try {
      if (ms === undefined) {
        await new Promise<void>((resolve) => nap.signal.addEventListener("abort", () => resolve(), { once: true }));
      } else {
        await clock.sleep(ms, nap.signal).catch((error: unknown) => {
          if (!nap.signal.aborted) throw error;
        });
      }
      signal.throwIfAborted();
    } finally {
      this.#wake = undefined;
      signal.removeEventListener("abort", onAbort);
    }
  }
}

/** Lets a bounded number through at a time, first come first served. */
export class Semaphore {
  #free: number;
  readonly #queue = new Set<Waiter>();

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Somebody waits to be let through. */
  get contended(): boolean {
    return this.#queue.size > 0;
  }

  async run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
    await this.#acquire(signal);
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #acquire(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        resolve: () => {
          signal.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      const onAbort = () => {
        this.#queue.delete(waiter);
        reject(signal.reason);
      };
      this.#queue.add(waiter);
      signal.addEventListener("abort", onAbort, { once: true });
    });
  }

  #release(): void {
    const [next] = this.#queue;
    if (next) {
      this.#queue.delete(next);
      next.resolve();
    } else {
      this.#free += 1;
    }
  }
}

/** Tasks that live and end together: the first that fails, or an abort, ends all; none outlives the group. */
export class TaskGroup {
  readonly #controller = new AbortController();
  readonly #outer: AbortSignal;
  readonly #tasks = new Set<Promise<void>>();
  readonly #onAbort = () => this.end(this.#outer.reason);

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    // Every task listens while it waits: thousands of shards are no leak.
    setMaxListeners(0, this.#controller.signal);
    if (outer.aborted) this.end(outer.reason);
    else outer.addEventListener("abort", this.#onAbort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  add(task: (signal: AbortSignal) => Promise<unknown>): void {
    const running: Promise<void> = task(this.signal)
      .then(
        () => {},
        (error: unknown) => this.end(error),
      )
      .finally(() => this.#tasks.delete(running));
    this.#tasks.add(running);
  }

  /** Aborts all tasks with this reason; the first reason counts. */
  end(reason: unknown): void {
    if (!this.#controller.signal.aborted) this.#controller.abort(reason);
  }

  /** Resolves, with the reason for which the group ended, when the last task is gone. */
  async ended(): Promise<unknown> {
    while (this.#tasks.size > 0) await Promise.all(this.#tasks);
    this.#outer.removeEventListener("abort", this.#onAbort);
    return this.signal.reason;
  }
}
