import {
  ArrowDownNarrowWide,
  ArrowUpNarrowWide,
  Binary,
  BookmarkPlus,
  ChartNoAxesColumnDecreasing,
  CircleHelp,
  CirclePause,
  CirclePlay,
  Database,
  Download,
  FileDiff,
  FileMinus,
  FilePlus,
  Filter,
  FilterX,
  FlaskConical,
  History,
  House,
  Keyboard,
  Link2,
  type LucideIcon,
  PackageX,
  PanelLeft,
  PanelRight,
  PanelTop,
  Pause,
  Play,
  RadioTower,
  Star,
  Timer,
  Zap,
} from "lucide-react";
import type { Command } from "@/components/palette/command";
import { showToast } from "@/components/ui/toast";
import type { detailViews, OpenPanel, Pane } from "./url-state";

type DetailView = (typeof detailViews)[number];

/** What the screen is, as far as its commands depend on it. */
export interface ViewFacts {
  paused: boolean;
  /** Absent for an imported capture: there is nothing to read. */
  reading: "running" | "paused" | undefined;
  filter: string;
  filtered: boolean;
  following: boolean;
  /** New records may come: the stream has not ended, nor is this an imported capture. */
  live: boolean;
  newestFirst: boolean;
  view: DetailView;
  hasRecord: boolean;
  wide: boolean;
  hidden: readonly Pane[];
}

export interface ViewActions {
  open: (panel: OpenPanel) => void;
  filter: () => void;
  clear: () => void;
  /** Narrows the list to the item of the record that is looked at. */
  onlyItem: () => void;
  toHead: () => void;
  pause: () => void;
  setReading: (reading: "running" | "paused") => void;
  setNewestFirst: (newestFirst: boolean) => void;
  setView: (view: DetailView) => void;
  hide: (panes: readonly Pane[]) => void;
  home: () => void;
}

const views: readonly { view: DetailView; title: string; words: string; icon: LucideIcon }[] = [
  { view: "diff", title: "Show what changed", words: "detail diff old new", icon: FileDiff },
  { view: "new", title: "Show the new image", words: "detail", icon: FilePlus },
  { view: "old", title: "Show the old image", words: "detail", icon: FileMinus },
  { view: "raw", title: "Show the record as AWS sent it", words: "detail raw json", icon: Binary },
  { view: "lambda", title: "Show the event that Lambda gets", words: "detail lambda", icon: Zap },
];

const panes: readonly { pane: Pane; name: string; words: string; icon: LucideIcon }[] = [
  { pane: "tree", name: "the shards", words: "tree lineage left panel pane", icon: PanelLeft },
  { pane: "timeline", name: "the timeline", words: "lanes top panel pane", icon: PanelTop },
  { pane: "detail", name: "the record's detail", words: "diff right panel pane", icon: PanelRight },
];

/** Every action of the inspector. One that would do nothing now is left out. */
export function viewCommands(facts: ViewFacts, act: ViewActions): Command[] {
  const records = "Records";
  const answers = "Answers";
  const commands: (Command | false)[] = [
    {
      id: "filter",
      group: records,
      title: "Filter records",
      icon: Filter,
      words: "search find query",
      keys: ["/"],
      run: act.filter,
    },
    facts.filtered && {
      id: "clear",
      group: records,
      title: "Clear the filter and the range",
      icon: FilterX,
      words: "all reset",
      run: act.clear,
    },
    facts.filter !== "" && {
      id: "save",
      group: records,
      title: "Save this filter…",
      icon: BookmarkPlus,
      detail: facts.filter,
      words: "saved star keep",
      run: () => act.open("saved"),
    },
    {
      id: "seek",
      group: records,
      title: "Go to a time…",
      icon: Timer,
      words: "seek jump",
      keys: ["g"],
      run: () => act.open("seek"),
    },
    !facts.following && {
      id: "head",
      group: records,
      title: "Go to the newest record",
      icon: RadioTower,
      ...(facts.live && { detail: "and follow the stream" }),
      words: facts.live ? "head tail live latest resume" : "head tail latest end",
      run: act.toHead,
    },
    (facts.live || facts.paused) && {
      id: "pause",
      group: records,
      title: facts.paused ? "Resume the view" : "Pause the view",
      icon: facts.paused ? Play : Pause,
      detail: facts.paused ? "" : "capturing goes on",
      words: "pause resume hold freeze",
      keys: ["Space"],
      run: act.pause,
    },
    {
      id: "order",
      group: records,
      title: facts.newestFirst ? "Newest record at the bottom" : "Newest record at the top",
      icon: facts.newestFirst ? ArrowDownNarrowWide : ArrowUpNarrowWide,
      words: "order sort list",
      run: () => act.setNewestFirst(!facts.newestFirst),
    },
    {
      id: "export",
      group: records,
      title: "Export…",
      icon: Download,
      words: "download save csv json ndjson parquet",
      keys: ["e"],
      run: () => act.open("export"),
    },
    {
      id: "doctor",
      group: answers,
      title: "Why is there no record?",
      icon: CircleHelp,
      words: "missing doctor lost help",
      run: () => act.open("doctor"),
    },
    {
      id: "lens",
      group: answers,
      title: "What changes most",
      icon: ChartNoAxesColumnDecreasing,
      words: "lens hot keys attributes count top statistics",
      run: () => act.open("lens"),
    },
    {
      id: "lab",
      group: answers,
      title: "Lambda filter lab…",
      icon: FlaskConical,
      words: "pattern filtercriteria event source mapping",
      run: () => act.open("lab"),
    },
    {
      id: "batch",
      group: answers,
      title: "Find a failed batch…",
      icon: PackageX,
      words: "lambda on-failure destination dlq ddbstreambatchinfo",
      run: () => act.open("batch"),
    },
    facts.hasRecord && {
      id: "item",
      group: "Record",
      title: "Only records of this item",
      icon: History,
      words: "filter key history versions",
      keys: ["i"],
      run: act.onlyItem,
    },
    ...(facts.hasRecord
      ? views.map(({ view, title, words, icon }) => ({
          id: `view ${view}`,
          group: "Record",
          title,
          icon,
          words,
          current: view === facts.view,
          ...(view === nextOf(facts.view) && { keys: ["d"] }),
          run: () => act.setView(view),
        }))
      : []),
    ...panes.flatMap(({ pane, name, words, icon }): Command[] => {
      const command = { id: `pane ${pane}`, group: "Panels", icon, words: `${words} show hide collapse` };
      // On a narrow screen tree and detail are drawers.
      if (!facts.wide && pane !== "timeline") return [{ ...command, title: `Show ${name}`, run: () => act.open(pane) }];
      const hidden = facts.hidden.includes(pane);
      const next = hidden ? facts.hidden.filter((other) => other !== pane) : [...facts.hidden, pane];
      return [{ ...command, title: `${hidden ? "Show" : "Hide"} ${name}`, run: () => act.hide(next) }];
    }),
    {
      id: "saved",
      group: "Saved filters",
      title: "Saved filters…",
      icon: Star,
      words: "rename remove",
      run: () => act.open("saved"),
    },
    facts.reading !== undefined && {
      id: "reading",
      group: "Capture",
      title: facts.reading === "paused" ? "Read on" : "Stop reading",
      icon: facts.reading === "paused" ? CirclePlay : CirclePause,
      detail:
        facts.reading === "paused"
          ? "from where it stopped"
          : "nothing more is captured, and nothing is asked of the stream",
      words: "capture start stop",
      run: () => act.setReading(facts.reading === "paused" ? "running" : "paused"),
    },
    {
      id: "keep",
      group: "Capture",
      title: "How much is kept…",
      icon: Database,
      words: "retention days disk delete old",
      run: () => act.open("keep"),
    },
    {
      id: "link",
      group: "Capture",
      title: "Copy a link to this view",
      icon: Link2,
      detail: "filter, range, record and panels",
      words: "share url address",
      run: copyLink,
    },
    { id: "home", group: "Capture", title: "All captures and streams", icon: House, words: "home open", run: act.home },
    {
      id: "keys",
      group: "Capture",
      title: "Keys",
      icon: Keyboard,
      words: "shortcuts keyboard help",
      keys: ["?"],
      run: () => act.open("keys"),
    },
  ];
  return commands.filter((command) => command !== false);
}

function nextOf(view: DetailView): DetailView | undefined {
  const at = views.findIndex((each) => each.view === view);
  return views[(at + 1) % views.length]?.view;
}

function copyLink(): void {
  navigator.clipboard.writeText(location.href).then(
    () => showToast({ title: "The link is copied" }),
    () => showToast({ title: "The browser refused to copy", type: "error" }),
  );
}
