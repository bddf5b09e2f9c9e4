import type { Filter } from "@/lib/filter/filter";
import { matchesAnything } from "@/lib/filter/pattern";
import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import type { StreamRecord } from "@/lib/stream/record";

/** Characters of a gram; of one that would be digits alone, one more: there are only a thousand of those. */
const GRAM = 3;
/** Distinct grams of a unit; one that has more is looked through by every search. */
const MAX_GRAMS = 60_000;
/** Stands for "look through it". No gram is as short. */
const EVERYTHING = "zz";

/**
 * The distinct grams of some records, as a document for the index. Of the strings, numbers and names that a text search
 * looks at (predicate.ts) and of binary, lower case as there: a record that matches has every gram of the search.
 */
export function gramDocument(records: readonly StreamRecord[]): string {
  const strings = new Set<string>();
  for (const { dynamodb } of records) {
    collectMap(dynamodb.Keys, strings);
    if (dynamodb.NewImage) collectMap(dynamodb.NewImage, strings);
    if (dynamodb.OldImage) collectMap(dynamodb.OldImage, strings);
  }
  const grams = new Set<string>();
  for (const text of strings) {
    addGrams(foldText(text), grams);
    if (grams.size > MAX_GRAMS) return EVERYTHING;
  }
  return [...grams].join(" ");
}

/**
 * The index's query for documents that can hold a match; undefined when any can. Terms that say nothing of the text, and
 * pieces shorter than a gram, narrow nothing.
 */
export function gramQuery(filters: readonly Filter[]): string | undefined {
  const query = allOf(filters);
  return query && `(${query}) OR ${EVERYTHING}`;
}

function queryOf(filter: Filter): string | undefined {
  switch (filter.kind) {
    case "and":
      return allOf(filter.of);
    case "or": {
      const queries = filter.of.map(queryOf);
      return queries.length > 0 && queries.every((query) => query !== undefined)
        ? queries.map((query) => `(${query})`).join(" OR ")
        : undefined;
    }
    case "text":
      return piecesQuery(filter.pieces);
    case "equals":
      return equalsQuery(filter);
    default:
      return undefined;
  }
}

function allOf(filters: readonly Filter[]): string | undefined {
  const queries = filters.map(queryOf).filter((query) => query !== undefined);
  return queries.length > 0 ? queries.map((query) => `(${query})`).join(" AND ") : undefined;
}

/** A number matches however it is written, true and null are no text, and 0x… is binary by its hex digits. */
function equalsQuery({ pattern, quoted, number }: Extract<Filter, { kind: "equals" }>): string | undefined {
  if (matchesAnything(pattern) || number !== undefined || pattern[0]?.startsWith("0x")) return undefined;
  if (pattern.length === 1) {
    const text = (pattern[0] ?? "").toLowerCase();
    return !quoted && /^(true|false|null)$/.test(text) ? undefined : piecesQuery([text]);
  }
  // Lower case of a part of a text is the part of its lower case in ASCII, not for a Σ at a word's end.
  return piecesQuery(pattern.filter((piece) => /^[\x20-\x7e]*$/.test(piece)).map((piece) => piece.toLowerCase()));
}

function piecesQuery(pieces: readonly string[]): string | undefined {
  const terms = new Set<string>();
  for (const piece of pieces) {
    const text = foldText(piece);
    for (let at = 0; at + GRAM <= text.length; at++) {
      const end = gramEnd(text, at);
      // Where the piece ends within a longer gram, any gram that begins so will do.
      terms.add(end > text.length ? `"${text.slice(at)}"*` : `"${text.slice(at, end)}"`);
    }
  }
  return terms.size > 0 ? [...terms].join(" AND ") : undefined;
}

/** What separates or quotes grams becomes an underscore: it finds a few documents too many, never one too few. */
function foldText(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
  return text.replace(/[\x00-\x20"'\x7f]/g, "_");
}

function addGrams(text: string, into: Set<string>): void {
  for (let at = 0; at + GRAM <= text.length; at++) into.add(text.slice(at, gramEnd(text, at)));
}

/** May lie one beyond the text's end. */
function gramEnd(text: string, at: number): number {
  return isDigit(text, at) && isDigit(text, at + 1) && isDigit(text, at + 2) ? at + GRAM + 1 : at + GRAM;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

function collectMap(map: AttributeMap, into: Set<string>): void {
  for (const name of Object.keys(map)) {
    into.add(name.toLowerCase());
    collectValue(map[name] as AttributeValue, into);
  }
}

function collectValue(value: AttributeValue, into: Set<string>): void {
  if ("S" in value) into.add(value.S.toLowerCase());
  else if ("N" in value) into.add(value.N.toLowerCase());
  else if ("B" in value) into.add(value.B.toLowerCase());
  else if ("M" in value) collectMap(value.M, into);
  else if ("L" in value) for (const element of value.L) collectValue(element, into);
  else if ("SS" in value) for (const member of value.SS) into.add(member.toLowerCase());
  else if ("NS" in value) for (const member of value.NS) into.add(member.toLowerCase());
  else if ("BS" in value) for (const member of value.BS) into.add(member.toLowerCase());
}
