import type { ShardCheckpoint } from "@/lib/reader/delivery";
import type { ReaderSnapshot } from "@/lib/reader/status";
import { isEmptyRange } from "@/lib/stream/coverage";
import type { StreamDescription } from "@/lib/stream/shard";

const NO_CALLS = { ok: 0, throttled: 0, failed: 0 };

/** What a reader would tell of a capture that has none: an imported one, as its file left it. */
export function offlineSnapshot(stream: StreamDescription, checkpoints: readonly ShardCheckpoint[]): ReaderSnapshot {
  return {
    stream,
    state: "finished",
    streamGone: false,
    shards: checkpoints.map(({ position: _position, finished: _finished, listedAt: _listedAt, ...shard }) => {
      const coverage = shard.coverage.filter((range) => !isEmptyRange(range));
      const last = coverage.findLast((range) => range.toTime !== undefined);
      return {
        ...shard,
        state: "finished",
        open: false,
        listed: false,
        coverage,
        ...(last ? { lastSequenceNumber: last.to } : {}),
        ...(last?.toTime === undefined ? {} : { lastTime: last.toTime }),
      };
    }),
    calls: { describeStream: NO_CALLS, openShard: NO_CALLS, readPage: NO_CALLS },
    callsPerSecond: 0,
    readPagesPerSecond: 0,
    throttledPerMinute: 0,
  };
}
