import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { keyGroups } from "@/components/inspector/keys";

/** Where keys of the inspector are taken, and the groups of the list that tell of them. */
const TAKEN: readonly (readonly [groups: readonly string[], files: readonly string[]])[] = [
  [
    ["Records", "Everywhere"],
    [
      "inspector/use-inspector-keys.ts",
      "palette/command-key.ts",
      "record-detail/history-strip.tsx",
      "record-detail/record-detail.tsx",
      "record-list/record-list.tsx",
      "theme/theme-keeper.tsx",
    ],
  ],
  [["Filter"], ["filter-bar/filter-bar.tsx"]],
  [["Shards"], ["shard-tree/shard-tree.tsx", "shard-tree/tree-keys.ts"]],
  [["Timeline"], ["timeline/lanes-view.tsx"]],
  [["Begin and end of the range"], ["timeline/brush-handle.tsx"]],
];

/** Lists that are walked by arrows, and fields that Enter takes and Escape leaves, as lists and fields everywhere. */
const OWN_WAYS = [
  "connect/stream-list.tsx",
  "filter-bar/completion-list.tsx",
  "filter-bar/saved-filters-popover.tsx",
  "palette/command-search.tsx",
  "record-list/columns-menu.tsx",
];

/** What is written on a key, where `KeyboardEvent.key` calls it otherwise. */
const WRITTEN: Readonly<Record<string, string>> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  PageUp: "PgUp",
  PageDown: "PgDn",
  Escape: "Esc",
  " ": "Space",
  J: "⇧j",
  K: "⇧k",
  "-": "−",
};
/** The key of "+" without Shift. */
const ALIASES = new Set(["="]);
/** Typing ahead: any letter or digit that begins a name. */
const TYPED = new Set(["0…9", "a…z"]);

const folder = path.resolve(import.meta.dirname, "../components");
const KEY = /\.key(?:\.toLowerCase\(\))? [!=]== "([^"]+)"|useHotkey\("([^"]+)"/g;
/** Cases of a switch that is made of keys. */
const CASE = /switch \((?:event\.)?key\) \{(.*?)\n {2,4}\}/gs;

function keysTaken(text: string): string[] {
  const compared = [...text.matchAll(KEY)].map((match) => match[1] ?? match[2] ?? "");
  const cases = [...text.matchAll(CASE)].flatMap(([, body = ""]) =>
    [...body.matchAll(/case "([^"]+)"/g)].map((match) => match[1] ?? ""),
  );
  return [...compared, ...cases].filter((key) => !ALIASES.has(key)).map((key) => WRITTEN[key] ?? key);
}

const sources = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter(
  (file) => /\.tsx?$/.test(file) && !/\.test\./.test(file),
);
const read = (file: string) => readFileSync(path.join(folder, file), "utf8");
const sorted = (keys: Iterable<string>) => [...new Set(keys)].sort();

test.each(TAKEN)("the list of keys tells of all that %s take, and of no other", (titles, files) => {
  const told = keyGroups((key) => `with ${key.toLowerCase()}`, true)
    .filter(({ title }) => titles.includes(title))
    .flatMap(({ keys }) => keys.flatMap(([names]) => names))
    .filter((name) => !TYPED.has(name))
    .map((name) => name.replace("with ", ""));
  expect(sorted(told)).toEqual(sorted(files.flatMap((file) => keysTaken(read(file)))));
});

test("keys are taken nowhere else", () => {
  const known = [...TAKEN.flatMap(([, files]) => files), ...OWN_WAYS];
  expect(sources.filter((file) => keysTaken(read(file)).length > 0).sort()).toEqual(known.sort());
});

test("each group is told of, and no key twice in one", () => {
  const groups = keyGroups((key) => key, true);
  expect(groups.map(({ title }) => title).sort()).toEqual(TAKEN.flatMap(([titles]) => titles).sort());
  for (const { title, keys } of groups) {
    const names = keys.flatMap(([each]) => each);
    expect(names, title).toEqual([...new Set(names)]);
  }
});
