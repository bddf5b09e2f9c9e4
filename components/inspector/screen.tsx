"use client";

import { PanelRight } from "lucide-react";
import { useCallback, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { ExportPopover } from "@/components/export/export-popover";
import type { FilterBarHandle } from "@/components/filter-bar/filter-bar";
import { LambdaMenu } from "@/components/lambda-lab/lambda-menu";
import { Lens } from "@/components/lens/lens";
import { narrowFilter } from "@/components/lens/narrow";
import { useCommandKeyPress } from "@/components/palette/command-key";
import { PaletteDialog } from "@/components/palette/palette-dialog";
import { RecordDetail, type RecordDetailHandle } from "@/components/record-detail/record-detail";
import type { RecordListHandle } from "@/components/record-list/record-list";
import { useSelection } from "@/components/record-list/use-selection";
import { SeekPopover } from "@/components/seek/seek-popover";
import { ShardTree } from "@/components/shard-tree/shard-tree";
import { Timeline } from "@/components/timeline/timeline";
import { IconButton } from "@/components/ui/icon-button";
import type { RecordRow } from "@/lib/api/contract";
import { useSetReading } from "@/lib/api/queries";
import { quoteFilterText } from "@/lib/filter/write";
import { CannotOpen } from "./cannot-open";
import { Doctor } from "./doctor";
import { Footer } from "./footer";
import { Header } from "./header";
import { InspectorPalette } from "./inspector-palette";
import { KeysDialog } from "./keys-dialog";
import { ListPane } from "./list-pane";
import { NoRecord } from "./no-record";
import { Panes } from "./panes";
import { PanesButton } from "./panes-button";
import { shardsIn, withShards } from "./shard-filter";
import { StatusPill } from "./status-pill";
import { TroubleBanner } from "./trouble-banner";
import { detailViews, type OpenPanel, type RecordAddress, useUrlState } from "./url-state";
import { useActions } from "./use-actions";
import { useAxis } from "./use-axis";
import { useGoTo } from "./use-go-to";
import { useInspectorKeys } from "./use-inspector-keys";
import { useMedia } from "./use-media";
import { useSearch } from "./use-search";
import type { Session } from "./use-session";

const DAY = 24 * 3_600_000;

/** The inspector with its stores at hand: what is on the screen follows from them and from the address alone. */
export function Screen({ captureId, session }: { captureId: string; session: Session }) {
  const { live: liveStore, feed } = session;
  const live = useSyncExternalStore(liveStore.subscribe, liveStore.state, liveStore.state);
  const state = useSyncExternalStore(feed.subscribe, feed.state, feed.state);
  const [url, setUrl] = useUrlState();
  const { q, from, to, r, view, zone, open } = url;
  const wide = useMedia("(min-width: 1024px)");
  const roomy = useMedia("(min-width: 1280px)");
  const axis = useAxis(live.shards);
  const selection = useSelection();
  const chosen = useMemo(() => [...selection.chosen.rows.values()], [selection.chosen]);

  const list = useRef<RecordListHandle>(null);
  const filterBar = useRef<FilterBarHandle>(null);
  const detail = useRef<RecordDetailHandle>(null);
  const setOpen = useCallback((panel: OpenPanel | null) => void setUrl({ open: panel }), [setUrl]);
  const setOpenAs = (panel: OpenPanel) => (is: boolean) => setOpen(is ? panel : null);
  // The list shows where it led to: the popover would be in the way.
  const closeSeek = useCallback(
    () => void setUrl((before) => (before.open === "seek" ? { open: null } : {})),
    [setUrl],
  );

  const search = useSearch(captureId, feed, state.phase !== "loading", url);
  const { filter, filterZone, filtered } = search;
  const { seek, playhead } = useGoTo(captureId, feed, zone, closeSeek);
  // The line on the timeline says where a person went; following the head it would say nothing.
  const shownPlayhead = state.following ? undefined : playhead;

  const { mutate: setReading } = useSetReading(captureId);
  const onReading = useCallback(
    (next: "running" | "paused") => setReading(next, { onSuccess: (capture) => liveStore.takeSummary(capture) }),
    [setReading, liveStore],
  );
  const setFilter = useCallback((next: string) => void setUrl({ q: next || null }), [setUrl]);
  const select = useCallback(
    ({ shardId, sequenceNumber }: RecordAddress) => void setUrl({ r: { shardId, sequenceNumber } }),
    [setUrl],
  );
  const { actions, facts } = useActions({ feed, state, live, url, setUrl, filterBar, wide, onReading });
  const openDetail = () => {
    if (!wide) return setOpen("detail");
    if (url.hide.includes("detail")) actions.hide(url.hide.filter((pane) => pane !== "detail"));
    detail.current?.focus();
  };
  const [commanding, setCommanding] = useState(false);
  const openCommands = (is: boolean) => {
    // What lies over the screen gives way: two would take each other's Escape.
    if (is) setOpen(null);
    setCommanding(is);
  };
  useCommandKeyPress(() => openCommands(!commanding));

  useInspectorKeys({
    next: () => list.current?.move(1),
    previous: () => list.current?.move(-1),
    open: openDetail,
    pause: actions.pause,
    filter: actions.filter,
    seek: () => setOpen("seek"),
    export: () => setOpen("export"),
    keys: () => setOpen("keys"),
    view: () => actions.setView(detailViews[(detailViews.indexOf(view) + 1) % detailViews.length] ?? "diff"),
    escape: () => list.current?.focus(),
  });

  const shardIds = useMemo(() => live.shards.map((shard) => shard.shardId), [live.shards]);
  const chosenShards = useMemo(() => shardsIn(q, shardIds), [q, shardIds]);
  const chooseShards = useCallback((ids: string[]) => setFilter(withShards(q, ids)), [setFilter, q]);

  const known = live.stream !== undefined;
  // Each pane changes with what it shows alone: the screen itself is drawn with every frame that brings rows.
  const tree = useMemo(
    () => (
      <ShardTree
        captureId={captureId}
        shards={live.shards}
        known={known}
        selected={chosenShards}
        onSelect={chooseShards}
        axis={axis}
      />
    ),
    [captureId, live.shards, known, chosenShards, chooseShards, axis],
  );
  const timeline = useMemo(
    () => (
      <Timeline
        captureId={captureId}
        shards={live.shards}
        filter={filter}
        filterZone={filterZone}
        range={{ ...(from !== null && { from }), ...(to !== null && { to }) }}
        onBrush={(range) => void setUrl({ from: range?.from ?? null, to: range?.to ?? null })}
        onSeek={seek.start}
        playhead={shownPlayhead}
        revision={live.revision}
      />
    ),
    [captureId, live.shards, filter, filterZone, from, to, setUrl, seek.start, shownPlayhead, live.revision],
  );
  const { landAt } = search;
  const onlyItem = useCallback(
    (row: RecordRow) => {
      landAt(row);
      void setUrl({ q: `key:${quoteFilterText(row.keyText)}`, from: null, to: null });
    },
    [landAt, setUrl],
  );
  const recordDetail = useMemo(
    () => (
      <RecordDetail
        ref={detail}
        captureId={captureId}
        address={r ?? undefined}
        empty={<NoRecord onWhy={() => setOpen("doctor")} />}
        view={view}
        onView={(next) => void setUrl({ view: next })}
        onGo={select}
        onShowInList={({ row }) => feed.goTo({ place: row.place, align: "center" })}
        onFilterPath={(path) => setFilter([q.trim(), `changed:${path}`].filter(Boolean).join(" "))}
        onOnlyItem={onlyItem}
        onClose={wide ? undefined : () => setOpen(null)}
      />
    ),
    [captureId, r, view, setUrl, select, feed, setFilter, q, onlyItem, wide, setOpen],
  );

  if (live.error !== undefined && !live.stream) {
    return <CannotOpen error={live.error} onRetry={() => liveStore.retry()} />;
  }

  const offline = live.status?.state === "offline";
  const firstTime = live.totals?.firstTime === undefined ? axis.to : Date.parse(live.totals.firstTime);
  const total = live.totals?.records;

  return (
    <>
      <Header
        stream={live.stream}
        source={live.source}
        wide={roomy}
        paused={state.paused}
        onPause={offline ? undefined : actions.pause}
        onCommands={() => openCommands(true)}
        start={
          <PanesButton
            wide={wide}
            hidden={url.hide}
            onShowAll={() => actions.hide([])}
            onTree={() => setOpen("tree")}
          />
        }
        status={<StatusPill live={live} paused={state.paused} unseen={state.unseen} onReading={onReading} />}
      >
        <SeekPopover
          open={open === "seek"}
          onOpenChange={setOpenAs("seek")}
          seek={seek}
          progress={live.seek}
          zone={zone}
          oldest={offline ? firstTime : Math.min(firstTime, axis.to - DAY)}
          wide={roomy}
        />
        <LambdaMenu
          open={open === "lab" || open === "batch" ? open : undefined}
          onOpenChange={(tool) => setOpen(tool ?? null)}
          pattern={url.pattern ?? undefined}
          onPattern={(pattern) => void setUrl({ pattern: pattern ?? null })}
          captureId={captureId}
          stream={live.stream}
          connection={live.source}
          record={r ?? undefined}
          onOpenRecord={(record) => void setUrl({ r: record, view: "lambda" })}
          onShowBatch={(shown) => {
            search.landAt(shown.r);
            void setUrl(shown);
          }}
        />
        <ExportPopover
          selection={chosen}
          open={open === "export"}
          onOpenChange={setOpenAs("export")}
          captureId={captureId}
          filter={filter}
          zone={filterZone}
          from={from ?? undefined}
          to={to ?? undefined}
          total={total ?? 0}
          matched={state.matched}
          filtered={filtered}
          record={r ?? undefined}
        />
        {!wide && (
          <IconButton label="Record" kbd="o" onClick={() => setOpen("detail")}>
            <PanelRight size={15} aria-hidden="true" />
          </IconButton>
        )}
      </Header>
      <TroubleBanner live={live} />
      <Panes
        wide={wide}
        hidden={url.hide}
        treeOpen={open === "tree"}
        onTreeOpen={setOpenAs("tree")}
        detailOpen={open === "detail"}
        onDetailOpen={setOpenAs("detail")}
        tree={tree}
        timeline={timeline}
        list={
          <ListPane
            captureId={captureId}
            live={live}
            feed={feed}
            state={state}
            search={search}
            url={url}
            setUrl={setUrl}
            list={list}
            filterBar={filterBar}
            onFilter={setFilter}
            onSelect={select}
            onOpen={openDetail}
            selection={selection}
            onExport={() => setOpen("export")}
            onLens={() => setOpen("lens")}
          />
        }
        detail={recordDetail}
      />
      <Lens
        open={open === "lens"}
        onOpenChange={setOpenAs("lens")}
        captureId={captureId}
        filter={filter}
        filterZone={filterZone}
        from={from ?? undefined}
        to={to ?? undefined}
        zone={zone}
        onFilter={(more) => {
          setFilter(narrowFilter(q, more));
          setOpen(null);
        }}
      />
      <Footer
        captureId={captureId}
        live={live}
        keepOpen={open === "keep"}
        onKeepOpen={setOpenAs("keep")}
        onKeep={(keep) => liveStore.takeKeep(keep)}
        onKeys={() => setOpen("keys")}
      />
      <PaletteDialog open={commanding} onOpenChange={openCommands}>
        {(onRun) => (
          <InspectorPalette
            captureId={captureId}
            live={live}
            facts={facts}
            actions={actions}
            chosenShards={chosenShards}
            onShards={chooseShards}
            onFilter={setFilter}
            onRun={onRun}
          />
        )}
      </PaletteDialog>
      <Doctor
        onClose={() => setOpen(null)}
        captureId={captureId}
        live={live}
        state={state}
        search={search}
        url={url}
        actions={actions}
        onShow={(shown, record) => {
          search.landAt(record);
          void setUrl({ q: shown, from: null, to: null, r: record, open: null });
        }}
      />
      <KeysDialog open={open === "keys"} onOpenChange={setOpenAs("keys")} />
    </>
  );
}
