import { useMemo, useState } from "react";
import { useCompletions } from "@/lib/api/queries";
import {
  type Completion,
  type CompletionPlace,
  completionPlace,
  fixedCompletions,
  needsCapture,
} from "@/lib/filter/completion";

export interface CompletionState {
  /** What could be put in; empty while nothing is offered. */
  options: readonly Completion[];
  place: CompletionPlace | undefined;
  /** The option that Enter would take; -1 is none. */
  active: number;
  /** Offers what fits at the caret. `asked`: the person wants to see it though nothing is typed. */
  offer(text: string, caret: number, asked?: boolean): void;
  close(): void;
  move(by: 1 | -1): void;
}

const NONE: readonly Completion[] = [];

/** What the filter bar offers where the person types: fields at once, and what the capture holds once it is asked. */
export function useCompletion(captureId: string): CompletionState {
  const [at, setAt] = useState<{ text: string; place: CompletionPlace; caret: number }>();
  const [active, setActive] = useState(-1);
  const asks = at !== undefined && needsCapture(at.place.want);
  const { data } = useCompletions(captureId, asks ? at.text.slice(at.place.term, at.caret) : undefined);
  const options = useMemo(() => {
    if (!at) return NONE;
    const typed = at.text.slice(at.place.start, at.place.end);
    const all = (asks ? data?.completions : undefined) ?? fixedCompletions(at.place.want);
    const seen = new Set([typed]);
    return all.filter(({ text }) => !seen.has(text) && seen.add(text));
  }, [at, asks, data]);

  const close = () => {
    setAt(undefined);
    setActive(-1);
  };
  return {
    options,
    place: at?.place,
    active: Math.min(active, options.length - 1),
    offer(text, caret, asked = false) {
      const place = completionPlace(text, caret);
      setActive(-1);
      const wanted = place && (asked || place.want.kind !== "field" || place.want.prefix !== "");
      setAt(wanted ? { text, place, caret } : undefined);
    },
    close,
    move(by) {
      // Beyond either end lies what was typed.
      setActive((now) => ((now + 1 + by + options.length + 1) % (options.length + 1)) - 1);
    },
  };
}
