/** The families of shards: who descends from whom. Made anew from a listing; a look-up costs no search. */
export interface Lineage {
  /** Shards without a parent among those known (it was trimmed, or there never was one), in lexical order. */
  roots: string[];
  /** Every shard, a parent before its children. */
  parentsFirst: string[];
  /** The parent, if it is known. */
  parentOf(shardId: string): string | undefined;
  /** Known children, in lexical order. */
  childrenOf(shardId: string): readonly string[];
  /** All that descend from a shard, nearest first. */
  descendantsOf(shardId: string): string[];
}

const NONE: readonly string[] = [];

/**
 * Links shards to their parents. A parent that is not among them makes its child a root (streams.md: it may be trimmed
 * and no longer listed). A circle, which no honest source lists, is cut at its lexically first member.
 */
export function buildLineage(shards: Iterable<{ shardId: string; parentShardId?: string }>): Lineage {
  const parents = new Map<string, string | undefined>();
  for (const shard of shards) parents.set(shard.shardId, shard.parentShardId);
  const ids = [...parents.keys()].sort();
  const children = new Map<string, string[]>();
  const roots: string[] = [];
  for (const id of ids) {
    const parent = parents.get(id);
    if (parent === undefined || parent === id || !parents.has(parent)) {
      parents.set(id, undefined);
      roots.push(id);
    } else {
      const siblings = children.get(parent);
      if (siblings) siblings.push(id);
      else children.set(parent, [id]);
    }
  }

  const parentsFirst: string[] = [];
  const seen = new Set<string>();
  const walk = (root: string) => {
    const queue = [root];
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      if (seen.has(id)) continue;
      seen.add(id);
      parentsFirst.push(id);
      queue.push(...(children.get(id) ?? NONE));
    }
  };
  for (const root of roots) walk(root);
  for (const id of ids) {
    if (seen.has(id)) continue;
    const parent = parents.get(id);
    if (parent !== undefined) {
      const siblings = children.get(parent)?.filter((child) => child !== id) ?? [];
      children.set(parent, siblings);
    }
    parents.set(id, undefined);
    roots.push(id);
    walk(id);
  }

  return {
    roots,
    parentsFirst,
    parentOf: (id) => parents.get(id),
    childrenOf: (id) => children.get(id) ?? NONE,
    descendantsOf(shardId) {
      const found: string[] = [];
      let level: readonly string[] = children.get(shardId) ?? NONE;
      while (level.length > 0) {
        found.push(...level);
        level = level.flatMap((id) => children.get(id) ?? NONE);
      }
      return found;
    },
  };
}
