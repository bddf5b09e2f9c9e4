import { type Clock, systemClock } from "@/lib/clock";

/** Real time, some times as fast, and able to jump: so that minutes of polling against a real server take seconds. */
export class HurriedClock implements Clock {
  readonly #times: number;
  readonly #began = systemClock.now();
  #ahead = 0;

  constructor(times: number) {
    this.#times = times;
  }

  now(): number {
    return Math.floor(this.#began + (systemClock.now() - this.#began) * this.#times + this.#ahead);
  }

  random(): number {
    return systemClock.random();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return systemClock.sleep(ms / this.#times, signal);
  }

  jump(ms: number): void {
    this.#ahead += ms;
  }
}
