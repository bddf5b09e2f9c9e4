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
      expect(leftOut(record(event, "NEW_AND_OLD_IMAGES"))).toBeUndefined();
    }
    expect(leftOut(record("INSERT", "NEW_IMAGE"))).toBeUndefined();
    expect(leftOut(record("REMOVE", "OLD_IMAGE"))).toBeUndefined();
  });

  it("names the view type and what is missing", () => {
    expect(leftOut(record("MODIFY", "NEW_IMAGE"))).toContain("before the change");
    expect(leftOut(record("MODIFY", "OLD_IMAGE"))).toContain("after the change");
    expect(leftOut(record("MODIFY", "KEYS_ONLY"))).toContain("what changed is not known");
    expect(leftOut(record("INSERT", "OLD_IMAGE"))).toContain("OLD_IMAGE");
    expect(leftOut(record("REMOVE", "NEW_IMAGE"))).toContain("deleted item");
  });
});
