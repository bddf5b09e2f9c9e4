"use client";

import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { formatCount } from "@/components/ui/format";
import type { FilterError } from "@/lib/filter/filter";
import { mayCome, useFeed, useLive } from "./session-context";

interface ListEmptyProps {
  filter: string;
  /** The bounds of the range that is chosen, milliseconds; null where it is open. */
  from: number | null;
  to: number | null;
  /** The filter does not parse: it came so from a link. */
  error: FilterError | undefined;
  onClear: () => void;
  /** Asks why there is no record. */
  onWhy: () => void;
}

/** Why the list has no rows, and what would bring some. */
export function ListEmpty({ filter, from, to, error, onClear, onWhy }: ListEmptyProps) {
  const state = useLive((live) => live.status?.state);
  const table = useLive((live) => live.stream?.tableName);
  const scanned = useFeed((feed) => feed.scanned);
  const ended = !useLive(mayCome);
  if (error) {
    return (
      <EmptyState title="This filter cannot be read" action={<Button onClick={onClear}>Clear the filter</Button>}>
        <code className="block py-1 font-mono whitespace-pre-wrap wrap-anywhere">
          {filter.slice(0, error.position)}
          <mark className="bg-danger-bg text-danger underline decoration-wavy">
            {filter.slice(error.position, error.position + Math.max(1, error.length)) || "␣"}
          </mark>
          {filter.slice(error.position + Math.max(1, error.length))}
        </code>
      </EmptyState>
    );
  }
  const ranged = from !== null || to !== null;
  const worded = filter.trim() !== "";
  if (ranged || worded) {
    const what = [worded && "the filter", ranged && "the range"].filter(Boolean).join(" and ");
    return (
      <EmptyState
        title={worded ? "No record matches" : "No record in this range"}
        action={
          <span className="flex gap-2">
            <Button onClick={onClear}>Clear {what}</Button>
            <Button variant="ghost" onClick={onWhy}>
              Why is there no record?
            </Button>
          </span>
        }
      >
        {scanned > 0 && `${formatCount(scanned)} ${scanned === 1 ? "record was" : "records were"} looked at. `}
        {/* Nothing new comes into a range that has ended. */}
        {!ended && to === null && "New records that match appear here by themselves."}
      </EmptyState>
    );
  }
  switch (state) {
    case "starting":
    case "catchingUp":
      return <EmptyState title="Reading the stream">The first records appear here in a moment.</EmptyState>;
    case "offline":
    case "finished":
      return <EmptyState title="This capture holds no records" />;
    case "failing":
      return (
        <EmptyState title="Nothing could be read yet">The reason stands above. Reading is tried again.</EmptyState>
      );
    case "paused":
      return <EmptyState title="Reading is stopped">Press the state at the top of the page to read on.</EmptyState>;
    default:
      return (
        <EmptyState title="No records yet" action={<Button onClick={onWhy}>Why is there no record?</Button>}>
          Shardscope is reading. As soon as an item of {table ?? "the table"} is written, its record appears here,
          usually within a second. For older changes, go to a time.
        </EmptyState>
      );
  }
}
