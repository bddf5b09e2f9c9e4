"use client";

import { Download } from "lucide-react";
import { useState } from "react";
import { useSettled } from "@/components/connect/use-settled";
import { Button, buttonLook } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatBytes, formatCount } from "@/components/ui/format";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { showToast } from "@/components/ui/toast";
import { ApiError } from "@/lib/api/client";
import { type ExportEstimate, MAX_SELECTED } from "@/lib/api/contract";
import { useExportEstimate } from "@/lib/api/queries";
import { type ExportQuery, exportUrl } from "@/lib/api/routes";
import { type RecordAddress, writeRecordAddress } from "@/lib/stream/record-address";
import { Choice } from "./choice";
import { defaultOptions, FormatOptionsFields, optionsQuery } from "./format-options";
import { type SaveSelection, useSaveSelection } from "./use-save-selection";

const formats: { value: ExportQuery["format"]; label: string; detail: string }[] = [
  { value: "ndjson", label: "NDJSON", detail: "One record a line, as AWS sent it. Opens again in Shardscope." },
  { value: "json", label: "JSON", detail: "The same records in one array." },
  { value: "csv", label: "CSV", detail: "For spreadsheets, with the columns you choose." },
  { value: "parquet", label: "Parquet", detail: "For DuckDB, Athena or pandas. Numbers stay exact." },
  { value: "lambda", label: "Lambda events", detail: "A batch a line, to invoke a function with." },
];

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
  /** The record that is looked at. */
  record: RecordAddress | undefined;
  /** Those picked in the list; they are what a person most likely wants. */
  selection?: readonly RecordAddress[];
}

type Scope = "shown" | "all" | "record" | "selected";

/** What to export and how; the link streams it to disk. */
export function ExportPopover(props: ExportPopoverProps) {
  const { open, onOpenChange, filtered, matched, selection = [] } = props;
  const shown = selection.length > 0 ? selection.length : filtered ? matched : undefined;
  const saving = useSaveSelection(props.captureId, (count) => {
    onOpenChange(false);
    showToast({ title: `Exported ${records(count)}`, description: "The browser has saved the file." });
  });
  return (
    <Popover open={open} onOpenChange={onOpenChange}>
      <PopoverTrigger
        render={
          <Button kbd="e" title="Export records">
            <Download size={13} aria-hidden="true" className="min-[800px]:hidden" />
            <span className="max-[800px]:sr-only">Export{shown === undefined ? "" : ` ${formatCount(shown)}`}</span>
          </Button>
        }
      />
      <PopoverContent label="Export records" className="w-96 max-w-[calc(100vw-1rem)]">
        <ExportForm {...props} selection={selection} saving={saving} />
      </PopoverContent>
    </Popover>
  );
}

interface ExportFormProps extends ExportPopoverProps {
  selection: readonly RecordAddress[];
  saving: SaveSelection;
}

function ExportForm(props: ExportFormProps) {
  const { open, onOpenChange, captureId, filter, zone, from, to, total, matched, filtered, record } = props;
  const { selection, saving } = props;
  const [format, setFormat] = useState<ExportQuery["format"]>("ndjson");
  const [options, setOptions] = useState(defaultOptions);
  const [chosen, setScope] = useState<Scope>();
  const scope = scopeOf(chosen, props);
  const iso = (ms: number | undefined) => (ms === undefined ? undefined : new Date(ms).toISOString());

  const more = optionsQuery(format, options);
  const query: ExportQuery = {
    format,
    ...more,
    ...(scope === "shown" && filtered && { ...(filter && { filter, zone }), from: iso(from), to: iso(to) }),
    // Of a selection: the size of any record.
    ...(scope === "record" && record && { record: writeRecordAddress(record) }),
  };
  const address = exportUrl(captureId, query);
  // Not at every letter of the columns.
  const settled = useSettled(address);
  const isSettled = settled === address;
  const estimate = useExportEstimate(captureId, query, open && more !== undefined && isSettled);
  // What is on the screen grows on; the estimate stands still.
  const live = { record: undefined, selected: selection.length, all: total, shown: filtered ? matched : total }[scope];
  const count = live ?? estimate.data?.records;
  const tooMany = scope === "selected" && selection.length > MAX_SELECTED;
  const ready = more !== undefined && !estimate.isError && count !== 0 && !tooMany;
  const label = `Download${count === undefined ? "" : ` ${records(count)}`}`;

  const started = () => {
    onOpenChange(false);
    showToast({
      title: count === undefined ? "Exporting" : `Exporting ${records(count)}`,
      description: "The browser shows how far it is, and can cancel it.",
    });
  };

  return (
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
      <FormatOptionsFields format={format} options={options} onChange={setOptions} />
      {filtered || record || selection.length > 0 ? (
        <fieldset className="grid gap-0.5">
          <legend className="mb-1 text-xs font-medium text-ink-2">Records</legend>
          {selection.length > 0 && (
            <Choice name="scope" checked={scope === "selected"} onChoose={() => setScope("selected")}>
              Selected ({formatCount(selection.length)})
              {tooMany && (
                <span className="block text-xs text-danger">
                  At most {formatCount(MAX_SELECTED)} can be chosen one by one. A filter exports any number.
                </span>
              )}
            </Choice>
          )}
          {filtered && (
            <Choice name="scope" checked={scope === "shown"} onChoose={() => setScope("shown")}>
              <Shown {...props} count={matched ?? (scope === "shown" ? estimate.data?.records : undefined)} />
            </Choice>
          )}
          <Choice
            name="scope"
            checked={scope === "all" || (scope === "shown" && !filtered)}
            onChoose={() => setScope("all")}
          >
            All {records(total)} of this capture
          </Choice>
          {record && (
            <Choice name="scope" checked={scope === "record"} onChoose={() => setScope("record")}>
              The chosen record alone
            </Choice>
          )}
        </fieldset>
      ) : (
        <p>All {records(total)} of this capture</p>
      )}
      {estimate.isError && isSettled && (
        <ErrorNotice
          error={estimate.error}
          {...(estimate.error instanceof ApiError && estimate.error.retriable && { onRetry: () => estimate.refetch() })}
        />
      )}
      {scope === "selected" && saving.error !== null && <ErrorNotice error={saving.error} />}
      <div className="grid gap-1.5">
        {ready && scope === "selected" ? (
          <div className="flex gap-1.5">
            <Button
              variant="primary"
              busy={saving.saving}
              className="flex-1"
              onClick={() => saving.save({ format, ...more, records: selection })}
            >
              {!saving.saving && <Download size={13} aria-hidden="true" />}
              {label}
            </Button>
            {saving.saving && <Button onClick={saving.cancel}>Cancel</Button>}
          </div>
        ) : ready ? (
          <a href={address} download onClick={started} className={cn(buttonLook({ variant: "primary" }), "w-full")}>
            <Download size={13} aria-hidden="true" />
            {label}
          </a>
        ) : (
          <Button variant="primary" disabled className="w-full">
            <Download size={13} aria-hidden="true" />
            {count === 0 ? "Nothing to download" : "Download"}
          </Button>
        )}
        <p role="status" className="min-h-4 text-center text-xs text-ink-3">
          {estimate.isFetching && !estimate.data && "Counting…"}
          {estimate.data && count !== undefined && count > 0 && sizeText(estimate.data, count)}
        </p>
      </div>
    </div>
  );
}

/** "The 1,204 that match event:modify, in the range of the timeline" */
function Shown({ count, filter, from, to }: ExportFormProps & { count: number | undefined }) {
  return (
    <>
      {count === undefined ? "Those" : count === 1 ? "The one" : `The ${formatCount(count)}`}
      {filter !== "" && (
        <>
          {count === 1 ? " that matches " : " that match "}
          <code className="font-mono text-sm break-all">{filter}</code>
        </>
      )}
      {(from !== undefined || to !== undefined) && `${filter === "" ? "" : ","} in the time range of the timeline`}
    </>
  );
}

/** What was chosen, as long as it is there; else the selection, which a person has just made, or what is on the screen. */
function scopeOf(chosen: Scope | undefined, { record, selection }: ExportFormProps): Scope {
  const there = { record: record !== undefined, selected: selection.length > 0, shown: true, all: true };
  if (chosen && there[chosen]) return chosen;
  return there.selected ? "selected" : "shown";
}

/** "about 720 kB"; exactly, where the one record was looked at. */
function sizeText({ records: counted, bytes }: ExportEstimate, count: number): string {
  return counted === 1 && count === 1
    ? formatBytes(bytes)
    : `about ${formatBytes(Math.round((bytes / Math.max(counted, 1)) * count))}`;
}

function records(count: number): string {
  return `${formatCount(count)} ${count === 1 ? "record" : "records"}`;
}
