import type { AttributeMap } from "./attribute-value";

export type EventName = "INSERT" | "MODIFY" | "REMOVE";
export type StreamViewType = "KEYS_ONLY" | "NEW_IMAGE" | "OLD_IMAGE" | "NEW_AND_OLD_IMAGES";

/**
 * A record exactly as GetRecords sends it (JSON 1.0 wire form, as recorded from AWS). Unknown fields are kept.
 * ApproximateCreationDateTime is in seconds since the epoch (whole seconds on AWS, whole minutes on DynamoDB Local).
 * SequenceNumber is a string of 21 to 40 digits: compare it with `compareSequenceNumbers` only.
 */
export interface StreamRecord {
  eventID: string;
  eventName: EventName;
  eventVersion: string;
  eventSource: string;
  awsRegion: string;
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: AttributeMap;
    /** Absent (never null or {}) when the view type or the event leaves it out. */
    NewImage?: AttributeMap;
    OldImage?: AttributeMap;
    SequenceNumber: string;
    /** Bytes of Keys + NewImage + OldImage by AWS's rule (streams.md). */
    SizeBytes: number;
    StreamViewType: StreamViewType;
  };
  /** Only on TTL deletes. */
  userIdentity?: { Type?: string; PrincipalId?: string; type?: string; principalId?: string };
}

/** Milliseconds since the epoch of a record's ApproximateCreationDateTime. */
export function recordTime(record: StreamRecord): number {
  return Math.round(record.dynamodb.ApproximateCreationDateTime * 1000);
}

/** True for a delete that DynamoDB's time to live made. AWS marks it by userIdentity alone. */
export function isTtlDelete(record: StreamRecord): boolean {
  const identity = record.userIdentity;
  if (!identity || record.eventName !== "REMOVE") return false;
  return (
    (identity.Type ?? identity.type) === "Service" &&
    (identity.PrincipalId ?? identity.principalId) === "dynamodb.amazonaws.com"
  );
}
