import {
  CircleArrowDown,
  CircleCheck,
  CircleDashed,
  CircleDotDashed,
  CirclePause,
  Hourglass,
  type LucideIcon,
  Scissors,
  TriangleAlert,
} from "lucide-react";
import { cn } from "@/components/ui/cn";
import type { GapInfo, ShardInfo, ShardState } from "@/lib/api/contract";

const words: Record<ShardState, string> = {
  waiting: "Waiting for its parent",
  starting: "Starting",
  reading: "Reading",
  caughtUp: "Caught up",
  throttled: "Throttled",
  failing: "Failing",
  paused: "Stopped",
  finished: "Read to its end",
  trimmed: "Trimmed",
};

/** "Failing": a row has room for the word alone; the card has the reason. */
export function stateName(state: ShardState): string {
  return words[state];
}

/** "Failing: access was denied" */
export function stateWords(shard: Pick<ShardInfo, "state" | "error">): string {
  return shard.error && (shard.state === "failing" || shard.state === "throttled")
    ? `${words[shard.state]}: ${shard.error.message}`
    : words[shard.state];
}

/** True where the state says more than when the shard lived. */
export function stateMatters(state: ShardState): boolean {
  return state !== "reading" && state !== "caughtUp" && state !== "finished";
}

/** What a person should hear of first, of several shards shown as one. */
const urgency: readonly ShardState[] = [
  "failing",
  "throttled",
  "trimmed",
  "reading",
  "starting",
  "paused",
  "waiting",
  "caughtUp",
  "finished",
];

/** The member to speak for a fold. `shards` is not empty. */
export function mostUrgent(shards: readonly ShardInfo[]): ShardInfo | undefined {
  let found: ShardInfo | undefined;
  for (const shard of shards) if (!found || urgency.indexOf(shard.state) < urgency.indexOf(found.state)) found = shard;
  return found;
}

const icons: Record<Exclude<ShardState, "caughtUp">, LucideIcon> = {
  waiting: CircleDashed,
  starting: CircleDotDashed,
  reading: CircleArrowDown,
  throttled: Hourglass,
  failing: TriangleAlert,
  paused: CirclePause,
  finished: CircleCheck,
  trimmed: Scissors,
};

const tones: Record<ShardState, string> = {
  waiting: "text-ink-3",
  starting: "text-ink-3",
  reading: "text-live",
  caughtUp: "text-live",
  throttled: "text-warn",
  failing: "text-danger",
  paused: "text-ink-3",
  finished: "text-ink-3",
  trimmed: "text-gap-ink",
};

/** Told by shape before colour. The word stands beside it, or is there for screen readers. */
export function StateIcon({ state, className }: { state: ShardState; className?: string }) {
  const look = cn("size-3.5 shrink-0", tones[state], className);
  if (state === "caughtUp")
    return (
      <svg viewBox="0 0 14 14" aria-hidden="true" className={look}>
        <circle cx="7" cy="7" r="6.5" fill="currentColor" opacity="0.2" />
        <circle cx="7" cy="7" r="3.75" fill="currentColor" />
      </svg>
    );
  const Icon = icons[state];
  return <Icon aria-hidden="true" className={look} />;
}

const gapReasons: Record<GapInfo["reason"], string> = {
  trimmed: "trimmed by AWS before they were read",
  lostStart: "the place where reading began was lost",
  shardVanished: "the shard was gone before it was read",
  failed: "they could not be read",
  expired: "captured, and no longer kept, as this capture is set",
};

/** "2 h 10 min are missing: trimmed by AWS before they were read" */
export function gapWords(gap: GapInfo, duration: string | undefined): string {
  return `${duration ? `${duration} are` : "Records may be"} missing: ${gapReasons[gap.reason]}`;
}
