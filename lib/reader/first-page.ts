import type { Clock } from "@/lib/clock";
import type { Position } from "@/lib/stream/position";
import { backoff } from "./pacing";
import type { ReadPoint, RecordPage } from "./source";
import { asShardscopeError, type Upstream } from "./upstream";

/** Failures in a row after which a call is given up. */
const ATTEMPTS = 8;
/** Empty pages that are followed: enough for AWS's habits, and bounded at the live edge of an open shard. */
const EMPTY_PAGES = 20;

/**
 * The first page with records from a place in a shard; the last empty one when the shard ends before, or shows none for
 * a while. `onCall` is told of each call, and of the records it gave. Rejects with what the source refuses for good, or
 * refused too often.
 */
export async function firstPage(
  { upstream, clock }: { upstream: Upstream; clock: Clock },
  wanted: { shardId: string; position: Position; onCall: (records: number) => void },
  signal: AbortSignal,
): Promise<RecordPage> {
  const { shardId, position, onCall } = wanted;
  let readPoint: ReadPoint | undefined;
  let pages = 0;
  for (let failures = 0; ; ) {
    try {
      if (readPoint === undefined) {
        onCall(0);
        readPoint = await upstream.open(shardId, position, signal);
        failures = 0;
      }
      const page: RecordPage = await upstream.read(readPoint, signal);
      onCall(page.records.length);
      failures = 0;
      pages += 1;
      if (page.records.length > 0 || page.next === undefined || pages >= EMPTY_PAGES) return page;
      readPoint = page.next;
    } catch (cause) {
      signal.throwIfAborted();
      if (readPoint !== undefined) onCall(0);
      const error = asShardscopeError(cause);
      if (!error.retriable && error.code !== "positionExpired") throw error;
      // Else the same read point is used again (rule 8).
      if (error.code === "positionExpired") readPoint = undefined;
      failures += 1;
      if (failures >= ATTEMPTS) throw error;
      await clock.sleep(backoff(failures, clock.random()), signal);
    }
  }
}
