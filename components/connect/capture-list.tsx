"use client";

import { History, Trash2 } from "lucide-react";
import Link from "next/link";
import { type RefObject, useState } from "react";
import { keepText } from "@/components/retention/keep-text";
import { ConfirmDialog } from "@/components/ui/dialog";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatBytes, formatCount, formatDuration } from "@/components/ui/format";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/spinner";
import { TimeText } from "@/components/ui/time-text";
import { useStandingError } from "@/components/ui/use-standing-error";
import type { CaptureSummary, Totals } from "@/lib/api/contract";
import { useCaptures, useDeleteCapture } from "@/lib/api/queries";
import { CaptureStateMark } from "./capture-state-mark";
import { ImportButton, ImportProgress } from "./import-file";
import { Panel } from "./panel";
import type { Import } from "./use-import";

interface CaptureListProps {
  /** Of a file that is being imported. */
  importing: Import;
  /** What chooses that file. */
  chooser: RefObject<HTMLInputElement | null>;
}

export function CaptureList({ importing, chooser }: CaptureListProps) {
  const query = useCaptures();
  const error = useStandingError(query);
  const remove = useDeleteCapture();
  const [asked, setAsked] = useState<CaptureSummary>();
  const [asking, setAsking] = useState(false);
  const captures = query.data?.captures.toSorted((a, b) => b.openedAt.localeCompare(a.openedAt));
  const onDisk = captures?.reduce((sum, { totals }) => sum + totals.bytes, 0) ?? 0;
  return (
    <Panel
      title="Recent captures"
      note={
        captures && captures.length > 0 ? `${formatCount(captures.length)} · ${formatBytes(onDisk)} on disk` : undefined
      }
      actions={<ImportButton chooser={chooser} onFile={importing.start} busy={importing.state.phase === "sending"} />}
    >
      <ImportProgress running={importing} />
      {!captures && error ? (
        <div className="p-2.5">
          <ErrorNotice error={error} onRetry={() => query.refetch()} retrying={query.isFetching} />
        </div>
      ) : !captures ? (
        <Loading />
      ) : captures.length === 0 ? (
        <EmptyState icon={<History size={18} aria-hidden="true" />} title="Nothing captured yet">
          What you open is kept on this machine, survives restarts, and stays readable after AWS has dropped it.
        </EmptyState>
      ) : (
        <ul className="max-h-90 overflow-y-auto p-1">
          {captures.map((capture) => (
            <CaptureRow
              key={capture.id}
              capture={capture}
              onDelete={() => {
                remove.reset();
                setAsked(capture);
                setAsking(true);
              }}
            />
          ))}
        </ul>
      )}
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Delete the capture of ${asked?.stream.tableName}?`}
        confirm="Delete capture"
        busy={remove.isPending}
        onConfirm={() => asked && remove.mutate(asked.id, { onSuccess: () => setAsking(false) })}
      >
        {asked && (
          <p>
            {formatCount(asked.totals.records)} {asked.totals.records === 1 ? "record" : "records"} (
            {formatBytes(asked.totals.bytes)}) will be gone from this machine.{" "}
            {asked.connection.kind === "import"
              ? "The file that it was imported from is not touched."
              : "The stream itself is not touched."}
          </p>
        )}
        {remove.isError && <ErrorNotice error={remove.error} className="mt-2" />}
      </ConfirmDialog>
    </Panel>
  );
}

function CaptureRow({ capture, onDelete }: { capture: CaptureSummary; onDelete: () => void }) {
  const { stream, totals, connection } = capture;
  return (
    <li className="group relative flex items-center gap-2 rounded-md pr-1.5 hover:bg-hover has-[a:focus-visible]:outline-2 has-[a:focus-visible]:-outline-offset-2 has-[a:focus-visible]:outline-select-line">
      <div className="grid min-w-0 flex-1 gap-0.5 px-2.5 py-1.5">
        <div className="flex min-w-0 items-center gap-2 text-sm">
          {/* The link's area is the whole row; the button beside it lies above. */}
          <Link
            href={`/captures/${encodeURIComponent(capture.id)}`}
            className="min-w-0 truncate font-mono font-medium outline-none after:absolute after:inset-0"
          >
            {stream.tableName}
          </Link>
          <span className="min-w-0 truncate text-xs text-ink-3" title={stream.arn}>
            {connection.kind === "aws" ? stream.region : connection.label}
          </span>
          <span className="flex-1" />
          <CaptureStateMark status={capture.status} />
        </div>
        <div className="flex min-w-0 items-center gap-3 text-xs whitespace-nowrap text-ink-2">
          <span>
            {formatCount(totals.records)} {totals.records === 1 ? "record" : "records"}
          </span>
          {spanOf(totals) && <span>{spanOf(totals)}</span>}
          <span>
            {formatBytes(totals.bytes)}
            {capture.keep && `, keeps ${keepText(capture.keep)}`}
          </span>
          {capture.gaps > 0 && (
            <span className="text-gap-ink">▨ {capture.gaps === 1 ? "1 gap" : `${formatCount(capture.gaps)} gaps`}</span>
          )}
          <span className="flex-1" />
          <span className="min-w-0 truncate text-ink-3">
            opened <TimeText time={capture.openedAt} form="relative" />
          </span>
        </div>
      </div>
      <IconButton label={`Delete the capture of ${stream.tableName}`} onClick={onDelete} className="relative">
        <Trash2 size={13} aria-hidden="true" />
      </IconButton>
    </li>
  );
}

/** From the first record to the last. */
function spanOf({ firstTime, lastTime }: Totals): string | undefined {
  if (!firstTime || !lastTime) return undefined;
  return `over ${formatDuration(Date.parse(lastTime) - Date.parse(firstTime))}`;
}

function Loading() {
  return (
    <div aria-busy="true" className="grid gap-1 p-1">
      <span className="sr-only">Looking for captures</span>
      {["w-32", "w-40"].map((width) => (
        <div key={width} className="grid h-12 content-center gap-2 px-2.5">
          <Skeleton className={width} />
          <Skeleton className="h-2.5 w-56" />
        </div>
      ))}
    </div>
  );
}
