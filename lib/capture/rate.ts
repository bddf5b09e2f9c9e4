/** Counts over a sliding window of whole seconds. */
export class Rate {
  readonly #seconds: number;
  readonly #counts = new Map<number, number>();

  constructor(seconds: number) {
    this.#seconds = seconds;
  }

  add(count: number, now: number): void {
    const second = Math.floor(now / 1000);
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + count);
    for (const old of this.#counts.keys()) {
      if (old < second - this.#seconds) this.#counts.delete(old);
      else break;
    }
  }

  /** Per second, over the window's whole seconds before this one. */
  perSecond(now: number): number {
    const second = Math.floor(now / 1000);
    let sum = 0;
    for (const [at, count] of this.#counts) if (at >= second - this.#seconds && at < second) sum += count;
    return sum / this.#seconds;
  }
}
