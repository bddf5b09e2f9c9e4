import type { Filter } from "@/lib/filter/filter";
import { compileFilter, type RecordPredicate } from "@/lib/filter/predicate";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { StreamRecord } from "@/lib/stream/record";
import type { SequenceNumber } from "@/lib/stream/sequence-number";
import type { Condition } from "./condition";
import { TTL_REMOVE } from "./event-number";
import { gramQuery } from "./grams";
import { escapeKeyText } from "./item-key";
import { decodeSequence, encodeSequence } from "./sequence-key";
import type { StoredShard } from "./shard-table";

type Kind<K extends Filter["kind"]> = Extract<Filter, { kind: K }>;

/** A filter divided by what each part needs: nothing but the database, the row and its key, or the whole record. */
export interface RowFilter {
  /** SQL over `r` (records), and its parameters. The rest need only be tested on rows that fit. */
  where: string[];
  parameters: Condition["parameters"];
  /** Numbers of the shards that the filter names; undefined where it names none. */
  shards: number[] | undefined;
  /** Of `where`, what the index of sequence numbers can tell; empty without a term on them. */
  bySequence: Condition;
  /** Milliseconds: from ≤ time < to. */
  from: number | undefined;
  to: number | undefined;
  /** Terms on the key alone that an index of keys can narrow. */
  keys: KeyRange[][];
  /** Tests what the row and its key tell, on a record made of those (`rowRecord`). */
  onRow: RecordPredicate | undefined;
  /** Pieces that the record's JSON text, in lower case, holds when `onRecord` can be true. */
  pieces: string[];
  onRecord: RecordPredicate | undefined;
  /** What `onRecord` was made of, as a name for it. */
  recordTerms: string;
  /** Finds units (text-index.ts) that can hold a record for which `onRecord` is true; undefined when any can. */
  grams: string | undefined;
}

/** Keys whose hash or range text begins with `prefix`, or is it. */
export interface KeyRange {
  column: "hash" | "range";
  prefix: string;
  exact: boolean;
}

/** Kinds that the row and its key decide. */
const ROW_KINDS: ReadonlySet<Filter["kind"]> = new Set(["event", "ttl", "size", "time", "shard", "seq", "key"]);

export function rowFilter(filter: Filter | undefined, shards: ReadonlyMap<string, StoredShard>): RowFilter {
  const result: RowFilter = {
    where: [],
    parameters: [],
    shards: undefined,
    bySequence: { where: [], parameters: [] },
    from: undefined,
    to: undefined,
    keys: [],
    onRow: undefined,
    pieces: [],
    onRecord: undefined,
    recordTerms: "",
    grams: undefined,
  };
  const onRow: Filter[] = [];
  const onRecord: Filter[] = [];
  for (const term of filter ? conjuncts(filter) : []) {
    if (asSql(term, shards, result)) continue;
    if (term.kind === "key") {
      const ranges = keyRanges(term);
      if (ranges) result.keys.push(ranges);
    }
    // JSON leaves these characters as they are; parsing every record to look for a word takes ten times as long.
    if (term.kind === "text")
      result.pieces.push(...term.pieces.filter((piece) => /^[\x20\x21\x23-\x5b\x5d-\x7e]+$/.test(piece)));
    (needsRow(term) ? onRow : onRecord).push(term);
  }
  if (onRow.length > 0) result.onRow = compileFilter({ kind: "and", of: onRow });
  if (onRecord.length > 0) {
    result.onRecord = compileFilter({ kind: "and", of: onRecord });
    result.recordTerms = JSON.stringify(onRecord);
    result.grams = gramQuery(onRecord);
  }
  return result;
}

export function conjuncts(filter: Filter): Filter[] {
  return filter.kind === "and" ? filter.of.flatMap(conjuncts) : [filter];
}

function needsRow(filter: Filter): boolean {
  if (filter.kind === "and" || filter.kind === "or") return filter.of.every(needsRow);
  if (filter.kind === "not") return needsRow(filter.of);
  return ROW_KINDS.has(filter.kind);
}

/** Adds the term when the database can say the very same. */
function asSql(term: Filter, shards: ReadonlyMap<string, StoredShard>, result: RowFilter): boolean {
  const { where, parameters } = result;
  switch (term.kind) {
    case "event":
      where.push(`r.event IN (${eventNumbers(term).join(", ") || "NULL"})`);
      return true;
    case "ttl":
      where.push(term.value ? `r.event = ${TTL_REMOVE}` : `r.event <> ${TTL_REMOVE}`);
      return true;
    case "size":
      where.push("r.size >= ? AND r.size <= ?");
      parameters.push(term.from ?? 0, term.to ?? Number.MAX_SAFE_INTEGER);
      return true;
    case "time":
      result.from = Math.max(term.from ?? 0, result.from ?? 0);
      result.to = Math.min(term.to ?? Number.MAX_SAFE_INTEGER, result.to ?? Number.MAX_SAFE_INTEGER);
      return true;
    case "seq":
      if (term.from !== undefined) addBound(result, "r.sequence >= ?", term.from);
      if (term.to !== undefined) addBound(result, "r.sequence <= ?", term.to);
      return true;
    case "shard": {
      const test = compileFilter(term);
      const matching = [...shards.values()]
        .filter(({ shardId }) => test(ANY_RECORD, shardId))
        .map(({ number }) => number);
      where.push(`r.shard IN (${matching.join(", ") || "NULL"})`);
      result.shards = matching.filter((number) => result.shards?.includes(number) ?? true);
      return true;
    }
    default:
      return false;
  }
}

function addBound(result: RowFilter, sql: string, number: SequenceNumber): void {
  result.where.push(sql);
  result.parameters.push(encodeSequence(number));
  result.bySequence.where.push(sql);
  result.bySequence.parameters.push(encodeSequence(number));
}

function eventNumbers({ names }: Kind<"event">): number[] {
  return names.flatMap((name) => (name === "INSERT" ? [0] : name === "MODIFY" ? [1] : [2, TTL_REMOVE]));
}

/**
 * Ranges of the key index that hold every key the pattern can match; none when it begins with a wildcard or with what is
 * displayed otherwise than it is stored. A pattern may mean either attribute or both with " / " between, in either order.
 */
function keyRanges({ pattern }: Kind<"key">): KeyRange[] | undefined {
  const [first = ""] = pattern;
  // "?" stands for a missing attribute, 0x for binary, a backslash or a sign beyond ASCII for what cannot be seen.
  if (!/^[\x20-\x5b\x5d-\x7e]+$/.test(first) || first.startsWith("?") || "0x".startsWith(first.slice(0, 2))) {
    return undefined;
  }
  const ranges: KeyRange[] = [];
  for (const column of ["hash", "range"] as const) {
    const add = (type: string, text: string, exact: boolean) =>
      ranges.push({ column, prefix: type + escapeKeyText(text), exact });
    for (const type of ["S", "N"]) {
      add(type, first, pattern.length === 1);
      for (let at = first.indexOf(" "); at >= 0; at = first.indexOf(" ", at + 1)) {
        if (" / ".startsWith(first.slice(at, at + 3))) add(type, first.slice(0, at), true);
      }
    }
    // Binary that is not base64 is shown as sent.
    add("B", first.slice(0, 8), false);
  }
  return ranges;
}

/** As much of a record as its row and key tell, for predicates that look at nothing else. */
export function rowRecord(
  row: { event: number; time: number; size: number; sequence: Uint8Array },
  keys: AttributeMap,
): StreamRecord {
  return {
    ...ANY_RECORD,
    eventName: row.event === 0 ? "INSERT" : row.event === 1 ? "MODIFY" : "REMOVE",
    dynamodb: {
      ...ANY_RECORD.dynamodb,
      ApproximateCreationDateTime: row.time / 1000,
      Keys: keys,
      SequenceNumber: decodeSequence(row.sequence),
      SizeBytes: row.size,
    },
    ...(row.event === TTL_REMOVE && { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }),
  };
}

/** For predicates that look at the shard alone. */
export const ANY_RECORD: StreamRecord = {
  eventID: "",
  eventName: "INSERT",
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "",
  dynamodb: {
    ApproximateCreationDateTime: 0,
    Keys: {},
    SequenceNumber: "0",
    SizeBytes: 0,
    StreamViewType: "KEYS_ONLY",
  },
};
