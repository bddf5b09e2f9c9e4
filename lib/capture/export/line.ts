import type { ScannedRecord } from "../store";

/** What stands before a record in an export: where it comes from. */
export type Origin = (shardId: string) => string;

export function originOf(streamArn: string): Origin {
  const arn = JSON.stringify(streamArn);
  const known = new Map<string, string>();
  return (shardId) => {
    let text = known.get(shardId);
    if (text === undefined) {
      text = `{"streamArn":${arn},"shardId":${JSON.stringify(shardId)},`;
      known.set(shardId, text);
    }
    return text;
  };
}

/**
 * One record as the exports have it: its origin, then all that AWS sent, unknown fields included. The stored text is
 * passed on as it is, which is faster than parsing it, and loses nothing by construction.
 */
export function exportedRecord({ shardId, text }: ScannedRecord, origin: Origin): string {
  return origin(shardId) + text.slice(1);
}
