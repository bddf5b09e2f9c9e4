import { Layers, Split, SquareStack } from "lucide-react";
import type { Command } from "@/components/palette/command";
import { shardTail } from "@/components/shard-tree/shard-name";
import { formatCount } from "@/components/ui/format";
import type { ReplaceShardsRequest, ShardInfo } from "@/lib/api/contract";

/** "Only shard 351a", by the end of its id as the tree names it; open and young ones first. */
export function shardCommands(
  shards: readonly ShardInfo[],
  chosen: readonly string[],
  /** How a time is told. */
  when: (ms: number) => string,
  onChoose: (shardIds: string[]) => void,
): Command[] {
  const only = new Set(chosen);
  const all: Command[] = shards
    .toSorted((a, b) => Number(b.open) - Number(a.open) || (b.createdAt ?? "").localeCompare(a.createdAt ?? ""))
    .map((shard) => ({
      id: `shard ${shard.shardId}`,
      group: "Shards",
      title: `Only shard ${shardTail(shard.shardId)}`,
      icon: Layers,
      detail: `${shard.open ? "open" : "closed"}${shard.createdAt ? `, began ${when(Date.parse(shard.createdAt))}` : ""} · ${formatCount(shard.records)} ${shard.records === 1 ? "record" : "records"}`,
      words: `filter ${shard.shardId}`,
      current: only.has(shard.shardId),
      searched: true,
      run: () => onChoose([shard.shardId]),
    }));
  if (chosen.length === 0) return all;
  return [
    {
      id: "all shards",
      group: "Shards",
      title: "Records of all shards",
      icon: SquareStack,
      run: () => onChoose([]),
    },
    ...all,
  ];
}

/** What AWS does by itself every few hours can be done to the sandbox at once, to see what it looks like. */
export function sandboxCommands(
  streamArn: string,
  shards: readonly ShardInfo[],
  onReplace: (request: ReplaceShardsRequest) => void,
): Command[] {
  const group = "Sandbox";
  const open = shards.filter((shard) => shard.open);
  return [
    {
      id: "roll",
      group,
      title: "Roll the shards over",
      icon: SquareStack,
      detail: "each closes, and one child goes on, as in AWS every few hours",
      words: "sandbox rollover rolled",
      run: () => onReplace({ streamArn, children: 1 }),
    },
    ...open.map(({ shardId }, index) => ({
      id: `split ${shardId}`,
      group,
      title: `Split shard ${shardTail(shardId)}`,
      icon: Split,
      detail: "it closes, and two children share its keys, as in AWS under load",
      words: `sandbox ${shardId}`,
      searched: index > 0,
      run: () => onReplace({ streamArn, shardId, children: 2 as const }),
    })),
  ];
}
