import type { Clock } from "@/lib/clock";

interface Sleeper {
  at: number;
  order: number;
  wake: () => void;
}

/** A seeded source of dice (mulberry32), so that a run can be repeated. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Virtual time: nothing passes until the test says so, and sleepers wake in the order of their times. */
export class FakeClock implements Clock {
  readonly random: () => number;
  /** Wakings after which a test is told that something spins, rather than going on for hours. */
  wakesLeft = Number.POSITIVE_INFINITY;
  #now: number;
  #order = 0;
  #sleepers: Sleeper[] = [];

  constructor(now: number, seed = 1) {
    this.#now = now;
    this.random = seededRandom(seed);
  }

  /** Those who sleep now: none may be left after an abort. */
  get sleeping(): number {
    return this.#sleepers.length;
  }

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const onAbort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper);
        reject(signal?.reason);
      };
      const sleeper: Sleeper = {
        at: this.#now + Math.max(0, ms),
        order: this.#order++,
        wake: () => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      const later = this.#sleepers.findIndex((other) => other.at > sleeper.at);
      if (later < 0) this.#sleepers.push(sleeper);
      else this.#sleepers.splice(later, 0, sleeper);
    });
  }

  /** Lets time pass, waking sleepers one by one and letting everything that follows from each happen first. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await settle();
    for (let next = this.#sleepers[0]; next && next.at <= end; next = this.#sleepers[0]) {
      this.#sleepers.shift();
      this.wakesLeft -= 1;
      if (this.wakesLeft < 0) throw new Error("It spins: far more happened than there is to do.");
      this.#now = Math.max(this.#now, next.at);
      next.wake();
      await settle();
    }
    this.#now = end;
  }

  /** Advances in steps until the condition holds; throws when it does not within `withinMs`. */
  async until(condition: () => boolean, withinMs = 3_600_000): Promise<void> {
    const end = this.#now + withinMs;
    await settle();
    while (!condition()) {
      const next = this.#sleepers[0];
      if (!next || next.at > end) throw new Error(`It did not come true within ${withinMs} ms of virtual time.`);
      await this.advance(next.at - this.#now);
    }
  }
}

/** Until no promise has anything left to do: a turn of the event loop runs all that are ready. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
