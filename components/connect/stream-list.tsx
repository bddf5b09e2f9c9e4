"use client";

import { RotateCw, Waves } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { Chip } from "@/components/ui/chip";
import { CopyButton } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import { IconButton } from "@/components/ui/icon-button";
import { Input } from "@/components/ui/input";
import { Skeleton, Spinner } from "@/components/ui/spinner";
import { useStandingError } from "@/components/ui/use-standing-error";
import type { StreamListItem } from "@/lib/api/contract";
import { useStreams } from "@/lib/api/queries";
import { streamArnParts } from "@/lib/stream/arn";
import { Panel } from "./panel";
import { SourceError } from "./source-error";

/** From here on a filter is worth its place. */
const FILTER_FROM = 8;
/** More rows than anyone reads; the filter finds the others. */
const MOST_ROWS = 200;

interface StreamListProps {
  /** As the server names it; undefined while a custom endpoint is not complete. */
  connection: string | undefined;
  /** What to show while there is none. */
  unknown: "loading" | "incomplete" | "none";
  /** For the title: "AWS · eu-west-1". */
  label: string;
  /** The ARN that is being opened. */
  opening: string | undefined;
  onOpen: (arn: string) => void;
}

export function StreamList({ connection, unknown, label, opening, onOpen }: StreamListProps) {
  const query = useStreams(connection);
  const error = useStandingError(query, connection);
  const streams = query.data?.streams;
  const again = query.isFetching && (streams !== undefined || error !== undefined);
  return (
    <Panel
      title="Streams"
      note={streams ? `${formatCount(streams.length)} · ${label}` : label}
      actions={
        <IconButton
          label="List the streams again"
          disabled={!connection || (query.isPending && !error)}
          onClick={() => query.refetch()}
          busy={again}
        >
          {!again && <RotateCw size={13} aria-hidden="true" />}
        </IconButton>
      }
    >
      {!connection && unknown !== "loading" ? (
        unknown === "incomplete" ? (
          <EmptyState title="Where does the server listen?">
            Its streams are listed here once the URL is given.
          </EmptyState>
        ) : (
          <EmptyState title="No connection is chosen">Its streams are listed here once it is.</EmptyState>
        )
      ) : error ? (
        <div className="p-2.5">
          <SourceError error={error} onRetry={() => query.refetch()} retrying={query.isFetching} />
        </div>
      ) : !streams ? (
        <Loading />
      ) : streams.length === 0 ? (
        <NoStreams sandbox={connection === "sandbox"} />
      ) : (
        <Rows streams={streams} opening={opening} onOpen={onOpen} />
      )}
    </Panel>
  );
}

function Rows({
  streams,
  opening,
  onOpen,
}: Pick<StreamListProps, "opening" | "onOpen"> & { streams: StreamListItem[] }) {
  const [filter, setFilter] = useState("");
  const wanted = filter.trim().toLowerCase();
  const found = wanted ? streams.filter(({ tableName }) => tableName.toLowerCase().includes(wanted)) : streams;
  // Only the sandbox lists more than one, and a replica has the name of its table.
  const severalRegions = new Set(streams.map(regionOf)).size > 1;
  return (
    <>
      {streams.length >= FILTER_FROM && (
        <div className="border-b border-line p-1.5">
          <Input
            aria-label="Filter streams by table"
            placeholder="Filter by table"
            value={filter}
            onChange={(event) => setFilter(event.target.value)}
            className="border-transparent bg-transparent"
          />
        </div>
      )}
      <ul onKeyDown={moveFocus} className="max-h-90 overflow-y-auto p-1" aria-label="Streams">
        {found.slice(0, MOST_ROWS).map((stream) => (
          <li key={stream.arn}>
            <StreamRow
              stream={stream}
              {...(severalRegions ? { region: regionOf(stream) } : {})}
              busy={stream.arn === opening}
              onOpen={onOpen}
            />
          </li>
        ))}
      </ul>
      {found.length === 0 && <EmptyState title={`No table here has “${filter.trim()}” in its name`} className="py-5" />}
      {found.length > MOST_ROWS && (
        <p className="border-t border-line px-3.5 py-2 text-xs text-ink-3">
          {formatCount(found.length - MOST_ROWS)} more: narrow them by the table's name.
        </p>
      )}
    </>
  );
}

interface StreamRowProps {
  stream: StreamListItem;
  region?: string | undefined;
  busy: boolean;
  onOpen: (arn: string) => void;
}

function StreamRow({ stream, region, busy, onOpen }: StreamRowProps) {
  return (
    <button
      type="button"
      aria-busy={busy}
      onClick={() => onOpen(stream.arn)}
      className="group flex h-9 w-full min-w-0 cursor-default items-center gap-2 rounded-md px-2.5 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
    >
      <span className="min-w-0 truncate font-mono font-medium" title={stream.arn}>
        {stream.tableName}
      </span>
      {region && <Chip>{region}</Chip>}
      {stream.status && stream.status !== "ENABLED" && <Chip tone="warn">{stream.status}</Chip>}
      <span className="flex-1" />
      {busy ? (
        <Spinner className="text-ink-2" />
      ) : (
        <span className="hidden text-xs font-medium text-accent group-hover:block group-focus-visible:block">Open</span>
      )}
      <span className="hidden text-xs whitespace-nowrap text-ink-3 lg:block">
        {stream.viewType ? viewTypeWords[stream.viewType] : ""}
      </span>
      <span
        className="w-19 text-right font-mono text-xs whitespace-nowrap text-ink-3"
        title={`Enabled ${stream.label}`}
      >
        {stream.label.slice(0, 10)}
      </span>
    </button>
  );
}

function regionOf({ arn }: StreamListItem): string | undefined {
  return streamArnParts(arn)?.region;
}

const viewTypeWords = {
  NEW_AND_OLD_IMAGES: "new + old",
  NEW_IMAGE: "new only",
  OLD_IMAGE: "old only",
  KEYS_ONLY: "keys only",
} as const;

/** Up and down go from row to row, as well as Tab. */
function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll("button")];
  const next = rows[rows.indexOf(document.activeElement as HTMLButtonElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function Loading() {
  return (
    <div aria-busy="true" className="grid gap-1 p-1">
      <span className="sr-only">Listing the streams</span>
      {["w-32", "w-44", "w-24", "w-36"].map((width) => (
        <div key={width} className="flex h-9 items-center justify-between px-2.5">
          <Skeleton className={width} />
          <Skeleton className="w-16" />
        </div>
      ))}
    </div>
  );
}

const ENABLE = [
  "aws dynamodb update-table --table-name TABLE \\",
  "  --stream-specification \\",
  "  StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES",
].join("\n");

function NoStreams({ sandbox }: { sandbox: boolean }) {
  if (sandbox) {
    return (
      <EmptyState icon={<Waves size={18} aria-hidden="true" />} title="The sandbox is empty">
        Open it above: its shop makes the table <span className="font-mono">orders</span> and begins to sell. Tables
        that you make at its endpoint are listed here too, once they have a stream.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={<Waves size={18} aria-hidden="true" />}
      title="No table here has a stream yet"
      action={
        <span className="flex items-start gap-1 rounded-md border border-line bg-bg py-1.5 pr-1 pl-2.5 text-left">
          <code className="min-w-0 flex-1 font-mono text-xs/4 whitespace-pre-wrap wrap-anywhere">{ENABLE}</code>
          <CopyButton text={ENABLE} label="Copy the command" />
        </span>
      }
    >
      A stream is switched on for one table at a time, and holds what changes from then on, for 24 hours:
    </EmptyState>
  );
}
