import { expect, test } from "vitest";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { EventName, StreamRecord } from "@/lib/stream/record";
import { inferImages } from "./store-continuity";

const A: AttributeMap = { pk: { S: "1" }, v: { N: "1" } };
const B: AttributeMap = { pk: { S: "1" }, v: { N: "2" } };

function version(
  eventName: EventName,
  images: { OldImage?: AttributeMap; NewImage?: AttributeMap } = {},
): StreamRecord {
  return {
    eventID: "e",
    eventName,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "r",
    dynamodb: {
      ApproximateCreationDateTime: 1,
      Keys: { pk: { S: "1" } },
      ...images,
      SequenceNumber: "1",
      SizeBytes: 1,
      StreamViewType: "NEW_IMAGE",
    },
  };
}

test("NEW_IMAGE: before a change the item was as the version before left it", () => {
  const previous = version("INSERT", { NewImage: A });
  expect(inferImages(version("MODIFY", { NewImage: B }), { previous })).toEqual({ OldImage: A });
  expect(inferImages(version("REMOVE"), { previous })).toEqual({ OldImage: A });
});

test("OLD_IMAGE: after a change the item was as the next version found it", () => {
  const next = version("REMOVE", { OldImage: B });
  expect(inferImages(version("MODIFY", { OldImage: A }), { next })).toEqual({ NewImage: B });
  expect(inferImages(version("INSERT"), { next })).toEqual({ NewImage: B });
});

test("nothing is made up", () => {
  // An insert had nothing before it, a remove leaves nothing behind.
  expect(inferImages(version("INSERT", { NewImage: A }), { previous: version("INSERT", { NewImage: B }) })).toEqual({});
  expect(inferImages(version("REMOVE", { OldImage: A }), { next: version("MODIFY", { OldImage: B }) })).toEqual({});
  // A remove before a change, or an insert after it, tells nothing of it.
  expect(inferImages(version("MODIFY", { NewImage: B }), { previous: version("REMOVE") })).toEqual({});
  expect(inferImages(version("MODIFY", { OldImage: B }), { next: version("INSERT") })).toEqual({});
  // What the record has stands.
  const whole = version("MODIFY", { OldImage: A, NewImage: B });
  expect(inferImages(whole, { previous: version("INSERT", { NewImage: B }) })).toEqual({});
  // KEYS_ONLY.
  expect(inferImages(version("MODIFY"), { previous: version("INSERT"), next: version("MODIFY") })).toEqual({});
});
