import type { LevelDb } from "dynalite/db/index.js";
import type { CommitQueue } from "./commit-queue";

const FIRST = { CUSTOMER: 1, ORDER: 1001, CART: 1, PRODUCT: 1 };
export type Entity = keyof typeof FIRST;

/** Small numbers for a shop's entities, that go on after a restart: each is on disk before, or with, what is written under it. */
export class ShopIds {
  readonly #commits: CommitQueue;
  readonly #key: string;
  readonly #next: Record<Entity, number>;

  private constructor(commits: CommitQueue, key: string, next: Record<Entity, number>) {
    this.#commits = commits;
    this.#key = key;
    this.#next = next;
  }

  /** `place` is that of the table; a table made anew begins anew. */
  static async open(db: LevelDb, commits: CommitQueue, place: string): Promise<ShopIds> {
    const key = `meta~shop~${place}`;
    const stored = (await db.get(key)) as Record<Entity, number> | undefined;
    return new ShopIds(commits, key, { ...FIRST, ...stored });
  }

  next(entity: Entity): string {
    const id = this.#next[entity];
    this.#next[entity] += 1;
    // A write that fails fails the item's, too, which is queued behind it.
    void this.#commits.write([{ type: "put", key: this.#key, value: { ...this.#next } }]).catch(() => {});
    return String(id);
  }
}
