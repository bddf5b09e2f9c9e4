import { SkipForward } from "lucide-react";
import type { Span } from "@/components/shard-tree/life";
import { formatCount, formatDuration, formatShortCount } from "@/components/ui/format";
import { AXIS_HEIGHT, GUTTER, ticksWithRoom } from "./geometry";
import { type Tick, timeToX } from "./scale";

interface AxisProps {
  span: Span;
  width: number;
  marks: readonly Tick[];
  /** The tallest bar: its records, and how long it is in milliseconds. */
  peak: { count: number; bucketMs: number } | undefined;
  /** Shown while the lanes do not follow the live edge. */
  onFollow: (() => void) | undefined;
}

/** Times under the lanes, what the tallest bar stands for, and the way back to now. */
export function Axis({ span, width, marks, peak, onFollow }: AxisProps) {
  return (
    <div className="relative flex shrink-0 overflow-hidden text-xs text-ink-3" style={{ height: AXIS_HEIGHT }}>
      <span className="shrink-0 truncate pl-3 leading-[22px]" style={{ width: GUTTER }}>
        {peak && (
          <span title={`The tallest bar: ${formatCount(peak.count)} records in ${formatDuration(peak.bucketMs)}`}>
            peak {formatShortCount(peak.count)}
          </span>
        )}
      </span>
      <div aria-hidden="true" className="relative h-full" style={{ width }}>
        {ticksWithRoom(marks, span, width).map((mark) => (
          <span
            key={mark.time}
            className="absolute top-0 left-0 pl-1 leading-[22px] whitespace-nowrap"
            style={{ translate: `${timeToX(mark.time, span, width)}px` }}
          >
            {mark.label}
          </span>
        ))}
      </div>
      {onFollow && (
        <button
          type="button"
          onClick={onFollow}
          className="absolute inset-y-0 right-1 flex items-center gap-1 bg-panel px-1.5 text-accent hover:bg-hover"
        >
          Now <SkipForward size={11} aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
