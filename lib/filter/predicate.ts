import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { equalValues } from "@/lib/stream/equal-values";
import { formatKeyValue } from "@/lib/stream/format-key";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { valueAt } from "@/lib/stream/value-at";
import type { Filter, FilterImage, Pattern } from "./filter";
import { findPieces, matchesPattern } from "./pattern";
import { compileCompare, compileEquals } from "./value-test";

/** True for the records that the filter lets through. */
export type RecordPredicate = (record: StreamRecord, shardId: string) => boolean;

/**
 * Compiles a filter to closures; no code is made from its text. A test of an image that the record lacks is false, so
 * its negation is true.
 */
export function compileFilter(filter: Filter): RecordPredicate {
  switch (filter.kind) {
    case "and": {
      const tests = compileAll(filter.of);
      return (record, shardId) => tests.every((test) => test(record, shardId));
    }
    case "or": {
      const tests = compileAll(filter.of);
      return (record, shardId) => tests.some((test) => test(record, shardId));
    }
    case "not": {
      const test = compileFilter(filter.of);
      return (record, shardId) => !test(record, shardId);
    }
    case "text":
      return compileText(filter.pieces);
    case "key":
      return compileKey(filter.pattern);
    case "event": {
      const { names } = filter;
      return (record) => names.includes(record.eventName);
    }
    case "shard": {
      const test = compileShard(filter.pattern);
      return (_record, shardId) => test(shardId.toLowerCase());
    }
    case "changed": {
      const { path } = filter;
      return ({ dynamodb: { OldImage, NewImage } }) => {
        if (!OldImage || !NewImage) return false;
        const old = valueAt(OldImage, path);
        const next = valueAt(NewImage, path);
        return old && next ? !equalValues(old, next) : old !== next;
      };
    }
    case "equals":
      return onValue(filter.image, filter.path, compileEquals(filter));
    case "compare":
      return onValue(filter.image, filter.path, compileCompare(filter.operator, filter.operand));
    case "size": {
      const { from = 0, to = Number.POSITIVE_INFINITY } = filter;
      return ({ dynamodb: { SizeBytes } }) => SizeBytes >= from && SizeBytes <= to;
    }
    case "time": {
      const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = filter;
      return (record) => {
        const time = recordTime(record);
        return time >= from && time < to;
      };
    }
    case "seq": {
      const { from, to } = filter;
      return ({ dynamodb: { SequenceNumber: number } }) =>
        (from === undefined || compareSequenceNumbers(number, from) >= 0) &&
        (to === undefined || compareSequenceNumbers(number, to) <= 0);
    }
    case "ttl": {
      const { value } = filter;
      return (record) => isTtlDelete(record) === value;
    }
  }
}

/** What a test looks at: the cheap ones run first. */
const COST: Record<Filter["kind"], number> = {
  event: 0,
  ttl: 0,
  size: 0,
  time: 0,
  shard: 1,
  seq: 1,
  key: 2,
  equals: 3,
  compare: 3,
  changed: 4,
  not: 5,
  and: 5,
  or: 5,
  text: 6,
};

function compileAll(filters: Filter[]): RecordPredicate[] {
  return filters.toSorted((a, b) => COST[a.kind] - COST[b.kind]).map(compileFilter);
}

function onValue(
  image: FilterImage,
  path: (string | number)[],
  test: (value: AttributeValue) => boolean,
): RecordPredicate {
  const field = image === "new" ? "NewImage" : image === "old" ? "OldImage" : "Keys";
  return ({ dynamodb }) => {
    const value = valueAt(dynamodb[field], path);
    return value !== undefined && test(value);
  };
}

function compileShard(pattern: Pattern): (shardId: string) => boolean {
  const end = pattern[0] ?? "";
  if (pattern.length === 1) return (shardId) => shardId.endsWith(end);
  return (shardId) =>
    matchesPattern(pattern, shardId) || matchesPattern(pattern, shardId.slice(shardId.lastIndexOf("-") + 1));
}

function compileKey(pattern: Pattern): RecordPredicate {
  const matches = (text: string) => matchesPattern(pattern, text);
  return ({ dynamodb: { Keys } }) => {
    const values = Object.values(Keys);
    if (values.some((value) => "S" in value && matches(value.S))) return true;
    const [first = "", second] = values.map(formatKeyValue);
    if (second === undefined) return matches(first);
    // A record does not say which of its keys is the hash key, and on the screen the hash key is first.
    return matches(first) || matches(second) || matches(`${first} / ${second}`) || matches(`${second} / ${first}`);
  };
}

function compileText(pieces: string[]): RecordPredicate {
  const found = (text: string) => findPieces(pieces, text.toLowerCase(), 0);
  const inMap = (map: AttributeMap | undefined): boolean => {
    for (const name in map) {
      const value = map[name];
      if (found(name) || (value && inValue(value))) return true;
    }
    return false;
  };
  const inValue = (value: AttributeValue): boolean => {
    if ("S" in value) return found(value.S);
    if ("N" in value) return found(value.N);
    if ("M" in value) return inMap(value.M);
    if ("L" in value) return value.L.some(inValue);
    if ("SS" in value) return value.SS.some(found);
    if ("NS" in value) return value.NS.some(found);
    return false;
  };
  return ({ dynamodb: { Keys, NewImage, OldImage } }) => {
    if (inMap(NewImage) || inMap(OldImage)) return true;
    // An image holds the keys.
    return !NewImage && !OldImage && inMap(Keys);
  };
}
