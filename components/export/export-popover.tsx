"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { Button, buttonLook } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { formatCount } from "@/components/ui/format";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { exportUrl } from "@/lib/api/routes";

const formats = [
  { value: "ndjson", label: "NDJSON", detail: "One record a line, as AWS sent it. Opens again in Shardscope." },
  { value: "json", label: "JSON", detail: "The same records in one array." },
] as const;

interface ExportPopoverProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  captureId: string;
  filter: string;
  zone: "utc" | "local";
  from: number | undefined;
  to: number | undefined;
  /** Records captured, and those that the filter lets through where that is known. */
  total: number;
  matched: number | undefined;
  filtered: boolean;
}

/** What to export and how; the link streams it to disk. */
export function ExportPopover(props: ExportPopoverProps) {
  const { open, onOpenChange, captureId, filter, zone, from, to, total, matched, filtered } = props;
  const [format, setFormat] = useState<(typeof formats)[number]["value"]>("ndjson");
  const [all, setAll] = useState(false);
  const narrow = filtered && !all;
  const count = narrow ? matched : total;
  const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());
  const href = exportUrl(captureId, {
    format,
    ...(narrow && { ...(filter && { filter, zone }), from: iso(from), to: iso(to) }),
  });
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger
        render={<Button kbd="e">Export{filtered && matched !== undefined ? ` ${formatCount(matched)}` : ""}</Button>}
      />
      <PopoverContent label="Export records" className="w-80">
        <div className="grid gap-3">
          <fieldset className="grid gap-0.5">
            <legend className="mb-1 text-xs font-medium text-ink-2">Format</legend>
            {formats.map(({ value, label, detail }) => (
              <Choice key={value} name="format" checked={format === value} onChoose={() => setFormat(value)}>
                {label}
                <span className="block text-xs text-ink-3">{detail}</span>
              </Choice>
            ))}
          </fieldset>
          {filtered && (
            <fieldset className="grid gap-0.5">
              <legend className="mb-1 text-xs font-medium text-ink-2">Records</legend>
              <Choice name="scope" checked={!all} onChoose={() => setAll(false)}>
                What the filter shows{matched === undefined ? "" : `: ${formatCount(matched)}`}
              </Choice>
              <Choice name="scope" checked={all} onChoose={() => setAll(true)}>
                All that is captured: {formatCount(total)}
              </Choice>
            </fieldset>
          )}
          <a
            href={href}
            download
            onClick={() => onOpenChange(false)}
            className={cn(buttonLook({ variant: "primary" }), "w-full")}
          >
            <Download size={13} aria-hidden="true" />
            Download{count === undefined ? "" : ` ${formatCount(count)} ${count === 1 ? "record" : "records"}`}
          </a>
        </div>
      </PopoverContent>
    </Popover>
  );
}

interface ChoiceProps {
  name: string;
  checked: boolean;
  onChoose: () => void;
  children: React.ReactNode;
}

function Choice({ name, checked, onChoose, children }: ChoiceProps) {
  return (
    <label className="-mx-1 flex items-start gap-2 rounded px-1 py-1 hover:bg-hover">
      <input type="radio" name={name} checked={checked} onChange={onChoose} className="mt-0.5 accent-accent" />
      <span className="min-w-0">{children}</span>
    </label>
  );
}
