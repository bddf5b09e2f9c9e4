import type { Clock } from "@/lib/clock";
import type { ShardStatus } from "@/lib/reader/status";
import { type CoverageRange, type Gap, sequenceAfter } from "@/lib/stream/coverage";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import type { CaptureStore, Expired, Keep, KeepLimit } from "./store";

const DAY_MS = 24 * 60 * 60_000;
const MEGABYTE = 1_000_000;
/** Between two steps, so that what is read is stored in between. */
const REST_MS = 5;
/** Between two looks at all captures. */
const LOOK_MS = 60_000;

/** What a setting means right now; nothing when all is kept. */
function keepLimit(keep: Keep | undefined, now: number): KeepLimit | undefined {
  if (!keep) return undefined;
  return "days" in keep ? { before: now - keep.days * DAY_MS } : { maxBytes: keep.megabytes * MEGABYTE };
}

/** Removes what a setting no longer keeps, in short steps. Gives the number of records removed; ends early on abort. */
export async function expire(
  store: CaptureStore,
  { id, keep }: { id: string; keep?: Keep },
  clock: Clock,
  signal: AbortSignal,
): Promise<number> {
  const limit = keepLimit(keep, clock.now());
  let removed = 0;
  for (let more = limit !== undefined; more && limit && !signal.aborted; ) {
    const step = await store.expire(id, limit);
    removed += step.removed;
    more = step.more;
    if (more) await clock.sleep(REST_MS, signal).catch(() => undefined);
  }
  return removed;
}

/** Looks after all captures until told to stop. A capture that fails is told of, and the next look tries it again. */
export async function keepWithinLimits(
  captures: () => Iterable<{ id: string; expire(): Promise<void> }>,
  clock: Clock,
  signal: AbortSignal,
  onError: (captureId: string, error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    for (const capture of captures()) {
      await capture.expire().catch((error) => onError(capture.id, error));
    }
    await clock.sleep(LOOK_MS, signal).catch(() => undefined);
  }
}

/**
 * A shard as it is shown once retention has removed its beginning. To the reader that stays read, or it would read it
 * again; to whoever looks it is a gap, and never part of what is held.
 */
export function withExpired(shard: ShardStatus, expired: Expired | undefined): ShardStatus {
  if (!expired) return shard;
  const { upTo, toTime, at } = expired;
  const isGone = (number: string | undefined) => number !== undefined && compareSequenceNumbers(number, upTo) <= 0;
  const goneGaps = shard.gaps.filter((gap) => isGone(gap.before));
  const times = [...shard.coverage.filter((range) => isGone(range.from)), ...goneGaps].flatMap(
    ({ fromTime }) => fromTime ?? [],
  );
  const gap: Gap = {
    shardId: shard.shardId,
    reason: "expired",
    before: sequenceAfter(upTo),
    ...(times.length > 0 ? { fromTime: Math.min(...times) } : {}),
    toTime,
    noticedAt: at,
  };
  const left = shard.coverage.flatMap((range): CoverageRange[] => {
    if (isGone(range.to)) return [];
    if (!isGone(range.from)) return [range];
    return [{ ...range, from: sequenceAfter(upTo), ...(range.fromTime === undefined ? {} : { fromTime: toTime }) }];
  });
  return { ...shard, coverage: left, gaps: [gap, ...shard.gaps.filter((known) => !goneGaps.includes(known))] };
}
