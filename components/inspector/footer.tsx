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
  const known = useLive((state) => state.totals !== undefined);
  const keep = useLive((state) => state.keep);
  // A file costs nothing to look at.
  const costs = useLive((state) => state.cost !== undefined && !isOffline(state));
  return (
    <footer className="flex min-h-6 shrink-0 items-center gap-x-4 gap-y-0.5 overflow-hidden border-t border-line bg-panel px-3 text-xs text-ink-2 max-lg:flex-wrap max-lg:py-1 lg:h-6">
      <Captured />
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
      {costs && (
        <>
          <Tooltip label={<Calls />}>
            <button type="button" className={fact}>
              <Pace />
            </button>
          </Tooltip>
          <Tooltip label="Calls that the source refused because they came too fast. They are made again, slower: nothing is lost.">
            <button type="button" className={fact}>
              <Throttled />
            </button>
          </Tooltip>
        </>
      )}
      {known && <Gaps />}
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

// These change with every frame that brings rows: each is drawn alone, without the tooltip that explains it.

function Captured() {
  const totals = useLive((state) => state.totals);
  return (
    totals && (
      <span className={fact}>
        {formatCount(totals.records)} captured · {formatBytes(totals.bytes)}
      </span>
    )
  );
}

function Pace() {
  const callsPerSecond = useLive((state) => state.cost?.callsPerSecond ?? 0);
  const monthlyUsd = useLive((state) => state.cost?.monthlyUsd ?? null);
  const usd =
    monthlyUsd === null
      ? "· free"
      : `≈ $${monthlyUsd < 0.995 ? monthlyUsd.toFixed(2) : formatCount(Math.round(monthlyUsd))} a month`;
  return `${callsPerSecond.toFixed(1)} calls/s ${usd}`;
}

function Calls() {
  const cost = useLive((state) => state.cost);
  if (!cost) return null;
  const { describeStream, getShardIterator, getRecords } = cost.calls;
  return (
    <span className="grid gap-0.5">
      <span>GetRecords: {formatCount(getRecords.ok)} · billed</span>
      <span>GetShardIterator: {formatCount(getShardIterator.ok)}</span>
      <span>DescribeStream: {formatCount(describeStream.ok)}</span>
      <span>
        {cost.monthlyUsd === null ? "This source costs nothing." : "What AWS would bill at this pace for 30 days."}
      </span>
    </span>
  );
}

function Throttled() {
  const throttled = useLive(({ cost }) => (cost ? throttles(cost) : 0));
  const now = useLive(({ cost }) => (cost?.throttledPerMinute ?? 0) > 0);
  return <span className={now ? "text-gap-ink" : undefined}>{formatCount(throttled)} throttled</span>;
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
