import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIterator, type ShardIterator, writeIterator } from "./iterator";

const iterator: ShardIterator = {
  arn: "arn:aws:dynamodb:us-east-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000",
  shardId: "shardId-00000001700000000000-0000beef",
  after: "100000000000000000100",
  horizon: true,
  issuedAt: 1_700_000_000_000,
};

describe("an iterator", () => {
  it("holds all it stands for", () => {
    const text = writeIterator(iterator);
    expect(text).toMatch(/^arn:[^|]+\|1\|[A-Za-z0-9+/=]+$/);
    expect(readIterator(text, iterator.issuedAt)).toEqual(iterator);
    const moved = { ...iterator, horizon: false };
    expect(readIterator(writeIterator(moved), iterator.issuedAt)).toEqual(moved);
  });

  it("lives fifteen minutes", () => {
    const text = writeIterator(iterator);
    expect(readIterator(text, iterator.issuedAt + 900_000)).toEqual(iterator);
    expect(() => readIterator(text, iterator.issuedAt + 900_001)).toThrow(/maximum age/);
  });

  it("is invalid when it is anything else", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.base64String().map((text) => `${iterator.arn}|1|${text}`),
        ),
        (text) => {
          expect(() => readIterator(text, iterator.issuedAt)).toThrow("Invalid ShardIterator");
        },
      ),
    );
  });
});
