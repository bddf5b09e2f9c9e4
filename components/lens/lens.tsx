"use client";

import { RotateCw, X } from "lucide-react";
import { useState } from "react";
import { Drawer } from "@/components/inspector/drawer";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatCount, formatFull, type TimeZoneStyle } from "@/components/ui/format";
import { IconButton } from "@/components/ui/icon-button";
import { Skeleton, Spinner } from "@/components/ui/spinner";
import { Tab, TabList, TabPanel, Tabs } from "@/components/ui/tabs";
import type { ChangesReport } from "@/lib/api/contract";
import { useChanges } from "@/lib/api/queries";
import { ChangeRows } from "./change-rows";
import { Summary } from "./summary";

/** Newest records that are counted at first, and when a person wants more. */
const FIRST = 20_000;
const MOST = 200_000;

interface LensProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  captureId: string;
  filter: string;
  filterZone: "utc" | "local";
  /** Milliseconds. */
  from: number | undefined;
  to: number | undefined;
  zone: TimeZoneStyle;
  /** Shows the records of one row: its search, to be added to what is searched for. */
  onFilter: (filter: string) => void;
}

/** "What changes most": of what the filter and the range let through, by key, attribute, kind of item and shard. */
export function Lens({ open, onOpenChange, ...props }: LensProps) {
  return (
    <Drawer side="right" label="What changes most" open={open} onOpenChange={onOpenChange}>
      {open && <Content {...props} onClose={() => onOpenChange(false)} />}
    </Drawer>
  );
}

function Content(props: Omit<LensProps, "open" | "onOpenChange"> & { onClose: () => void }) {
  const { captureId, filter, filterZone, from, to, zone, onFilter, onClose } = props;
  const [limit, setLimit] = useState(FIRST);
  const query = useChanges(
    captureId,
    { ...(filter && { filter, zone: filterZone }), from: iso(from), to: iso(to), limit },
    true,
  );
  const report = query.data;
  const narrowed = filter !== "" || from !== undefined || to !== undefined;
  return (
    <>
      <header className="flex shrink-0 items-start gap-2 border-b border-line py-2 pr-2 pl-3">
        <div className="grid min-w-0 flex-1 gap-0.5 py-0.5">
          <h2 className="text-md font-semibold">What changes most</h2>
          <p role="status" className="text-xs text-ink-2">
            {report ? <Scope report={report} zone={zone} /> : "Counting the newest records…"}
          </p>
        </div>
        <IconButton label="Count again" size="sm" busy={query.isFetching} onClick={() => void query.refetch()}>
          {!query.isFetching && <RotateCw size={13} aria-hidden="true" />}
        </IconButton>
        <IconButton label="Close" size="sm" onClick={onClose}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </header>
      {query.error ? (
        <div className="p-3">
          <ErrorNotice error={query.error} onRetry={() => void query.refetch()} retrying={query.isFetching} />
        </div>
      ) : !report ? (
        <Loading />
      ) : report.counted === 0 ? (
        <EmptyState title={narrowed ? "No record matches" : "Nothing is captured yet"}>
          {!narrowed
            ? "As soon as records come in, this shows which keys and attributes they change."
            : `${report.scanned > 0 ? `${formatCount(report.scanned)} records were looked at. ` : ""}Widen the filter or the range.`}
        </EmptyState>
      ) : (
        <>
          <Summary report={report} />
          <Lists report={report} onFilter={onFilter} />
        </>
      )}
      {report && !report.whole && (
        <footer className="flex shrink-0 items-center gap-2 border-t border-line px-3 py-2 text-sm text-ink-2">
          <span className="min-w-0 flex-1">Older records are not counted.</span>
          {limit < MOST ? (
            <Button size="sm" disabled={query.isFetching} onClick={() => setLimit(MOST)}>
              {query.isFetching && <Spinner />}
              Count {formatCount(MOST)}
            </Button>
          ) : (
            query.isFetching && <Spinner />
          )}
        </footer>
      )}
    </>
  );
}

function Lists({ report, onFilter }: { report: ChangesReport; onFilter: (filter: string) => void }) {
  const { attributes, keys, entities, shards } = report;
  return (
    <Tabs defaultValue={attributes.distinct > 0 ? "attributes" : "keys"} className="flex min-h-0 flex-1 flex-col">
      <TabList className="shrink-0">
        <Tab value="attributes">Attributes</Tab>
        <Tab value="keys">Keys</Tab>
        <Tab value="entities">Kinds</Tab>
        <Tab value="shards">Shards</Tab>
      </TabList>
      <TabPanel value="attributes" className="overflow-y-auto">
        <ChangeRows
          list={attributes}
          of={report.compared}
          what="attributes that changed"
          empty={
            report.modifies === 0
              ? "No item was modified here: records of new and deleted items change no attribute."
              : "Without old and new image of a change, its attributes cannot be told."
          }
          onFilter={onFilter}
        />
      </TabPanel>
      <TabPanel value="keys" className="overflow-y-auto">
        <ChangeRows list={keys} of={report.counted} what="keys" empty="" onFilter={onFilter} />
      </TabPanel>
      <TabPanel value="entities" className="overflow-y-auto">
        <ChangeRows
          list={entities}
          of={report.counted}
          what="kinds of items"
          empty="The keys have no part like ORDER# that would tell what they stand for."
          onFilter={onFilter}
        />
      </TabPanel>
      <TabPanel value="shards" className="overflow-y-auto">
        <ChangeRows list={shards} of={report.counted} what="shards" empty="" onFilter={onFilter} />
      </TabPanel>
    </Tabs>
  );
}

function Scope({ report, zone }: { report: ChangesReport; zone: TimeZoneStyle }) {
  const { counted, whole, firstTime } = report;
  const records = `${formatCount(counted)} ${counted === 1 ? "record" : "records"}`;
  if (counted === 0 || !firstTime) return "Nothing to count";
  return (
    <>
      {whole ? `Of ${records}` : `Of the newest ${records}`}, since {formatFull(Date.parse(firstTime), zone)}
    </>
  );
}

function Loading() {
  return (
    <div aria-busy="true" className="grid gap-3 p-3">
      <Skeleton className="h-2 w-full" />
      <Skeleton className="w-3/5" />
      <Skeleton className="w-2/5" />
      {[80, 64, 52, 40, 28].map((width) => (
        <span key={width} style={{ width: `${width}%` }}>
          <Skeleton className="h-5" />
        </span>
      ))}
    </div>
  );
}

function iso(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : new Date(ms).toISOString();
}
