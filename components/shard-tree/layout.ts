import type { ShardInfo } from "@/lib/api/contract";

interface ShardNode {
  readonly shardId: string;
  readonly parent: ShardNode | undefined;
  /** By id. */
  readonly children: readonly ShardNode[];
}

export interface Forest {
  /** By id, which AWS writes so that it is also the order of creation. */
  readonly roots: readonly ShardNode[];
  readonly nodes: ReadonlyMap<string, ShardNode>;
}

/** What a person opened and closed. Kept by shard id, so that it survives arrivals and trims. */
export interface TreeState {
  /** Shards whose children are hidden. */
  readonly collapsed: ReadonlySet<string>;
  /** Shards that were shown by opening the fold they are in. */
  readonly unfolded: ReadonlySet<string>;
}

interface ShardRow {
  readonly kind: "shard";
  readonly key: string;
  readonly shardId: string;
  readonly level: number;
  /** Undefined for a row that has nothing to open. */
  readonly expanded: boolean | undefined;
}

/** Two or more shards in a line, each rolled over into one child, shown as one row. */
interface FoldRow {
  readonly kind: "fold";
  readonly key: string;
  /** Oldest first. */
  readonly shardIds: readonly string[];
  readonly level: number;
  readonly expanded: boolean;
}

export type TreeRow = ShardRow | FoldRow;

interface MutableNode {
  shardId: string;
  parentShardId: string | undefined;
  parent: MutableNode | undefined;
  children: MutableNode[];
  /** From a root. */
  reached: boolean;
}

/** A run of rollovers folds from this length on: folding one shard into one row would save nothing. */
const FOLD_FROM = 2;

/**
 * Links shards to their parents: each shard once, whatever the listing says. A parent that is not listed (trimmed) makes
 * a root, and so does the smallest id of a cycle, which no honest stream has. O(n log n) for the sort, O(n) for the rest.
 */
export function buildForest(shards: readonly Pick<ShardInfo, "shardId" | "parentShardId">[]): Forest {
  const nodes = new Map<string, MutableNode>();
  for (const { shardId, parentShardId } of shards.toSorted((a, b) => compare(a.shardId, b.shardId)))
    if (!nodes.has(shardId))
      nodes.set(shardId, { shardId, parentShardId, parent: undefined, children: [], reached: false });

  const roots: MutableNode[] = [];
  for (const node of nodes.values()) {
    const parent = nodes.get(node.parentShardId ?? "");
    if (parent && parent !== node) {
      node.parent = parent;
      parent.children.push(node);
    } else roots.push(node);
  }

  let reached = 0;
  for (const root of roots) reached += reach(root);
  if (reached < nodes.size) {
    for (const node of nodes.values()) {
      if (node.reached) continue;
      const root = smallestOfCycle(node);
      if (root.parent) root.parent.children = root.parent.children.filter((child) => child !== root);
      root.parent = undefined;
      roots.push(root);
      reach(root);
    }
    roots.sort((a, b) => compare(a.shardId, b.shardId));
  }
  return { roots, nodes };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Marks everything from `root` down, and counts it. A stack, not recursion: a lineage can be thousands of shards long. */
function reach(root: MutableNode): number {
  let count = 0;
  const stack = [root];
  for (let node = stack.pop(); node; node = stack.pop()) {
    node.reached = true;
    count += 1;
    for (const child of node.children) stack.push(child);
  }
  return count;
}

/** Walks up from a node that no root reaches, hence into a cycle. */
function smallestOfCycle(start: MutableNode): MutableNode {
  const seen = new Set<MutableNode>();
  let node = start;
  while (!seen.has(node) && node.parent) {
    seen.add(node);
    node = node.parent;
  }
  let smallest = node;
  for (let next = node.parent; next && next !== node; next = next.parent)
    if (next.shardId < smallest.shardId) smallest = next;
  return smallest;
}

/** True where both lists make the same forest, so that a change of counts alone need not lay the tree out again. */
export function sameShape(
  a: readonly Pick<ShardInfo, "shardId" | "parentShardId">[],
  b: readonly Pick<ShardInfo, "shardId" | "parentShardId">[],
): boolean {
  return (
    a.length === b.length &&
    a.every((shard, i) => shard.shardId === b[i]?.shardId && shard.parentShardId === b[i]?.parentShardId)
  );
}

/** The rows that are open to see, top to bottom. O(shards). */
export function treeRows(forest: Forest, state: TreeState): TreeRow[] {
  const rows: TreeRow[] = [];
  const stack: { node: ShardNode; level: number }[] = [];
  const push = (nodes: readonly ShardNode[], level: number) => {
    for (let i = nodes.length - 1; i >= 0; i--) stack.push({ node: nodes[i] as ShardNode, level });
  };
  push(forest.roots, 1);
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { level } = next;
    let { node } = next;
    const run = rolledOver(node);
    if (run.length >= FOLD_FROM) {
      const shardIds = run.map((member) => member.shardId);
      const expanded = shardIds.some((id) => state.unfolded.has(id));
      // Keyed by the oldest: a chain grows at its young end.
      rows.push({ kind: "fold", key: `fold ${shardIds[0]}`, shardIds, level, expanded });
      if (expanded)
        for (const shardId of shardIds)
          rows.push({ kind: "shard", key: shardId, shardId, level: level + 1, expanded: undefined });
      // The shard that the run led to stands beside the fold: a day of rollovers must not indent six deep.
      node = run.at(-1)?.children[0] ?? node;
    }
    const expanded = node.children.length === 0 ? undefined : !state.collapsed.has(node.shardId);
    rows.push({ kind: "shard", key: node.shardId, shardId: node.shardId, level, expanded });
    if (expanded) push(node.children, level + 1);
  }
  return rows;
}

/** The shards from `node` down that have exactly one child. */
function rolledOver(node: ShardNode): ShardNode[] {
  const run: ShardNode[] = [];
  for (let next = node; next.children.length === 1; next = next.children[0] as ShardNode) run.push(next);
  return run;
}

/** The shards for which `keep` holds, in the order of the tree, all at one level. */
export function flatRows(forest: Forest, keep: (shardId: string) => boolean): TreeRow[] {
  return treeOrder(forest)
    .filter(keep)
    .map((shardId) => ({ kind: "shard", key: shardId, shardId, level: 1, expanded: undefined }));
}

/** Every shard: a parent, then all that descend from each of its children in turn. */
export function treeOrder(forest: Forest): string[] {
  const order: string[] = [];
  const stack = [...forest.roots].reverse();
  for (let node = stack.pop(); node; node = stack.pop()) {
    order.push(node.shardId);
    for (let i = node.children.length - 1; i >= 0; i--) stack.push(node.children[i] as ShardNode);
  }
  return order;
}

/** Opens or closes rows; those that have nothing to open stay as they are. */
export function withExpanded(state: TreeState, rows: readonly TreeRow[], expanded: boolean): TreeState {
  const collapsed = new Set(state.collapsed);
  const unfolded = new Set(state.unfolded);
  for (const row of rows) {
    if (row.kind === "fold") {
      for (const id of row.shardIds) expanded ? unfolded.add(id) : unfolded.delete(id);
    } else if (row.expanded !== undefined) {
      expanded ? collapsed.delete(row.shardId) : collapsed.add(row.shardId);
    }
  }
  return { collapsed, unfolded };
}
