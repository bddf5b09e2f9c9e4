import type { Clock } from "@/lib/clock";

/** Tells of changes at once when they are rare, else once in `pace` milliseconds; the last change is always told. */
export class Paced {
  readonly #tell: () => void;
  readonly #pace: number;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #resting = false;
  #untold = false;

  /** After `signal` nothing more is told late. */
  constructor(tell: () => void, pace: number, clock: Clock, signal: AbortSignal) {
    this.#tell = tell;
    this.#pace = pace;
    this.#clock = clock;
    this.#signal = signal;
  }

  changed(): void {
    if (this.#resting) {
      this.#untold = true;
      return;
    }
    this.#resting = true;
    this.#untold = false;
    this.#tell();
    this.#clock.sleep(this.#pace, this.#signal).then(
      () => {
        this.#resting = false;
        if (this.#untold) this.changed();
      },
      () => {
        // The page was left.
      },
    );
  }
}
