import type { BatchOperation, LevelDb } from "dynalite/db/index.js";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { itemBytes } from "./item";

export interface TableCount {
  items: number;
  bytes: number;
}

const COUNT = "count~";
const NONE: TableCount = { items: 0, bytes: 0 };

/** How many items each table has and how much they weigh, by place: counted as they are written, and written with them. */
export class TableCounts {
  readonly #db: LevelDb;
  readonly #counts = new Map<string, TableCount>();

  constructor(db: LevelDb) {
    this.#db = db;
  }

  async load(): Promise<void> {
    const stored = this.#db.iterator({ gte: COUNT, lt: `${COUNT}\xff` });
    try {
      for (let page = await stored.nextv(1000); page.length > 0; page = await stored.nextv(1000)) {
        for (const [key, count] of page) this.#counts.set(key.slice(COUNT.length), count as TableCount);
      }
    } finally {
      await stored.close();
    }
  }

  get(place: string): TableCount {
    return this.#counts.get(place) ?? NONE;
  }

  /** Counts a change of one item; answers what to write with it. */
  change(place: string, old: AttributeMap | undefined, next: AttributeMap | undefined): BatchOperation {
    const { items, bytes } = this.get(place);
    const count = {
      items: items + (next ? 1 : 0) - (old ? 1 : 0),
      bytes: bytes + (next ? itemBytes(next) : 0) - (old ? itemBytes(old) : 0),
    };
    this.#counts.set(place, count);
    return { type: "put", key: COUNT + place, value: count };
  }

  forget(place: string): BatchOperation {
    this.#counts.delete(place);
    return { type: "del", key: COUNT + place };
  }
}
