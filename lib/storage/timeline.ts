import type { TimelineGrid } from "@/lib/capture/store-timeline";
import type { Filter } from "@/lib/filter/filter";
import type { CaptureReads } from "./capture-reads";
import { type Condition, conjunction } from "./condition";
import { type EventCounts, MINUTE, parseSeconds, SECOND } from "./counts";
import { countable, NAMES } from "./matched";
import { type Search, search, sqlWindow } from "./search";
import type { StoredShard } from "./shard-table";

/** [bucket index, inserts, modifies, removes] */
export type Bucket = [number, ...EventCounts];

/** `head`: rows stored later than this cursor are left out. */
export interface TimelineQuery {
  filter?: Filter;
  head?: number;
}

export interface TimelineStep {
  shards: { shardId: string; buckets: Bucket[] }[];
  /** Where the next step begins: its buckets add to these. */
  next?: string;
}

/** Rows of one step, some 15 ms: looked at one by one, or added up by the database. */
const STEP_ROWS = 5_000;
const SQL_STEP_ROWS = 40_000;

/**
 * The records of the grid from the stored counts; undefined where these cannot tell. The grid's bounds and buckets must be
 * whole seconds.
 */
export function countedTimeline(
  file: CaptureReads,
  grid: TimelineGrid,
  { filter, head }: TimelineQuery,
): TimelineStep | undefined {
  // The counts are of all that is stored.
  if (head !== undefined) return undefined;
  const plan = countable(file, filter ? { filter } : {});
  // A bound inside the grid would cut a bucket.
  if (!plan || plan.from > grid.from || plan.to < grid.to) return undefined;
  const keep = NAMES.map((name) => (plan.names.includes(name) ? 1 : 0));
  const wholeMinutes = grid.from % MINUTE === 0 && grid.bucketMs % MINUTE === 0;
  const count = wholeMinutes ? countMinutes(file, grid) : countSeconds(file, grid);
  const shards = plan.shards.flatMap((shard) => {
    if (shard.firstTime === undefined || shard.lastTime === undefined) return [];
    if (shard.firstTime >= grid.to || shard.lastTime < grid.from) return [];
    const buckets = count(shard)
      .map(
        ([index, ...counts]): Bucket => [
          index,
          counts[0] * (keep[0] ?? 0),
          counts[1] * (keep[1] ?? 0),
          counts[2] * (keep[2] ?? 0),
        ],
      )
      .filter(([, inserts, modifies, removes]) => inserts + modifies + removes > 0);
    return buckets.length > 0 ? [{ shardId: shard.shardId, buckets }] : [];
  });
  return { shards };
}

function countMinutes(file: CaptureReads, { from, to, bucketMs }: TimelineGrid): (shard: StoredShard) => Bucket[] {
  const first = from / MINUTE;
  // As literals: parameters would be bound as floats, and the division be one of floats.
  const statement = file.db
    .prepare(
      `SELECT (minute - ${first}) / ${bucketMs / MINUTE} AS bucket, sum(inserts), sum(modifies), sum(removes) FROM counts INDEXED BY counts_by_minute
       WHERE shard = ? AND minute >= ? AND minute < ? GROUP BY bucket`,
    )
    .raw();
  return ({ number }) => statement.all([number, first, to / MINUTE]) as Bucket[];
}

function countSeconds(file: CaptureReads, grid: TimelineGrid): (shard: StoredShard) => Bucket[] {
  const statement = file.db
    .prepare("SELECT minute, seconds FROM counts WHERE shard = ? AND minute >= ? AND minute < ?")
    .raw();
  const bounds = [Math.floor(grid.from / MINUTE), Math.ceil(grid.to / MINUTE)];
  return ({ number }) => {
    const buckets = new Buckets(grid);
    for (const [minute, seconds] of statement.all([number, ...bounds]) as [number, string][]) {
      for (const [second, counts] of parseSeconds(seconds)) buckets.add(minute * MINUTE + second * SECOND, counts);
    }
    return buckets.list();
  };
}

/** One step over the rows themselves: for a filter, or buckets finer than a second. */
export function scannedTimeline(
  file: CaptureReads,
  grid: TimelineGrid,
  narrowed: TimelineQuery,
  after: string | null,
): TimelineStep {
  const query: Search = {
    ...narrowed,
    from: grid.from,
    to: grid.to,
    by: "list",
    order: "asc",
    slim: true,
    ...(after !== null && { after }),
    limit: STEP_ROWS,
  };
  const shards = new Map<number, Buckets>();
  const add = (shard: number, time: number, counts: EventCounts) => {
    const buckets = shards.get(shard) ?? new Buckets(grid);
    shards.set(shard, buckets);
    buckets.add(time, counts);
  };
  const window = sqlWindow(file, query, SQL_STEP_ROWS);
  let next = window?.next;
  if (window) {
    for (const [shard, index, ...counts] of addUp(file, grid, window.condition)) {
      add(shard, grid.from + index * grid.bucketMs, counts);
    }
  } else {
    const step = search(file, query);
    next = step.next;
    for (const { shard, time, event } of step.matches) {
      add(shard, time, [event === 0 ? 1 : 0, event === 1 ? 1 : 0, event >= 2 ? 1 : 0]);
    }
  }
  return {
    shards: [...shards].map(([number, buckets]) => ({
      shardId: file.shards.byNumber.get(number)?.shardId ?? "",
      buckets: buckets.list(),
    })),
    ...(next !== undefined && { next: String(next) }),
  };
}

/** [shard number, bucket index, inserts, modifies, removes] of the rows that fit. */
function addUp(file: CaptureReads, grid: TimelineGrid, condition: Condition): [number, number, ...EventCounts][] {
  return file.db
    .prepare(
      `SELECT r.shard, CAST((r.order_time - r.ahead - ?) / ? AS INTEGER) AS bucket,
         sum(r.event = 0), sum(r.event = 1), sum(r.event >= 2)
       FROM records r INDEXED BY records_by_place WHERE ${conjunction(condition)} GROUP BY r.shard, bucket`,
    )
    .raw()
    .all([grid.from, grid.bucketMs, ...condition.parameters]) as [number, number, ...EventCounts][];
}

/** Adds counts up by bucket. */
class Buckets {
  private readonly buckets = new Map<number, Bucket>();

  constructor(private readonly grid: TimelineGrid) {}

  add(time: number, counts: EventCounts): void {
    const { from, to, bucketMs } = this.grid;
    if (time < from || time >= to) return;
    const index = Math.floor((time - from) / bucketMs);
    const bucket = this.buckets.get(index);
    if (!bucket) {
      this.buckets.set(index, [index, ...counts]);
      return;
    }
    bucket[1] += counts[0];
    bucket[2] += counts[1];
    bucket[3] += counts[2];
  }

  list(): Bucket[] {
    return [...this.buckets.values()];
  }
}
