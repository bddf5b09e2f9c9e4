import type { BatchOperation, LevelDb } from "dynalite/db/index.js";
import { writeFailed } from "./aws-error";

/** Makes the database fit for writing after a failure; answers what memory has and the disk may lack. */
export type Recovery = () => Promise<BatchOperation[]>;

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
  #failed = false;
  #recovery: Recovery = async () => [];

  constructor(db: LevelDb) {
    this.#db = db;
  }

  /** What to do before the first write after one that failed. */
  recoverWith(recovery: Recovery): void {
    this.#recovery = recovery;
  }

  /**
   * Writes the operations as one atomic batch (with whatever else has gathered); resolves once they survive a kill. Rejects
   * with an InternalServerError when they could not be written, a full disk above all; then none of them was.
   */
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
      return this.#write(operations);
    });
    this.#last = batch.catch(() => {});
    return batch;
  }

  async #write(operations: BatchOperation[]): Promise<void> {
    try {
      // What memory has now is newer than what the operations say of the same.
      const restated = this.#failed ? await this.#recovery() : [];
      await this.#db.batch(restated.length > 0 ? [...operations, ...restated] : operations);
    } catch (error) {
      const failure = writeFailed(error as Error);
      if (!this.#failed) console.error(`Sandbox  ${failure.message}`);
      this.#failed = true;
      throw failure;
    }
    if (this.#failed) console.error("Sandbox  The data can be written again.");
    this.#failed = false;
  }
}
