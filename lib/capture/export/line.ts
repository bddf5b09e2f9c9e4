import type { StreamRecord } from "@/lib/stream/record";

/**
 * One record as the exports have it: where it comes from, then all that AWS sent, unknown fields included. Spread, not
 * assigned: an attribute called `__proto__` stays one (it sits deeper and is not touched).
 */
export function exportedRecord(streamArn: string, shardId: string, record: StreamRecord): object {
  const { eventID, eventName, eventVersion, eventSource, awsRegion, dynamodb, ...rest } = record;
  return { streamArn, shardId, eventID, eventName, eventVersion, eventSource, awsRegion, dynamodb, ...rest };
}
