import { ShardscopeError } from "@/lib/stream/error";
import { type ParsedTrailer, parseTrailer } from "./export/trailer";
import { type ImportLine, importLines } from "./import-lines";
import { type ImportedRecord, readRecord } from "./import-record";

/** What a file holds, in its order. `line` counts from 1; `characters` is about what the record takes in memory. */
export type ImportItem =
  | { kind: "record"; line: number; imported: ImportedRecord; characters: number }
  | { kind: "trailer"; line: number; trailer: ParsedTrailer }
  | { kind: "skipped"; line: number; reason: string };

/** A document over several lines has to be read as a whole. GetRecords answers at most 1 MB. */
const MAX_DOCUMENT_CHARACTERS = 32 * 1024 * 1024;

/**
 * The records of a file: a record a line (ours, or anyone's), `{"Records": […]}` a line, one array, or one document over
 * many lines as the AWS CLI prints it. What is no record is told of by its line and passed over.
 */
export async function* importItems(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ImportItem> {
  const lines = importLines(chunks);
  let opened = "";
  let begun = false;
  for await (const line of lines) {
    const { line: number, reason, text = "" } = line;
    // Our JSON export is an array of lines.
    if (!begun && text === "[") {
      opened = "[";
      continue;
    }
    if (opened === "[" && text === "]") continue;
    if (reason !== undefined) yield { kind: "skipped", line: number, reason };
    else {
      const value = parseJson(opened === "[" ? text.replace(/,$/, "") : text);
      if (value === undefined && !begun && beginsDocument(opened + text)) {
        yield* documentItems(`${opened}\n${text}`, lines);
        return;
      }
      if (value === undefined) yield { kind: "skipped", line: number, reason: brokenLine(line) };
      else yield* valueItems(value, number, text.length);
    }
    begun = true;
  }
}

/** The first line of JSON that goes on in the next. */
function beginsDocument(text: string): boolean {
  return /^(\[\s*)?\{$|^\[\s*\{|^\{\s*"(Records|NextShardIterator|MillisBehindLatest|\$metadata|ResponseMetadata)"/.test(
    text,
  );
}

async function* documentItems(start: string, rest: AsyncIterable<ImportLine>): AsyncGenerator<ImportItem> {
  const texts = [start];
  let characters = start.length;
  for await (const { text, reason, line } of rest) {
    if (reason !== undefined) throw unreadable(`Line ${line} is ${reason}.`);
    texts.push(text);
    characters += text.length;
    if (characters > MAX_DOCUMENT_CHARACTERS) {
      throw new ShardscopeError("bodyTooLarge", "The file is one JSON document of more than 32 MB.", {
        hint: "Give one record a line: jq -c '.Records[]' FILE",
      });
    }
  }
  const value = parseJson(texts.join("\n"));
  if (value === undefined) throw unreadable("It is cut off, or damaged.");
  yield* valueItems(value, 1, characters);
}

function unreadable(why: string): ShardscopeError {
  return new ShardscopeError("badRequest", `The file is one JSON document that cannot be read. ${why}`);
}

function* valueItems(value: unknown, line: number, characters: number): Generator<ImportItem> {
  const held = (value ?? {}) as { Records?: unknown; shardscope?: unknown };
  const many = Array.isArray(value) ? value : Array.isArray(held.Records) ? held.Records : undefined;
  if (many) {
    const each = characters / Math.max(many.length, 1);
    for (const [index, member] of many.entries()) yield recordItem(member, line, each, `record ${index + 1}: `);
  } else if (held.shardscope !== undefined) {
    const trailer = parseTrailer(held.shardscope);
    yield trailer ? { kind: "trailer", line, trailer } : { kind: "skipped", line, reason: "a trailer of unknown form" };
  } else yield recordItem(value, line, characters, "");
}

function recordItem(value: unknown, line: number, characters: number, which: string): ImportItem {
  const imported = readRecord(value);
  return typeof imported === "string"
    ? { kind: "skipped", line, reason: which + imported }
    : { kind: "record", line, imported, characters };
}

function brokenLine({ whole }: ImportLine): string {
  return whole ? "not JSON" : "cut off: the file ends in the middle of it";
}

/** Undefined for what is no JSON: no JSON text means undefined. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
