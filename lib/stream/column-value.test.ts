import { describe, expect, it } from "vitest";
import type { AttributeMap } from "./attribute-value";
import { columnValue } from "./column-value";
import type { StreamRecord } from "./record";

const Keys = { pk: { S: "ORDER#1" } };

function record(OldImage: AttributeMap | undefined, NewImage: AttributeMap | undefined): StreamRecord {
  return {
    eventID: "1",
    eventName: OldImage ? (NewImage ? "MODIFY" : "REMOVE") : "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: 1,
      Keys,
      ...(OldImage && { OldImage }),
      ...(NewImage && { NewImage }),
      SequenceNumber: "1",
      SizeBytes: 1,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
  };
}

describe("what a column shows", () => {
  const paid = { ...Keys, status: { S: "PAID" }, lines: { L: [{ M: { n: { N: "1.0" } } }] } };
  const sent = { ...Keys, status: { S: "SENT" }, lines: { L: [{ M: { n: { N: "1" } } }] } };

  it("is the new value, with the old one where it changed", () => {
    expect(columnValue(record(paid, sent), ["status"])).toEqual({ old: "PAID", new: "SENT" });
    expect(columnValue(record(undefined, sent), ["status"])).toEqual({ new: "SENT" });
    expect(columnValue(record(paid, sent), ["lines", 0, "n"])).toEqual({ new: "1" });
  });

  it("is the old value where there is no new one", () => {
    expect(columnValue(record(paid, undefined), ["status"])).toEqual({ old: "PAID" });
    expect(columnValue(record(paid, Keys), ["status"])).toEqual({ old: "PAID" });
  });

  it("is nothing where the path leads nowhere, whatever the names", () => {
    for (const path of [
      ["none"],
      ["status", "deeper"],
      ["lines", 7],
      ["lines", "n"],
      [0],
      ["__proto__"],
      ["constructor"],
    ])
      expect(columnValue(record(paid, sent), path)).toEqual({});
    const odd = Object.fromEntries([["__proto__", { S: "data" }]]) as AttributeMap;
    expect(columnValue(record(undefined, odd), ["__proto__"])).toEqual({ new: "data" });
  });

  it("is the key where the view type leaves the rest out", () => {
    expect(columnValue(record(undefined, undefined), ["pk"])).toEqual({ new: "ORDER#1" });
    expect(columnValue(record(undefined, undefined), ["status"])).toEqual({});
  });
});
