import { isDecimal } from "@/lib/stream/decimal";
import type { EventName } from "@/lib/stream/record";
import { parseTimeSpan } from "@/lib/stream/relative-time";
import { compareSequenceNumbers, isSequenceNumber } from "@/lib/stream/sequence-number";
import type { Filter, FilterError, FilterImage, FilterOperator } from "./filter";
import { parsePath } from "./filter-path";
import type { TermLexeme } from "./lexer";
import type { ParsedFilter, ParseFilterOptions } from "./parse";

/** What may stand before an operator; new, old and keys are followed by a path. For errors. */
const FIELD_NAMES = ["key", "event", "shard", "seq", "changed", "size", "time", "ttl", "new", "old", "keys"] as const;

const EVENTS = new Map<string, EventName>([
  ["insert", "INSERT"],
  ["modify", "MODIFY"],
  ["remove", "REMOVE"],
]);

type FieldTerm = TermLexeme & Required<Pick<TermLexeme, "field" | "operator">>;

/** One term of a filter: text, or a field with what it must be. */
export function parseTerm(text: string, term: TermLexeme, options: ParseFilterOptions): ParsedFilter {
  const { value } = term;
  if (value.unclosed !== undefined) {
    return fail('This quote is never closed: add a ", or write \\" for the character.', value.unclosed, 1);
  }
  if (!isFieldTerm(term)) {
    if (value.pieces.every((piece) => piece === "") && value.pieces.length === 1) {
      return fail("Nothing stands between these quotes: write what to search for.", term.start, term.end - term.start);
    }
    return { filter: { kind: "text", pieces: value.pieces.map((piece) => piece.toLowerCase()) } };
  }
  if (term.operator.text === "!=") {
    return failAt(term.operator, `There is no !=. Write -${term.field.text}:… for "is not".`);
  }
  const parse = FIELDS.get(term.field.text.toLowerCase());
  if (!parse) return parsePathTerm(text, term);
  if (value.start === value.end)
    return failAt(term.operator, `Write after ${term.field.text}${term.operator.text} what to look for.`);
  return parse(text, term, options);
}

type FieldParser = (text: string, term: FieldTerm, options: ParseFilterOptions) => ParsedFilter;

const FIELDS = new Map<string, FieldParser>([
  ["key", (_text, term) => onlyIs(term) ?? { filter: { kind: "key", pattern: term.value.pieces } }],
  ["event", (text, term) => onlyIs(term) ?? parseEvents(text, term)],
  ["shard", (_text, term) => onlyIs(term) ?? parseShards(term)],
  ["seq", (text, term) => onlyIs(term) ?? parseSequence(text, term)],
  ["changed", (text, term) => onlyIs(term) ?? parseChanged(text, term)],
  ["ttl", (_text, term) => onlyIs(term) ?? parseTtl(term)],
  ["size", (_text, term) => parseSize(term)],
  ["time", (_text, term, options) => parseTimeTerm(term, options)],
]);

function parseEvents(text: string, { value }: FieldTerm): ParsedFilter {
  const names: EventName[] = [];
  let at = value.start;
  for (const word of text.slice(value.start, value.end).split(",")) {
    const name = EVENTS.get(word.replaceAll('"', "").toLowerCase());
    if (!name) {
      const said = word === "" ? "An event is missing here." : `There is no event ${word}.`;
      return fail(`${said} Write insert, modify or remove.`, at, word.length);
    }
    if (!names.includes(name)) names.push(name);
    at += word.length + 1;
  }
  return { filter: { kind: "event", names } };
}

/** The screen names a shard "…351a"; the dots may come along when it is copied. */
function parseShards({ value }: FieldTerm): ParsedFilter {
  const shards = value.pieces
    .join("*")
    .toLowerCase()
    .split(",")
    .map((id): Filter => ({ kind: "shard", pattern: id.replace(/^(…|\.\.\.)/, "").split("*") }));
  if (shards.some((shard) => shard.kind === "shard" && shard.pattern.length === 1 && shard.pattern[0] === "")) {
    return failAt(value, "A shard is missing here. Write the end of its id, such as shard:351a.");
  }
  return { filter: shards.length === 1 && shards[0] ? shards[0] : { kind: "or", of: shards } };
}

/** One number, or a range with both its ends: 100..200, 100.. or ..200. */
function parseSequence(text: string, { value }: FieldTerm): ParsedFilter {
  const ends = text.slice(value.start, value.end).split("..");
  let at = value.start;
  for (const [index, end] of ends.entries()) {
    const isOpen = end === "" && ends.length === 2 && ends[1 - index] !== "";
    if (index === 2) return fail("A range has two ends: seq:100..200.", at, end.length);
    if (!isOpen && !isSequenceNumber(end)) {
      return fail("A sequence number is digits alone, at most 40: seq:100, seq:100..200 or seq:100..", at, end.length);
    }
    at += end.length + "..".length;
  }
  const [from = "", to = from] = ends;
  if (from !== "" && to !== "" && compareSequenceNumbers(from, to) > 0) {
    return failAt(value, `No number lies between these: write seq:${to}..${from}.`);
  }
  return { filter: { kind: "seq", ...(from !== "" && { from }), ...(to !== "" && { to }) } };
}

function parseChanged(text: string, { value }: FieldTerm): ParsedFilter {
  const { path, error } = parsePath(text.slice(value.start, value.end), value.start);
  return path ? { filter: { kind: "changed", path } } : { error };
}

function parseTtl({ value }: FieldTerm): ParsedFilter {
  const word = value.pieces.join("*").toLowerCase();
  if (word === "true" || word === "false") return { filter: { kind: "ttl", value: word === "true" } };
  return failAt(value, "Write ttl:true for deletes by time to live, or ttl:false for all else.");
}

function parseSize({ value, operator }: FieldTerm): ParsedFilter {
  const digits = value.pieces.join("*");
  if (!/^\d{1,12}$/.test(digits)) return failAt(value, "Write a size in whole bytes, such as size>400.");
  return { filter: { kind: "size", ...bounds(operator.text, Number(digits), 0) } };
}

function parseTimeTerm({ value, operator }: FieldTerm, options: ParseFilterOptions): ParsedFilter {
  const span = parseTimeSpan(value.pieces.join("*"), { now: options.now, zone: options.zone ?? "utc" });
  if ("error" in span) return failAt(value, span.error);
  // `time:03:12` is that minute; `time:-15m` is from then on.
  if (operator.text === ":" || operator.text === "=") return { filter: { kind: "time", ...span } };
  return { filter: { kind: "time", ...bounds(operator.text, span.from, 1) } };
}

/** Whole numbers from, to; `to` is inclusive, or exclusive with `exclusive` 1. */
function bounds(operator: string, value: number, exclusive: 0 | 1): { from?: number; to?: number } {
  switch (operator) {
    case ">":
      return { from: value + 1 };
    case ">=":
      return { from: value };
    case "<":
      return { to: value - 1 + exclusive };
    case "<=":
      return { to: value + exclusive };
    default:
      return { from: value, to: value + exclusive };
  }
}

const ROOT = /^(new|old|keys)(?=$|[.[])/i;

function parsePathTerm(text: string, term: FieldTerm): ParsedFilter {
  const { field, operator, value } = term;
  const image = ROOT.exec(field.text)?.[0].toLowerCase() as FilterImage | undefined;
  if (!image) return unknownField(text, term);
  if (field.text.length === image.length) {
    return failAt(field, `Say which attribute: ${image}.status${operator.text}….`);
  }
  if (field.text[image.length] === "[")
    return fail("An attribute's name comes first: new.lines[0].", field.start + image.length, 1);
  const from = field.start + image.length + 1;
  const { path, error } = parsePath(text.slice(from, field.end), from);
  if (!path) return { error };
  if (value.start === value.end)
    return failAt(operator, `Write after ${field.text}${operator.text} what to compare with.`);
  const literal = value.pieces.length === 1 ? value.pieces[0] : undefined;
  const isNumber = literal !== undefined && !value.quoted && isDecimal(literal);
  if (operator.text === ":" || operator.text === "=") {
    const filter: Filter = { kind: "equals", image, path, pattern: value.pieces, quoted: value.quoted };
    if (isNumber) filter.number = literal;
    return { filter };
  }
  if (literal === undefined)
    return failAt(value, `A * cannot follow ${operator.text}. Write a number, a date or a text.`);
  const operand = isNumber ? { N: literal } : { S: literal };
  return { filter: { kind: "compare", image, path, operator: operator.text as FilterOperator, operand } };
}

function unknownField(text: string, { field, operator, start, end }: FieldTerm): ParsedFilter {
  const name = field.text;
  const near = FIELD_NAMES.find((known) => isNear(name.toLowerCase(), known));
  const quoted = `"${text.slice(start, end).replace(/["\\]/g, "\\$&").slice(0, 40)}"`;
  const way =
    operator.text !== ":"
      ? `To compare an attribute, say which image: new.${name}${operator.text}… or old.${name}${operator.text}….`
      : near
        ? `Did you mean ${near}:? For an attribute write new.${name}:…; for the text itself ${quoted}.`
        : `For an attribute write new.${name}:…; for the text itself ${quoted}.`;
  return failAt(field, `There is no field ${name.slice(0, 40)}. ${way}`);
}

/** One letter missing, added or changed, or two swapped. */
function isNear(word: string, known: string): boolean {
  if (Math.abs(word.length - known.length) > 1 || word.length < 3) return false;
  let head = 0;
  while (head < word.length && word[head] === known[head]) head++;
  for (const [skipWord, skipKnown] of [
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    if (word.slice(head + skipWord) === known.slice(head + skipKnown)) return true;
  }
  return (
    word[head] === known[head + 1] && word[head + 1] === known[head] && word.slice(head + 2) === known.slice(head + 2)
  );
}

function isFieldTerm(term: TermLexeme): term is FieldTerm {
  return term.field !== undefined && term.operator !== undefined;
}

function onlyIs({ field, operator }: FieldTerm): { error: FilterError } | undefined {
  if (operator.text === ":" || operator.text === "=") return undefined;
  return failAt(operator, `${field.text} takes a colon: ${field.text}:….`);
}

function failAt(range: { start: number; end: number }, message: string): { error: FilterError } {
  return fail(message, range.start, range.end - range.start);
}

function fail(message: string, position: number, length: number): { error: FilterError } {
  return { error: { message, position, length } };
}
