import { formatPath, type Path } from "@/lib/stream/path";
import type { LambdaFilter } from "./lambda-criteria";
import type { FieldTest, PatternFields, PatternLeaf } from "./lambda-pattern";

/** What Lambda would do with a record. `filter` counts from 0; it is the one that let the record pass, or came nearest. */
export type LambdaVerdict =
  | { passed: true; filter?: number }
  | { passed: false; filter: number; path: string; reason: string };

/**
 * Filters are joined by OR; none at all let everything pass [AWS]. `record` is JSON as Lambda's function would get it. Takes
 * time proportional to the pattern times the record, in the worst case.
 */
export function matchLambdaFilters(filters: readonly LambdaFilter[], record: unknown): LambdaVerdict {
  if (filters.length === 0) return { passed: true };
  let nearest: { filter: number; misses: Miss[] } | undefined;
  for (const [filter, { pattern }] of filters.entries()) {
    const misses = missesOf(pattern, record);
    if (misses.length === 0) return { passed: true, filter };
    if (!nearest || misses.length < nearest.misses.length) nearest = { filter, misses };
  }
  const miss = nearest?.misses[0] as Miss;
  return {
    passed: false,
    filter: nearest?.filter ?? 0,
    path: formatPath(miss.leaf.path),
    reason: reasonOf(miss, record),
  };
}

interface Miss {
  leaf: PatternLeaf;
  /** The value found at the leaf's path, in the array element that came nearest. */
  value: unknown;
}

/** The leaves that do not hold. */
function missesOf(node: PatternFields, value: unknown): Miss[] {
  const objects = objectsIn(value);
  if (objects.length === 0) return missesIn(node, undefined);
  const misses = objects.map((each) => missesIn(node, each));
  // That something is absent is said of all elements; all else must be found in one and the same element [AWS: Ruler].
  if (wantsAbsence(node)) return misses.find((each) => each.length > 0) ?? [];
  return fewest(misses);
}

function missesIn(node: PatternFields, object: Record<string, unknown> | undefined): Miss[] {
  const misses = node.fields.flatMap(({ name, node: field }) => {
    const value = object && Object.hasOwn(object, name) ? object[name] : undefined;
    if (field.kind === "fields") return missesOf(field, value);
    return leafHolds(field, value) ? [] : [{ leaf: field, value }];
  });
  return node.anyOf.length === 0 ? misses : misses.concat(fewest(node.anyOf.map((each) => missesIn(each, object))));
}

function fewest(lists: Miss[][]): Miss[] {
  return lists.reduce((least, each) => (each.length < least.length ? each : least));
}

function wantsAbsence({ fields, anyOf }: PatternFields): boolean {
  return (
    anyOf.length === 0 &&
    fields.every(({ node }) =>
      node.kind === "fields" ? wantsAbsence(node) : node.tests.every((test) => test.kind === "exists" && !test.value),
    )
  );
}

function leafHolds(leaf: PatternLeaf, value: unknown): boolean {
  const found = scalarsIn(value);
  return leaf.tests.some((test) =>
    // An object is no leaf: for `exists` it is not there [AWS].
    test.kind === "exists" ? test.value === found.length > 0 : found.some((each) => holds(test, each)),
  );
}

/** One test on one value. Numbers are not looked for in texts, hence never in DynamoDB's N [recorded]. */
function holds(test: FieldTest, value: Scalar): boolean {
  switch (test.kind) {
    case "equals":
      return value === test.value;
    case "equalsIgnoreCase":
      return typeof value === "string" && value.toLowerCase() === test.value.toLowerCase();
    case "prefix":
      return typeof value === "string" && value.startsWith(test.value);
    case "suffix":
      return typeof value === "string" && value.endsWith(test.value);
    case "anythingBut":
      return !test.values.includes(value as string | number);
    case "anythingButLike":
      return typeof value === "string" && !holds(test.test, value);
    case "numeric":
      return (
        typeof value === "number" && test.bounds.every(({ operator, value: bound }) => compares(value, operator, bound))
      );
    case "exists":
      return test.value;
  }
}

function compares(value: number, operator: string, bound: number): boolean {
  switch (operator) {
    case "=":
      return value === bound;
    case ">":
      return value > bound;
    case ">=":
      return value >= bound;
    case "<":
      return value < bound;
    default:
      return value <= bound;
  }
}

type Scalar = string | number | boolean | null;

/** The leaves at a value: the value itself, or the elements of an array, however nested. */
function scalarsIn(value: unknown): Scalar[] {
  if (Array.isArray(value)) return value.flatMap(scalarsIn);
  return value === undefined || (typeof value === "object" && value !== null) ? [] : [value as Scalar];
}

function objectsIn(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(objectsIn);
  return typeof value === "object" && value !== null ? [value as Record<string, unknown>] : [];
}

function reasonOf({ leaf, value }: Miss, record: unknown): string {
  const wanted = wordsOf(leaf.tests);
  const found = scalarsIn(value);
  if (found.length > 0) return `is ${shortList(found.map(literal))}, not ${wanted}`;
  if (objectsIn(value).length > 0) {
    const below = Object.keys(objectsIn(value)[0] ?? {});
    return `is no leaf: what it holds lies deeper, under ${shortList(below)}`;
  }
  const name = firstMissing(leaf.path, record);
  return name === undefined
    ? `is not in this record; wanted ${wanted}`
    : `is not in this record, which has no ${name}; wanted ${wanted}`;
}

/** The first name on the way that the record does not have; undefined when it is the last one. */
function firstMissing(path: Path, record: unknown): string | undefined {
  let objects = objectsIn(record);
  for (const name of path.slice(0, -1)) {
    objects = objects.flatMap((each) => (Object.hasOwn(each, name) ? objectsIn([each[name]]) : []));
    if (objects.length === 0) return String(name);
  }
  return undefined;
}

function wordsOf(tests: readonly FieldTest[]): string {
  return shortList(tests.map(wordOf), " or ");
}

function wordOf(test: FieldTest): string {
  switch (test.kind) {
    case "equals":
      return literal(test.value);
    case "equalsIgnoreCase":
      return `${literal(test.value)} in any case`;
    case "prefix":
      return `a text that begins with ${literal(test.value)}`;
    case "suffix":
      return `a text that ends with ${literal(test.value)}`;
    case "numeric":
      return `a number ${test.bounds.map(({ operator, value }) => `${operator} ${value}`).join(" and ")}`;
    case "exists":
      return test.value ? "anything" : "absent";
    case "anythingBut":
      return `anything but ${shortList(test.values.map(literal))}`;
    case "anythingButLike":
      return `anything but ${wordOf(test.test)}`;
  }
}

const SHOWN = 3;
const SHOWN_CHARACTERS = 60;

function literal(value: Scalar): string {
  const text = JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function shortList(words: readonly string[], join = ", "): string {
  const more = words.length - SHOWN;
  return words.slice(0, SHOWN).join(join) + (more > 0 ? ` and ${more} more` : "");
}
