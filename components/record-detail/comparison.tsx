"use client";

import { GitCompareArrows } from "lucide-react";
import { type ReactNode, useMemo } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatCount } from "@/components/ui/format";
import { Skeleton } from "@/components/ui/spinner";
import type { RecordDetail } from "@/lib/api/contract";
import { useRecord } from "@/lib/api/queries";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { diffImages } from "@/lib/stream/diff";
import type { RecordAddress } from "@/lib/stream/record-address";
import { DiffView } from "./diff-view";

interface ComparisonProps {
  captureId: string;
  base: RecordAddress;
  detail: RecordDetail;
  onStop: () => void;
  onFilterPath: (path: string) => void;
}

/** What is different between two versions of an item, however many lie between them: the earlier one is the old side. */
export function Comparison({ captureId, base, detail, onStop, onFilterPath }: ComparisonProps) {
  const query = useRecord(captureId, base);
  // While another is loaded the one before is given.
  const other = query.data?.row.sequenceNumber === base.sequenceNumber ? query.data : undefined;
  const [older, newer] = !other || other.history.index < detail.history.index ? [other, detail] : [detail, other];
  const [from, to] = [itemAfter(older), itemAfter(newer)];
  const entries = useMemo(() => diffImages(from, to), [from, to]);
  if (base.sequenceNumber === detail.row.sequenceNumber) {
    return (
      <Bar onStop={onStop}>
        Version {formatCount(detail.history.index + 1)}: go to another, and it is compared with this one
      </Bar>
    );
  }
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!older || !newer) return <Skeleton className="m-3 w-3/5" />;
  const known = [older, newer].every((side) => itemAfter(side) || side.record.eventName === "REMOVE");
  return (
    <>
      <Bar onStop={onStop}>
        Version {formatCount(older.history.index + 1)} → {formatCount(newer.history.index + 1)}
        <span className="text-ink-3">: {differences(entries.length)}</span>
      </Bar>
      {known ? (
        <DiffView entries={entries} next={to} onFilterPath={onFilterPath} />
      ) : (
        <EmptyState title="These versions cannot be compared">
          The stream's view type leaves out what the item looked like.
        </EmptyState>
      )}
    </>
  );
}

function Bar({ onStop, children }: { onStop: () => void; children: ReactNode }) {
  return (
    <div className="flex items-center gap-2 border-b border-line bg-select px-3 py-1 text-sm">
      <GitCompareArrows size={13} aria-hidden="true" className="shrink-0 text-accent" />
      <span role="status" className="min-w-0 flex-1">
        {children}
      </span>
      <Button size="sm" kbd="c" onClick={onStop}>
        Stop comparing
      </Button>
    </div>
  );
}

/** How a version left the item; undefined where it deleted it, or where that is not known. */
function itemAfter(detail: RecordDetail | undefined): AttributeMap | undefined {
  return detail?.record.dynamodb.NewImage ?? detail?.inferred?.NewImage;
}

function differences(count: number): string {
  return count === 0 ? "no difference" : `${formatCount(count)} ${count === 1 ? "difference" : "differences"}`;
}
