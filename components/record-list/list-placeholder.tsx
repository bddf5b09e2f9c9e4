import type { ReactNode } from "react";
import { ErrorNotice } from "@/components/ui/error-notice";
import { formatCount } from "@/components/ui/format";
import { Skeleton, Spinner } from "@/components/ui/spinner";
import type { FeedState } from "./feed-state";
import type { RowLayout } from "./record-row";

interface ListPlaceholderProps {
  state: FeedState;
  filtered: boolean;
  invalid: boolean;
  layout: RowLayout;
  empty: ReactNode;
  onRetry: () => void;
}

const widths = ["w-3/5", "w-2/5", "w-1/2", "w-2/3", "w-1/3"] as const;

/** What stands in the list while it has no rows: each reason looks different. */
export function ListPlaceholder({ state, filtered, invalid, layout, empty, onRetry }: ListPlaceholderProps) {
  if (invalid) return <div className="absolute inset-x-0 top-[18%]">{empty}</div>;
  if (state.phase === "failed") {
    return (
      <div className="absolute inset-x-3 top-10">
        <ErrorNotice error={state.error} onRetry={onRetry} />
      </div>
    );
  }
  if (state.phase === "ready") return <div className="absolute inset-x-0 top-[18%]">{empty}</div>;
  if (filtered && state.scanned > 0) {
    return (
      <div role="status" className="absolute inset-x-0 top-[18%] grid justify-items-center gap-2 text-sm text-ink-2">
        <Spinner className="size-5 text-accent" />
        <p className="font-medium text-ink">Still looking</p>
        <p>{formatCount(state.scanned)} records looked at, none matches so far.</p>
      </div>
    );
  }
  return (
    <div aria-busy="true" className="absolute inset-x-0 top-[26px] overflow-hidden">
      <span role="status" className="sr-only">
        Loading records
      </span>
      {Array.from({ length: 12 }, (_, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike and never move
          key={index}
          style={{ gridTemplateColumns: layout.gridTemplateColumns, columnGap: layout.columnGap }}
          className="grid h-7 items-center px-3"
        >
          <Skeleton className="w-14" />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="w-4/5" />
          <Skeleton className={widths[index % widths.length] ?? ""} />
          {/* Shard and size are behind a person's own columns. */}
          <Skeleton className={layout.compact ? "-col-start-2" : "-col-start-3"} />
          {!layout.compact && <Skeleton className="-col-start-2 ml-3" />}
        </div>
      ))}
    </div>
  );
}
