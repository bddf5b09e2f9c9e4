"use client";

import { ChevronDown } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { CopyButton } from "@/components/ui/copy-button";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { AwayNote } from "./away-note";
import { useFeed, useLive } from "./session-context";
import { type StatusTone, type StatusWords, statusWords } from "./status-words";
import { viewTypes } from "./view-types";

const dots: Record<StatusTone, string> = {
  live: "bg-live ring-3 ring-live/20",
  busy: "bg-accent animate-pulse",
  quiet: "bg-ink-3",
  warn: "bg-warn rounded-[2px]",
  danger: "bg-danger rounded-none rotate-45",
};

interface StatusPillProps {
  onReading: (reading: "running" | "paused") => void;
}

/** What the capture is doing; pressed, it says more and lets a person stop the reading itself. */
export function StatusPill({ onReading }: StatusPillProps) {
  const absence = useLive((state) => state.absence);
  return (
    <div className="relative flex min-w-0">
      <Popover>
        <PopoverTrigger
          render={
            <button
              type="button"
              className="flex h-7 min-w-0 cursor-default items-center gap-2 rounded-md px-2 text-sm whitespace-nowrap hover:bg-hover data-popup-open:bg-hover"
            />
          }
        >
          <StatusLine />
          <ChevronDown size={12} aria-hidden="true" className="shrink-0 text-ink-3 max-[700px]:hidden" />
        </PopoverTrigger>
        <Announced />
        <PopoverContent label="What the capture is doing" className="w-80" align="center">
          <StatusMore onReading={onReading} />
        </PopoverContent>
      </Popover>
      <AwayNote absence={absence} />
    </div>
  );
}

function useWords(): StatusWords {
  const live = useLive((state) => state);
  const paused = useFeed((state) => state.paused);
  const unseen = useFeed((state) => state.unseen);
  return statusWords(live, paused, unseen);
}

/** Drawn with every frame that brings rows, without the popover around it. */
function StatusLine() {
  const { tone, label, detail, explained } = useWords();
  return (
    <>
      <span aria-hidden="true" className={cn("size-2 shrink-0 rounded-full", dots[tone])} />
      <span className="shrink-0 font-semibold">{label}</span>
      {/* Wide enough for what it mostly says, so that figures do not move it about. */}
      <span
        className={cn("truncate text-left text-ink-2 max-[700px]:hidden", tone === "live" && "lg:min-w-34")}
        title={explained}
      >
        {detail}
      </span>
    </>
  );
}

/** The word is announced when it changes; the figures change too often for that. */
function Announced() {
  const { label } = useWords();
  return (
    <span role="status" className="sr-only">
      {label}
    </span>
  );
}

function StatusMore({ onReading }: StatusPillProps) {
  const { status, source, stream, reading } = useLive((state) => state);
  const { label, detail, explained } = useWords();
  const readable = status && status.state !== "offline" && status.state !== "finished";
  return (
    <>
      <div className="grid gap-1">
        <p className="font-semibold">{label}</p>
        <p className="wrap-anywhere text-ink-2">{status?.message ?? detail}</p>
        {status?.hint && <p className="wrap-anywhere text-ink-2">{status.hint}</p>}
        {explained && <p className="text-ink-3">{explained}</p>}
        {source && source.kind !== "import" && <p className="text-ink-3">Connection: {source.label}</p>}
        {stream && (
          <p className="wrap-anywhere text-ink-3">
            {stream.region && `Region ${stream.region}, account ${stream.accountId}. `}
            {stream.viewType}: {viewTypes[stream.viewType]}
          </p>
        )}
      </div>
      {readable && (
        <div className="mt-3 flex items-center justify-between gap-3 border-t border-line pt-3">
          <span className="text-ink-2">
            {reading === "paused"
              ? "Reading is stopped: nothing is captured, and nothing is asked of the stream."
              : "Reading goes on also while this page is closed."}
          </span>
          <Button size="sm" onClick={() => onReading(reading === "paused" ? "running" : "paused")}>
            {reading === "paused" ? "Read on" : "Stop reading"}
          </Button>
        </div>
      )}
      {/* Last: where the popup opens, the focus is on what it is opened for. */}
      {stream?.arn && (
        <p className="mt-3 flex items-center gap-1 border-t border-line pt-2 font-mono text-xs text-ink-3">
          <span className="min-w-0 break-all">{stream.arn}</span>
          <CopyButton text={stream.arn} label="Copy the stream's ARN" />
        </p>
      )}
    </>
  );
}
