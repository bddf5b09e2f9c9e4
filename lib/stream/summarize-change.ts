import { type AttributeMap, type AttributeValue, attributeType } from "./attribute-value";
import type { ChangeSummary } from "./change";
import { equalValues, own } from "./equal-values";
import { valueText } from "./format-value";
import { formatPath, type Path } from "./path";
import { isTtlDelete, type StreamRecord } from "./record";

/** Characters of a value that a list row has room for. */
const VALUE_LIMIT = 40;
/** A change deep in a huge map costs a row no more than this many looked-at paths. */
const MAX_PATHS = 1000;

/** A changed path as a chain to the top: this runs for each record, and most paths are never written out. */
interface ChangedPath {
  parent: ParentStep | undefined;
  step: string | number;
  old: AttributeValue | undefined;
  next: AttributeValue | undefined;
}

interface ParentStep {
  parent: ParentStep | undefined;
  step: string | number;
  depth: number;
}

/**
 * What a record changed, the most telling change first: `status PENDING → SHIPPED, +2`. Linear in the size of the
 * images: lists are compared index by index here; the full diff (diff.ts) finds moves.
 * `more` counts the other changed paths, up to 1000.
 */
export function summarizeChange(record: StreamRecord): ChangeSummary {
  const { NewImage, OldImage } = record.dynamodb;
  if (record.eventName === "INSERT") return { kind: "new", attributes: count(NewImage) };
  if (record.eventName === "REMOVE") {
    return { kind: "removed", attributes: count(OldImage), ttl: isTtlDelete(record) };
  }
  if (!NewImage || !OldImage) return { kind: "unknown" };
  const changed: ChangedPath[] = [];
  collectMap(undefined, OldImage, NewImage, changed);
  let best: ChangedPath | undefined;
  let bestRank = Number.POSITIVE_INFINITY;
  for (const candidate of changed) {
    const rank = rankOf(candidate);
    if (rank < bestRank) {
      best = candidate;
      bestRank = rank;
    }
  }
  if (!best) return { kind: "unknown" };
  return {
    kind: "changed",
    path: formatPath(pathOf(best)),
    ...texts(best),
    more: changed.length - 1,
  };
}

function count(image: AttributeMap | undefined): number {
  return image ? Object.keys(image).length : 0;
}

function pathOf({ parent, step }: ChangedPath): Path {
  const path = [step];
  for (let above = parent; above; above = above.parent) path.unshift(above.step);
  return path;
}

/** Names in the new image's order, then those that are gone. */
function collectMap(parent: ParentStep | undefined, old: AttributeMap, next: AttributeMap, into: ChangedPath[]): void {
  for (const name of Object.keys(next)) collect(parent, name, own(old, name), own(next, name), into);
  for (const name of Object.keys(old)) {
    if (!Object.hasOwn(next, name)) collect(parent, name, own(old, name), undefined, into);
  }
}

function collect(
  parent: ParentStep | undefined,
  step: string | number,
  old: AttributeValue | undefined,
  next: AttributeValue | undefined,
  into: ChangedPath[],
): void {
  if (into.length >= MAX_PATHS) return;
  if (old && next) {
    if ("M" in old && "M" in next) {
      collectMap(below(parent, step), old.M, next.M, into);
      return;
    }
    if ("L" in old && "L" in next && old.L.length === next.L.length) {
      const here = below(parent, step);
      const other = next.L;
      old.L.forEach((value, index) => {
        collect(here, index, value, other[index], into);
      });
      return;
    }
    if (equalValues(old, next)) return;
  }
  into.push({ parent, step, old, next });
}

function below(parent: ParentStep | undefined, step: string | number): ParentStep {
  return { parent, step, depth: (parent?.depth ?? 0) + 1 };
}

const STATUS_NAME = /(status|state|phase|stage|step)$/i;
/** Attributes that change with every write tell nothing. */
const HOUSEKEEPING_NAME =
  /(updated|modified|changed|touched|time|timestamp|date|version|revision|etag|ttl|expires|_at|At)$|^(_?v|rev)$|^aws:rep:/;

/** Smaller is more telling. */
function rankOf({ parent, step, old, next }: ChangedPath): number {
  let named = parent;
  while (named && typeof named.step === "number") named = named.parent;
  const name = typeof step === "string" ? step : String(named?.step);
  return telling(name, old, next) * 10 + Math.min(parent?.depth ?? 0, 9);
}

function telling(name: string, old: AttributeValue | undefined, next: AttributeValue | undefined): number {
  if (!isScalar(old) || !isScalar(next)) return 5;
  if (HOUSEKEEPING_NAME.test(name)) return 6;
  if (STATUS_NAME.test(name) && (isWord(old) || isWord(next))) return 0;
  if (isWord(old) && isWord(next)) return 1;
  if (isFlag(old) || isFlag(next)) return 2;
  if (isNumber(old) || isNumber(next)) return 3;
  return 4;
}

const SCALARS: ReadonlySet<string> = new Set(["S", "N", "B", "BOOL", "NULL"]);

function isScalar(value: AttributeValue | undefined): boolean {
  return value === undefined || SCALARS.has(attributeType(value));
}

/** A short string such as PENDING: not a sentence, date, or id. */
function isWord(value: AttributeValue | undefined): boolean {
  return value !== undefined && "S" in value && value.S.length <= 24 && /^\p{L}[\p{L}\d_ -]*$/u.test(value.S);
}

function isFlag(value: AttributeValue | undefined): boolean {
  return value !== undefined && "BOOL" in value;
}

function isNumber(value: AttributeValue | undefined): boolean {
  return value !== undefined && "N" in value;
}

function texts({ old, next }: ChangedPath): { old?: string; new?: string } {
  if (old && next && "L" in old && "L" in next) {
    return { old: elements(old.L.length), new: elements(next.L.length) };
  }
  const pair: { old?: string; new?: string } = {};
  if (old) pair.old = valueText(old, VALUE_LIMIT);
  if (next) pair.new = valueText(next, VALUE_LIMIT);
  return pair;
}

function elements(length: number): string {
  return length === 1 ? "1 element" : `${length} elements`;
}
