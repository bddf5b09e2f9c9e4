import type { Database, Statement } from "libsql";
import type { StreamRecord } from "@/lib/stream/record";
import type { Blocks } from "./blocks";
import { gramDocument } from "./grams";

/** Records of one document, neighbours by cursor: each alone would take four times the room. */
export const UNIT = 50;
/** Documents of one step, some 10 ms: what a commit may have to wait for. */
const STEP_UNITS = 8;

/**
 * Which records can hold a text. Built behind the head, in steps, so that storing need not wait for it: a search looks
 * through what lies beyond `head` record by record. A document holds the grams (grams.ts) of `UNIT` cursors.
 */
export class TextIndex {
  private readonly add: Statement;
  private readonly find: Statement;
  private readonly findRows: Statement;
  private readonly drop: Statement;
  private readonly findLast: Statement;
  private readonly findFirst: Statement;
  /** Units 0…units-1 are indexed. A unit's row id is one more: FTS5 takes 0 for "none given". */
  private units: number;

  constructor(
    private readonly db: Database,
    private readonly blocks: Blocks,
  ) {
    this.add = db.prepare("INSERT INTO text_index (rowid, grams) VALUES (?, ?)");
    this.find = db.prepare("SELECT rowid FROM text_index WHERE text_index MATCH ? ORDER BY rowid").raw();
    this.findRows = db.prepare("SELECT cursor, shard FROM records WHERE cursor >= ? AND cursor < ?").raw();
    this.drop = db.prepare("DELETE FROM text_index WHERE rowid = ?");
    this.findLast = db.prepare("SELECT max(id) FROM text_index_docsize").raw();
    this.findFirst = db.prepare("SELECT min(cursor) FROM records").raw();
    this.units = this.stored();
  }

  /** Takes note of what another connection has indexed. */
  refresh(): void {
    this.units = this.stored();
  }

  private stored(): number {
    const [last] = this.findLast.get([]) as [number | null];
    const [first] = this.findFirst.get([]) as [number | null];
    return Math.max(last ?? 0, unitOf(first ?? 1));
  }

  /** Every record up to this cursor is indexed. */
  get head(): number {
    return this.units * UNIT;
  }

  /** Indexes a few units, in a transaction of its own; true when there are more. `cursor` is the last one stored. */
  step(cursor: number): boolean {
    const whole = Math.floor(cursor / UNIT);
    if (this.units >= whole) return false;
    const end = Math.min(this.units + STEP_UNITS, whole);
    this.db.exec("BEGIN IMMEDIATE");
    try {
      for (let unit = this.units; unit < end; unit++) {
        const records = this.rowsOf(unit).map(
          ({ cursor: row }) => JSON.parse(this.blocks.at(row).record) as StreamRecord,
        );
        this.add.run([unit + 1, gramDocument(records)]);
      }
      this.db.exec("COMMIT");
    } catch (error) {
      if (this.db.inTransaction) this.db.exec("ROLLBACK");
      throw error;
    }
    this.units = end;
    return end < whole;
  }

  /** Units that can match, ascending. `query` is gramQuery's. */
  candidates(query: string): number[] {
    return (this.find.all([query]) as [number][]).map(([rowid]) => rowid - 1);
  }

  /** The stored rows of a unit, ascending: some may be gone. */
  rowsOf(unit: number): { cursor: number; shard: number }[] {
    const rows = this.findRows.all([unit * UNIT + 1, (unit + 1) * UNIT + 1]) as [number, number][];
    return rows.map(([cursor, shard]) => ({ cursor, shard }));
  }

  /** Forgets the units of which no row is left, among those of `cursors`: inside a transaction only. */
  dropEmpty(cursors: readonly number[]): void {
    for (const unit of new Set(cursors.map(unitOf))) {
      if (unit < this.units && this.rowsOf(unit).length === 0) this.drop.run([unit + 1]);
    }
  }
}

export function unitOf(cursor: number): number {
  return Math.floor((cursor - 1) / UNIT);
}
