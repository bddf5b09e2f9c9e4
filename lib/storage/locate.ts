import type { Locate, Located } from "@/lib/capture/store";
import { formatPlace, parsePlace, placeBefore } from "@/lib/capture/store-place";
import type { CaptureReads } from "./capture-reads";
import { conjunction, placeCondition } from "./condition";
import { MINUTE, parseSeconds, SECOND } from "./counts";
import { decodeSequence } from "./sequence-key";
import type { StoredShard } from "./shard-table";

/**
 * Between a share of the list and a place in it, by the counts a minute and a second: some milliseconds, however many
 * records there are. Counts are by the records' own times, so it is exact where list order does not differ from them.
 */
export function locate(file: CaptureReads, { from, to, at }: Locate): Located {
  const first = from === undefined ? 0 : countBefore(file, from);
  const total = (to === undefined ? countAll(file) : countBefore(file, to)) - first;
  if ("place" in at) {
    const share = total > 0 ? (countBeforePlace(file, at.place) - first) / total : 0;
    return { place: at.place, share: Math.min(1, Math.max(0, share)) };
  }
  return { place: placeOf(file, first + Math.round(at.share * total)), share: at.share };
}

/** The place that the record number `rank`, from 0, is the first beyond. */
function placeOf(file: CaptureReads, rank: number): string {
  let [low, high] = minutes(file);
  // Up to `low` there are at most `rank` records, up to `high` more than that.
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (countMinutes(file, middle) <= rank) low = middle;
    else high = middle;
  }
  let before = countMinutes(file, low);
  let time = (low + 1) * MINUTE;
  for (const [second, count] of secondsOf(file, low)) {
    if (before + count > rank) {
      time = low * MINUTE + second * SECOND;
      break;
    }
    before += count;
  }
  if (rank <= before) return placeBefore(time);
  const row = file.db
    .prepare(
      `SELECT r.order_time, r.sequence, r.shard FROM records r INDEXED BY records_by_place WHERE r.order_time >= ?
       ORDER BY r.order_time, r.sequence, r.shard LIMIT 1 OFFSET ${rank - before - 1}`,
    )
    .raw()
    .get([time]) as [number, Buffer, number] | undefined;
  if (!row) return placeBefore(Number.MAX_SAFE_INTEGER);
  const [order, sequence, shard] = row;
  return formatPlace({ order, sequenceNumber: decodeSequence(sequence), shard });
}

function countBeforePlace(file: CaptureReads, place: string): number {
  const time = Math.floor(parsePlace(place).order / SECOND) * SECOND;
  const { where, parameters } = placeCondition("<", place);
  const [inSecond] = file.db
    .prepare(
      `SELECT count(*) FROM records r INDEXED BY records_by_place WHERE ${conjunction({ where: ["r.order_time >= ?", ...where], parameters })}`,
    )
    .raw()
    .get([time, ...parameters]) as [number];
  return countBefore(file, time) + inSecond;
}

/** Records before a time, by whole seconds. */
function countBefore(file: CaptureReads, time: number): number {
  const minute = Math.floor(time / MINUTE);
  let count = countMinutes(file, minute);
  for (const [second, records] of secondsOf(file, minute)) {
    if (minute * MINUTE + second * SECOND < time) count += records;
  }
  return count;
}

/** Records before a minute. The counts of shards that lie wholly on one side are at hand. */
function countMinutes(file: CaptureReads, minute: number): number {
  let count = 0;
  const cut: number[] = [];
  for (const shard of file.shards.byId.values()) {
    if (shard.firstTime === undefined || shard.lastTime === undefined || shard.firstTime >= minute * MINUTE) continue;
    if (shard.lastTime < minute * MINUTE) count += countOf(shard);
    else cut.push(shard.number);
  }
  if (cut.length === 0) return count;
  const [records] = file.db
    .prepare(
      `SELECT coalesce(sum(inserts + modifies + removes), 0) FROM counts INDEXED BY counts_by_minute
       WHERE shard IN (SELECT value FROM json_each(?)) AND minute < ?`,
    )
    .raw()
    .get([JSON.stringify(cut), minute]) as [number];
  return count + records;
}

/** [second of the minute, records] in order, for each second that has any. */
function secondsOf(file: CaptureReads, minute: number): [number, number][] {
  const within = [...file.shards.byId.values()].filter(
    ({ firstTime = Number.POSITIVE_INFINITY, lastTime = 0 }) =>
      firstTime < (minute + 1) * MINUTE && lastTime >= minute * MINUTE,
  );
  const rows = file.db
    .prepare("SELECT seconds FROM counts WHERE shard IN (SELECT value FROM json_each(?)) AND minute = ?")
    .raw()
    .all([JSON.stringify(within.map(({ number }) => number)), minute]) as [string][];
  const seconds = new Map<number, number>();
  for (const [text] of rows) {
    for (const [second, counts] of parseSeconds(text)) {
      seconds.set(second, (seconds.get(second) ?? 0) + counts[0] + counts[1] + counts[2]);
    }
  }
  return [...seconds].sort((a, b) => a[0] - b[0]);
}

/** The first minute that has records, and the one after the last. */
function minutes(file: CaptureReads): [first: number, end: number] {
  let first = Number.POSITIVE_INFINITY;
  let last = 0;
  for (const { firstTime, lastTime } of file.shards.byId.values()) {
    if (firstTime === undefined || lastTime === undefined) continue;
    first = Math.min(first, firstTime);
    last = Math.max(last, lastTime);
  }
  if (first > last) return [0, 1];
  return [Math.floor(first / MINUTE), Math.floor(last / MINUTE) + 1];
}

function countAll(file: CaptureReads): number {
  let count = 0;
  for (const shard of file.shards.byId.values()) count += countOf(shard);
  return count;
}

function countOf({ counts }: StoredShard): number {
  return counts[0] + counts[1] + counts[2];
}
