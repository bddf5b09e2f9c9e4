import type { Position } from "@/lib/stream/position";
import type { StreamRecord } from "@/lib/stream/record";
import type { ShardDescription, StreamDescription } from "@/lib/stream/shard";

declare const readPointBrand: unique symbol;
/**
 * An opaque place from which the source reads its next page (on AWS: a shard iterator). It lives 15 minutes and may be
 * used any number of times: each use reads from the same place.
 */
export type ReadPoint = string & { [readPointBrand]: true };

/** One page of a shard listing; `next` continues it and is absent on the last page. */
export interface ShardListingPage {
  stream: StreamDescription;
  shards: ShardDescription[];
  next?: string;
}

export interface RecordPage {
  records: StreamRecord[];
  /** Missing only at the end of a closed shard, and then this page can still carry records. */
  next?: ReadPoint;
  /** Bytes of the answer's body. */
  bytes: number;
}

/**
 * Where records come from. One method is one call upstream, without retries: the reader paces, backs off and counts.
 *
 * Every method rejects with a ShardscopeError, or with `signal.reason` on abort. Codes that the reader acts on:
 * `positionExpired` (iterator too old), `trimmed` (TrimmedDataAccess), `shardNotFound` / `streamNotFound`,
 * `throttled` (Throttling, LimitExceeded), `sourceFailed` (5xx), `timeout`, `endpointUnreachable`,
 * `sourceAnswerInvalid`, `credentialsExpired`, `credentialsMissing`, `accessDenied`, `positionInvalid`.
 */
export interface StreamSource {
  describeStream(
    request: { streamArn: string; after?: string; childrenOf?: string; limit?: number },
    signal: AbortSignal,
  ): Promise<ShardListingPage>;
  openShard(
    request: { streamArn: string; shardId: string; position: Position },
    signal: AbortSignal,
  ): Promise<ReadPoint>;
  /** `limit` 1…1000, default 1000. */
  readPage(request: { readPoint: ReadPoint; limit?: number }, signal: AbortSignal): Promise<RecordPage>;
}
