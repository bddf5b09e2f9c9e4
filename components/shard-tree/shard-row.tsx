// biome-ignore-all lint/a11y/useSemanticElements: a table cannot draw only the rows in sight; the roles say the same.
// biome-ignore-all lint/a11y/useFocusableInteractive: the treegrid has the focus, names its active row, and takes the keys.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the same.
import { ChevronRight } from "lucide-react";
import { type CSSProperties, type MouseEvent, memo } from "react";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import {
  formatClock,
  formatCount,
  formatDate,
  formatDuration,
  formatShortCount,
  type TimeZoneStyle,
} from "@/components/ui/format";
import type { ShardInfo } from "@/lib/api/contract";
import type { TreeRow } from "./layout";
import { type Span, shardLife } from "./life";
import { LifeStrip } from "./life-strip";
import { shardTail } from "./shard-name";
import { mostUrgent, StateIcon, stateMatters, stateName } from "./shard-state";

/** Name, strip, records: shared with the header. Wider panels give the strip more. */
export const columns =
  "grid grid-cols-[minmax(0,1fr)_44px_42px] gap-1.5 pr-2.5 @min-[400px]:grid-cols-[minmax(0,1fr)_30%_64px]";

export const ROW_HEIGHT = 28;
/** Beyond this depth rows stay where they are: the name matters more than the step. */
const MAX_INDENT = 6;
const DAY = 86_400_000;

interface ShardRowProps {
  id: string;
  index: number;
  row: TreeRow;
  /** Of the row: one, or all that a fold holds. */
  shards: readonly ShardInfo[];
  /** How many children the (last) shard has: two make a split. */
  childCount: number;
  /** When each of `shards` ended, milliseconds. */
  ends: ReadonlyMap<string, number>;
  axisFrom: number;
  axisTo: number;
  zone: TimeZoneStyle;
  selected: boolean;
  active: boolean;
  hovered: boolean;
  onPress: (row: TreeRow, event: MouseEvent) => void;
  onToggle: (row: TreeRow) => void;
}

export const ShardRow = memo(
  function ShardRow(props: ShardRowProps) {
    const { row, shards, axisFrom, axisTo, zone, selected, active } = props;
    const speaker = mostUrgent(shards);
    const last = shards.at(-1);
    if (!speaker || !last) return null;
    const axis = { from: axisFrom, to: axisTo };
    const lives = shards.map((shard) => shardLife(shard, props.ends.get(shard.shardId), axisTo));
    const fold = row.kind === "fold";
    const records = shards.reduce((sum, shard) => sum + shard.records, 0);
    const gaps = lives.reduce((sum, life) => sum + life.gaps.length, 0);
    const life = lives.at(-1)?.life;
    const about = fold ? `${shards.length}` : life ? lifeWords(life, last, axis, zone) : "";
    const wordy = stateMatters(speaker.state);
    return (
      <div
        id={props.id}
        role="row"
        aria-level={row.level}
        aria-rowindex={props.index + 2}
        aria-selected={selected}
        {...(row.expanded !== undefined && { "aria-expanded": row.expanded })}
        onClick={(event) => props.onPress(row, event)}
        onDoubleClick={() => row.expanded !== undefined && props.onToggle(row)}
        style={{ height: ROW_HEIGHT, top: props.index * ROW_HEIGHT }}
        className={cn(
          columns,
          "absolute inset-x-0 cursor-default items-center text-sm select-none hover:bg-hover",
          selected && "bg-select shadow-[inset_2px_0_var(--select-line)] hover:bg-select",
          active && "group-focus-visible/tree:outline-2 group-focus-visible/tree:-outline-offset-2 outline-select-line",
        )}
      >
        <div
          role="gridcell"
          // In a narrow panel the steps are smaller: the deepest name would lie over the strip.
          className="relative flex h-full min-w-0 items-center gap-1.5 pl-[calc(4px+var(--steps)*12px)] @max-[240px]:pl-[calc(4px+var(--steps)*5px)]"
          style={{ "--steps": Math.min(MAX_INDENT, row.level - 1) } as CSSProperties}
        >
          {row.expanded === undefined ? (
            <span className="w-4 shrink-0" />
          ) : (
            // biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse; the row itself says aria-expanded.
            <span
              className="-mr-0.5 grid h-full w-[18px] shrink-0 place-items-center text-ink-3 hover:text-ink"
              onClick={(event) => {
                event.stopPropagation();
                props.onToggle(row);
              }}
              onDoubleClick={(event) => event.stopPropagation()}
            >
              <ChevronRight aria-hidden="true" className={cn("size-3.5", row.expanded && "rotate-90")} />
            </span>
          )}
          <StateIcon state={speaker.state} />
          <span className="relative top-px shrink-0 font-mono text-sm">{shardTail(last.shardId)}</span>
          <span
            className={cn(
              "min-w-0 shrink-[3] truncate text-xs text-ink-3",
              // A time that is cut off in its middle tells nothing.
              !fold && (wordy ? "@max-[520px]:sr-only" : "@max-[240px]:sr-only"),
            )}
          >
            {last.open && !fold && life && <span className="@max-[290px]:sr-only">since </span>}
            {/* Alone, the number would say nothing. */}
            {fold && (
              <span aria-hidden="true" className="@min-[240px]:hidden">
                ×
              </span>
            )}
            {about}
            {!fold && !last.open && props.childCount > 1 && (
              <span className={row.level > 1 ? "@max-[330px]:sr-only" : "@max-[290px]:sr-only"}> · split</span>
            )}
            {fold && <span className="@max-[240px]:sr-only"> rolled over</span>}
          </span>
          <span
            className={cn(
              "min-w-0 truncate text-xs text-ink-2 @min-[520px]:ml-auto",
              fold || !wordy ? "sr-only @min-[520px]:not-sr-only @min-[520px]:truncate" : "@max-[240px]:sr-only",
              speaker.state === "failing" && "text-danger",
            )}
          >
            {stateName(speaker.state)}
          </span>
          {gaps > 0 && <span className="sr-only">{gaps === 1 ? "1 gap" : `${gaps} gaps`}</span>}
          {props.hovered && !fold && (
            // biome-ignore lint/a11y/noStaticElementInteractions: keeps a press on the button from selecting the row.
            <span
              onClick={(event) => event.stopPropagation()}
              className={cn("absolute right-0 rounded-md", selected ? "bg-select" : "bg-hover")}
            >
              <CopyButton text={last.shardId} label="Copy shard id" />
            </span>
          )}
        </div>
        <div role="gridcell">
          <LifeStrip lives={lives} axis={axis} open={last.open && !fold} />
        </div>
        <div role="gridcell" className="text-right text-xs text-ink-2">
          {records < 100_000 ? formatCount(records) : formatShortCount(records)}
        </div>
      </div>
    );
  },
  (a, b) =>
    (Object.keys(a) as (keyof ShardRowProps)[]).every(
      (name) => name === "shards" || name === "ends" || name === "row" || a[name] === b[name],
    ) &&
    sameRow(a.row, b.row) &&
    a.shards.length === b.shards.length &&
    a.shards.every((shard, i) => shard === b.shards[i]) &&
    a.shards.every(({ shardId }) => a.ends.get(shardId) === b.ends.get(shardId)),
);

function sameRow(a: TreeRow, b: TreeRow): boolean {
  return a.key === b.key && a.kind === b.kind && a.level === b.level && a.expanded === b.expanded;
}

/** "05:41" of an open shard, "23:02 – 05:41", "10:02, for 26 s" */
function lifeWords(life: Span, shard: ShardInfo, axis: Span, zone: TimeZoneStyle): string {
  const clock = (ms: number) =>
    `${axis.to - axis.from > 1.5 * DAY ? `${formatDate(ms, zone).slice(5)} ` : ""}${formatClock(ms, zone).slice(0, 5)}`;
  if (shard.open) return clock(life.from);
  const [from, to] = [clock(life.from), clock(life.to)];
  const length = life.to - life.from;
  return from !== to ? `${from} – ${to}` : length < 1000 ? from : `${from}, for ${formatDuration(length)}`;
}
