import { randomUUID } from "node:crypto";
import type { Clock } from "@/lib/clock";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { EventName, StreamViewType } from "@/lib/stream/record";
import { itemBytes } from "./item";

/** One item before and after a write. Both absent never happens: such a write makes no record. */
export interface Change {
  keys: AttributeMap;
  old: AttributeMap | undefined;
  new: AttributeMap | undefined;
  /** The delete is that of time to live, not of a caller. */
  expired?: boolean;
}

/** The record of a change as GetRecords sends it (streams.md, sandbox rules 1 and 2). */
export function recordText(
  stream: { region: string; viewType: StreamViewType },
  change: Change,
  sequenceNumber: string,
  clock: Clock,
): string {
  const { viewType } = stream;
  const eventName: EventName = change.old ? (change.new ? "MODIFY" : "REMOVE") : "INSERT";
  const newImage = viewType === "NEW_IMAGE" || viewType === "NEW_AND_OLD_IMAGES" ? change.new : undefined;
  const oldImage = viewType === "OLD_IMAGE" || viewType === "NEW_AND_OLD_IMAGES" ? change.old : undefined;
  const sizeBytes =
    itemBytes(change.keys) + (newImage ? itemBytes(newImage) : 0) + (oldImage ? itemBytes(oldImage) : 0);
  return JSON.stringify({
    awsRegion: stream.region,
    dynamodb: {
      // Near the front, where recordTextTime finds it without parsing the rest.
      ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
      Keys: change.keys,
      NewImage: newImage,
      OldImage: oldImage,
      SequenceNumber: sequenceNumber,
      SizeBytes: sizeBytes,
      StreamViewType: viewType,
    },
    eventID: randomUUID().replaceAll("-", ""),
    eventName,
    eventSource: "aws:dynamodb",
    eventVersion: "1.1",
    userIdentity: change.expired ? { PrincipalId: "dynamodb.amazonaws.com", Type: "Service" } : undefined,
  });
}

/** Milliseconds since the epoch of a record's text. */
export function recordTextTime(text: string): number {
  return Number(/"ApproximateCreationDateTime":(\d+)/.exec(text)?.[1]) * 1000;
}
