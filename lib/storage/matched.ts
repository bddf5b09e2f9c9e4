import type { RecordQuery } from "@/lib/capture/store";
import { compileFilter } from "@/lib/filter/predicate";
import type { EventName } from "@/lib/stream/record";
import type { CaptureReads } from "./capture-reads";
import { type EventCounts, MINUTE, parseSeconds, SECOND } from "./counts";
import { ANY_RECORD, conjuncts } from "./row-filter";
import { countWindow } from "./search";
import type { StoredShard } from "./shard-table";

/** Rows that are counted one by one, some 10 ms. */
const COUNTED_ROWS = 100_000;
/** In the order of counts. */
export const NAMES = ["INSERT", "MODIFY", "REMOVE"] as const;

/** How many rows match in all of the capture, where that takes some milliseconds to know. */
export function countMatches(
  file: CaptureReads,
  query: Pick<RecordQuery, "filter" | "from" | "to">,
): number | undefined {
  return fromCounts(file, query) ?? countWindow(file, { ...query, by: "list", order: "asc", limit: 1 }, COUNTED_ROWS);
}

interface Countable {
  names: readonly EventName[];
  shards: StoredShard[];
  from: number;
  to: number;
}

/** What to add up of the counts by shard, minute and second; undefined for filters that speak of anything else. */
export function countable(
  file: CaptureReads,
  query: Pick<RecordQuery, "filter" | "from" | "to">,
): Countable | undefined {
  let { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
  let shards = [...file.shards.byId.values()];
  let names: readonly EventName[] = NAMES;
  for (const term of query.filter ? conjuncts(query.filter) : []) {
    if (term.kind === "event") names = names.filter((name) => term.names.includes(name));
    else if (term.kind === "shard") {
      const fits = compileFilter(term);
      shards = shards.filter(({ shardId }) => fits(ANY_RECORD, shardId));
    } else if (term.kind === "time") {
      from = Math.max(from, term.from ?? from);
      to = Math.min(to, term.to ?? to);
    } else return undefined;
  }
  const isWhole = (time: number) => !Number.isFinite(time) || time % SECOND === 0;
  return isWhole(from) && isWhole(to) ? { names, shards, from, to } : undefined;
}

function fromCounts(file: CaptureReads, query: Pick<RecordQuery, "filter" | "from" | "to">): number | undefined {
  const plan = countable(file, query);
  if (!plan) return undefined;
  const { names, shards, from, to } = plan;
  let sum = 0;
  for (const shard of shards) {
    const { firstTime, lastTime } = shard;
    if (firstTime === undefined || lastTime === undefined || firstTime >= to || lastTime < from) continue;
    const counts = from <= firstTime && to > lastTime ? shard.counts : countBetween(file, shard, from, to);
    NAMES.forEach((name, event) => {
      if (names.includes(name)) sum += counts[event] ?? 0;
    });
  }
  return sum;
}

/** Whole minutes are added up by the database, those at the ends second by second. */
function countBetween(
  { db }: CaptureReads,
  { number, firstTime = 0, lastTime = 0 }: StoredShard,
  from: number,
  to: number,
): EventCounts {
  const start = Math.max(from, Math.floor(firstTime / MINUTE) * MINUTE);
  const end = Math.min(to, (Math.floor(lastTime / MINUTE) + 1) * MINUTE);
  const firstWhole = Math.ceil(start / MINUTE);
  const lastWhole = Math.floor(end / MINUTE);
  const totals = db
    .prepare(
      `SELECT coalesce(sum(inserts), 0), coalesce(sum(modifies), 0), coalesce(sum(removes), 0) FROM counts INDEXED BY counts_by_minute
       WHERE shard = ? AND minute >= ? AND minute < ?`,
    )
    .raw()
    .get([number, firstWhole, lastWhole]) as EventCounts;
  const ends = new Set([Math.floor(start / MINUTE), Math.floor(end / MINUTE)]);
  for (const minute of ends) {
    if (minute >= firstWhole && minute < lastWhole) continue;
    const [text] =
      (db.prepare("SELECT seconds FROM counts WHERE shard = ? AND minute = ?").raw().get([number, minute]) as
        | [string]
        | undefined) ?? [];
    for (const [second, counts] of text === undefined ? [] : parseSeconds(text)) {
      const time = minute * MINUTE + second * SECOND;
      if (time < start || time >= end) continue;
      for (const event of [0, 1, 2] as const) totals[event] += counts[event];
    }
  }
  return totals;
}
