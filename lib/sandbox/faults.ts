import type { Clock } from "@/lib/clock";
import { internalServerError, throttled } from "./aws-error";
import type { Shard } from "./lineage";

/** Odds are in [0, 1], for each call of DynamoDB Streams; times in milliseconds. */
export interface Faults {
  /** GetRecords answers no records and an iterator for the same place. */
  emptyPages: number;
  /** Any of the four calls: ThrottlingException. */
  throttle: number;
  /** Any of the four calls: InternalServerError, HTTP 500. */
  serverError: number;
  /** GetRecords: ExpiredIteratorException. */
  expireIterators: number;
  /** Every call waits this long. */
  latencyMs: number;
  /** A child shard is not listed until it is this old. */
  hideChildrenMs: number;
}

const NONE: Faults = {
  emptyPages: 0,
  throttle: 0,
  serverError: 0,
  expireIterators: 0,
  latencyMs: 0,
  hideChildrenMs: 0,
};

/** Faults on demand, from a seed: the same calls in the same order meet the same faults. */
export class FaultInjector {
  readonly #clock: Clock;
  #faults = NONE;
  #random: () => number = () => 1;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Replaces all faults; without any, they end. */
  set(faults: Partial<Faults>, seed: number): void {
    this.#faults = { ...NONE, ...faults };
    this.#random = mulberry32(seed);
  }

  get current(): Faults {
    return this.#faults;
  }

  /** What may happen before a call is looked at. */
  async before(signal: AbortSignal): Promise<void> {
    if (this.#faults.latencyMs > 0) await this.#clock.sleep(this.#faults.latencyMs, signal);
    if (this.#happens(this.#faults.throttle)) throw throttled();
    if (this.#happens(this.#faults.serverError)) throw internalServerError();
  }

  emptyPage(): boolean {
    return this.#happens(this.#faults.emptyPages);
  }

  expireIterator(): boolean {
    return this.#happens(this.#faults.expireIterators);
  }

  childIsVisible(shard: Shard, now: number): boolean {
    const { hideChildrenMs } = this.#faults;
    return hideChildrenMs === 0 || shard.parent === undefined || now - shard.createdAt >= hideChildrenMs;
  }

  #happens(odds: number): boolean {
    return odds > 0 && this.#random() < odds;
  }
}

/** A small seeded generator; numbers in [0, 1). */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
