import { describe, expect, it } from "vitest";
import { toLambdaRecord } from "./lambda-event";
import type { StreamRecord } from "./record";

const ARN = "arn:aws:dynamodb:eu-central-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123";
const record: StreamRecord = {
  eventID: "c4ca4238a0b923820dcc509a6f75849b",
  eventName: "REMOVE",
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "eu-central-1",
  dynamodb: {
    ApproximateCreationDateTime: 1763625153,
    Keys: { id: { S: "1" } },
    SequenceNumber: "100000000000000000001",
    SizeBytes: 3,
    StreamViewType: "KEYS_ONLY",
  },
};

describe("toLambdaRecord", () => {
  it("adds the stream's ARN and changes nothing else", () => {
    expect(toLambdaRecord(record, ARN)).toEqual({ ...record, eventSourceARN: ARN });
  });

  it("writes userIdentity as Lambda does, however it was read", () => {
    const identity = { type: "Service", principalId: "dynamodb.amazonaws.com" };
    expect(toLambdaRecord({ ...record, userIdentity: identity }, ARN).userIdentity).toEqual(identity);
    const upper = { Type: "Service", PrincipalId: "dynamodb.amazonaws.com" };
    expect(toLambdaRecord({ ...record, userIdentity: upper }, ARN).userIdentity).toEqual(identity);
  });
});
