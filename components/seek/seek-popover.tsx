"use client";

import { Clock } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { Field } from "@/components/ui/field";
import { formatCount, formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { useNow } from "@/components/ui/use-now";
import type { SeekEvent } from "@/lib/api/contract";
import { systemClock } from "@/lib/clock";
import { readSeekTime } from "./seek-time";
import type { SeekTo } from "./use-seek-to";

const quick = [
  { label: "−5m", minutes: 5 },
  { label: "−15m", minutes: 15 },
  { label: "−1h", minutes: 60 },
  { label: "−6h", minutes: 360 },
];

interface SeekPopoverProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  seek: SeekTo;
  /** Progress, as the server tells it. */
  progress: SeekEvent | undefined;
  zone: TimeZoneStyle;
  /** The oldest moment that can be asked for, milliseconds. */
  oldest: number;
  /** Of the last record, where no other will come, milliseconds. */
  last: number | undefined;
  /** Shows the field's examples beside the button. */
  wide: boolean;
}

/** "Go to": a time by field or by button; then how the seek goes on, and a way to stop it. */
export function SeekPopover({ open, onOpenChange, seek, progress, zone, oldest, last, wide }: SeekPopoverProps) {
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const now = useNow(open);
  const { state } = seek;
  const field = useRef<HTMLInputElement>(null);
  const running = state.phase === "running";
  // After a seek that was cancelled or failed the person is back in the field.
  useEffect(() => {
    if (!running) field.current?.focus();
  }, [running]);
  const read = readSeekTime(text, { now, last, zone });
  const error = "error" in read && tried && text !== "" ? read.error : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if ("time" in read) seek.start(read.time);
  };

  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger
        render={
          <Button kbd="g" title="Go to a time">
            <Clock size={13} aria-hidden="true" className="min-[800px]:hidden" />
            <span className="max-[800px]:sr-only">Go to</span>
            {wide && <span className="font-normal text-ink-3">−15m, 03:12, ISO…</span>}
          </Button>
        }
      />
      <PopoverContent label="Go to a time" className="w-80" initialFocus={field}>
        {state.phase === "running" ? (
          <SeekProgress time={state.time} zone={zone} progress={progress} onCancel={seek.cancel} />
        ) : (
          <form onSubmit={submit} className="grid gap-3" noValidate>
            <Field
              label="Go to a time, in every shard"
              error={error}
              hint={"told" in read ? read.told : "-15m, 03:12, 2026-11-20T03:12, epoch seconds"}
            >
              {(control) => (
                <div className="flex gap-2">
                  <Input
                    {...control}
                    ref={field}
                    mono
                    value={text}
                    placeholder="-15m"
                    onChange={(event) => {
                      setText(event.target.value);
                      setTried(false);
                    }}
                  />
                  <Button type="submit" variant="primary">
                    Go
                  </Button>
                </div>
              )}
            </Field>
            <fieldset className="flex flex-wrap gap-1.5">
              <legend className="mb-1.5 text-xs text-ink-2">
                Back from {last === undefined ? "now" : `the last record, ${formatFull(last, zone)}`}
              </legend>
              {quick.map(({ label, minutes }) => (
                <Button
                  key={label}
                  size="sm"
                  onClick={() => seek.start((last ?? systemClock.now()) - minutes * 60_000)}
                >
                  {label}
                </Button>
              ))}
              <Button size="sm" onClick={() => seek.start(oldest)}>
                Oldest
              </Button>
            </fieldset>
            {state.phase === "failed" && <ErrorNotice error={state.error} onRetry={() => seek.start(state.time)} />}
          </form>
        )}
      </PopoverContent>
    </Popover>
  );
}

interface SeekProgressProps {
  time: number;
  zone: TimeZoneStyle;
  progress: SeekEvent | undefined;
  onCancel: () => void;
}

function SeekProgress({ time, zone, progress, onCancel }: SeekProgressProps) {
  const current = progress?.state === "running" ? progress : undefined;
  const share = current && current.shardsTotal > 0 ? current.shardsDone / current.shardsTotal : undefined;
  return (
    <div role="status" className="grid gap-2">
      <p className="font-medium">Going to {formatFull(time, zone)}</p>
      <div
        role="progressbar"
        aria-label="Shards done"
        {...(share !== undefined &&
          current && { "aria-valuenow": current.shardsDone, "aria-valuemax": current.shardsTotal })}
        className="h-1.5 overflow-hidden rounded-full bg-line"
      >
        <div
          className={
            share === undefined ? "h-full w-1/4 animate-pulse bg-accent" : "h-full bg-accent transition-[width]"
          }
          style={share === undefined ? undefined : { width: `${Math.max(4, share * 100)}%` }}
        />
      </div>
      <div className="flex items-center justify-between gap-2 text-ink-2">
        <span>
          {share !== undefined && current
            ? `${formatCount(current.shardsDone)} of ${formatCount(current.shardsTotal)} shards · ${formatCount(current.calls)} calls · ${formatCount(current.records)} records`
            : "Looking at what is captured"}
        </span>
        <Button size="sm" autoFocus onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </div>
  );
}
