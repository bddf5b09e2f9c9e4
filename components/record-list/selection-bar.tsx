"use client";

import { Button } from "@/components/ui/button";
import { formatCount } from "@/components/ui/format";
import { showToast } from "@/components/ui/toast";
import { describeError } from "@/lib/api/client";
import { copyRecords } from "./copy-records";
import type { Selection } from "./selection";

interface SelectionBarProps {
  captureId: string;
  selection: Selection;
  onExport: () => void;
  onClear: () => void;
}

/** How many records are chosen, and what can be done with them. */
export function SelectionBar({ captureId, selection, onExport, onClear }: SelectionBarProps) {
  const count = selection.rows.size;
  const copy = () => {
    copyRecords(captureId, [...selection.rows.values()]).then(
      () => showToast({ title: `${formatCount(count)} ${count === 1 ? "record" : "records"} copied as NDJSON` }),
      (error: unknown) =>
        showToast({ title: "Nothing was copied", description: describeError(error).message, type: "error" }),
    );
  };
  return (
    <div
      role="toolbar"
      aria-label="Selected records"
      className="flex shrink-0 items-center gap-1 border-t border-line bg-select px-3 py-1 text-sm"
    >
      <span role="status" className="mr-1.5 whitespace-nowrap text-ink-2">
        {formatCount(count)} selected
      </span>
      <Button size="sm" onClick={onExport}>
        Export
      </Button>
      <Button size="sm" onClick={copy}>
        Copy as NDJSON
      </Button>
      <Button size="sm" variant="ghost" kbd="Esc" onClick={onClear}>
        Clear
      </Button>
    </div>
  );
}
