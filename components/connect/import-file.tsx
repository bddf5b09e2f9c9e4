"use client";

import { FileDown, Upload } from "lucide-react";
import Link from "next/link";
import type { RefObject } from "react";
import { Button, buttonLook } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatBytes, formatCount } from "@/components/ui/format";
import type { ImportResult } from "@/lib/api/contract";
import type { Import } from "./use-import";

/** Chooses a file to import. */
export function ImportButton({
  chooser,
  onFile,
  busy,
}: {
  chooser: RefObject<HTMLInputElement | null>;
  onFile: (file: File) => void;
  busy: boolean;
}) {
  return (
    <>
      <Button size="sm" variant="ghost" busy={busy} onClick={() => chooser.current?.click()}>
        {!busy && <Upload size={12} aria-hidden="true" />}
        Import a file
      </Button>
      <input
        ref={chooser}
        type="file"
        aria-label="File of records"
        accept=".ndjson,.jsonl,.json,application/x-ndjson,application/json"
        className="sr-only"
        tabIndex={-1}
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) onFile(file);
          // The same file can be chosen again, after it was mended.
          currentTarget.value = "";
        }}
      />
    </>
  );
}

/** How far an import is, and what came of it. */
export function ImportProgress({ running: { state, cancel, dismiss } }: { running: Import }) {
  if (state.phase === "idle") return null;
  return (
    <div className={cn("border-b border-line py-2.5 text-sm", state.phase === "failed" ? "px-2.5" : "px-3.5")}>
      {state.phase === "sending" && (
        <div role="status" className="grid gap-1.5">
          <div className="flex items-center gap-2">
            <span className="min-w-0 flex-1 truncate">
              Importing {state.name} <span className="text-ink-3">{formatBytes(state.bytes)}</span>
            </span>
            <Button size="sm" onClick={cancel}>
              Cancel
            </Button>
          </div>
          <div
            role="progressbar"
            aria-label="Sent"
            aria-valuenow={Math.round(state.share * 100)}
            className="h-1.5 overflow-hidden rounded-full bg-line"
          >
            <div
              className="h-full bg-accent transition-[width]"
              style={{ width: `${Math.max(2, state.share * 100)}%` }}
            />
          </div>
        </div>
      )}
      {state.phase === "failed" && (
        <ErrorNotice
          error={state.error}
          action={
            <Button size="sm" onClick={dismiss}>
              Dismiss
            </Button>
          }
        >
          <p className="wrap-anywhere text-ink-2">Nothing of {state.name} was kept.</p>
        </ErrorNotice>
      )}
      {state.phase === "done" && <Outcome name={state.name} result={state.result} onDismiss={dismiss} />}
    </div>
  );
}

function Outcome({ name, result, onDismiss }: { name: string; result: ImportResult; onDismiss: () => void }) {
  const { id, imported, duplicates, skipped, skippedTotal } = result;
  return (
    <div role="status" className="grid gap-2">
      <p>
        <span className="font-medium">
          {formatCount(imported)} {imported === 1 ? "record" : "records"} of {name} imported.
        </span>{" "}
        <span className="text-ink-2">
          {skippedTotal > 0 &&
            `${formatCount(skippedTotal)} ${skippedTotal === 1 ? "place holds no record and was" : "places hold no record and were"} left out. `}
          {duplicates > 0 &&
            `${formatCount(duplicates)} ${duplicates === 1 ? "record was" : "records were"} in the file twice.`}
        </span>
      </p>
      {skipped.length > 0 && (
        <ul className="max-h-32 overflow-y-auto rounded-md border border-line bg-bg px-2 py-1 text-xs text-ink-2">
          {skipped.map(({ line, reason }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line can be told of several times, and the list never changes
            <li key={index} className="flex gap-2.5">
              <span className="shrink-0 text-ink-3">Line {formatCount(line)}</span>{" "}
              <span className="min-w-0 wrap-anywhere">{reason}</span>
            </li>
          ))}
          {skippedTotal > skipped.length && <li>and {formatCount(skippedTotal - skipped.length)} more</li>}
        </ul>
      )}
      <div className="flex justify-end gap-2">
        <Button size="sm" onClick={onDismiss}>
          Dismiss
        </Button>
        <Link href={`/captures/${encodeURIComponent(id)}`} className={buttonLook({ variant: "primary", size: "sm" })}>
          Open it
        </Link>
      </div>
    </div>
  );
}

/** Lies over the page while a file is dragged over it. */
export function DropHint() {
  return (
    <div className="pointer-events-none fixed inset-0 z-50 grid bg-bg/85 p-3">
      <div className="grid place-items-center rounded-lg border-2 border-dashed border-accent">
        <p className="flex items-center gap-2 rounded-md border border-line-strong bg-raised px-4 py-3 text-md font-medium shadow-popup">
          <FileDown size={18} aria-hidden="true" className="text-accent" />
          Drop a file of records to open it as an offline capture
        </p>
      </div>
    </div>
  );
}
