"use client";

import { ChartNoAxesColumnDecreasing } from "lucide-react";
import type { RefObject } from "react";
import { FilterBar, type FilterBarHandle } from "@/components/filter-bar/filter-bar";
import { FilterCounts, RangeChip } from "@/components/filter-bar/filter-counts";
import { RecordList, type RecordListHandle } from "@/components/record-list/record-list";
import type { SelectionState } from "@/components/record-list/use-selection";
import { IconButton } from "@/components/ui/icon-button";
import { showToast } from "@/components/ui/toast";
import { describeError } from "@/lib/api/client";
import type { RecordAddress } from "@/lib/stream/record-address";
import { ListEmpty } from "./list-empty";
import { mayCome, useFeed, useLive, useStores } from "./session-context";
import type { SetUrlState, UrlState } from "./url-state";
import type { Search } from "./use-search";

interface ListPaneProps {
  search: Search;
  url: UrlState;
  setUrl: SetUrlState;
  list: RefObject<RecordListHandle | null>;
  filterBar: RefObject<FilterBarHandle | null>;
  onFilter: (filter: string) => void;
  onSelect: (record: RecordAddress) => void;
  /** The record that is chosen is to be looked at. */
  onOpen: () => void;
  selection: SelectionState;
  onExport: () => void;
  onLens: () => void;
}

/** The filter bar, and under it what it lets through. */
export function ListPane(props: ListPaneProps) {
  const { search, url, setUrl, list, filterBar } = props;
  const { captureId, feed } = useStores();
  const live = useLive(mayCome);
  const shards = useLive((state) => state.shards);
  const firstTime = useLive((state) => state.totals?.firstTime);
  const { q, from, to, r, zone, top } = url;
  const { error, filtered } = search;
  return (
    <>
      <FilterBar
        ref={filterBar}
        captureId={captureId}
        value={q}
        onChange={props.onFilter}
        onLeave={() => list.current?.focus()}
        zone={zone}
        savedOpen={url.open === "saved"}
        onSavedOpen={(is) => void setUrl({ open: is ? "saved" : null })}
      >
        {(from !== null || to !== null) && (
          <RangeChip from={from} to={to} zone={zone} onClear={() => void setUrl({ from: null, to: null })} />
        )}
        <Counts filtered={filtered && !error} />
        <IconButton label="What changes most" size="sm" disabled={!!error} onClick={props.onLens}>
          <ChartNoAxesColumnDecreasing size={14} aria-hidden="true" />
        </IconButton>
      </FilterBar>
      <RecordList
        ref={list}
        captureId={captureId}
        feed={feed}
        shards={shards}
        firstTime={firstTime}
        selected={r ?? undefined}
        onSelect={props.onSelect}
        onOpen={props.onOpen}
        selection={props.selection}
        onExport={props.onExport}
        newestFirst={top}
        onNewestFirst={(next) => void setUrl({ top: next })}
        filtered={filtered}
        live={live}
        invalid={error !== undefined}
        empty={
          <ListEmpty
            filter={q}
            from={from}
            to={to}
            error={error}
            onWhy={() => void setUrl({ open: "doctor" })}
            onClear={() => void setUrl({ q: null, from: null, to: null })}
          />
        }
      />
    </>
  );
}

/** They change with every frame that brings rows, the bar around them does not. */
function Counts({ filtered }: { filtered: boolean }) {
  const { feed } = useStores();
  const state = useFeed((each) => each);
  const total = useLive((live) => live.totals?.records);
  const count = () => {
    feed.count().catch((error) => showToast({ title: describeError(error).message, type: "error" }));
  };
  return <FilterCounts state={state} shown={feed.rows.length} total={total} filtered={filtered} onCount={count} />;
}
