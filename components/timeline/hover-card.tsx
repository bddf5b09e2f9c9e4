import { createPortal } from "react-dom";
import type { ShardLife } from "@/components/shard-tree/life";
import { shardTail } from "@/components/shard-tree/shard-name";
import { gapWords } from "@/components/shard-tree/shard-state";
import { EventBadge } from "@/components/ui/event-badge";
import {
  formatClock,
  formatCount,
  formatDayClock,
  formatDuration,
  type TimeZoneStyle,
  zoneName,
} from "@/components/ui/format";
import type { bucketAt } from "./scale";

interface HoverCardProps {
  /** Of the viewport, CSS pixels: the point it tells of. */
  at: { x: number; y: number };
  time: number;
  zone: TimeZoneStyle;
  shardId: string | undefined;
  bucket: ReturnType<typeof bucketAt> | undefined;
  life: ShardLife | undefined;
  /** The bucket counts only what the filter lets through. */
  filtered: boolean;
}

const WIDTH = 212;

/** What happened at a point of the lanes. Beside the pointer and deaf to it. */
export function HoverCard({ at, time, zone, shardId, bucket, life, filtered }: HoverCardProps) {
  const left = at.x + 14 + WIDTH > innerWidth ? at.x - 14 - WIDTH : at.x + 14;
  const gap = life?.gaps.find((one) => one.from <= time && time <= one.to);
  const total = bucket ? bucket.insert + bucket.modify + bucket.remove : 0;
  return createPortal(
    <div
      className="pointer-events-none fixed top-0 left-0 z-50 grid gap-1 rounded-md border border-line-strong bg-raised px-2.5 py-2 text-xs text-ink-2 shadow-popup"
      style={{ width: WIDTH, translate: `${Math.max(4, left)}px ${at.y + 16}px` }}
    >
      <p className="text-ink">
        {formatDayClock(bucket?.from ?? time, zone)}
        {bucket && bucket.to - bucket.from > 1000 && ` – ${formatClock(bucket.to, zone)}`}{" "}
        <span className="text-ink-3">{zoneName(time, zone)}</span>
      </p>
      {shardId && (
        <p>
          Shard <span className="font-mono">{shardTail(shardId)}</span>
        </p>
      )}
      {shardId && bucket && total > 0 && (
        <ul className="grid grid-cols-3 gap-1">
          <Count name="INSERT" count={bucket.insert} />
          <Count name="MODIFY" count={bucket.modify} />
          <Count name="REMOVE" count={bucket.remove} />
        </ul>
      )}
      {shardId && total === 0 && (
        <p className={gap ? "text-gap-ink" : "text-ink-3"}>{silence(time, life, gap, filtered)}</p>
      )}
    </div>,
    document.body,
  );
}

function Count({ name, count }: { name: "INSERT" | "MODIFY" | "REMOVE"; count: number }) {
  return (
    <li className={`flex items-center gap-1 ${count === 0 ? "opacity-60" : ""}`}>
      <EventBadge name={name} compact />
      {formatCount(count)}
    </li>
  );
}

/** Why there is no bar. */
function silence(
  time: number,
  life: ShardLife | undefined,
  gap: ShardLife["gaps"][number] | undefined,
  filtered: boolean,
): string {
  if (gap) return gapWords(gap.gap, gap.to > gap.from ? formatDuration(gap.to - gap.from) : undefined);
  if (!life?.life || time < life.life.from) return "Before this shard began.";
  if (time > life.life.to) return "After this shard ended.";
  if (!life.covered.some((span) => span.from <= time && time <= span.to)) return "Not read. Click to go there.";
  return filtered ? "Read: nothing here matches the filter." : "Read: nothing happened.";
}
