import type { BatchOperation, LevelDb } from "dynalite/db/index.js";
import type { CommitQueue } from "./commit-queue";

const KEY = "meta~sequence";
/** Room between two numbers, so that a reader can ask for one that no record has (streams.md, sandbox rule 4). */
const STEP = 100;
const BLOCK = 1_000_000_000;
const DIGITS = 20;
/** 1 + 20 + 19 = 40 digits, the most that AWS documents. */
const MAX_EXTRA_DIGITS = 19;

/**
 * Sequence numbers: one counter for all shards, taken from disk in blocks so that none is ever given twice, not even after
 * a kill. Each generation of a lineage writes them with one digit more, as they rise along a lineage on AWS while
 * their length is not fixed: a reader that compares them as plain strings fails here too.
 */
export class SequenceCounter {
  readonly #commits: CommitQueue;
  #value: number;
  #reserved: number;

  private constructor(commits: CommitQueue, start: number) {
    this.#commits = commits;
    this.#value = start;
    this.#reserved = start;
  }

  static async open(db: LevelDb, commits: CommitQueue): Promise<SequenceCounter> {
    return new SequenceCounter(commits, ((await db.get(KEY)) as number | undefined) ?? 0);
  }

  /** The next number, for a shard of this generation. Queue the batch that uses it before giving up control. */
  next(generation: number): string {
    this.#value += STEP;
    if (this.#value > this.#reserved) {
      this.#reserved = this.#value + BLOCK;
      void this.#commits.write([this.restated()]).catch(() => {});
    }
    return this.#format(generation);
  }

  /** What to write so that no number is given twice. */
  restated(): BatchOperation {
    return { type: "put", key: KEY, value: this.#reserved };
  }

  /** The greatest number given so far, as a shard of this generation writes it. */
  current(generation: number): string {
    return this.#format(generation);
  }

  #format(generation: number): string {
    return `1${String(this.#value).padStart(DIGITS + Math.min(generation, MAX_EXTRA_DIGITS), "0")}`;
  }
}
