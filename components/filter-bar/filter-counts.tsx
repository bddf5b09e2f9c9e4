import { X } from "lucide-react";
import type { FeedState } from "@/components/record-list/feed-state";
import { cn } from "@/components/ui/cn";
import { formatCount, type TimeZoneStyle } from "@/components/ui/format";
import { Skeleton, Spinner } from "@/components/ui/spinner";
import { useNow } from "@/components/ui/use-now";
import { rangeText, rangeWords } from "./range-text";

interface FilterCountsProps {
  state: FeedState;
  /** Rows in the window. */
  shown: number;
  /** Records captured; undefined until it is known. */
  total: number | undefined;
  filtered: boolean;
  /** Counts all that match, where that is not known. */
  onCount: () => void;
}

/** "1,204 of 88,301 · 12 ms": how much the filter lets through, as far as it is known. */
export function FilterCounts({ state, shown, total, filtered, onCount }: FilterCountsProps) {
  // As wide as what mostly comes: the bar beside it stays as it is.
  if (total === undefined) return <Skeleton className="w-17 shrink-0" />;
  if (!filtered) {
    return (
      <p className="shrink-0 text-sm whitespace-nowrap text-ink-2">
        <b className="font-semibold text-ink">{formatCount(total)}</b> {total === 1 ? "record" : "records"}
      </p>
    );
  }
  const known = state.matched ?? (state.atOldest && state.atHead ? shown : undefined);
  return (
    // Where the bar has little room for the filter, the time that it took goes: it falls into a second line, out of sight.
    <p
      role="status"
      className="-ml-1 flex h-5 min-w-min shrink-[99] flex-wrap items-center gap-x-1.5 overflow-hidden text-sm/5 whitespace-nowrap text-ink-2"
    >
      <span className="flex items-center gap-1.5 pl-1">
        {(state.phase === "loading" || state.counting) && <Spinner />}
        <span>
          {known !== undefined || state.phase !== "ready" ? (
            <b className="font-semibold text-ink">
              {formatCount(known ?? shown)}
              {known === undefined && "+"}
            </b>
          ) : (
            <CountAll shown={shown} counted={state.counted} counting={state.counting} onCount={onCount} />
          )}{" "}
          of {formatCount(total)}
        </span>
      </span>
      {state.tookMs !== undefined && <span className="text-ink-3">{formatCount(state.tookMs)} ms</span>}
    </p>
  );
}

interface CountAllProps {
  shown: number;
  counted: number | undefined;
  counting: boolean;
  onCount: () => void;
}

/** At least so many, and once it was pressed all of them; it stays a button, so that the focus stays where it is. */
function CountAll({ shown, counted, counting, onCount }: CountAllProps) {
  const asks = counted === undefined && !counting;
  return (
    <button
      type="button"
      aria-disabled={!asks}
      aria-busy={counting}
      {...(asks && {
        "aria-label": `${formatCount(shown)}+, count all that match`,
        title: "So many are loaded, and there may be more. Press to count all of them.",
      })}
      onClick={() => asks && onCount()}
      className={cn(
        // Its ring needs room: what is outside the bar is cut off.
        "-mx-1 cursor-default rounded-sm px-1 font-semibold text-ink focus-visible:-outline-offset-2",
        asks && "underline decoration-line-strong decoration-dotted underline-offset-3 hover:decoration-ink",
      )}
    >
      {counted === undefined ? `${formatCount(shown)}+` : formatCount(counted)}
    </button>
  );
}

interface RangeChipProps {
  from: number | null;
  to: number | null;
  zone: TimeZoneStyle;
  onClear: () => void;
}

/** The range that was brushed on the timeline, and a way out of it. */
export function RangeChip({ from, to, zone, onClear }: RangeChipProps) {
  const now = useNow();
  return (
    <button
      type="button"
      title={`Only records ${rangeWords(from, to, zone)}. Press to show all times.`}
      onClick={onClear}
      className="flex h-6 shrink-0 cursor-default items-center gap-1 rounded border border-select-line/50 bg-select px-1.5 text-xs whitespace-nowrap text-ink hover:border-select-line"
    >
      {rangeText(from, to, zone, now)}
      <X size={11} aria-hidden="true" />
      <span className="sr-only">Show all times</span>
    </button>
  );
}
