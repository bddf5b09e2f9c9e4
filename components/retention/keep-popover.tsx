"use client";

import { type FormEvent, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { Input } from "@/components/ui/input";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import type { Keep } from "@/lib/api/contract";
import { useSetKeep } from "@/lib/api/queries";
import { type KeepKind, keepText, parseKeep } from "./keep-text";

interface KeepFormProps {
  captureId: string;
  keep: Keep;
  onChanged: (keep: Keep) => void;
}

interface KeepPopoverProps extends KeepFormProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  className?: string;
}

/** How much of a capture is kept, and a way to change it. */
export function KeepPopover({ open, onOpenChange, captureId, keep, onChanged, className }: KeepPopoverProps) {
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger render={<button type="button" className={className} />}>keeps {keepText(keep)}</PopoverTrigger>
      <PopoverContent label="How much is kept" side="top" align="start" className="w-80">
        <KeepForm
          captureId={captureId}
          keep={keep}
          onChanged={(next) => {
            onOpenChange(false);
            onChanged(next);
          }}
        />
      </PopoverContent>
    </Popover>
  );
}

function KeepForm({ captureId, keep, onChanged }: KeepFormProps) {
  const change = useSetKeep(captureId);
  const [kind, setKind] = useState<KeepKind>(!keep ? "all" : "days" in keep ? "days" : "megabytes");
  const [days, setDays] = useState(keep && "days" in keep ? String(keep.days) : "7");
  const [megabytes, setMegabytes] = useState(keep && "megabytes" in keep ? String(keep.megabytes) : "500");
  const [tried, setTried] = useState(false);
  const errorId = useId();
  const parsed = parseKeep(kind, kind === "days" ? days : megabytes);
  const error = tried && typeof parsed === "string" ? parsed : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typeof parsed !== "string") change.mutate(parsed, { onSuccess: () => onChanged(parsed) });
  };
  const amount = (own: Exclude<KeepKind, "all">, label: string, value: string, onValue: (text: string) => void) => (
    <Input
      aria-label={label}
      inputMode="numeric"
      className="mx-1.5 inline-block h-6 w-20"
      value={value}
      // Not by focus: Tab passes through the fields on its way to the button.
      onPointerDown={() => setKind(own)}
      onChange={(event) => {
        setKind(own);
        onValue(event.target.value);
      }}
      {...(error && kind === own && { "aria-invalid": true as const, "aria-describedby": errorId })}
    />
  );
  const problem = error && (
    <p id={errorId} className="mb-1 pl-5 text-xs text-danger">
      {error}
    </p>
  );
  return (
    <form onSubmit={submit} className="grid gap-3" noValidate>
      <fieldset className="grid gap-1">
        <legend className="mb-1 text-xs font-medium text-ink-2">How much of this capture to keep</legend>
        <Option kind="all" chosen={kind} onChoose={setKind}>
          Everything
        </Option>
        <Option kind="days" chosen={kind} onChoose={setKind}>
          The last
          {amount("days", "Days to keep", days, setDays)}
          days
        </Option>
        {kind === "days" && problem}
        <Option kind="megabytes" chosen={kind} onChoose={setKind}>
          The newest
          {amount("megabytes", "Megabytes to keep", megabytes, setMegabytes)}
          MB on disk
        </Option>
        {kind === "megabytes" && problem}
      </fieldset>
      {kind !== "all" && (
        <p className="text-xs text-ink-2">
          Older records are removed from this machine for good, now and from now on. What is gone is shown as a gap.
        </p>
      )}
      {change.isError && <ErrorNotice error={change.error} />}
      <Button type="submit" variant="primary" busy={change.isPending}>
        {kind === "all" ? "Keep everything" : "Keep that much"}
      </Button>
    </form>
  );
}

interface OptionProps {
  kind: KeepKind;
  chosen: KeepKind;
  onChoose: (kind: KeepKind) => void;
  children: React.ReactNode;
}

function Option({ kind, chosen, onChoose, children }: OptionProps) {
  return (
    <label className="flex min-h-7 items-center gap-2">
      <input
        type="radio"
        name="keep"
        checked={chosen === kind}
        onChange={() => onChoose(kind)}
        className="accent-accent"
      />
      <span>{children}</span>
    </label>
  );
}
