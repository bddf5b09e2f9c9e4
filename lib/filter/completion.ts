import type { FilterImage } from "./filter";
import { lex, type TermLexeme } from "./lexer";
import { quoteFilterText } from "./write";

/** What could stand where the person is typing, and which part of the text it would replace. */
export interface CompletionPlace {
  /** Characters, `end` exclusive. */
  start: number;
  end: number;
  /** Where the term begins that it is part of. */
  term: number;
  want: CompletionWant;
}

/** `prefix` is what is typed of it so far, unquoted. */
export type CompletionWant =
  | { kind: "field"; prefix: string }
  | { kind: "event" | "ttl" | "time" | "key" | "shard"; prefix: string }
  /** An attribute's path, after `new.`, `old.`, `keys.` or `changed:`. */
  | { kind: "path"; image?: FilterImage; prefix: string }
  | { kind: "value"; image: FilterImage; path: string; prefix: string };

/** What may be put in the place. */
export interface Completion {
  /** As it is written in a filter. */
  text: string;
  /** A word about it: what a field is for, how many records have the value. */
  detail?: string;
  /** Something must follow it: a field's value. */
  open?: boolean;
}

/** What can be completed at `caret`, if anything. Never throws, whatever the text. */
export function completionPlace(text: string, caret: number): CompletionPlace | undefined {
  const term = lex(text).find(
    (lexeme): lexeme is TermLexeme => lexeme.kind === "term" && lexeme.start <= caret && caret <= lexeme.end,
  );
  if (!term) return { start: caret, end: caret, term: caret, want: { kind: "field", prefix: "" } };
  const { field, operator, value } = term;
  const beforeOperator = field !== undefined && caret <= field.end;
  if (!operator || beforeOperator) {
    const typed = text.slice(term.start, caret);
    if (!/^[\w.[\]"-]*$/.test(typed)) return undefined;
    const end = field && operator ? operator.end : term.end;
    const image = /^(new|old|keys)\./i.exec(typed);
    if (!image)
      return typed.includes('"')
        ? undefined
        : { start: term.start, end, term: term.start, want: { kind: "field", prefix: typed } };
    const prefix = typed.slice(image[0].length);
    return {
      start: term.start + image[0].length,
      end: operator ? (field?.end ?? end) : end,
      term: term.start,
      want: { kind: "path", image: imageOf(image[1]), prefix },
    };
  }
  if (caret < value.start || (operator.text !== ":" && operator.text !== "=")) return undefined;
  return valuePlace(text, caret, term);
}

const LISTS = new Set(["event", "shard"]);

function valuePlace(text: string, caret: number, term: TermLexeme): CompletionPlace | undefined {
  const field = term.field?.text ?? "";
  const { end } = term;
  const name = field.toLowerCase();
  const start = LISTS.has(name) ? Math.max(term.value.start, text.lastIndexOf(",", caret - 1) + 1) : term.value.start;
  const typed = text.slice(start, caret);
  // A pattern means more than one value: there is nothing to complete.
  if (typed.includes("*")) return undefined;
  const comma = LISTS.has(name) ? text.indexOf(",", caret) : -1;
  const place = { term: term.start, start, end: comma >= 0 && comma < end ? comma : end };
  const prefix = typed.replaceAll('"', "").replaceAll("\\", "");
  switch (name) {
    case "event":
    case "ttl":
    case "time":
    case "key":
    case "shard":
      return { ...place, want: { kind: name, prefix } };
    case "changed":
      return { ...place, want: { kind: "path", prefix: typed } };
  }
  const path = /^(new|old|keys)\.(.+)$/i.exec(field);
  return path?.[2] ? { ...place, want: { kind: "value", image: imageOf(path[1]), path: path[2], prefix } } : undefined;
}

function imageOf(text: string | undefined): FilterImage {
  return text?.toLowerCase() as FilterImage;
}

const FIELDS: Completion[] = [
  { text: "key:", detail: "an item's key, with * for anything", open: true },
  { text: "event:", detail: "insert, modify or remove", open: true },
  { text: "changed:", detail: "an attribute that changed", open: true },
  { text: "new.", detail: "an attribute after the change", open: true },
  { text: "old.", detail: "an attribute before the change", open: true },
  { text: "keys.", detail: "a key attribute", open: true },
  { text: "shard:", detail: "the end of a shard's id", open: true },
  { text: "seq:", detail: "a sequence number, or from..to", open: true },
  { text: "time:", detail: "-15m, 03:12, a date", open: true },
  { text: "ttl:", detail: "deleted by time to live", open: true },
  { text: "size>", detail: "bytes of a record", open: true },
];
const EVENTS: Completion[] = [{ text: "insert" }, { text: "modify" }, { text: "remove" }];
const TTL: Completion[] = [
  { text: "true", detail: "deletes by time to live" },
  { text: "false", detail: "all else" },
];
const TIMES: Completion[] = [
  { text: "-5m", detail: "the last 5 minutes" },
  { text: "-15m", detail: "the last 15 minutes" },
  { text: "-1h", detail: "the last hour" },
  { text: "-24h", detail: "the last day" },
];

/** Completions that need no look at what is captured. */
export function fixedCompletions({ kind, prefix }: CompletionWant): Completion[] {
  const all =
    kind === "field" ? FIELDS : kind === "event" ? EVENTS : kind === "ttl" ? TTL : kind === "time" ? TIMES : [];
  return all.filter(({ text }) => text.startsWith(prefix.toLowerCase()));
}

/** True where the capture knows more than `fixedCompletions`. */
export function needsCapture({ kind, prefix }: CompletionWant): boolean {
  return kind === "field"
    ? prefix.length > 0
    : kind === "path" || kind === "value" || kind === "key" || kind === "shard";
}

/** A completion that is put in goes on with a space where a term is whole; `caret` is where typing goes on. */
export function applyCompletion(
  text: string,
  { start, end }: CompletionPlace,
  { text: whole, open }: Completion,
): { text: string; caret: number } {
  const rest = text.slice(end);
  // A path that is changed in front of its operator keeps it.
  const put = open && /^[:=<>]/.test(rest) ? whole.replace(/[:>]$/, "") : whole;
  const gap = open || /^[\s,)]/.test(rest) ? "" : " ";
  return { text: text.slice(0, start) + put + gap + rest, caret: start + put.length + gap.length };
}

/** A key as the key filter takes it. */
export function keyCompletion(keyText: string): Completion {
  return { text: quoteFilterText(keyText) };
}

/** A shard as the screen names it, by the end of its id, where that end or the id itself begins as typed. */
export function shardCompletion(shardId: string, prefix: string): Completion[] {
  const wanted = prefix.replace(/^(…|\.\.\.)/, "").toLowerCase();
  const end = shardId.slice(-SHARD_NAME).toLowerCase();
  const whole = shardId.toLowerCase();
  return [end, whole.slice(whole.lastIndexOf("-") + 1), whole].some((name) => name.startsWith(wanted))
    ? [{ text: end, detail: shardId }]
    : [];
}

/** Characters of a shard's id that name it on the screen. */
const SHARD_NAME = 4;
