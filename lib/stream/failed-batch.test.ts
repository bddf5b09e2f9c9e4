import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadRecordings } from "@/tests/sandbox/recorded";
import { type FailedBatch, parseFailedBatch } from "./failed-batch";

const ARN = "arn:aws:dynamodb:us-east-1:111111111111:table/orders/stream/2026-11-20T05:41:03.123";
const INFO = {
  shardId: "shardId-00000001763600000000-a1b2c3d4",
  startSequenceNumber: "100000000000000000000000001",
  endSequenceNumber: "100000000000000000000000009",
  approximateArrivalOfFirstRecord: "2026-11-20T07:00:00Z",
  approximateArrivalOfLastRecord: "2026-11-20T07:00:05Z",
  batchSize: 9,
  streamArn: ARN,
};
const BODY = {
  requestContext: { functionArn: "arn:f", condition: "RetryAttemptsExhausted", approximateInvokeCount: 4 },
  responseContext: { statusCode: 200 },
  version: "1.0",
  DDBStreamBatchInfo: INFO,
};
const BATCH: FailedBatch = {
  streamArn: ARN,
  tableName: "orders",
  region: "us-east-1",
  shardId: INFO.shardId,
  startSequenceNumber: INFO.startSequenceNumber,
  endSequenceNumber: INFO.endSequenceNumber,
  batchSize: 9,
  firstArrival: Date.parse("2026-11-20T07:00:00Z"),
  lastArrival: Date.parse("2026-11-20T07:00:05Z"),
  condition: "RetryAttemptsExhausted",
  invokeCount: 4,
  functionArn: "arn:f",
  more: false,
};
const parse = (value: unknown) => parseFailedBatch(JSON.stringify(value));
const sns = { Type: "Notification", MessageId: "1", Message: JSON.stringify(BODY) };

describe("a message is found in whatever it came in", () => {
  it.each<[string, unknown]>([
    ["the body", BODY],
    ["an SNS envelope", sns],
    ["an SQS message", { MessageId: "1", Body: JSON.stringify(BODY) }],
    ["an answer of receive-message", { Messages: [{ Body: JSON.stringify(BODY) }] }],
    ["SNS in SQS in a Lambda event", { Records: [{ body: JSON.stringify(sns) }] }],
    ["an SNS event", { Records: [{ Sns: sns }] }],
    ["a text in quotes", JSON.stringify(BODY)],
    ["with its payload, as S3 has it", { ...BODY, payload: { Records: [{ eventID: "1" }] } }],
  ])("%s", (_, value) => {
    expect(parse(value)).toEqual(BATCH);
  });

  it("the batch's own part alone", () => {
    const { condition: _c, invokeCount: _i, functionArn: _f, ...batch } = BATCH;
    expect(parse(INFO)).toEqual(batch);
  });

  it("reads the first of several and says so", () => {
    expect(parse({ Messages: [{ Body: JSON.stringify(BODY) }, { Body: JSON.stringify(BODY) }] })).toEqual({
      ...BATCH,
      more: true,
    });
  });
});

describe("what is wrong is named", () => {
  const without = (name: string) => ({ ...BODY, DDBStreamBatchInfo: { ...INFO, [name]: undefined } });
  const having = (name: string, value: unknown) => ({ ...BODY, DDBStreamBatchInfo: { ...INFO, [name]: value } });
  it.each<[string, unknown, string | undefined, string]>([
    ["no stream", without("streamArn"), "streamArn", "has no streamArn"],
    ["no shard", without("shardId"), "shardId", "has no shardId"],
    ["no start", without("startSequenceNumber"), "startSequenceNumber", "has no startSequenceNumber"],
    ["another service", having("streamArn", "arn:aws:sqs:us-east-1:111111111111:q"), "streamArn", ""],
    ["a table", having("streamArn", ARN.replace(/\/stream.*/, "")), "streamArn", "names a table"],
    ["a shard of Kinesis", having("shardId", "shard 1"), "shardId", "no shard's id"],
    ["rounded digits", having("endSequenceNumber", 1e27), "endSequenceNumber", "lost its quotes"],
    ["letters", having("endSequenceNumber", "12a"), "endSequenceNumber", "digits alone"],
    ["the wrong way round", having("endSequenceNumber", "5"), "endSequenceNumber", "before startSequenceNumber"],
    ["no time", having("approximateArrivalOfFirstRecord", "noon"), "approximateArrivalOfFirstRecord", "not a time"],
    ["half a batch", having("batchSize", 0.5), "batchSize", "whole number"],
    ["Kinesis", { KinesisBatchInfo: { shardId: "shardId-000000000006" } }, "KinesisBatchInfo", "Kinesis stream"],
    ["another message", { hello: "world" }, undefined, "There is no DDBStreamBatchInfo"],
  ])("%s", (_, value, part, message) => {
    const result = parse(value);
    expect(result).toMatchObject({ kind: "error", ...(part && { part }) });
    expect((result as { message: string }).message).toContain(message);
  });

  it("takes any text without throwing", () => {
    const values = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify(having("shardId", value))),
    );
    fc.assert(fc.property(values, (text) => void parseFailedBatch(text)));
    expect(parseFailedBatch("{")).toMatchObject({ kind: "error" });
    expect(parseFailedBatch('{"Message":'.repeat(10_000))).toMatchObject({ kind: "error" });
  });
});

describe("as AWS sent it", () => {
  const bodies = loadRecordings().flatMap(({ test, parts }) => {
    const found: { test: string; body: unknown }[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      if ("DDBStreamBatchInfo" in value) found.push({ test, body: value });
      else for (const each of Object.values(value)) walk(each);
    };
    walk(parts);
    return found;
  });

  it("there are recordings over SQS, SNS and S3", () => {
    expect(bodies.length).toBeGreaterThanOrEqual(8);
  });

  /** What the recording hides behind placeholders is put back in the form that AWS gives it. */
  it.each(bodies)("$test", ({ body }) => {
    const text = JSON.stringify(body)
      .replaceAll("<partition>", "aws")
      .replaceAll("<region>", "us-east-1")
      .replace(
        /<resource:1>\/stream\/<resource:2>|<resource:\d+>\/stream\/<resource:\d+>|<table-name:\d+>\/stream\/[^"]+/g,
        "orders/stream/2026-11-20T05:41:03.123",
      )
      .replace(/<shard-id:\d+>/g, INFO.shardId)
      .replace(/<(start-|end-)?sequence-number:\d+>/g, INFO.startSequenceNumber)
      .replace(/<timestamp:([^>]+)>/g, "$1");
    expect(parseFailedBatch(text)).toMatchObject({
      streamArn: ARN,
      shardId: INFO.shardId,
      startSequenceNumber: INFO.startSequenceNumber,
      condition: expect.any(String),
      batchSize: expect.any(Number),
      firstArrival: expect.any(Number),
    });
  });
});
