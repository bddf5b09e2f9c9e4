import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import type { EventName, StreamRecord } from "@/lib/stream/record";
import { parseFilter } from "./filter";
import { compileFilter } from "./predicate";
import { quoteFilterText, writeValueFilter } from "./write";

const now = Date.UTC(2026, 10, 20, 7, 52, 33, 551);
const SHARD = "shardId-00000001763624153593-03c5351a";

function record(
  eventName: EventName,
  images: { old?: AttributeMap; next?: AttributeMap },
  keys: AttributeMap = { pk: { S: "ORDER#17" }, sk: { S: "META" } },
): StreamRecord {
  const dynamodb: StreamRecord["dynamodb"] = {
    ApproximateCreationDateTime: now / 1000 - 60,
    Keys: keys,
    SequenceNumber: "100000000000000000001",
    SizeBytes: 400,
    StreamViewType: "NEW_AND_OLD_IMAGES",
  };
  if (images.next) dynamodb.NewImage = { ...keys, ...images.next };
  if (images.old) dynamodb.OldImage = { ...keys, ...images.old };
  return { eventID: "1", eventName, eventVersion: "1.1", eventSource: "aws:dynamodb", awsRegion: "ddblocal", dynamodb };
}

function matches(text: string, of: StreamRecord, shardId = SHARD): boolean {
  const { filter, error } = parseFilter(text, { now });
  if (!filter) throw new Error(error.message);
  return compileFilter(filter)(of, shardId);
}

const modify = record("MODIFY", {
  old: {
    status: { S: "PENDING" },
    total: { N: "99.9" },
    lines: { L: [{ M: { sku: { S: "A-1" }, qty: { N: "1" } } }] },
    same: { N: "1" },
    gone: { BOOL: true },
  },
  next: {
    status: { S: "SHIPPED" },
    total: { N: "12345678901234567890123456789012345678" },
    lines: { L: [{ M: { sku: { S: "A-1" }, qty: { N: "2" } } }] },
    same: { N: "1.0" },
    tags: { SS: ["red", "blue"] },
    sizes: { NS: ["1", "2.50"] },
    shippedAt: { S: "2026-11-20T07:52:00Z" },
    flag: { BOOL: false },
    nothing: { NULL: true },
    bytes: { B: "Zm9vYmFy" },
    mixed: { L: [{ S: "x" }, { N: "7" }] },
    zip: { S: "0123" },
    "odd. name": { S: "Ünï code" },
  },
});
const ttl = {
  ...record("REMOVE", { old: { a: { S: "x" } } }),
  userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" },
};

describe("compileFilter", () => {
  it.each([
    "",
    "key:ORDER#1*",
    "key:META",
    'key:"ORDER#17 / META"',
    'key:"ORDER#1"*META',
    "key:*",
    "event:modify",
    "event:insert,modify",
    "-event:remove",
    "shard:351a",
    "shard:03C5*",
    "shard:shardId-0000000176*",
    `shard:${SHARD}`,
    "shard:none,351a",
    "changed:status",
    "changed:lines",
    "changed:lines[0].qty",
    "changed:gone",
    "changed:tags",
    "-changed:same",
    "-changed:lines[0].sku",
    "-changed:neither",
    "new.total>12345678901234567890123456789012345677",
    "-new.total>12345678901234567890123456789012345678",
    "new.total>=12345678901234567890123456789012345678",
    "new.total:12345678901234567890123456789012345678",
    "-new.total:12345678901234567890123456789012345679",
    "new.total<1e38",
    "old.total<100",
    "old.total:99.90",
    "old.status:PENDING",
    "new.status:SH*ED",
    "-new.status:shipped",
    "new.tags:red",
    "-new.tags:green",
    "new.sizes:2.5",
    "new.sizes>2",
    "-new.sizes>3",
    "new.shippedAt>2026-11-20",
    "-new.shippedAt>2026-11-20T08",
    "new.flag:false",
    '-new.flag:"false"',
    "new.nothing:null",
    "new.bytes:Zm9vYmFy",
    "new.bytes:0x666f*",
    "new.mixed:x",
    "new.mixed:7",
    "new.zip:0123",
    '-new.total>"1"',
    "-new.zip>1",
    'new."odd. name":"Ünï code"',
    "new.lines[0].qty:2",
    "-new.lines[1].qty:2",
    "new.lines:*",
    "-old.tags:*",
    "keys.pk:ORDER#17",
    "size:400",
    "seq:100000000000000000001",
    "seq:100000000000000000001..100000000000000000002",
    "seq:..100000000000000000001",
    "seq:99999999999999999999..",
    "-seq:100000000000000000002..",
    "-seq:..100000000000000000000",
    "size>399",
    "-size>400",
    "ttl:false",
    "time>-2m",
    "-time>-30s",
    "time:07:51",
    "shipped",
    "ünï",
    "qty",
    "-shippedd",
    "a-1 order#17",
    "nonsense OR shipped",
    "ship*ed",
    "(event:insert OR event:modify) -(nonsense OR ttl:true)",
  ])("%s lets the record through", (text) => {
    expect(matches(text, modify)).toBe(true);
  });

  it("knows deletes by time to live", () => {
    expect(matches("ttl:true", ttl)).toBe(true);
    expect(matches("ttl:true", record("REMOVE", { old: {} }))).toBe(false);
  });

  it("sees no change where an image is not known, or there was none before", () => {
    expect(matches("changed:status", record("INSERT", { next: { status: { S: "NEW" } } }))).toBe(false);
    expect(matches("changed:status", record("MODIFY", { next: { status: { S: "NEW" } } }))).toBe(false);
  });

  it("finds the key whichever attribute the record names first, and numeric and binary keys as displayed", () => {
    const turned = record("INSERT", {}, { sk: { N: "7" }, pk: { B: "Zm9v" } });
    expect(matches('key:"0x666f6f / 7"', turned)).toBe(true);
    expect(matches("key:0x66*", turned)).toBe(true);
    expect(matches("foo", turned)).toBe(false);
  });

  it("is not led astray by names that objects inherit", () => {
    const item = JSON.parse('{"__proto__":{"S":"x"},"a":{"N":"1"}}') as AttributeMap;
    const odd: StreamRecord = { ...modify, dynamodb: { ...modify.dynamodb, NewImage: item } };
    expect(matches("new.__proto__:x", odd)).toBe(true);
    expect(matches("new.constructor:*", odd)).toBe(false);
  });

  it("orders strings as DynamoDB does, by code point", () => {
    const of = record("INSERT", { next: { s: { S: "\u{1F600}" } } });
    expect(matches('new.s>"\uFFFD"', of)).toBe(true);
  });

  it("finds every scalar by the filter written for it, and any text by its quoted self", () => {
    const scalar: fc.Arbitrary<AttributeValue> = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }).map((S) => ({ S })),
      fc.bigInt().map((n) => ({ N: String(n) })),
      fc.boolean().map((BOOL) => ({ BOOL })),
      fc.constant<AttributeValue>({ NULL: true }),
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 30 }), scalar, (name, value) => {
        const item = JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`) as AttributeMap;
        const of: StreamRecord = { ...modify, dynamodb: { ...modify.dynamodb, NewImage: item } };
        expect(matches(writeValueFilter("new", [name], value), of)).toBe(true);
        if ("S" in value && value.S !== "") expect(matches(quoteFilterText(value.S), of)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it("a filter and its negation never agree", () => {
    const texts = fc.constantFrom(
      "event:modify",
      "key:a*",
      "new.a>1",
      "changed:a",
      "size>400",
      "time>-1m",
      "x",
      "ttl:true",
    );
    fc.assert(
      fc.property(texts, texts, fc.constantFrom(modify, ttl), (a, b, of) => {
        expect(matches(`-(${a} ${b})`, of)).toBe(!matches(`${a} ${b}`, of));
        expect(matches(`-(${a} OR ${b})`, of)).toBe(matches(`-${a} -${b}`, of));
      }),
    );
  });
});
