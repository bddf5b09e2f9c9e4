import { shardTail } from "@/components/shard-tree/shard-name";
import type { GapInfo } from "@/lib/api/contract";

const reasons: Record<GapInfo["reason"], string> = {
  trimmed: "Trimmed before it was read.",
  lostStart: "Reading began later than was asked for.",
  shardVanished: "The shard was gone before it was read.",
  failed: "It could not be read.",
  expired: "It was captured, and removed as this capture's settings say.",
};

/** "Missing here: 05:02:00 to 07:12:00 in shard 2ac6. Trimmed before it was read." `clock` writes a time in milliseconds. */
export function gapText(gaps: readonly GapInfo[], clock: (ms: number) => string): string {
  const [first] = gaps;
  if (!first) return "";
  // Unknown in one gap, a bound is unknown for all of them: NaN.
  const from = Math.min(...gaps.map((gap) => Date.parse(gap.fromTime ?? "")));
  const to = Math.max(...gaps.map((gap) => Date.parse(gap.toTime ?? "")));
  const [begin, end] = [from, to].map((ms) => (Number.isNaN(ms) ? undefined : clock(ms)));
  const span = begin && end ? `${begin} to ${end}` : begin ? `from ${begin}` : end && `up to ${end}`;
  const shards = new Set(gaps.map((gap) => shardTail(gap.shardId)));
  const where = shards.size === 1 ? `shard ${[...shards][0]}` : `${shards.size} shards`;
  const same = gaps.every((gap) => gap.reason === first.reason);
  return `Missing here: ${span || "a stretch"} in ${where}.${same ? ` ${reasons[first.reason]}` : ""}`;
}
