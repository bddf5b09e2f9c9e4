"use client";

import { Crosshair, Link2, X } from "lucide-react";
import { type ReactNode, type Ref, useImperativeHandle, useMemo, useRef, useState } from "react";
import { shardTail } from "@/components/shard-tree/shard-name";
import { CopyButton } from "@/components/ui/copy-button";
import { ErrorNotice } from "@/components/ui/error-notice";
import { EventBadge } from "@/components/ui/event-badge";
import { formatAgo, formatBytes, formatCount } from "@/components/ui/format";
import { glossary } from "@/components/ui/glossary";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton } from "@/components/ui/spinner";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import { Term } from "@/components/ui/term";
import { TimeText } from "@/components/ui/time-text";
import { showToast } from "@/components/ui/toast";
import { Tooltip } from "@/components/ui/tooltip";
import { useHotkey } from "@/components/ui/use-hotkey";
import { useNow } from "@/components/ui/use-now";
import { useStandingError } from "@/components/ui/use-standing-error";
import type { RecordDetail as Detail } from "@/lib/api/contract";
import { useRecord } from "@/lib/api/queries";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { type DiffEntry, diffImages } from "@/lib/stream/diff";
import { toLambdaRecord } from "@/lib/stream/lambda-event";
import type { StreamRecord } from "@/lib/stream/record";
import { type RecordAddress, writeRecordAddress } from "@/lib/stream/record-address";
import { Comparison } from "./comparison";
import { diffText } from "./diff-text";
import { DiffView } from "./diff-view";
import { HistoryStrip } from "./history-strip";
import { ImageView } from "./image-view";
import { JsonView } from "./json-view";
import { leftOut } from "./left-out";
import { imageMeans, RecordImage } from "./record-image";
import { useSteps } from "./use-steps";

type View = "diff" | "new" | "old" | "raw" | "lambda";

/** The version that others are compared with. */
interface Base {
  shardId: string;
  sequenceNumber: string;
  keyText: string;
}

export interface RecordDetailHandle {
  focus(): void;
}

interface RecordDetailProps {
  captureId: string;
  address: RecordAddress | undefined;
  /** Shown while no record is chosen. */
  empty: ReactNode;
  view: View;
  onView: (view: View) => void;
  /** Another version of the item. */
  onGo: (record: RecordAddress) => void;
  onShowInList: (detail: Detail) => void;
  onFilterPath: (path: string) => void;
  /** All records of the item, and no others. */
  onOnlyItem: (row: Detail["row"]) => void;
  /** Shown as a button where the detail lies over the list. */
  onClose?: (() => void) | undefined;
  ref?: Ref<RecordDetailHandle>;
}

/** One record: what changed, its images, and the document as AWS and as Lambda have it. */
export function RecordDetail(props: RecordDetailProps) {
  const { captureId, address, empty, onGo } = props;
  const query = useRecord(captureId, address);
  const panel = useRef<HTMLElement>(null);
  useImperativeHandle(props.ref, () => ({ focus: () => panel.current?.focus() }));

  const error = useStandingError(query, address && writeRecordAddress(address));
  // While an error stands, what is given meanwhile is the record before.
  const detail = address && !(error && query.isPlaceholderData) ? query.data : undefined;
  const step = useSteps(address, detail, onGo, () => void query.refetch());
  // The version to compare with; that of another item says nothing of this one.
  const [pinned, setPinned] = useState<Base>();
  const base = pinned && pinned.keyText === detail?.row.keyText ? pinned : undefined;
  const compareWith = (row: Detail["row"] | undefined) => {
    if (row) props.onView("diff");
    setPinned(row && { shardId: row.shardId, sequenceNumber: row.sequenceNumber, keyText: row.keyText });
  };
  useHotkey("c", () => compareWith(base ? undefined : detail?.row));
  useHotkey("[", () => step("previous"));
  useHotkey("]", () => step("next"));

  return (
    <section
      ref={panel}
      tabIndex={-1}
      aria-label="Record"
      className="@container flex h-full min-h-0 min-w-0 flex-col bg-panel outline-none"
    >
      {!address ? (
        empty
      ) : detail ? (
        <Loaded {...props} detail={detail} base={base} onBase={compareWith} onStep={step} />
      ) : error ? (
        <div className="p-3">
          <ErrorNotice error={error} onRetry={() => void query.refetch()} retrying={query.isFetching} />
        </div>
      ) : (
        <div aria-busy="true" className="grid gap-3 p-3">
          <Skeleton className="h-4 w-3/5" />
          <Skeleton className="w-4/5" />
          <Skeleton className="mt-6 w-2/5" />
          <Skeleton className="w-3/5" />
          <Skeleton className="w-1/2" />
        </div>
      )}
    </section>
  );
}

interface LoadedProps extends RecordDetailProps {
  detail: Detail;
  base: Base | undefined;
  onBase: (row: Detail["row"] | undefined) => void;
  onStep: (to: "previous" | "next") => void;
}

function Loaded(props: LoadedProps) {
  const { captureId, detail, base, onBase, onStep, view, onView, onGo, onShowInList, onFilterPath, onClose } = props;
  const { row, record, streamArn, inferred } = detail;
  const { Keys } = record.dynamodb;
  const NewImage = record.dynamodb.NewImage ?? inferred?.NewImage;
  const OldImage = record.dynamodb.OldImage ?? inferred?.OldImage;
  const missing = leftOut(record, inferred);
  // Without both sides every attribute of a change would look new, or gone.
  const comparable = record.eventName !== "MODIFY" || (NewImage !== undefined && OldImage !== undefined);
  const entries = useMemo(() => (comparable ? diffImages(OldImage, NewImage) : []), [comparable, OldImage, NewImage]);
  const identity = record.userIdentity?.principalId ?? record.userIdentity?.PrincipalId;

  const event = useMemo(() => ({ Records: [toLambdaRecord(record, streamArn)] }), [record, streamArn]);
  const copy = copies({ view, entries, NewImage, OldImage, Keys, record, event });

  const panel = (value: View, content: ReactNode) => (
    <TabPanel value={value} className="overflow-y-auto">
      {content}
    </TabPanel>
  );

  return (
    <>
      <header className="grid shrink-0 gap-1.5 border-b border-line px-3 pt-2.5 pb-2">
        {/* In a narrow panel the key has a line of its own: beside the badge it would break within its words. */}
        <div className="flex items-start gap-x-2 gap-y-1 @max-[330px]:flex-wrap">
          <EventBadge name={record.eventName} className="mt-[3px]" />
          <h2
            className="line-clamp-3 min-w-0 flex-1 pt-px font-mono text-[14px] leading-5 font-semibold wrap-anywhere @max-[330px]:order-last @max-[330px]:basis-full"
            title={row.keyText}
          >
            {row.keyText}
          </h2>
          <div className="-my-0.5 ml-auto flex shrink-0">
            <CopyButton text={row.keyText} label="Copy the key" />
            <IconButton label="Show in the list" size="sm" onClick={() => onShowInList(detail)}>
              <Crosshair size={13} aria-hidden="true" />
            </IconButton>
            <IconButton label="Copy a link to this record" size="sm" onClick={copyLink}>
              <Link2 size={14} aria-hidden="true" />
            </IconButton>
            {onClose && (
              <IconButton label="Close" size="sm" onClick={onClose}>
                <X size={14} aria-hidden="true" />
              </IconButton>
            )}
          </div>
        </div>
        <Facts detail={detail} />
        {row.ttl && (
          <p className="text-xs text-ink-2">
            Deleted by <Term means={glossary.timeToLive}>time to live</Term>, not by a person or program.
          </p>
        )}
        {identity && !row.ttl && <p className="text-xs text-ink-2">Written by {identity}</p>}
      </header>
      <HistoryStrip
        captureId={captureId}
        detail={detail}
        base={base}
        onBase={onBase}
        onGo={onGo}
        onStep={onStep}
        onOnlyItem={() => props.onOnlyItem(row)}
      />
      <Tabs value={view} onValueChange={(next: View) => onView(next)} className="flex min-h-0 flex-1 flex-col">
        <div className="flex shrink-0 border-b border-line pr-1">
          <TabList className="min-w-0 flex-1 border-b-0">
            <Tab value="diff">Diff</Tab>
            <Tooltip label={imageMeans.new}>
              <Tab value="new">New</Tab>
            </Tooltip>
            <Tooltip label={imageMeans.old}>
              <Tab value="old">Old</Tab>
            </Tooltip>
            <Tab value="raw">Raw</Tab>
            <Tooltip label="The event that a Lambda function is called with.">
              <Tab value="lambda">Lambda</Tab>
            </Tooltip>
            <span className="ml-auto self-center truncate px-1 text-xs text-ink-3 @max-[330px]:sr-only">
              {base ? "" : differences(record, entries.length)}
            </span>
          </TabList>
          <span className="w-6 self-center">{copy && <CopyButton {...copy} />}</span>
        </div>
        {missing && (view === "diff" || view === "new" || view === "old") && (
          <p className="shrink-0 border-b border-line bg-gap-bg px-3 py-1.5 text-sm text-gap-ink">{missing}</p>
        )}
        {panel(
          "diff",
          base ? (
            <Comparison
              captureId={captureId}
              base={base}
              detail={detail}
              onStop={() => onBase(undefined)}
              onFilterPath={onFilterPath}
            />
          ) : entries.length > 0 ? (
            <DiffView entries={entries} next={NewImage} onFilterPath={onFilterPath} />
          ) : (
            <>
              {comparable && NewImage && OldImage && (
                <p className="border-b border-line px-3 py-2 text-sm text-ink-2">
                  Old and new image are the same: a write changed the item to what it was.
                </p>
              )}
              <ImageView image={NewImage ?? OldImage ?? Keys} onFilterPath={onFilterPath} />
            </>
          ),
        )}
        {panel("new", <RecordImage image={NewImage} which="new" record={record} onFilterPath={onFilterPath} />)}
        {panel("old", <RecordImage image={OldImage} which="old" record={record} onFilterPath={onFilterPath} />)}
        {panel("raw", <JsonView value={record} />)}
        {panel("lambda", <JsonView value={event} />)}
      </Tabs>
    </>
  );
}

function Facts({ detail: { row } }: { detail: Detail }) {
  const ms = Date.parse(row.time);
  const now = useNow();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-0.5 text-xs text-ink-3">
      <span>
        <TimeText time={ms} show="full" form="absolute" millis={ms % 1000 !== 0} /> · {formatAgo(ms, now)}
      </span>
      <span className="flex items-center font-mono" title={row.shardId}>
        shard {shardTail(row.shardId)}
        <CopyButton text={row.shardId} label="Copy the shard's id" className="-my-1 h-5 w-5" />
      </span>
      <span className="flex items-center font-mono" title={row.sequenceNumber}>
        <Term means={glossary.sequenceNumber}>seq</Term>&nbsp;{shortNumber(row.sequenceNumber)}
        <CopyButton text={row.sequenceNumber} label="Copy the sequence number" className="-my-1 h-5 w-5" />
      </span>
      <span title={`${formatCount(row.size)} bytes: keys and images, as AWS counts them`}>{formatBytes(row.size)}</span>
    </div>
  );
}

interface Copies {
  view: View;
  entries: readonly DiffEntry[];
  NewImage: AttributeMap | undefined;
  OldImage: AttributeMap | undefined;
  Keys: AttributeMap;
  record: StreamRecord;
  event: object;
}

/** What the view shows, whole, to be pasted elsewhere; undefined where it shows nothing. */
function copies(of: Copies): { label: string; text: () => string } | undefined {
  const json = (label: string, value: object | undefined) =>
    value && { label, text: () => JSON.stringify(value, null, 2) };
  switch (of.view) {
    case "diff":
      if (of.entries.length === 0) return json("Copy the item", of.NewImage ?? of.OldImage ?? of.Keys);
      return { label: "Copy the differences", text: () => diffText(of.entries) };
    case "new":
      return json("Copy the new image", of.NewImage);
    case "old":
      return json("Copy the old image", of.OldImage);
    case "raw":
      return json("Copy the record", of.record);
    case "lambda":
      return json("Copy the event", of.event);
  }
}

function differences({ eventName }: StreamRecord, count: number): string {
  if (count === 0) return "";
  const verb = eventName === "INSERT" ? "new" : eventName === "REMOVE" ? "gone" : "changed";
  return `${formatCount(count)} ${verb}`;
}

function copyLink(): void {
  navigator.clipboard.writeText(location.href).then(
    () => showToast({ title: "The link is copied", description: "It opens this capture with this record and filter." }),
    () => showToast({ title: "The browser refused to copy", type: "error" }),
  );
}

/** "4961…000302" */
function shortNumber(sequenceNumber: string): string {
  return sequenceNumber.length > 14 ? `${sequenceNumber.slice(0, 4)}…${sequenceNumber.slice(-6)}` : sequenceNumber;
}
