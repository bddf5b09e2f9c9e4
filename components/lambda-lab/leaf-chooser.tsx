"use client";

import { useMemo } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorNotice } from "@/components/ui/error-notice";
import { Skeleton } from "@/components/ui/spinner";
import { useRecord } from "@/lib/api/queries";
import { leafId, patternOf, type RecordLeaf, recordLeaves } from "@/lib/filter/lambda-make";
import { toLambdaRecord } from "@/lib/stream/lambda-event";
import { formatPath } from "@/lib/stream/path";
import type { RecordAddress } from "@/lib/stream/record-address";

interface LeafChooserProps {
  captureId: string;
  record: RecordAddress | undefined;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>, pattern: string) => void;
}

/** The values of the record in the detail, to be ticked: the pattern wants each that is. */
export function LeafChooser({ captureId, record, chosen, onChoose }: LeafChooserProps) {
  const query = useRecord(captureId, record);
  const detail = record && query.data;
  const found = useMemo(
    () => (detail ? recordLeaves(toLambdaRecord(detail.record, detail.streamArn)) : { leaves: [], more: false }),
    [detail],
  );
  if (!record) {
    return (
      <EmptyState title="No record is chosen">
        Choose one in the list, or open one of the examples; then tick here what a record must have.
      </EmptyState>
    );
  }
  if (query.error) return <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />;
  if (!detail) {
    return (
      <div aria-busy="true" className="grid gap-2 p-1">
        <Skeleton className="w-3/5" />
        <Skeleton className="w-4/5" />
        <Skeleton className="w-1/2" />
      </div>
    );
  }
  const toggle = (leaf: RecordLeaf) => {
    const next = new Set(chosen);
    if (!next.delete(leafId(leaf))) next.add(leafId(leaf));
    onChoose(next, patternOf(found.leaves.filter((each) => next.has(leafId(each)))));
  };
  return (
    <fieldset>
      <legend className="mb-1 text-xs text-ink-2">
        Of <span className="font-mono">{detail.row.keyText}</span>, what must be the same?
      </legend>
      {found.leaves.map((leaf) => {
        const id = leafId(leaf);
        return (
          <label key={id} className="flex items-baseline gap-2 rounded px-1 py-0.5 text-sm hover:bg-hover">
            <input
              type="checkbox"
              checked={chosen.has(id)}
              onChange={() => toggle(leaf)}
              className="relative top-0.5 shrink-0 accent-accent"
            />
            <span className="min-w-0 font-mono wrap-anywhere">
              <span className="text-ink-2">{formatPath(leaf.path)}</span>{" "}
              <span className="text-ink">{shortened(JSON.stringify(leaf.value))}</span>
            </span>
          </label>
        );
      })}
      {found.more && <p className="px-1 py-1 text-xs text-ink-3">The item has more values than can be listed here.</p>}
    </fieldset>
  );
}

function shortened(text: string): string {
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
