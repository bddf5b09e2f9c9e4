import type { BatchOperation, LevelDb } from "dynalite/db/index.js";

/**
 * The only writer. Batches go to disk one after the other, in the order in which they were queued; whatever gathers while
 * one is being written goes into the next. So a record's number, taken when its batch is queued, never shows up on disk
 * before a smaller one: a reader that is past a number has seen everything below it.
 */
export class CommitQueue {
  readonly #db: LevelDb;
  #gathering: BatchOperation[] = [];
  #next: Promise<void> | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(db: LevelDb) {
    this.#db = db;
  }

  /** Writes the operations as one atomic batch (with whatever else has gathered); resolves once they survive a kill. */
  write(operations: BatchOperation[]): Promise<void> {
    for (const operation of operations) this.#gathering.push(operation);
    this.#next ??= this.#begin();
    return this.#next;
  }

  /** Resolves when everything queued so far is on disk. */
  async flushed(): Promise<void> {
    await this.#last;
  }

  #begin(): Promise<void> {
    const batch = this.#last.then(() => {
      const operations = this.#gathering;
      this.#gathering = [];
      this.#next = undefined;
      return this.#db.batch(operations);
    });
    this.#last = batch.catch(() => {});
    return batch;
  }
}
