"use client";

import { Field } from "@/components/ui/field";
import { formatDuration, formatFull } from "@/components/ui/format";
import { Input } from "@/components/ui/input";
import { Segmented } from "@/components/ui/segmented";
import { Term } from "@/components/ui/term";
import { useTimeStyle } from "@/components/ui/time-text";
import { useNow } from "@/components/ui/use-now";
import { type Fault, type OpenForm, type StartChoice, toStart } from "./open-request";

const choices: { value: StartChoice; label: string }[] = [
  { value: "now", label: "Now" },
  { value: "recent", label: "Last 15 min" },
  { value: "oldest", label: "Oldest" },
  { value: "time", label: "At a time" },
  { value: "record", label: "At a record" },
];

interface StartFieldProps {
  form: OpenForm;
  onChange: (change: Partial<OpenForm>) => void;
  fault: Fault | undefined;
}

export function StartField({ form, onChange, fault }: StartFieldProps) {
  return (
    <div className="flex min-w-0 flex-wrap items-start gap-x-3 gap-y-3">
      <div className="grid min-w-0 gap-1">
        <span className="justify-self-start text-xs font-medium text-ink-2">
          <Term means="Now: what is written from now on. Oldest: from the trim horizon, the oldest record that AWS still has, at most 24 hours. What lies between is read first, and costs calls.">
            Start reading
          </Term>
        </span>
        <Segmented
          label="Start reading"
          value={form.start}
          onChange={(start) => onChange({ start })}
          options={choices}
        />
      </div>
      {form.start === "time" && <TimeField form={form} onChange={onChange} fault={fault} />}
      {form.start === "record" && <RecordField form={form} onChange={onChange} fault={fault} />}
    </div>
  );
}

/** A press takes the person on to the field; the arrow keys may yet go on to the next choice. */
function byKeyboard(): boolean {
  return document.activeElement?.matches(":focus-visible") ?? false;
}

/** AWS keeps the records of a stream for 24 hours (streams.md). */
const KEPT_MS = 24 * 3_600_000;

function TimeField({ form, onChange, fault }: StartFieldProps) {
  const now = useNow();
  const { zone } = useTimeStyle().style;
  const start = toStart(form, { now, zone });
  const time = "time" in start ? Date.parse(start.time) : undefined;
  return (
    <Field
      label={`Time${zone === "utc" ? " (UTC)" : ""}`}
      className="w-72"
      error={fault?.field === "time" && fault.message}
      hint={
        time === undefined
          ? "−15m, 03:12, 2026-11-20T03:12, epoch seconds"
          : `${formatFull(time, zone)}, ${formatDuration(now - time)} ago${now - time > KEPT_MS ? "; AWS keeps 24 h" : ""}`
      }
    >
      {(control) => (
        <Input
          {...control}
          mono
          autoFocus={!byKeyboard()}
          placeholder="−15m"
          value={form.time}
          onChange={(event) => onChange({ time: event.target.value })}
        />
      )}
    </Field>
  );
}

/** The shard is read from that sequence number, and so is what descends from it; other lineages from now. */
function RecordField({ form, onChange, fault }: StartFieldProps) {
  return (
    <Field
      label="Shard and sequence number"
      className="w-120 max-w-full"
      error={fault?.field === "record" && [fault.message, fault.hint].filter(Boolean).join(" ")}
      hint="As in a record's link. Its shard is read from there with all that follows it, other shards from now."
    >
      {(control) => (
        <Input
          {...control}
          mono
          autoFocus={!byKeyboard()}
          placeholder="shardId-…/4759…"
          value={form.record}
          onChange={(event) => onChange({ record: event.target.value })}
        />
      )}
    </Field>
  );
}
