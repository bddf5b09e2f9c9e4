/** Locks by name. A caller queues for all its keys at once, so two callers never wait for each other. */
export class KeyLocks {
  readonly #tails = new Map<string, Promise<void>>();

  /** Resolves with the release, which is to be called exactly once. */
  async acquire(keys: Iterable<string>): Promise<() => void> {
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    const mine = [...new Set(keys)];
    const earlier: Promise<void>[] = [];
    for (const key of mine) {
      const tail = this.#tails.get(key);
      if (tail) earlier.push(tail);
      this.#tails.set(key, held);
    }
    // Waiting for the one before is enough: it holds its keys until it has had all its turns.
    if (earlier.length > 0) await Promise.all(earlier);
    return () => {
      open();
      for (const key of mine) if (this.#tails.get(key) === held) this.#tails.delete(key);
    };
  }
}
