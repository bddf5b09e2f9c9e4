"use client";

import { useRouter } from "next/navigation";
import { useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Dialog, DialogContent } from "@/components/ui/dialog";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatCount } from "@/components/ui/format";
import { showToast } from "@/components/ui/toast";
import { useNow } from "@/components/ui/use-now";
import type { Connection, StreamInfo } from "@/lib/api/contract";
import { parseFailedBatch } from "@/lib/stream/failed-batch";
import { shortfallOf } from "./batch-outcome";
import { BatchParts } from "./batch-parts";
import { type BatchView, batchAddress, batchView } from "./batch-view";
import { type FindState, useFindBatch } from "./use-find-batch";

interface FailedBatchDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  captureId: string;
  stream: StreamInfo;
  connection: Connection | undefined;
  onShow: (view: BatchView) => void;
}

/** Paste what Lambda sent to the on-failure destination; land on its records. */
export function FailedBatchDialog(props: FailedBatchDialogProps) {
  const { open, onOpenChange, captureId, stream, connection, onShow } = props;
  const [text, setText] = useState("");
  const router = useRouter();
  const now = useNow(open);

  const show = ({ captureId: shownId, batch, result }: Extract<FindState, { phase: "found" }>) => {
    const view = batchView(batch, result.records);
    if (!view) return;
    if (shownId === captureId) {
      onOpenChange(false);
      onShow(view);
    } else {
      // The dialog goes with this address: to close it would be a change of address of its own, which can undo the push.
      router.push(batchAddress(shownId, view));
    }
    showToast({ title: titleOf(result.records.length, result.more), description: aboutOf(batch.batchSize, result) });
  };
  const find = useFindBatch((found) => {
    if (found.result.complete) show(found);
  });
  const { state } = find;

  const parsed = useMemo(() => (text.trim() === "" ? undefined : parseFailedBatch(text)), [text]);
  const batch = parsed && !("kind" in parsed) ? parsed : undefined;
  const fault = parsed && "kind" in parsed ? parsed : undefined;
  const foreign = batch !== undefined && batch.streamArn !== stream.arn;
  const shortfall = state.phase === "found" ? shortfallOf(state.result, state.batch.firstArrival, now) : undefined;

  const submit = () => {
    if (!batch) return;
    if (!foreign) find.start(batch, { captureId });
    else if (connection) find.start(batch, { connection: connection.id });
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(is) => {
        if (!is) find.reset();
        onOpenChange(is);
      }}
    >
      <DialogContent
        title="Find a failed batch"
        description="Paste what Lambda sent to the on-failure destination: from SQS, SNS or S3, with or without its envelope."
        className="top-[10vh] max-h-[80vh] w-150"
        footer={
          <>
            {state.phase === "found" && state.result.records.length > 0 && !state.result.complete && (
              <Button onClick={() => show(state)}>Show what is left</Button>
            )}
            <Button
              variant="primary"
              busy={state.phase === "running"}
              disabled={!batch || (foreign && (!connection || connection.kind === "import"))}
              onClick={submit}
            >
              {foreign ? "Open that stream and show them" : "Show its records"}
            </Button>
          </>
        }
      >
        <div className="grid gap-3">
          <MessageField
            value={text}
            onChange={(next) => {
              setText(next);
              find.reset();
            }}
            error={fault && [fault.part && `${fault.part}:`, fault.message, fault.hint].filter(Boolean).join(" ")}
          />
          {batch && <BatchParts batch={batch} />}
          {batch?.more && (
            <p className="text-sm text-ink-2">There are more messages in this text: this is the first one.</p>
          )}
          {foreign && (
            <p role="status" className="rounded-md bg-gap-bg px-3 py-2 text-sm text-gap-ink">
              This batch is of another stream than this capture: of{" "}
              <span className="font-mono wrap-anywhere">{batch.streamArn}</span>.
            </p>
          )}
          {state.phase === "failed" && <ErrorNotice error={state.error} onRetry={submit} />}
          {shortfall && (
            <div role="alert" className="grid gap-0.5 rounded-md bg-gap-bg px-3 py-2 text-sm text-gap-ink">
              <p className="font-medium">{shortfall.title}</p>
              <p>{shortfall.detail}</p>
            </div>
          )}
        </div>
      </DialogContent>
    </Dialog>
  );
}

interface MessageFieldProps {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

function MessageField({ value, onChange, error }: MessageFieldProps) {
  const id = useId();
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-xs font-medium text-ink-2">
        The message
      </label>
      <textarea
        id={id}
        value={value}
        rows={7}
        spellCheck={false}
        placeholder={'{"requestContext": …, "DDBStreamBatchInfo": {"shardId": …'}
        aria-invalid={error !== undefined}
        aria-describedby={`${id}-error`}
        onChange={(event) => onChange(event.target.value)}
        className={cn(
          "w-full resize-y rounded-md border border-control bg-bg p-2 font-mono text-sm text-ink placeholder:text-ink-3 focus:border-select-line focus:outline-2 focus:outline-select-line/35",
          error !== undefined && "border-danger",
        )}
      />
      <p id={`${id}-error`} aria-live="polite" className="text-xs text-danger empty:hidden">
        {error}
      </p>
    </div>
  );
}

function titleOf(count: number, more: boolean): string {
  if (more) return `The failed batch: more than ${formatCount(count)} records`;
  return `The failed batch: ${formatCount(count)} ${count === 1 ? "record" : "records"}`;
}

function aboutOf(batchSize: number | undefined, { records, calls }: { records: unknown[]; calls: number }): string {
  const cost = calls === 0 ? "Nothing had to be read." : `Read with ${formatCount(calls)} calls.`;
  if (batchSize === undefined || batchSize >= records.length) return cost;
  return `${cost} Lambda counts ${formatCount(batchSize)}: its filter left the others out.`;
}
