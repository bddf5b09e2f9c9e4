import { describe, expect, it, vi } from "vitest";
import { searchCommands } from "@/components/palette/search-commands";
import type { ShardInfo } from "@/lib/api/contract";
import { sandboxCommands, shardCommands } from "./shard-commands";
import { type ViewActions, type ViewFacts, viewCommands } from "./view-commands";

const shard = (shardId: string, open: boolean, createdAt: string) =>
  ({ shardId, open, createdAt, records: 2 }) as unknown as ShardInfo;
const shards = [
  shard("shardId-1-aaaa1111", false, "2026-11-20T01:00:00.000Z"),
  shard("shardId-2-bbbb2222", true, "2026-11-20T05:00:00.000Z"),
  shard("shardId-3-cccc3333", true, "2026-11-20T06:00:00.000Z"),
];

const facts: ViewFacts = {
  paused: false,
  reading: "running",
  filter: "",
  filtered: false,
  following: true,
  live: true,
  newestFirst: false,
  view: "diff",
  hasRecord: false,
  wide: true,
  hidden: [],
};

function act(): ViewActions {
  return {
    open: vi.fn(),
    filter: vi.fn(),
    clear: vi.fn(),
    onlyItem: vi.fn(),
    toHead: vi.fn(),
    pause: vi.fn(),
    setReading: vi.fn(),
    setNewestFirst: vi.fn(),
    setView: vi.fn(),
    hide: vi.fn(),
    home: vi.fn(),
  };
}

const ids = (change: Partial<ViewFacts>) => viewCommands({ ...facts, ...change }, act()).map(({ id }) => id);

describe("shards by name", () => {
  it("stand open before closed, young before old, and are chosen by their whole id", () => {
    const choose = vi.fn();
    const commands = shardCommands(shards, [], (ms) => new Date(ms).toISOString(), choose);
    expect(commands[0]?.detail).toBe("open, began 2026-11-20T06:00:00.000Z · 2 records");
    expect(commands.map(({ title }) => title)).toEqual(["Only shard 3333", "Only shard 2222", "Only shard 1111"]);
    commands[2]?.run();
    expect(choose).toHaveBeenCalledWith(["shardId-1-aaaa1111"]);
  });

  it("are found by any part of their id, and all of them are to be had again", () => {
    const commands = shardCommands(shards, ["shardId-1-aaaa1111"], String, () => {});
    const found = (query: string) => searchCommands(commands, query)[0]?.found.map(({ command }) => command.title);
    expect(found("bbbb")).toEqual(["Only shard 2222"]);
    expect(found("all shards")).toEqual(["Records of all shards"]);
  });

  it("roll over together, and split one by one while they are open", () => {
    const replace = vi.fn();
    const commands = sandboxCommands("arn", shards, replace);
    for (const { run } of commands) run();
    expect(replace.mock.calls).toEqual([
      [{ streamArn: "arn", children: 1 }],
      [{ streamArn: "arn", shardId: "shardId-2-bbbb2222", children: 2 }],
      [{ streamArn: "arn", shardId: "shardId-3-cccc3333", children: 2 }],
    ]);
  });
});

describe("actions by name", () => {
  it("have ids of their own", () => {
    const all = ids({ filter: "x", filtered: true, following: false, hasRecord: true });
    expect(new Set(all).size).toBe(all.length);
  });

  it("leave out what would do nothing", () => {
    expect(ids({})).not.toContain("clear");
    expect(ids({ filtered: true })).toContain("clear");
    expect(ids({})).not.toContain("save");
    expect(ids({})).not.toContain("head");
    expect(ids({ following: false })).toContain("head");
    expect(ids({})).not.toContain("view raw");
    expect(ids({ hasRecord: true })).toContain("view raw");
    expect(ids({})).not.toContain("item");
    expect(ids({ hasRecord: true })).toContain("item");
  });

  it("do not stop the reading of a file", () => {
    expect(ids({ reading: undefined, live: false })).not.toContain("reading");
  });

  it("offer nothing live where nothing comes", () => {
    const ended = viewCommands({ ...facts, following: false, live: false }, act());
    expect(ended.map(({ id }) => id)).not.toContain("pause");
    expect(ended.find(({ id }) => id === "head")?.detail).toBeUndefined();
    expect(ids({ live: false, paused: true })).toContain("pause");
  });

  it("show the key of the next view beside it alone", () => {
    const commands = viewCommands({ ...facts, hasRecord: true, view: "lambda" }, act());
    expect(commands.filter(({ keys }) => keys?.includes("d")).map(({ id }) => id)).toEqual(["view diff"]);
  });

  it("hide a pane and bring it back; a drawer is opened", () => {
    const wide = act();
    const tree = (change: Partial<ViewFacts>, actions: ViewActions) =>
      viewCommands({ ...facts, ...change }, actions).find(({ id }) => id === "pane tree");
    tree({ hidden: ["detail"] }, wide)?.run();
    expect(wide.hide).toHaveBeenCalledWith(["detail", "tree"]);
    tree({ hidden: ["detail", "tree"] }, wide)?.run();
    expect(wide.hide).toHaveBeenLastCalledWith(["detail"]);
    const narrow = act();
    tree({ wide: false }, narrow)?.run();
    expect(narrow.open).toHaveBeenCalledWith("tree");
  });
});
