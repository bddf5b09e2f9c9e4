import { Tooltip } from "@base-ui/react/tooltip";
import type { ReactNode } from "react";
import { formatCount, formatDuration, formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { popupLook } from "@/components/ui/popup-look";
import type { ShardInfo } from "@/lib/api/contract";
import { shardLife } from "./life";
import { shardTail } from "./shard-name";
import { gapWords, StateIcon, stateWords } from "./shard-state";

interface ShardCardProps {
  shards: readonly ShardInfo[];
  ends: ReadonlyMap<string, number>;
  now: number;
  zone: TimeZoneStyle;
  /** The row that it stands beside. */
  anchor: () => Element | null;
  onOpenChange: (open: boolean) => void;
}

/** All that is known of the shard under the pointer, or of the active row. */
export function ShardCard({ shards, ends, now, zone, anchor, onOpenChange }: ShardCardProps) {
  return (
    <Tooltip.Root open onOpenChange={onOpenChange}>
      <Tooltip.Portal>
        <Tooltip.Positioner
          anchor={anchor}
          side="right"
          align="start"
          sideOffset={6}
          collisionPadding={8}
          className="z-40"
        >
          <Tooltip.Popup className={popupLook("w-80 p-3 text-sm")}>
            {shards.length === 1 && shards[0] ? (
              <OneShard shard={shards[0]} endedAt={ends.get(shards[0].shardId)} now={now} zone={zone} />
            ) : (
              <Fold shards={shards} />
            )}
          </Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}

function OneShard(props: { shard: ShardInfo; endedAt: number | undefined; now: number; zone: TimeZoneStyle }) {
  const { shard, now, zone } = props;
  const { life, gaps } = shardLife(shard, props.endedAt, now);
  return (
    <div className="grid gap-2">
      <p className="font-mono text-xs wrap-anywhere">{shard.shardId}</p>
      <p className="flex items-start gap-1.5">
        <StateIcon state={shard.state} className="mt-px" />
        <span className="min-w-0 wrap-anywhere">
          {stateWords(shard)}
          {shard.lagMs !== undefined && shard.open && (
            <span className="text-ink-3"> · {formatDuration(shard.lagMs)} behind the head</span>
          )}
        </span>
      </p>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5 text-xs">
        {life && <Fact name="From">{formatFull(life.from, zone)}</Fact>}
        {life && <Fact name="To">{shard.open ? "now, it is open" : formatFull(life.to, zone)}</Fact>}
        <Fact name="Records">{formatCount(shard.records)}</Fact>
        {shard.position.time && <Fact name="Read up to">{formatFull(Date.parse(shard.position.time), zone)}</Fact>}
        {shard.parentShardId && (
          <Fact name="Parent">
            <span className="font-mono">{shardTail(shard.parentShardId)}</span>
          </Fact>
        )}
      </dl>
      {gaps.map(({ from, to, gap }) => (
        <p key={`${from} ${gap.noticedAt}`} className="rounded-sm bg-gap-bg px-1.5 py-1 text-xs text-gap-ink">
          {gapWords(gap, to > from ? formatDuration(to - from) : undefined)}
        </p>
      ))}
    </div>
  );
}

function Fold({ shards }: { shards: readonly ShardInfo[] }) {
  return (
    <div className="grid gap-1.5">
      <p>{shards.length} shards, each rolled over into the next:</p>
      <ul className="grid gap-0.5 text-xs">
        {shards.slice(0, 8).map((shard) => (
          <li key={shard.shardId} className="flex items-center gap-1.5">
            <StateIcon state={shard.state} />
            <span className="font-mono">{shardTail(shard.shardId)}</span>
            <span className="min-w-0 flex-1 truncate text-ink-2">{stateWords(shard)}</span>
            <span className="text-ink-2">{formatCount(shard.records)}</span>
          </li>
        ))}
      </ul>
      {shards.length > 8 && <p className="text-xs text-ink-3">and {formatCount(shards.length - 8)} more</p>}
      <p className="text-xs text-ink-3">
        A shard closes after some hours, and a child goes on where it ended. Press → to see each.
      </p>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="min-w-0 wrap-anywhere text-ink-2">{children}</dd>
    </>
  );
}
