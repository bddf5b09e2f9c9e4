import type { BatchOperation } from "dynalite/db/index.js";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { itemPrefix, type TableEntry } from "./tables";
import type { Parts } from "./write-unit";

const PAGE = 100;

/**
 * Goes through a table's items, a page at a time under their locks, and writes what `operations` makes of each: for an index over
 * items that were there before it.
 */
export async function rewriteItems(
  parts: Parts,
  entry: TableEntry,
  operations: (key: string, item: AttributeMap) => BatchOperation[],
): Promise<void> {
  const prefix = itemPrefix(entry);
  let after = prefix;
  for (;;) {
    const fullKeys: string[] = [];
    for await (const key of parts.db.keys({ gt: after, lt: `${prefix}\xff`, limit: PAGE })) fullKeys.push(key);
    const last = fullKeys.at(-1);
    if (last === undefined) return;
    after = last;
    const release = await parts.locks.acquire(fullKeys);
    try {
      const writes: BatchOperation[] = [];
      for (const fullKey of fullKeys) {
        const item = (await parts.db.get(fullKey)) as AttributeMap | undefined;
        if (item) writes.push(...operations(fullKey.slice(prefix.length), item));
      }
      await parts.commits.write(writes);
    } finally {
      release();
    }
  }
}
