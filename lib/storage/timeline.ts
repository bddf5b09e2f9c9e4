import type { Filter } from "@/lib/filter/filter";
import type { CaptureFile } from "./capture-file";
import { type EventCounts, MINUTE, parseSeconds, SECOND } from "./counts";
import { search } from "./search";

/** [shard number, bucket index, inserts, modifies, removes] */
export type TimelineCell = [number, number, ...EventCounts];

export interface TimelineStep {
  cells: TimelineCell[];
  next?: string;
}

interface Grid {
  from: number;
  to: number;
  bucketMs: number;
}

/** Adds counts up by shard and bucket. */
class Cells {
  private readonly shards = new Map<number, Map<number, EventCounts>>();

  constructor(private readonly grid: Grid) {}

  add(shard: number, time: number, counts: EventCounts): void {
    const { from, to, bucketMs } = this.grid;
    if (time < from || time >= to) return;
    let buckets = this.shards.get(shard);
    if (!buckets) {
      buckets = new Map();
      this.shards.set(shard, buckets);
    }
    const index = Math.floor((time - from) / bucketMs);
    const bucket = buckets.get(index);
    if (!bucket) {
      buckets.set(index, [...counts]);
      return;
    }
    bucket[0] += counts[0];
    bucket[1] += counts[1];
    bucket[2] += counts[2];
  }

  list(): TimelineCell[] {
    return [...this.shards].flatMap(([shard, buckets]) =>
      [...buckets].map(([index, counts]): TimelineCell => [shard, index, ...counts]),
    );
  }
}

/** Every record of the grid, from the stored counts. The grid's bounds and buckets must be whole seconds. */
export function countedTimeline(file: CaptureFile, grid: Grid): TimelineCell[] {
  const cells = new Cells(grid);
  const wholeMinutes = grid.from % MINUTE === 0 && grid.bucketMs % MINUTE === 0;
  const rows = file.db
    .prepare(
      `SELECT minute, shard, inserts, modifies, removes, ${wholeMinutes ? "''" : "seconds"} FROM counts
       WHERE minute >= ? AND minute < ?`,
    )
    .raw()
    .all([Math.floor(grid.from / MINUTE), Math.ceil(grid.to / MINUTE)]) as [number, number, ...EventCounts, string][];
  for (const [minute, shard, inserts, modifies, removes, seconds] of rows) {
    if (wholeMinutes) cells.add(shard, minute * MINUTE, [inserts, modifies, removes]);
    else
      for (const [second, counts] of parseSeconds(seconds)) cells.add(shard, minute * MINUTE + second * SECOND, counts);
  }
  return cells.list();
}

/** One step over the rows themselves: for a filter, or buckets finer than a second. */
export function scannedTimeline(
  file: CaptureFile,
  grid: Grid,
  filter: Filter | undefined,
  after: string | undefined,
): TimelineStep {
  const { matches, next } = search(file, {
    ...(filter && { filter }),
    from: grid.from,
    to: grid.to,
    by: "list",
    order: "asc",
    ...(after !== undefined && { after }),
    limit: STEP_ROWS,
  });
  const cells = new Cells(grid);
  for (const { shard, time, event } of matches) {
    cells.add(shard, time, [event === 0 ? 1 : 0, event === 1 ? 1 : 0, event >= 2 ? 1 : 0]);
  }
  return { cells: cells.list(), ...(next !== undefined && { next: String(next) }) };
}

/** Some 15 ms. */
const STEP_ROWS = 5_000;
