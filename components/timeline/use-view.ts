import { useState } from "react";
import type { Span } from "@/components/shard-tree/life";
import type { ShardInfo } from "@/lib/api/contract";
import { firstView, inside, type Range, rangeSpan, SHORTEST_VIEW, type View, viewOf, viewSpan, zoomed } from "./view";

interface ViewState {
  /** What the lanes show. */
  span: Span;
  /** The brushed range, or else what the lanes show: where the handles stand. */
  frame: Span;
  /** True while the person has neither zoomed nor brushed. */
  untouched: boolean;
  following: boolean;
  /** A brush under way: shown, not yet told. */
  setDraft: (span: Span | undefined) => void;
  show: (span: Span) => void;
  zoom: (factor: number, at: number) => void;
  reset: () => void;
}

/** What the lanes show: a brush that is being drawn, else what was zoomed to, else the brushed range, else a fitting start. */
export function useView(shards: readonly ShardInfo[], domain: Span, range: Range): ViewState {
  const [view, setView] = useState<View>();
  const [draft, setDraft] = useState<Span>();
  const key = `${range.from} ${range.to}`;
  const [rangeKey, setRangeKey] = useState(key);
  if (rangeKey !== key) {
    setRangeKey(key);
    setView(undefined);
  }
  const brushed = range.from !== undefined || range.to !== undefined;
  const start = brushed ? rangeSpan(range, domain) : viewSpan(firstView(shards, domain), domain);
  const span = atLeast(draft ?? (view ? viewSpan(view, domain) : start));
  const show = (next: Span) => setView(viewOf(inside(next, domain), domain));
  return {
    span,
    frame: draft ?? (brushed ? start : span),
    untouched: view === undefined && !brushed,
    following: span.to >= domain.to,
    setDraft,
    show,
    zoom: (factor, at) => show(zoomed(span, factor, at, domain)),
    reset: () => setView(undefined),
  };
}

/** A range of a second is brushed in a moment; its lanes still need a scale. */
function atLeast(span: Span): Span {
  const lacking = (SHORTEST_VIEW - (span.to - span.from)) / 2;
  return lacking > 0 ? { from: span.from - lacking, to: span.to + lacking } : span;
}
