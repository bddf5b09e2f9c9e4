import type { StoredCapture } from "@/lib/capture/store";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import type { EventName, StreamRecord } from "@/lib/stream/record";

export const NEW_CAPTURE: Omit<StoredCapture, "id"> = {
  stream: {
    arn: "arn:aws:dynamodb:eu-central-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000",
    tableName: "orders",
    label: "2026-01-01T00:00:00.000",
    status: "ENABLED",
    viewType: "NEW_AND_OLD_IMAGES",
    keySchema: { hash: "pk", range: "sk" },
  },
  connection: { id: "sandbox", kind: "sandbox", label: "Sandbox" },
  start: { at: "trimHorizon" },
  createdAt: 1_700_000_000_000,
  openedAt: 1_700_000_000_000,
  reading: "running",
};

/** A sequence number as AWS's look: 28 digits, rising with `n`. */
export function sequence(n: number): string {
  return (4421584500000000000000000000n + BigInt(n)).toString();
}

/** A record; `time` in seconds. */
export function record(
  n: number,
  time: number,
  options: { event?: EventName; key?: string; ttl?: boolean; status?: string; pad?: number } = {},
): StreamRecord {
  const { event = "INSERT", key = `ORDER#${n}`, ttl = false, status = "PENDING", pad = 0 } = options;
  const keys = { pk: { S: key }, sk: { S: "META" } };
  const image = (value: string) => ({
    ...keys,
    status: { S: value },
    n: { N: String(n) },
    ...(pad > 0 && { pad: { S: "x".repeat(pad) } }),
  });
  return {
    eventID: n.toString(16).padStart(32, "0"),
    eventName: event,
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-central-1",
    dynamodb: {
      ApproximateCreationDateTime: time,
      Keys: keys,
      ...(event !== "REMOVE" && { NewImage: image(status) }),
      ...(event !== "INSERT" && { OldImage: image("DRAFT") }),
      SequenceNumber: sequence(n),
      SizeBytes: 60 + (n % 50),
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
    ...(ttl && { userIdentity: { type: "Service", principalId: "dynamodb.amazonaws.com" } }),
  };
}

export function checkpoint(shardId: string, position: number, parentShardId?: string): ShardCheckpoint {
  return {
    shardId,
    ...(parentShardId !== undefined && { parentShardId }),
    startingSequenceNumber: sequence(0),
    position: { at: "afterSequence", sequenceNumber: sequence(position) },
    finished: false,
    coverage: [{ from: sequence(0), to: sequence(position) }],
    gaps: [],
    listedAt: 1_700_000_000_000,
  };
}
