"use client";

import { useMemo } from "react";
import { ExportPopover } from "@/components/export/export-popover";
import type { SelectionState } from "@/components/record-list/use-selection";
import { useFeed, useLive, useStores } from "./session-context";
import type { UrlState } from "./url-state";
import type { Search } from "./use-search";

interface ExportToolProps {
  onOpenChange: (open: boolean) => void;
  url: UrlState;
  search: Search;
  selection: SelectionState;
}

/** The export of what the list shows, or of what is chosen in it. */
export function ExportTool({ onOpenChange, url, search, selection }: ExportToolProps) {
  const { captureId } = useStores();
  const open = url.open === "export";
  // While it is closed only what its button says is followed: how many match, where that is less than all.
  const total = useLive((live) => (open ? live.totals?.records : undefined));
  const matched = useFeed((feed) => (open || search.filtered ? feed.matched : undefined));
  const chosen = useMemo(() => [...selection.chosen.rows.values()], [selection.chosen]);
  return (
    <ExportPopover
      selection={chosen}
      open={open}
      onOpenChange={onOpenChange}
      captureId={captureId}
      filter={search.filter}
      zone={search.filterZone}
      from={url.from ?? undefined}
      to={url.to ?? undefined}
      total={total ?? 0}
      matched={matched}
      filtered={search.filtered}
      record={url.r ?? undefined}
    />
  );
}
