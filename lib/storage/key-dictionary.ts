import type { Database, Statement } from "libsql";
import { BulkInsert } from "./bulk-insert";
import { type StoredKey, storedKeyOf } from "./item-key";

/** Keys remembered, so that an item written again and again costs no look-up. About 150 bytes each. */
const REMEMBERED = 50_000;
/** Keys looked up by one statement. */
const AT_ONCE = 50;

/** Numbers for item keys: a row holds three bytes in place of the key. */
export class KeyDictionary {
  private readonly find: Statement;
  private readonly findMany: Statement;
  private readonly added: BulkInsert;
  private readonly drop: Statement;
  private readonly known = new Map<string, number>();
  private last: number;

  constructor(db: Database) {
    this.find = db.prepare("SELECT key FROM keys WHERE hash = ? AND range = ?").raw();
    const wanted = Array.from({ length: AT_ONCE }, (_, at) => `(${at}, ?, ?)`).join(", ");
    this.findMany = db
      .prepare(
        `WITH wanted (at, hash, range) AS (VALUES ${wanted})
         SELECT at, key FROM wanted CROSS JOIN keys ON keys.hash = wanted.hash AND keys.range = wanted.range`,
      )
      .raw();
    this.added = new BulkInsert(db, "keys", ["key", "hash", "range"]);
    this.drop = db.prepare(
      "DELETE FROM keys WHERE key = ? AND NOT EXISTS (SELECT 1 FROM records INDEXED BY records_by_key WHERE key = ?)",
    );
    const [last] = db.prepare("SELECT max(key) FROM keys").raw().get([]) as [number | null];
    this.last = last ?? 0;
  }

  numberOf(key: StoredKey): number | undefined {
    const row = this.find.get([key.hash, key.range]) as [number] | undefined;
    return row?.[0];
  }

  /** Forgets those of the keys that no row has any more: inside a transaction only. */
  dropUnused(keys: Iterable<number>): void {
    let dropped = 0;
    for (const key of keys) dropped += this.drop.run([key, key]).changes;
    if (dropped > 0) this.known.clear();
  }

  /** The keys' numbers, made for those that are new: inside a transaction only. A key as `keyName` writes it. */
  intern(names: readonly string[]): number[] {
    if (this.known.size > REMEMBERED) this.known.clear();
    const missing = new Set<string>();
    for (const name of names) if (!this.known.has(name)) missing.add(name);
    const unknown = [...missing];
    for (let at = 0; at < unknown.length; at += AT_ONCE) this.learn(unknown.slice(at, at + AT_ONCE));
    for (const name of unknown) {
      if (this.known.has(name)) continue;
      const { hash, range } = storedKeyOf(name);
      this.added.add(++this.last, hash, range);
      this.known.set(name, this.last);
    }
    this.added.flush();
    return names.map((name) => this.known.get(name) as number);
  }

  /** Remembers those of the keys that are stored. */
  private learn(names: readonly string[]): void {
    const keys = names.map(storedKeyOf);
    if (keys.length < AT_ONCE) {
      keys.forEach((key, at) => {
        const number = this.numberOf(key);
        if (number !== undefined) this.known.set(names[at] as string, number);
      });
      return;
    }
    const found = this.findMany.all(keys.flatMap(({ hash, range }) => [hash, range])) as [number, number][];
    for (const [at, number] of found) this.known.set(names[at] as string, number);
  }
}
