import type { StreamViewType } from "./record";
import type { SequenceNumber } from "./sequence-number";

/** One shard as a listing shows it. */
export interface ShardDescription {
  shardId: string;
  /** May name a shard that was trimmed and is no longer listed. */
  parentShardId?: string;
  startingSequenceNumber: SequenceNumber;
  /** Absent while the shard is open. */
  endingSequenceNumber?: SequenceNumber;
}

export type StreamStatus = "ENABLING" | "ENABLED" | "DISABLING" | "DISABLED";

export interface KeySchema {
  hash: string;
  range?: string;
}

/** One stream as DescribeStream shows it. */
export interface StreamDescription {
  arn: string;
  tableName: string;
  label: string;
  status: StreamStatus;
  viewType: StreamViewType;
  keySchema: KeySchema;
}

/**
 * `shardId-<20-digit epoch ms>-<hex>`: the second field reads as the creation time. Undocumented by AWS, so a HINT:
 * results must stay right when it lies. Milliseconds since the epoch, or undefined when the id has another shape.
 */
export function shardCreationHint(shardId: string): number | undefined {
  const match = /^shardId-(\d{20})-[0-9a-f]+$/i.exec(shardId);
  return match ? Number(match[1]) : undefined;
}
