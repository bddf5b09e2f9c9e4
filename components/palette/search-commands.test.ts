import { Circle } from "lucide-react";
import { expect, it } from "vitest";
import type { Command } from "./command";
import { searchCommands } from "./search-commands";

const command = (group: string, title: string, more: Partial<Command> = {}): Command => ({
  id: `${group} ${title}`,
  group,
  title,
  icon: Circle,
  run: () => {},
  ...more,
});

const titles = (commands: Command[], query: string) =>
  searchCommands(commands, query).map(({ name, found }) => [name, ...found.map((each) => each.command.title)]);

const commands = [
  command("View", "Pause the view", { words: "stop hold" }),
  command("View", "Export records"),
  command("Settings", "Change theme", { words: "dark light" }),
  command("Settings", "Times in UTC"),
  command("Shards", "Only shard 351a", { words: "shardId-0001-4f0e351a", searched: true }),
];

it("shows all but what is one of many before anything is typed", () => {
  expect(titles(commands, " ")).toEqual([
    ["View", "Pause the view", "Export records"],
    ["Settings", "Change theme", "Times in UTC"],
  ]);
});

it("puts the best answer first, and its group", () => {
  expect(titles(commands, "t")).toEqual([
    ["Settings", "Times in UTC", "Change theme"],
    ["View", "Pause the view", "Export records"],
  ]);
});

it("wants every word, wherever it stands", () => {
  expect(titles(commands, "the dark")).toEqual([["Settings", "Change theme"]]);
  expect(titles(commands, "the nothing")).toEqual([]);
});

it("finds other words only where they are typed letter by letter", () => {
  expect(titles(commands, "4f0e")).toEqual([["Shards", "Only shard 351a"]]);
  expect(titles(commands, "sh41a")).toEqual([]);
});

it("keeps a group short and counts the rest", () => {
  const many = Array.from({ length: 30 }, (_, index) => command("Shards", `Only shard ${index}`));
  const [group] = searchCommands(many, "shard");
  expect(group?.found).toHaveLength(8);
  expect(group?.more).toBe(22);
});

it("marks the letters of the title that answer", () => {
  const [group] = searchCommands(commands, "exp rec");
  expect([...(group?.found[0]?.letters ?? [])]).toEqual([0, 1, 2, 7, 8, 9]);
});
