import type { Completion, CompletionWant } from "@/lib/filter/completion";
import type { FilterImage } from "@/lib/filter/filter";
import { quoteFilterText } from "@/lib/filter/write";
import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { attributeType } from "@/lib/stream/attribute-value";
import { formatPath } from "@/lib/stream/path";
import type { StreamRecord } from "@/lib/stream/record";

const MAX_PATHS = 1000;
const MAX_VALUES = 200;
/** Longer texts are looked for by a word in them. */
const MAX_VALUE_LENGTH = 48;
const MAX_DEPTH = 6;
/** Members of a set or list that are remembered. */
const MAX_MEMBERS = 5;
const MOST = 30;

interface SeenPath {
  count: number;
  type: string;
  /** The least recently seen first, by how a filter writes them. */
  values: Map<string, number>;
}

/** Attribute paths and short values of some records, bounded whatever they hold: what a filter bar can offer. */
export class Vocabulary {
  private readonly paths = new Map<string, SeenPath>();
  private readonly keyPaths = new Set<string>();

  add({ dynamodb: { Keys, NewImage, OldImage } }: StreamRecord): void {
    for (const name of Object.keys(Keys)) this.keyPaths.add(formatPath([name]));
    this.addMap(NewImage ?? OldImage ?? Keys, []);
  }

  /** Best first. Fields, times and the like are not its business. */
  complete(want: CompletionWant): Completion[] {
    switch (want.kind) {
      case "field":
        return this.matching(want.prefix).flatMap(([path, seen]) => [
          { text: `new.${path}:`, detail: described(seen), open: true },
          { text: `changed:${path}`, detail: "records that changed it" },
        ]);
      case "path":
        return this.matching(want.prefix, want.image ?? "changed").map(([path, seen]) =>
          want.image
            ? { text: `${path}:`, detail: described(seen), open: true }
            : { text: path, detail: described(seen) },
        );
      case "value":
        return this.values(want.path, want.prefix);
      default:
        return [];
    }
  }

  private matching(prefix: string, of: FilterImage | "changed" = "new"): [string, SeenPath][] {
    const wanted = prefix.toLowerCase();
    const rank = (path: string) => {
      const text = path.toLowerCase();
      if (text.startsWith(wanted)) return 0;
      // A part of a path: typing "city" finds address.city.
      return text.includes(`.${wanted}`) ? 1 : 2;
    };
    return (
      [...this.paths]
        // A key never changes.
        .filter(
          ([path]) =>
            rank(path) < 2 && (of === "keys" || of === "changed" ? this.keyPaths.has(path) === (of === "keys") : true),
        )
        .sort(([a, seenA], [b, seenB]) => rank(a) - rank(b) || seenB.count - seenA.count || (a < b ? -1 : 1))
        .slice(0, MOST)
    );
  }

  private values(path: string, prefix: string): Completion[] {
    const seen = this.paths.get(path);
    if (!seen) return [];
    const wanted = prefix.toLowerCase();
    const plain = (text: string) => text.toLowerCase().replaceAll('"', "").replaceAll("\\", "");
    return [...seen.values]
      .filter(([text]) => plain(text).startsWith(wanted))
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))
      .slice(0, MOST)
      .map(([text]) => ({ text }));
  }

  private addMap(map: AttributeMap, above: string[]): void {
    for (const name of Object.keys(map)) {
      const value = map[name] as AttributeValue;
      const steps = [...above, name];
      const path = formatPath(steps);
      let seen = this.paths.get(path);
      if (!seen) {
        if (this.paths.size >= MAX_PATHS) continue;
        seen = { count: 0, type: attributeType(value), values: new Map() };
        this.paths.set(path, seen);
      }
      seen.count++;
      addValues(value, seen);
      if ("M" in value && steps.length < MAX_DEPTH) this.addMap(value.M, steps);
    }
  }
}

function addValues(value: AttributeValue, seen: SeenPath): void {
  if ("L" in value) {
    for (const element of value.L.slice(0, MAX_MEMBERS)) if (!("L" in element)) addValues(element, seen);
  } else if ("SS" in value) for (const S of value.SS.slice(0, MAX_MEMBERS)) addValue({ S }, seen);
  else if ("NS" in value) for (const N of value.NS.slice(0, MAX_MEMBERS)) addValue({ N }, seen);
  else addValue(value, seen);
}

function addValue(value: AttributeValue, { values }: SeenPath): void {
  const text = written(value);
  if (text === undefined) return;
  const count = values.get(text) ?? 0;
  values.delete(text);
  values.set(text, count + 1);
  if (values.size <= MAX_VALUES) return;
  const [oldest] = values.keys();
  if (oldest !== undefined) values.delete(oldest);
}

function written(value: AttributeValue): string | undefined {
  if ("S" in value) {
    const { S } = value;
    return S.length > 0 && S.length <= MAX_VALUE_LENGTH && !/\p{Cc}/u.test(S) ? quoteFilterText(S) : undefined;
  }
  if ("N" in value) return value.N;
  return "BOOL" in value ? String(value.BOOL) : undefined;
}

const TYPES: Record<string, string> = {
  S: "string",
  N: "number",
  B: "binary",
  BOOL: "true or false",
  NULL: "null",
  M: "map",
  L: "list",
  SS: "strings",
  NS: "numbers",
  BS: "binaries",
};

function described({ type, values }: SeenPath): string {
  const name = TYPES[type] ?? type;
  const [example] = [...values].sort(([, a], [, b]) => b - a)[0] ?? [];
  return example !== undefined && type !== "BOOL" ? `${name}, such as ${example}` : name;
}
