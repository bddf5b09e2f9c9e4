"use client";

import { Check, X } from "lucide-react";
import { useState } from "react";
import { EmptyState } from "@/components/ui/empty-state";
import { ErrorNotice } from "@/components/ui/error-notice";
import { EventBadge } from "@/components/ui/event-badge";
import { formatCount } from "@/components/ui/format";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton, Spinner } from "@/components/ui/spinner";
import { TimeText } from "@/components/ui/time-text";
import type { PatternExample, PatternResult } from "@/lib/api/contract";
import type { RecordAddress } from "@/lib/stream/record-address";

interface PatternResultsProps {
  /** Absent until there was one. */
  result: PatternResult | undefined;
  /** The pattern changed since. */
  stale: boolean;
  /** It has an error: the result is of what stood there before, and stays so. */
  before: boolean;
  busy: boolean;
  error: unknown;
  onRetry: () => void;
  onOpen: (record: RecordAddress) => void;
}

const kinds = [
  { value: "all", label: "All" },
  { value: "passed", label: "Pass" },
  { value: "failed", label: "Fail" },
] as const;

/** What Lambda would have got, and where the rest failed. */
export function PatternResults({ result, stale, before, busy, error, onRetry, onOpen }: PatternResultsProps) {
  const [kind, setKind] = useState<(typeof kinds)[number]["value"]>("all");
  if (error) return <ErrorNotice error={error} onRetry={onRetry} retrying={busy} />;
  if (!result) {
    return busy ? (
      <div aria-busy="true" className="grid gap-2">
        <Skeleton className="h-5 w-1/2" />
        <Skeleton className="w-4/5" />
        <Skeleton className="w-3/5" />
      </div>
    ) : (
      <EmptyState title="Nothing to try yet">Mend the pattern: then it is tried on what is captured.</EmptyState>
    );
  }
  if (result.scanned === 0) {
    return (
      <EmptyState title="No records are captured yet">The pattern is tried on them as soon as they come.</EmptyState>
    );
  }
  const examples = result.examples.filter(({ passed }) => kind === "all" || passed === (kind === "passed"));
  return (
    <section
      aria-label="Result"
      aria-busy={busy}
      className={stale ? "flex min-h-0 flex-1 flex-col gap-3 grayscale" : "flex min-h-0 flex-1 flex-col gap-3"}
    >
      <Counts result={result} before={before} busy={busy} />
      {result.failures.length > 0 && (
        <dl
          className="grid max-h-24 shrink-0 grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 overflow-y-auto text-sm"
          aria-label="Where records fail"
        >
          {result.failures.map(({ path, count }) => (
            <div key={path} className="contents">
              <dt className="text-right text-ink-3">
                {formatCount(count)} {count === 1 ? "fails" : "fail"} at
              </dt>
              <dd className="font-mono wrap-anywhere">{path}</dd>
            </div>
          ))}
        </dl>
      )}
      <div className="flex shrink-0 items-center justify-between gap-2">
        <h3 className="text-xs font-medium text-ink-2">The newest of each</h3>
        <Segmented label="Which records" value={kind} onChange={setKind} options={kinds} />
      </div>
      <ul aria-label="Examples" className="-mx-1 min-h-24 flex-1 overflow-y-auto px-1">
        {examples.map((example) => (
          <li key={example.record.cursor}>
            <Example example={example} onOpen={onOpen} />
          </li>
        ))}
        {examples.length === 0 && (
          <li className="py-6 text-center text-sm text-ink-3">
            {kind === "passed" ? "No record passes." : "Every record passes."}
          </li>
        )}
      </ul>
    </section>
  );
}

function Counts({ result, before, busy }: { result: PatternResult; before: boolean; busy: boolean }) {
  const { passed, failed, scanned } = result;
  return (
    <div className="grid shrink-0 gap-1.5">
      <p role="status" className="flex flex-wrap items-baseline gap-x-3 text-md">
        <span>
          <strong className="font-semibold">{formatCount(passed)}</strong> {passed === 1 ? "passes" : "pass"}
        </span>
        <span className="text-ink-2">
          <strong className="font-semibold">{formatCount(failed)}</strong> {failed === 1 ? "does not" : "do not"}
        </span>
        <span className="text-sm text-ink-3">
          {result.whole ? `of ${formatCount(scanned)} captured` : `of the newest ${formatCount(scanned)} records`}
        </span>
        {busy && <Spinner className="self-center" />}
        {before && <span className="ml-auto text-xs text-ink-2">Before the error</span>}
      </p>
      <div aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-line">
        <div className="h-full bg-live" style={{ width: `${(passed / scanned) * 100}%` }} />
      </div>
    </div>
  );
}

function Example({ example, onOpen }: { example: PatternExample; onOpen: PatternResultsProps["onOpen"] }) {
  const { record, passed } = example;
  return (
    <button
      type="button"
      onClick={() => onOpen({ shardId: record.shardId, sequenceNumber: record.sequenceNumber })}
      className="grid w-full cursor-default grid-cols-[14px_17px_1fr_auto] items-baseline gap-x-2 rounded-md px-1.5 py-1 text-left text-sm hover:bg-hover focus-visible:-outline-offset-2"
    >
      {passed ? (
        <Check size={13} aria-label="Passes" className="self-center text-live" />
      ) : (
        <X size={13} aria-label="Does not pass" className="self-center text-danger" />
      )}
      <EventBadge name={record.eventName} compact className="self-center" />
      <span className="truncate font-mono" title={record.keyText}>
        {record.keyText}
      </span>
      <TimeText time={record.time} className="text-xs text-ink-3" />
      {!passed && (
        <span className="col-span-2 col-start-3 text-xs wrap-anywhere text-ink-3">
          <code className="font-mono text-ink-2">{example.path}</code> {example.reason}
        </span>
      )}
    </button>
  );
}
