"use client";

import type { ReactNode } from "react";
import { Group, Panel, Separator, useDefaultLayout } from "react-resizable-panels";
import { Drawer } from "./drawer";
import type { Pane } from "./url-state";

interface PanesProps {
  tree: ReactNode;
  timeline: ReactNode;
  list: ReactNode;
  detail: ReactNode;
  /** Taken away by the person, from a wide screen alone but for the timeline. */
  hidden: readonly Pane[];
  /** Below 1,024 px the side panes are drawers. */
  wide: boolean;
  treeOpen: boolean;
  onTreeOpen: (open: boolean) => void;
  detailOpen: boolean;
  onDetailOpen: (open: boolean) => void;
}

/** Storage can be denied to a page; sizes then last as long as the page. */
const storage = {
  getItem: (key: string) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  setItem: (key: string, value: string) => {
    try {
      localStorage.setItem(key, value);
    } catch {
      // Not remembered, then.
    }
  },
};

/** Tree, list under timeline, detail: sizes are the person's, and remembered. Rendered in the browser alone. */
export function Panes(props: PanesProps) {
  const { tree, timeline, list, detail, wide, hidden } = props;
  const shown = (pane: Pane) => !hidden.includes(pane);
  // Sizes are remembered for each choice of panes: two of three share the room in another way than all.
  const columnIds = ["tree", "middle", "detail"].filter((id) => !hidden.some((pane) => pane === id));
  const columns = useDefaultLayout({ id: "shardscope.columns", storage, panelIds: columnIds });
  const rows = useDefaultLayout({
    id: "shardscope.rows",
    storage,
    panelIds: shown("timeline") ? ["timeline", "list"] : ["list"],
  });
  const middle = (
    <Group orientation="vertical" defaultLayout={rows.defaultLayout} onLayoutChanged={rows.onLayoutChanged}>
      {shown("timeline") && (
        <>
          <Panel id="timeline" defaultSize={timelineHeight()} minSize="72px" groupResizeBehavior="preserve-pixel-size">
            {timeline}
          </Panel>
          <Handle orientation="horizontal" label="Height of the timeline" />
        </>
      )}
      <Panel id="list" minSize="160px">
        <div className="flex h-full min-h-0 flex-col">{list}</div>
      </Panel>
    </Group>
  );
  if (!wide) {
    return (
      <div className="min-h-0 flex-1 bg-panel">
        {middle}
        <Drawer side="left" label="Shards" open={props.treeOpen} onOpenChange={props.onTreeOpen}>
          {tree}
        </Drawer>
        <Drawer side="right" label="Record" open={props.detailOpen} onOpenChange={props.onDetailOpen}>
          {detail}
        </Drawer>
      </div>
    );
  }
  return (
    <Group
      orientation="horizontal"
      className="min-h-0 flex-1 bg-panel"
      defaultLayout={columns.defaultLayout}
      onLayoutChanged={columns.onLayoutChanged}
    >
      {shown("tree") && (
        <>
          <Panel
            id="tree"
            defaultSize={treeWidth()}
            minSize="180px"
            maxSize="40%"
            groupResizeBehavior="preserve-pixel-size"
          >
            {tree}
          </Panel>
          <Handle orientation="vertical" label="Width of the shards" />
        </>
      )}
      <Panel id="middle" minSize="380px">
        {middle}
      </Panel>
      {shown("detail") && (
        <>
          <Handle orientation="vertical" label="Width of the record" />
          <Panel id="detail" defaultSize="29%" minSize="260px" maxSize="60%" groupResizeBehavior="preserve-pixel-size">
            {detail}
          </Panel>
        </>
      )}
    </Group>
  );
}

/** A fifth of the page, yet wide enough for a shard's name and life. CSS pixels. */
function treeWidth(): string {
  return `${Math.max(252, Math.round(innerWidth * 0.21))}px`;
}

/** Enough for six lanes, yet never most of a low page. CSS pixels. */
function timelineHeight(): string {
  return `${Math.min(200, Math.max(118, Math.round(innerHeight * 0.27)))}px`;
}

/** A line of one pixel that is easy to take hold of. `orientation` is the line's own. */
function Handle({ orientation, label }: { orientation: "horizontal" | "vertical"; label: string }) {
  return (
    <Separator
      aria-label={label}
      className={
        orientation === "vertical"
          ? "w-px bg-line transition-colors hover:bg-select-line focus-visible:bg-select-line data-[separator=active]:bg-select-line"
          : "h-px bg-line transition-colors hover:bg-select-line focus-visible:bg-select-line data-[separator=active]:bg-select-line"
      }
    />
  );
}
