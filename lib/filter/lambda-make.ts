import type { LambdaRecord } from "@/lib/stream/lambda-event";
import type { Path } from "@/lib/stream/path";

/** One value of a record that a pattern can look for. */
export interface RecordLeaf {
  /** As in a pattern: list indexes are left out, since a pattern speaks of any element. */
  path: Path;
  value: string | number | boolean;
}

/** Enough to choose from by hand; an item of 400 KB may hold a hundred thousand. */
const MAX_LEAVES = 500;

/** What differs in each record, so that a pattern for it would match that one alone. */
const SINGULAR = new Set(["eventID", "ApproximateCreationDateTime", "SequenceNumber", "SizeBytes"]);

/**
 * The values of a record: what happened, then the item in its own order, then the rest, which is alike in all records. At
 * most 500; `more` says that there were others.
 */
export function recordLeaves(record: LambdaRecord): { leaves: RecordLeaf[]; more: boolean } {
  const leaves: RecordLeaf[] = [];
  const seen = new Set<string>();
  let more = false;
  const walk = (value: unknown, path: Path): void => {
    if (more) return;
    if (Array.isArray(value)) for (const each of value) walk(each, path);
    else if (typeof value === "object" && value !== null) {
      for (const [name, below] of Object.entries(value)) {
        if (path.length > 1 || !SINGULAR.has(name)) walk(below, [...path, name]);
      }
    } else if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      const id = leafId({ path, value });
      if (seen.has(id)) return;
      if (leaves.length === MAX_LEAVES) more = true;
      else {
        seen.add(id);
        leaves.push({ path, value });
      }
    }
  };
  const { eventName, dynamodb, ...rest } = record;
  walk({ eventName, dynamodb, ...rest }, []);
  return { leaves, more };
}

/** Tells two leaves apart. */
export function leafId({ path, value }: RecordLeaf): string {
  return JSON.stringify([path, value]);
}

type Tree = Map<string, Tree | RecordLeaf["value"][]>;

/** A pattern that wants each of these values, as JSON over several lines. Two values of one path are joined by OR. */
export function patternOf(leaves: readonly RecordLeaf[]): string {
  const tree: Tree = new Map();
  for (const { path, value } of leaves) {
    let at = tree;
    for (const step of path.slice(0, -1)) {
      const name = String(step);
      const below = at.get(name);
      if (below instanceof Map) at = below;
      else {
        const made: Tree = new Map();
        at.set(name, made);
        at = made;
      }
    }
    const name = String(path.at(-1));
    const values = at.get(name);
    if (Array.isArray(values)) values.push(value);
    else at.set(name, [value]);
  }
  return write(tree, "");
}

/** Written by hand, for an object would take `__proto__` as something else than a name. */
function write(tree: Tree, indent: string): string {
  const inner = `${indent}  `;
  const lines = [...tree].map(([name, below]) => {
    const value =
      below instanceof Map ? write(below, inner) : `[${below.map((each) => JSON.stringify(each)).join(", ")}]`;
    return `${inner}${JSON.stringify(name)}: ${value}`;
  });
  return lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n${indent}}`;
}
