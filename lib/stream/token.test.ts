import { describe, expect, test } from "vitest";
import { parseToken, serialiseToken, type Token } from "./token";

const token: Token = {
  version: 1,
  streamArn: "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T00:00:00.000",
  takenAt: 1_795_176_000_000,
  shards: [
    {
      shardId: "shardId-00000001795176000000-00000001",
      parentShardId: "shardId-00000001795172400000-00000000",
      startingSequenceNumber: "000000000000000000100",
      endingSequenceNumber: "1234567890123456789012345678901234567890",
      position: { at: "afterSequence", sequenceNumber: "000000000000000000200" },
      finished: false,
      coverage: [{ from: "000000000000000000100", to: "000000000000000000200", fromTime: 1, toTime: 2, alone: true }],
      gaps: [{ shardId: "shardId-00000001795176000000-00000001", reason: "trimmed", before: "7", noticedAt: 3 }],
      listedAt: 4,
    },
    {
      shardId: "__proto__",
      startingSequenceNumber: "1",
      position: { at: "latest", since: 5 },
      finished: false,
      coverage: [],
      gaps: [],
      listedAt: 4,
      approximateStart: true,
    },
  ],
};

describe("token", () => {
  test("comes back as it went", () => {
    expect(parseToken(serialiseToken(token))).toEqual(token);
  });

  test.each([
    ["no JSON", "{", /not JSON/],
    ["no object", "[]", /the token must be an object/],
    ["another version", JSON.stringify({ ...token, version: 2 }), /version/],
    [
      "a number that is a number",
      serialiseToken(token).replace('"000000000000000000200"}', "200}"),
      /position\.sequenceNumber/,
    ],
    ["an unknown position", serialiseToken(token).replace('"latest"', '"soon"'), /shards\[1\]\.position\.at/],
    ["a shard twice", JSON.stringify({ ...token, shards: [token.shards[0], token.shards[0]] }), /twice/],
  ])("refuses %s, naming what is wrong", (_name, text, message) => {
    expect(() => parseToken(text)).toThrow(message);
  });
});
