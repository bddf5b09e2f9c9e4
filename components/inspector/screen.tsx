"use client";

import { PanelRight } from "lucide-react";
import { useCallback, useRef, useState } from "react";
import type { FilterBarHandle } from "@/components/filter-bar/filter-bar";
import { LambdaMenu } from "@/components/lambda-lab/lambda-menu";
import { Lens } from "@/components/lens/lens";
import { narrowFilter } from "@/components/lens/narrow";
import { useCommandKeyPress } from "@/components/palette/command-key";
import { PaletteDialog } from "@/components/palette/palette-dialog";
import { RecordDetail, type RecordDetailHandle } from "@/components/record-detail/record-detail";
import type { RecordListHandle } from "@/components/record-list/record-list";
import { useSelection } from "@/components/record-list/use-selection";
import { IconButton } from "@/components/ui/icon-button";
import type { RecordRow } from "@/lib/api/contract";
import { useSetReading } from "@/lib/api/queries";
import { quoteFilterText } from "@/lib/filter/write";
import type { RecordAddress } from "@/lib/stream/record-address";
import { CannotOpen } from "./cannot-open";
import { Doctor } from "./doctor";
import { ExportTool } from "./export-tool";
import { Footer } from "./footer";
import { Header } from "./header";
import { InspectorPalette } from "./inspector-palette";
import { KeysDialog } from "./keys-dialog";
import { ListPane } from "./list-pane";
import { NoRecord } from "./no-record";
import { Panes } from "./panes";
import { PanesButton } from "./panes-button";
import { SeekTool } from "./seek-tool";
import { useFeed, useLive, useStores } from "./session-context";
import { StartBanner } from "./start-banner";
import { StatusPill } from "./status-pill";
import { TimelinePane } from "./timeline-pane";
import { TreePane } from "./tree-pane";
import { TroubleBanner } from "./trouble-banner";
import { detailViews, type OpenPanel, useUrlState } from "./url-state";
import { useActions } from "./use-actions";
import { useGoTo } from "./use-go-to";
import { useInspectorKeys } from "./use-inspector-keys";
import { useMedia } from "./use-media";
import { useSearch } from "./use-search";

/**
 * The inspector with its stores at hand: what is on the screen follows from them and from the address alone. Each part
 * follows what it shows: the screen itself is not drawn with the frames that bring rows.
 */
export function Screen() {
  const { captureId, live: liveStore, feed } = useStores();
  const stream = useLive((live) => live.stream);
  const source = useLive((live) => live.source);
  const error = useLive((live) => live.error);
  const opened = useFeed((state) => state.phase !== "loading");
  const following = useFeed((state) => state.following);
  const [url, setUrl] = useUrlState();
  const { q, from, to, r, view, zone, open } = url;
  const wide = useMedia("(min-width: 1024px)");
  const roomy = useMedia("(min-width: 1280px)");
  const selection = useSelection();

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

  const search = useSearch(captureId, feed, opened, url);
  const { filter, filterZone } = search;
  const tellSeek = useCallback(() => void setUrl((before) => (before.open ? {} : { open: "seek" })), [setUrl]);
  const { seek, playhead } = useGoTo(captureId, feed, zone, closeSeek, tellSeek);
  // The line on the timeline says where a person went; following the head it would say nothing.
  const shownPlayhead = following ? undefined : playhead;

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
  const { landAt } = search;
  const onOnlyItem = useCallback(
    (row: RecordRow) => {
      landAt(row);
      void setUrl({ q: `key:${quoteFilterText(row.keyText)}`, from: null, to: null });
    },
    [landAt, setUrl],
  );
  const { actions, facts } = useActions({ url, setUrl, filterBar, wide, onReading, onOnlyItem });
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
    item: actions.onlyItem,
    pause: actions.pause,
    filter: actions.filter,
    seek: () => setOpen("seek"),
    export: () => setOpen("export"),
    keys: () => setOpen("keys"),
    view: () => actions.setView(detailViews[(detailViews.indexOf(view) + 1) % detailViews.length] ?? "diff"),
    escape: () => list.current?.focus(),
  });

  if (error !== undefined && !stream) return <CannotOpen error={error} onRetry={() => liveStore.retry()} />;

  return (
    <>
      <Header
        stream={stream}
        source={source}
        wide={roomy}
        paused={facts.paused}
        onPause={facts.live || facts.paused ? actions.pause : undefined}
        onCommands={() => openCommands(true)}
        start={
          <PanesButton
            wide={wide}
            hidden={url.hide}
            onShowAll={() => actions.hide([])}
            onTree={() => setOpen("tree")}
          />
        }
        status={<StatusPill onReading={onReading} />}
      >
        <SeekTool open={open === "seek"} onOpenChange={setOpenAs("seek")} seek={seek} zone={zone} wide={roomy} />
        <LambdaMenu
          open={open === "lab" || open === "batch" ? open : undefined}
          onOpenChange={(tool) => setOpen(tool ?? null)}
          pattern={url.pattern ?? undefined}
          onPattern={(pattern) => void setUrl({ pattern: pattern ?? null })}
          captureId={captureId}
          stream={stream}
          connection={source}
          record={r ?? undefined}
          onOpenRecord={(record) => void setUrl({ r: record, view: "lambda" })}
          onShowBatch={(shown) => {
            search.landAt(shown.r);
            void setUrl(shown);
          }}
        />
        <ExportTool onOpenChange={setOpenAs("export")} url={url} search={search} selection={selection} />
        {!wide && (
          <IconButton label="Record" kbd="o" onClick={() => setOpen("detail")}>
            <PanelRight size={15} aria-hidden="true" />
          </IconButton>
        )}
      </Header>
      <TroubleBanner />
      {url.start && (
        <StartBanner
          start={url.start}
          onGoTo={(time, record) => {
            void setUrl({ start: null, ...(record && { r: record }) });
            seek.start(time);
            list.current?.focus();
          }}
          onClose={() => {
            void setUrl({ start: null });
            list.current?.focus();
          }}
        />
      )}
      <Panes
        wide={wide}
        hidden={url.hide}
        treeOpen={open === "tree"}
        onTreeOpen={setOpenAs("tree")}
        detailOpen={open === "detail"}
        onDetailOpen={setOpenAs("detail")}
        tree={<TreePane q={q} onFilter={setFilter} />}
        timeline={
          <TimelinePane
            filter={filter}
            filterZone={filterZone}
            from={from}
            to={to}
            setUrl={setUrl}
            onSeek={seek.start}
            playhead={shownPlayhead}
          />
        }
        list={
          <ListPane
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
        detail={
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
            onOnlyItem={onOnlyItem}
            onClose={wide ? undefined : () => setOpen(null)}
          />
        }
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
      <Footer keepOpen={open === "keep"} onKeepOpen={setOpenAs("keep")} onKeys={() => setOpen("keys")} />
      <PaletteDialog open={commanding} onOpenChange={openCommands}>
        {(onRun) => <InspectorPalette facts={facts} actions={actions} q={q} onFilter={setFilter} onRun={onRun} />}
      </PaletteDialog>
      <Doctor
        onClose={() => setOpen(null)}
        search={search}
        url={url}
        actions={actions}
        onShow={(shown, record) => {
          search.landAt(record);
          void setUrl({ q: shown, from: null, to: null, r: record, open: null });
        }}
      />
      <KeysDialog open={open === "keys"} onOpenChange={setOpenAs("keys")} live={facts.live} />
    </>
  );
}
