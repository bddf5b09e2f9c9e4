import type { Database, Statement } from "libsql";
import type { StoredKey } from "./item-key";

/** Keys remembered, so that an item written again and again costs no look-up. About 150 bytes each. */
const REMEMBERED = 50_000;

/** Numbers for item keys: a row holds three bytes in place of the key. */
export class KeyDictionary {
  private readonly find: Statement;
  private readonly add: Statement;
  private readonly drop: Statement;
  private readonly known = new Map<string, number>();

  constructor(db: Database) {
    this.find = db.prepare("SELECT key FROM keys WHERE hash = ? AND range = ?").raw();
    this.add = db.prepare("INSERT INTO keys (hash, range) VALUES (?, ?)");
    this.drop = db.prepare(
      "DELETE FROM keys WHERE key = ? AND NOT EXISTS (SELECT 1 FROM records INDEXED BY records_by_key WHERE key = ?)",
    );
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

  /** The key's number, made when it is new: inside a transaction only. */
  intern(key: StoredKey): number {
    // Neither text holds a raw line feed: they are escaped.
    const name = `${key.hash}\n${key.range}`;
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const number = this.numberOf(key) ?? Number(this.add.run([key.hash, key.range]).lastInsertRowid);
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(name, number);
    return number;
  }
}
