import { describe, expect, it } from "vitest";
import type { EventName, StreamRecord, StreamViewType } from "@/lib/stream/record";
import { leftOut } from "./left-out";

/** A record as a stream of this view type sends it. */
function record(eventName: EventName, view: StreamViewType): StreamRecord {
  const image = { pk: { S: "a" } };
  return {
    eventID: "1",
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-west-1",
    dynamodb: {
      ApproximateCreationDateTime: 1_795_247_553,
      Keys: image,
      SequenceNumber: "100000000000000000001",
      SizeBytes: 3,
      StreamViewType: view,
      ...(eventName !== "REMOVE" && view.includes("NEW") && { NewImage: image }),
      ...(eventName !== "INSERT" && view.includes("OLD") && { OldImage: image }),
    },
  };
}

describe("leftOut", () => {
  it("says nothing where the record holds all there is", () => {
    for (const event of ["INSERT", "MODIFY", "REMOVE"] as const) {
      expect(leftOut(record(event, "NEW_AND_OLD_IMAGES"), undefined)).toBeUndefined();
    }
    expect(leftOut(record("INSERT", "NEW_IMAGE"), undefined)).toBeUndefined();
    expect(leftOut(record("REMOVE", "OLD_IMAGE"), undefined)).toBeUndefined();
  });

  it("names the view type and what is missing", () => {
    expect(leftOut(record("MODIFY", "NEW_IMAGE"), undefined)).toContain("before the change");
    expect(leftOut(record("MODIFY", "OLD_IMAGE"), undefined)).toContain("after the change");
    expect(leftOut(record("MODIFY", "KEYS_ONLY"), undefined)).toContain("what changed is not known");
    expect(leftOut(record("INSERT", "OLD_IMAGE"), undefined)).toContain("OLD_IMAGE");
    expect(leftOut(record("REMOVE", "NEW_IMAGE"), undefined)).toContain("deleted item");
  });

  it("says where what is missing was taken from", () => {
    const image = { pk: { S: "a" } };
    expect(leftOut(record("MODIFY", "NEW_IMAGE"), { OldImage: image })).toContain("from the previous version");
    expect(leftOut(record("MODIFY", "OLD_IMAGE"), { NewImage: image })).toContain("from the next version");
  });
});
