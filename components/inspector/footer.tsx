"use client";

import { KeepPopover } from "@/components/retention/keep-popover";
import { formatBytes, formatCount, formatDuration } from "@/components/ui/format";
import { glossary } from "@/components/ui/glossary";
import { Kbd } from "@/components/ui/kbd";
import { TimeMenu } from "@/components/ui/time-menu";
import { Tooltip } from "@/components/ui/tooltip";
import type { Cost } from "@/lib/api/contract";
import { isOffline, useLive, useStores } from "./session-context";

const fact = "cursor-default rounded-sm whitespace-nowrap";

interface FooterProps {
  keepOpen: boolean;
  onKeepOpen: (open: boolean) => void;
  onKeys: () => void;
}

/** What was captured, what it costs, what is missing, and how times are shown. */
export function Footer({ keepOpen, onKeepOpen, onKeys }: FooterProps) {
  const { captureId, live } = useStores();
  const totals = useLive((state) => state.totals);
  const keep = useLive((state) => state.keep);
  // A file costs nothing to look at.
  const cost = useLive((state) => (isOffline(state) ? undefined : state.cost));
  return (
    <footer className="flex min-h-6 shrink-0 items-center gap-x-4 gap-y-0.5 overflow-hidden border-t border-line bg-panel px-3 text-xs text-ink-2 max-lg:flex-wrap max-lg:py-1 lg:h-6">
      {totals && (
        <span className={fact}>
          {formatCount(totals.records)} captured · {formatBytes(totals.bytes)}
        </span>
      )}
      {keep !== undefined && (
        <KeepPopover
          open={keepOpen}
          onOpenChange={onKeepOpen}
          captureId={captureId}
          keep={keep}
          onChanged={(next) => live.takeKeep(next)}
          className={`${fact} hover:text-ink`}
        />
      )}
      {cost && <CostMeter cost={cost} />}
      {cost && (
        <Tooltip label="Calls that the source refused because they came too fast. They are made again, slower: nothing is lost.">
          <button type="button" className={fact}>
            <span className={cost.throttledPerMinute > 0 ? "text-gap-ink" : undefined}>
              {formatCount(throttles(cost))} throttled
            </span>
          </button>
        </Tooltip>
      )}
      {totals && <Gaps />}
      <span className="flex-1" />
      <Tooltip label="AWS orders records within a shard. Across shards they are ordered by their approximate creation time, which has whole seconds.">
        <button type="button" className={fact}>
          order across shards is approximate
        </button>
      </Tooltip>
      <TimeMenu className={`${fact} hover:text-ink`} />
      <button type="button" onClick={onKeys} className={`${fact} flex items-center gap-1 hover:text-ink`}>
        <Kbd>?</Kbd> keys
      </button>
    </footer>
  );
}

function CostMeter({ cost }: { cost: Cost }) {
  const { describeStream, getShardIterator, getRecords } = cost.calls;
  const usd =
    cost.monthlyUsd === null
      ? "· free"
      : `≈ $${cost.monthlyUsd < 0.995 ? cost.monthlyUsd.toFixed(2) : formatCount(Math.round(cost.monthlyUsd))} a month`;
  return (
    <Tooltip
      label={
        <span className="grid gap-0.5">
          <span>GetRecords: {formatCount(getRecords.ok)} · billed</span>
          <span>GetShardIterator: {formatCount(getShardIterator.ok)}</span>
          <span>DescribeStream: {formatCount(describeStream.ok)}</span>
          <span>
            {cost.monthlyUsd === null ? "This source costs nothing." : "What AWS would bill at this pace for 30 days."}
          </span>
        </span>
      }
    >
      <button type="button" className={fact}>
        {cost.callsPerSecond.toFixed(1)} calls/s {usd}
      </button>
    </Tooltip>
  );
}

function Gaps() {
  const shards = useLive((state) => state.shards);
  // What was removed as this capture is set is told of beside it.
  const gaps = shards.flatMap((shard) => shard.gaps).filter((gap) => gap.reason !== "expired");
  if (gaps.length === 0) {
    return (
      <Tooltip label={glossary.gap}>
        <button type="button" className={fact}>
          no gaps
        </button>
      </Tooltip>
    );
  }
  const longest = Math.max(
    ...gaps.map(({ fromTime, toTime }) => (fromTime && toTime ? Date.parse(toTime) - Date.parse(fromTime) : 0)),
  );
  return (
    <Tooltip label={glossary.gap}>
      <button type="button" className={`${fact} truncate text-gap-ink`}>
        <span aria-hidden="true">▨ </span>
        {formatCount(gaps.length)} {gaps.length === 1 ? "gap" : "gaps"}
        {longest > 0 &&
          `: ${gaps.length === 1 ? "" : "up to "}${formatDuration(longest)} ${gaps.length === 1 && gaps[0]?.reason === "trimmed" ? "trimmed before they were read" : "missing"}`}
      </button>
    </Tooltip>
  );
}

function throttles({ calls }: Cost): number {
  return calls.describeStream.throttled + calls.getShardIterator.throttled + calls.getRecords.throttled;
}
