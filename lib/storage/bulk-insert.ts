import type { Database, Statement } from "libsql";

/** Rows of one statement: calls into the database cost as much as the rows. */
const AT_ONCE = 50;

type Value = string | number | Buffer;

/** Inserts rows, many at a time. What was added is there after `flush`. */
export class BulkInsert {
  private readonly one: Statement;
  private readonly many: Statement;
  private values: Value[] = [];

  constructor(
    db: Database,
    table: string,
    private readonly columns: readonly string[],
  ) {
    const row = `(${columns.map(() => "?").join(", ")})`;
    const insert = `INSERT INTO ${table} (${columns.join(", ")}) VALUES ${row}`;
    this.one = db.prepare(insert);
    this.many = db.prepare(insert + `, ${row}`.repeat(AT_ONCE - 1));
  }

  /** A value for each of the columns. */
  add(...row: Value[]): void {
    this.values.push(...row);
    if (this.values.length < AT_ONCE * this.columns.length) return;
    this.many.run(this.values);
    this.values = [];
  }

  flush(): void {
    const { length } = this.columns;
    for (let at = 0; at < this.values.length; at += length) this.one.run(this.values.slice(at, at + length));
    this.values = [];
  }
}
