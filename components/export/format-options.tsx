"use client";

import { Field } from "@/components/ui/field";
import { Input } from "@/components/ui/input";
import type { ExportQuery } from "@/lib/api/routes";

/** What a person may say about the formats; each format looks at its own. */
export interface FormatOptions {
  trailer: boolean;
  columns: string;
  batch: string;
}

export const defaultOptions: FormatOptions = {
  trailer: false,
  columns: "time,event,keys.*,shard,sequence,size,new.*",
  batch: "100",
};

/** A whole number from 1 to 10,000, as Lambda takes them; else undefined. */
function batchSize(text: string): number | undefined {
  const size = /^\d{1,5}$/.test(text.trim()) ? Number(text) : 0;
  return size >= 1 && size <= 10_000 ? size : undefined;
}

/** What the options add to the query; undefined while one of them is wrong. */
export function optionsQuery(
  format: ExportQuery["format"],
  options: FormatOptions,
): Pick<ExportQuery, "trailer" | "columns" | "batch"> | undefined {
  if (format === "ndjson") return options.trailer ? { trailer: "true" } : {};
  if (format === "csv") return options.columns.trim() === "" ? undefined : { columns: options.columns };
  if (format !== "lambda") return {};
  const batch = batchSize(options.batch);
  return batch === undefined ? undefined : { batch };
}

interface FormatOptionsFieldsProps {
  format: ExportQuery["format"];
  options: FormatOptions;
  onChange: (options: FormatOptions) => void;
}

export function FormatOptionsFields({ format, options, onChange }: FormatOptionsFieldsProps) {
  if (format === "ndjson") {
    return (
      <label className="-mx-1 flex items-start gap-2 rounded px-1 py-1 hover:bg-hover">
        <input
          type="checkbox"
          checked={options.trailer}
          onChange={(event) => onChange({ ...options, trailer: event.target.checked })}
          className="mt-0.5 accent-accent"
        />
        <span>
          Include coverage and gaps
          <span className="block text-xs text-ink-3">
            As a last line, so that an import knows what is missing. That line is no record.
          </span>
        </span>
      </label>
    );
  }
  if (format === "csv") {
    return (
      <Field
        label="Columns"
        error={options.columns.trim() === "" ? "Name at least one column." : undefined}
        hint="Also ttl, id, old.*, new or old whole as JSON, or one value: new.lines[0].sku"
      >
        {(control) => (
          <Input
            {...control}
            mono
            value={options.columns}
            onChange={(event) => onChange({ ...options, columns: event.target.value })}
          />
        )}
      </Field>
    );
  }
  if (format === "lambda") {
    return (
      <Field
        label="Records in a batch, at most"
        error={batchSize(options.batch) === undefined ? "A whole number from 1 to 10,000." : undefined}
        hint="Each batch holds records of one shard, in order."
      >
        {(control) => (
          <Input
            {...control}
            inputMode="numeric"
            className="w-24"
            value={options.batch}
            onChange={(event) => onChange({ ...options, batch: event.target.value })}
          />
        )}
      </Field>
    );
  }
  return null;
}
