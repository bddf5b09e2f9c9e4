import { memo } from "react";
import type { ShardLife, Span } from "@/components/shard-tree/life";
import { shardTail } from "@/components/shard-tree/shard-name";
import { formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { countsIn } from "./scale";
import type { Bars } from "./use-bars";

interface TimelineTableProps {
  /** Shard ids in the order of the lanes. */
  lanes: readonly string[];
  lives: ReadonlyMap<string, ShardLife>;
  bars: Bars | undefined;
  span: Span;
  /** Counts are of what the filter lets through. */
  filtered: boolean;
  zone: TimeZoneStyle;
}

/** More rows than this nobody listens to; the shard tree has them all. */
const MOST = 50;

/** The lanes in words and numbers, for those who do not see them. */
export const TimelineTable = memo(function TimelineTable(props: TimelineTableProps) {
  const { lanes, lives, bars, span, filtered, zone } = props;
  return (
    <table className="sr-only">
      <caption>
        {filtered ? "Records that match the filter," : "Records"} by shard from {formatFull(span.from, zone)} to{" "}
        {formatFull(span.to, zone)}
        {lanes.length > MOST && `, the first ${MOST} of ${lanes.length} shards`}
      </caption>
      <thead>
        <tr>
          {["Shard", "Inserts", "Modifies", "Removes", "Gaps"].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lanes.slice(0, MOST).map((shardId) => {
          const counts = bars ? countsIn(bars, bars.byShard.get(shardId) ?? [], span) : undefined;
          const gaps = lives.get(shardId)?.gaps.filter((gap) => gap.from < span.to && gap.to >= span.from) ?? [];
          return (
            <tr key={shardId}>
              <th scope="row">{shardTail(shardId)}</th>
              <td>{counts?.insert}</td>
              <td>{counts?.modify}</td>
              <td>{counts?.remove}</td>
              <td>
                {gaps.map((gap) => `${formatFull(gap.from, zone)} to ${formatFull(gap.to, zone)}`).join("; ") || "none"}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
});
