// biome-ignore-all lint/a11y/useSemanticElements: a virtual grid is built of positioned boxes, which table elements cannot be
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus

interface GapRowProps {
  text: string;
  /** Pixels from the top of the list. */
  top: number;
  ariaRow: number;
}

/** A line that says what is missing between two records. */
export function GapRow({ text, top, ariaRow }: GapRowProps) {
  return (
    <div role="row" aria-rowindex={ariaRow} style={{ top }} className="absolute inset-x-0 h-7 px-3 py-px">
      <div
        role="gridcell"
        title={text}
        className="flex h-[26px] items-center gap-2 rounded bg-gap-bg px-2 text-sm text-gap-ink"
      >
        <span aria-hidden="true">▨</span>
        <span className="truncate">{text}</span>
      </div>
    </div>
  );
}
