import { useEffect, useMemo, useRef, useState } from "react";
import type { ShardInfo } from "@/lib/api/contract";
import {
  buildForest,
  type Forest,
  flatRows,
  sameShape,
  type TreeRow,
  type TreeState,
  treeRows,
  withExpanded,
} from "./layout";
import { endings } from "./life";

export type TreeFilter = "all" | "open" | "problems";

interface Tree {
  rows: readonly TreeRow[];
  forest: Forest;
  shardOf: ReadonlyMap<string, ShardInfo>;
  ends: ReadonlyMap<string, number>;
  filter: TreeFilter;
  setFilter: (filter: TreeFilter) => void;
  expand: (rows: readonly TreeRow[], expanded: boolean) => void;
  /** Changes when the person changed what is shown, and not when shards did. */
  chosen: unknown;
}

const nothing: TreeState = { collapsed: new Set(), unfolded: new Set() };

/** Rows of the tree. Counts change twenty times a second, the shape a few times a day: only the latter lays out anew. */
export function useTree(shards: readonly ShardInfo[]): Tree {
  const [state, setState] = useState(nothing);
  const [filter, setFilter] = useState<TreeFilter>("all");
  const known = useRef(shards);
  const shape = sameShape(known.current, shards) ? known.current : shards;
  useEffect(() => {
    known.current = shape;
  });
  const forest = useMemo(() => buildForest(shape), [shape]);
  const ends = useMemo(() => endings(shape), [shape]);
  const shardOf = useMemo(() => new Map(shards.map((shard) => [shard.shardId, shard])), [shards]);
  const kept = filter === "all" ? undefined : shards.filter(filter === "open" ? isOpen : hasProblem);
  // Which rows are kept, as one value: an array would be a new one with each count.
  const keptKey = kept?.map((shard) => shard.shardId).join(" ");
  const rows = useMemo(() => {
    if (keptKey === undefined) return treeRows(forest, state);
    const keep = new Set(keptKey.split(" "));
    return flatRows(forest, (shardId) => keep.has(shardId));
  }, [forest, state, keptKey]);
  const chosen = useMemo(() => [state, filter], [state, filter]);
  const expand = (which: readonly TreeRow[], expanded: boolean) =>
    setState((now) => withExpanded(now, which, expanded));
  return { rows, forest, shardOf, ends, filter, setFilter, expand, chosen };
}

function isOpen(shard: ShardInfo): boolean {
  return shard.open;
}

function hasProblem(shard: ShardInfo): boolean {
  return shard.state === "failing" || shard.state === "throttled" || shard.state === "trimmed" || shard.gaps.length > 0;
}
