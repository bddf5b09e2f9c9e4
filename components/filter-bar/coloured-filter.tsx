import type { ReactNode, Ref } from "react";
import { cn } from "@/components/ui/cn";
import type { FilterError } from "@/lib/filter/filter";
import { describeTokens, type FilterTokenKind } from "@/lib/filter/tokens";

const looks: Record<FilterTokenKind, string> = {
  field: "text-accent",
  operator: "text-accent",
  value: "text-ink",
  text: "text-ink",
  not: "text-remove font-semibold",
  keyword: "text-modify font-semibold",
  parenthesis: "text-ink-3",
};

interface ColouredFilterProps {
  text: string;
  error?: FilterError | undefined;
  ref: Ref<HTMLDivElement>;
}

/** The filter's text in colours, to stand exactly behind an input whose own text is transparent. */
export function ColouredFilter({ text, error, ref }: ColouredFilterProps) {
  const parts: ReactNode[] = [];
  let at = 0;
  const add = (start: number, end: number, look: string) => {
    if (end <= start) return;
    parts.push(
      <span key={start} className={cn(look, error && overlaps(error, start, end) && wrong)}>
        {text.slice(start, end)}
      </span>,
    );
  };
  for (const { kind, start, end } of describeTokens(text)) {
    add(at, start, "");
    // An error inside a long token marks its own characters alone.
    const cuts = [start, ...(error ? [error.position, error.position + error.length] : []), end];
    const inside = [...new Set(cuts.filter((cut) => cut >= start && cut <= end))].sort((a, b) => a - b);
    for (let index = 1; index < inside.length; index++)
      add(inside[index - 1] ?? start, inside[index] ?? end, looks[kind]);
    at = end;
  }
  add(at, text.length, "text-ink");
  return (
    <div
      ref={ref}
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 overflow-hidden leading-[26px] whitespace-pre"
    >
      {parts}
      {error && error.position >= text.length && <span className={wrong}>{"  "}</span>}
    </div>
  );
}

const wrong = "underline decoration-danger decoration-wavy decoration-1 underline-offset-2";

function overlaps(error: FilterError, start: number, end: number): boolean {
  return start < error.position + Math.max(1, error.length) && end > error.position;
}
