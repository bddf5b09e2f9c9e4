import type { GapInfo, ShardInfo } from "@/lib/api/contract";

/** From, to: milliseconds since the epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface ShardLife {
  /** From its creation to its end, or to now. Absent where nothing tells when the shard began. */
  readonly life: Span | undefined;
  readonly covered: readonly Span[];
  readonly gaps: readonly (Span & { readonly gap: GapInfo })[];
}

/**
 * Places a shard on the time axis. Sequence numbers carry no time, so this rests on the times of records, of the shard's
 * creation, and of its children's (`endedAt`): good to look at, not to decide by.
 */
export function shardLife(shard: ShardInfo, endedAt: number | undefined, now: number): ShardLife {
  const life = lifeSpan(shard, endedAt, now);
  if (!life) return { life, covered: [], gaps: [] };
  const covered = shard.coverage.flatMap((span) => {
    // Read from its very start: covered from its creation, though the first record may be much younger.
    const fromStart = span.from === shard.startingSequenceNumber;
    const toEnd = span.to === shard.endingSequenceNumber;
    const from = fromStart ? life.from : time(span.fromTime);
    const to = toEnd ? life.to : latest(time(span.toTime), headOf(shard, span.to, now));
    return from === undefined || to === undefined || to < from ? [] : [{ from, to }];
  });
  const gaps = shard.gaps.map((gap) => {
    const from = time(gap.fromTime) ?? (gap.after === undefined ? life.from : endBefore(covered, gap, life));
    const to =
      time(gap.toTime) ??
      covered.find((span) => span.from >= from)?.from ??
      (shard.open ? time(gap.noticedAt) : life.to);
    return { from, to: Math.max(from, to ?? from), gap };
  });
  return { life, covered, gaps };
}

function lifeSpan(shard: ShardInfo, endedAt: number | undefined, now: number): Span | undefined {
  const created = time(shard.createdAt);
  // Thousands of shards have their lives drawn at once: what is in them is read only where nothing else tells.
  const known = created === undefined || (!shard.open && endedAt === undefined) ? knownTimes(shard) : [];
  const from = created ?? (known.length > 0 ? Math.min(...known) : undefined);
  if (from === undefined) return undefined;
  return { from, to: Math.max(from, shard.open ? now : (endedAt ?? Math.max(from, ...known))) };
}

function knownTimes({ coverage, gaps, position }: ShardInfo): number[] {
  const times = [...coverage, ...gaps].flatMap((span) => [time(span.fromTime), time(span.toTime)]);
  times.push(time(position.time));
  return times.filter((ms) => ms !== undefined);
}

/** Where reading stands, if it goes on from the span that ends at `to`: a shard that is caught up is covered to now. */
function headOf(shard: ShardInfo, to: string, now: number): number | undefined {
  if (!shard.open || to !== shard.position.sequenceNumber) return undefined;
  if (shard.lagMs !== undefined) return now - shard.lagMs;
  return shard.state === "caughtUp" ? now : undefined;
}

function endBefore(covered: readonly Span[], gap: GapInfo, life: Span): number {
  const to = time(gap.toTime) ?? Number.POSITIVE_INFINITY;
  return covered.findLast((span) => span.to <= to)?.to ?? life.from;
}

function latest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined ? b : b === undefined ? a : Math.max(a, b);
}

function time(iso: string | undefined): number | undefined {
  if (iso === undefined) return undefined;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? undefined : ms;
}

/** When each closed shard ended: when the first of its children was made. By shard id, milliseconds. */
export function endings(shards: readonly ShardInfo[]): Map<string, number> {
  const ends = new Map<string, number>();
  for (const { parentShardId, createdAt } of shards) {
    const at = time(createdAt);
    if (parentShardId === undefined || at === undefined) continue;
    ends.set(parentShardId, Math.min(at, ends.get(parentShardId) ?? at));
  }
  return ends;
}
