import type { Database } from "libsql";

/**
 * One list of statements a version; `user_version` says how many have been applied. Never edit one that was released:
 * append. What the tables hold:
 *
 * - capture: the StoredCapture, one row. `last_cursor` is the greatest cursor when rows were last removed: no number is
 *   given twice.
 * - shards: a number for each shard id, its checkpoint, counts so that totals need no scan, and in `expired` what retention
 *   has removed (an Expired as JSON). `changed` rises with every change of any: queries have a connection of their own,
 *   which reads again what has changed since.
 * - keys: the dictionary of item keys, one tagged text for each key attribute (item-key.ts).
 * - records: one row a record, without its images. `cursor` has no holes but where retention removed rows. `sequence` is sequence-key.ts. `order_time` is
 *   the greatest time so far (store-place.ts); `ahead` = order_time − ApproximateCreationDateTime, 0 for nearly all.
 *   `event` is 0 INSERT, 1 MODIFY, 2 REMOVE, 3 REMOVE by time to live.
 *   records_by_place also holds what a filtered timeline adds up, so that it need not visit each row.
 * - blocks: the records and what their rows show, packed, some hundred by cursor together (blocks.ts). `packing` is 0 for
 *   deflate, 1 for brotli.
 * - loose: the same in plain text for the newest rows, until there are enough for a block.
 * - counts: by shard and minute of ApproximateCreationDateTime, and inside it by second (counts.ts); without the seconds,
 *   counts_by_minute is a twentieth to read.
 * - text_index: which fifties of records can hold a text (text-index.ts). Without content, positions or a tokenizer that folds:
 *   what comes in is cut and folded already.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE capture (id INTEGER PRIMARY KEY CHECK (id = 1), json TEXT NOT NULL);
  CREATE TABLE shards (
    shard INTEGER PRIMARY KEY, shard_id TEXT NOT NULL UNIQUE, checkpoint TEXT,
    inserts INTEGER NOT NULL DEFAULT 0, modifies INTEGER NOT NULL DEFAULT 0, removes INTEGER NOT NULL DEFAULT 0,
    first_time INTEGER, last_time INTEGER
  );
  CREATE TABLE keys (key INTEGER PRIMARY KEY, hash TEXT NOT NULL, range TEXT NOT NULL);
  CREATE UNIQUE INDEX keys_by_hash ON keys (hash, range);
  CREATE INDEX keys_by_range ON keys (range) WHERE range <> '';
  CREATE TABLE records (
    cursor INTEGER PRIMARY KEY, shard INTEGER NOT NULL, sequence BLOB NOT NULL, order_time INTEGER NOT NULL,
    ahead INTEGER NOT NULL, event INTEGER NOT NULL, key INTEGER NOT NULL, size INTEGER NOT NULL
  );
  CREATE UNIQUE INDEX records_by_sequence ON records (shard, sequence);
  CREATE INDEX records_by_place ON records (order_time, sequence, shard, event, ahead);
  CREATE INDEX records_by_key ON records (key, order_time);
  CREATE INDEX records_astray ON records (order_time - ahead, order_time) WHERE ahead <> 0;
  CREATE TABLE blocks (first INTEGER PRIMARY KEY, data BLOB NOT NULL);
  CREATE TABLE loose (cursor INTEGER PRIMARY KEY, text TEXT NOT NULL);
  CREATE TABLE counts (
    shard INTEGER NOT NULL, minute INTEGER NOT NULL,
    inserts INTEGER NOT NULL, modifies INTEGER NOT NULL, removes INTEGER NOT NULL, seconds TEXT NOT NULL,
    PRIMARY KEY (shard, minute)
  ) WITHOUT ROWID;
  `,
  `
  ALTER TABLE shards ADD COLUMN expired TEXT;
  ALTER TABLE capture ADD COLUMN last_cursor INTEGER NOT NULL DEFAULT 0;
  `,
  `
  CREATE VIRTUAL TABLE text_index USING fts5 (
    grams, content = '', contentless_delete = 1, detail = none,
    tokenize = "ascii tokenchars '!#$%&()*+,-./:;<=>?@[\\]^_\`{|}~'"
  );
  `,
  `
  CREATE INDEX counts_by_minute ON counts (shard, minute, inserts, modifies, removes);
  `,
  `
  ALTER TABLE shards ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX shards_by_change ON shards (changed);
  `,
  `
  ALTER TABLE blocks ADD COLUMN packing INTEGER NOT NULL DEFAULT 0;
  `,
];

export const SCHEMA_VERSION = MIGRATIONS.length;

export function schemaVersion(db: Database): number {
  const [row] = db.prepare("PRAGMA user_version").all() as { user_version: number }[];
  return row?.user_version ?? 0;
}

/** Brings a database up to SCHEMA_VERSION, each step whole or not at all. */
export function migrate(db: Database): void {
  for (let version = schemaVersion(db); version < SCHEMA_VERSION; version++) {
    db.exec("BEGIN IMMEDIATE");
    try {
      db.exec(MIGRATIONS[version] ?? "");
      db.exec(`PRAGMA user_version = ${version + 1}`);
      db.exec("COMMIT");
    } catch (error) {
      if (db.inTransaction) db.exec("ROLLBACK");
      throw error;
    }
  }
}
