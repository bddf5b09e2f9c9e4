"use client";

import { memo, useCallback, useMemo } from "react";
import { ShardTree } from "@/components/shard-tree/shard-tree";
import { useLive, useStores } from "./session-context";
import { chosenShards, withShards } from "./shard-filter";
import { useAxis } from "./use-axis";

interface TreePaneProps {
  /** The filter of the address: it says which shards are chosen. */
  q: string;
  onFilter: (filter: string) => void;
}

export const TreePane = memo(function TreePane({ q, onFilter }: TreePaneProps) {
  const { captureId } = useStores();
  const shards = useLive((live) => live.shards);
  const known = useLive((live) => live.stream !== undefined);
  const axis = useAxis(shards);
  const chosen = useMemo(() => chosenShards(q, shards), [q, shards]);
  const choose = useCallback((ids: string[]) => onFilter(withShards(q, ids)), [onFilter, q]);
  return (
    <ShardTree captureId={captureId} shards={shards} known={known} selected={chosen} onSelect={choose} axis={axis} />
  );
});
