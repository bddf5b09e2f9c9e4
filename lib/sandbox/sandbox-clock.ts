import type { Clock } from "@/lib/clock";

/** The sandbox's own clock: another clock, moved ahead by what people asked for. Sleeps and dice are the other's. */
export class SandboxClock implements Clock {
  readonly #base: Clock;
  #offset: number;

  constructor(base: Clock, offset: number) {
    this.#base = base;
    this.#offset = offset;
  }

  /** Milliseconds ahead of the clock below. */
  get offset(): number {
    return this.#offset;
  }

  advance(ms: number): void {
    this.#offset += ms;
  }

  now(): number {
    return this.#base.now() + this.#offset;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#base.sleep(ms, signal);
  }

  random(): number {
    return this.#base.random();
  }
}
