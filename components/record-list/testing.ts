import type { RecordList, RecordRow } from "@/lib/api/contract";
import type { Clock } from "@/lib/clock";
import type { CountRows, LocatePlace, PageRequest } from "./feed-state";
import { RecordFeed } from "./record-feed";
import { compareRows } from "./row-window";

// What the tests of the list read from.

export const clock: Clock = {
  now: () => 0,
  random: () => 0.5,
  sleep: (_ms, signal) => Promise.resolve(signal?.throwIfAborted()),
};

export function makeRow(cursor: number, place: number): RecordRow {
  return {
    cursor,
    place: `p${String(place).padStart(6, "0")}-${String(cursor).padStart(6, "0")}`,
    shardId: "shardId-00000000000000000001-a",
    sequenceNumber: String(cursor).padStart(21, "0"),
    time: "2026-11-20T07:52:33.000Z",
    eventName: "INSERT",
    keyText: cursor % 3 === 0 ? "match" : "other",
    change: { kind: "new", attributes: 1 },
    size: 1,
    ttl: false,
  };
}

/** What GET records answers, from an array whose cursors count from 1; pages of a few rows, so that paging is exercised. */
export class Store {
  readonly rows: RecordRow[] = [];
  calls = 0;
  failing = false;
  /** How many match is known with the first page. */
  telling = true;
  /** Holds an answer back that is made already. */
  gate: ((request: PageRequest | undefined) => Promise<void> | undefined) | undefined;
  /** The head is looked up before the rows are: so many were stored in between. */
  late = 0;
  constructor(readonly pageSize: number) {}

  readonly load = async (request: PageRequest, signal: AbortSignal): Promise<RecordList> => {
    this.calls += 1;
    await Promise.resolve();
    signal.throwIfAborted();
    if (this.failing) throw new Error("cut off");
    const stored = request.cursor !== undefined && /^\d+$/.test(request.cursor);
    const cursor = request.cursor;
    const sign = request.order === "asc" ? 1 : -1;
    const beyond = this.rows
      .filter((row) => {
        if (cursor === undefined) return true;
        const difference = stored ? row.cursor - Number(cursor) : row.place < cursor ? -1 : row.place > cursor ? 1 : 0;
        return difference * sign > 0;
      })
      .sort((a, b) => sign * (stored ? a.cursor - b.cursor : compareRows(a, b)));
    const scanned = beyond.slice(0, this.pageSize);
    const last = scanned.at(-1);
    const answer: RecordList = {
      records: scanned.filter((row) => request.filter === "" || row.keyText === request.filter),
      next: last && beyond.length > scanned.length ? (stored ? String(last.cursor) : last.place) : null,
      head: Math.max(0, this.rows.length - this.late),
      scanned: scanned.length,
      ...(cursor === undefined && this.telling && { matched: this.matching(request.filter) }),
    };
    await this.gate?.(request);
    signal.throwIfAborted();
    return answer;
  };

  readonly count: CountRows = async ({ filter }, signal) => {
    const head = this.rows.length;
    const records = this.matching(filter);
    await Promise.resolve();
    await this.gate?.(undefined);
    signal.throwIfAborted();
    return { records, head };
  };

  matching(filter: string): number {
    return this.rows.filter((row) => filter === "" || row.keyText === filter).length;
  }

  readonly locate: LocatePlace = async (at) => {
    const sorted = [...this.rows].sort(compareRows);
    if ("share" in at) return { ...at, place: sorted[Math.round(at.share * sorted.length) - 1]?.place ?? "" };
    return { ...at, share: sorted.filter(({ place }) => place < at.place).length / sorted.length };
  };
}

/** Lets all go on that waits for nothing but its turn. */
export async function settle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}

export function openFeed(store: Store, capacity = 50_000): RecordFeed {
  return new RecordFeed({
    load: store.load,
    locate: store.locate,
    count: store.count,
    schedule: (paint) => paint(),
    clock,
    capacity,
  });
}

/** More than any test stores: a list that gets no further must fail, not hang. */
const PAGES = 1000;

/** Reads to both ends. */
export async function loadAll(feed: RecordFeed): Promise<void> {
  for (let page = 0; page < PAGES && !feed.state().atOldest; page++) await feed.loadOlder();
  for (let page = 0; page < PAGES && !feed.state().atHead; page++) await feed.loadNewer();
  await settle();
}
