import type { Clock } from "@/lib/clock";
import type { ShardscopeError } from "@/lib/stream/error";
import type { ReaderSink, ShardCheckpoint } from "./delivery";
import { patience } from "./pacing";
import { asShardscopeError } from "./upstream";

/** Checkpoints stored at once when a listing shows many new shards. */
const AT_ONCE = 500;

/** Stores checkpoints without records, again and again until the sink takes them. Rejects with `signal.reason` on abort. */
export async function storeCheckpoints(
  checkpoints: readonly ShardCheckpoint[],
  parts: { sink: ReaderSink; clock: Clock; onFailure: (error: ShardscopeError) => void },
  signal: AbortSignal,
): Promise<void> {
  const { sink, clock, onFailure } = parts;
  for (let at = 0; at < checkpoints.length; at += AT_ONCE) {
    const some = checkpoints.slice(at, at + AT_ONCE);
    for (let attempt = 1; ; attempt += 1) {
      try {
        await sink.deliver({ shardId: some[0]?.shardId ?? "", records: [], checkpoints: some }, signal);
        break;
      } catch (cause) {
        signal.throwIfAborted();
        onFailure(asShardscopeError(cause));
        await clock.sleep(patience(attempt), signal);
      }
    }
  }
}
