import type { ShardLife, Span } from "./life";

interface LifeStripProps {
  lives: readonly ShardLife[];
  axis: Span;
  open: boolean;
}

/** When shards lived, what of it is captured and what is known to be missing, on the axis that all rows share. */
export function LifeStrip({ lives, axis, open }: LifeStripProps) {
  return (
    <span aria-hidden="true" className="relative block h-2 w-full overflow-hidden rounded-[2px] bg-line/60">
      {lives.map(
        ({ life, covered, gaps }) =>
          life && (
            <span key={life.from} className="contents">
              <i className="absolute inset-y-0 min-w-[2px] bg-line-strong" style={place(life, axis)} />
              {covered.map((span) => (
                <i
                  key={span.from}
                  className={`absolute inset-y-0 min-w-[2px] ${open ? "bg-live" : "bg-modify/60"}`}
                  style={place(span, axis)}
                />
              ))}
              {gaps.map((gap) => (
                <i
                  key={`${gap.from} ${gap.gap.noticedAt}`}
                  className="absolute inset-y-0 min-w-[4px] bg-gap-bg bg-[repeating-linear-gradient(45deg,var(--gap-ink)_0_1.5px,transparent_1.5px_4px)]"
                  style={place(gap, axis)}
                />
              ))}
            </span>
          ),
      )}
    </span>
  );
}

function place(span: Span, axis: Span): { left: string; width: string } {
  const percent = (ms: number) =>
    Math.max(0, Math.min(100, (100 * (ms - axis.from)) / Math.max(1, axis.to - axis.from)));
  const left = percent(span.from);
  // The last minutes of a day are less than a pixel wide, and the ones that matter most.
  return { left: `min(${left}%, 100% - 2px)`, width: `${percent(span.to) - left}%` };
}
