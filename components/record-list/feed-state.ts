import type { Located, RecordList, RecordRow } from "@/lib/api/contract";

/** What the list shows: an empty filter with no range is the stream itself. Times in milliseconds. */
export interface FeedQuery {
  filter: string;
  /** How clock times in the filter are read; UTC where it is absent. */
  zone?: "utc" | "local";
  from?: number;
  to?: number;
}

export interface PageRequest extends FeedQuery {
  order: "asc" | "desc";
  /** Digits are a stored cursor (then `order` is the order of storing); anything else is a place in list order. */
  cursor?: string;
  limit: number;
}

/** Finds the place of a share (0 to 1) of the records in the query's range, or the share that stands before a place. */
export type LocatePlace = (
  at: { place: string } | { share: number },
  query: FeedQuery,
  signal: AbortSignal,
) => Promise<Located>;

/** How many rows of the view are stored up to `head`. */
export type CountRows = (query: FeedQuery, signal: AbortSignal) => Promise<{ records: number; head: number }>;

export type LoadPage = (request: PageRequest, signal: AbortSignal) => Promise<RecordList>;

/**
 * Where in list order to open the list: at a place, whose first row comes to the top or to the middle, or so many rows of
 * the view down: what is on the screen then stays where it scrolled to.
 */
export type FeedTarget = { place: string; align: "start" | "center" } | { index: number };

export interface FeedState {
  /** Rises with each change; `feed.rows` belongs to it. */
  version: number;
  phase: "loading" | "ready" | "failed";
  /** Why `phase` is failed, or why the last page did not come. */
  error?: unknown;
  /** Every row older (newer) than the window's is known: there is none, or it comes by itself. */
  atOldest: boolean;
  atHead: boolean;
  /** Rows of the view that stand before and after the window's, about; 0 where their number is not known. */
  before: number;
  after: number;
  loading: "none" | "older" | "newer";
  /** The list moves with the head. */
  following: boolean;
  paused: boolean;
  /** Rows that came while the list stood still. */
  unseen: number;
  /** Rows looked at for the page under way, or for the last one. */
  scanned: number;
  matched?: number;
  /** The same, where it was not known and a person asked for it. */
  counted: number | undefined;
  counting: boolean;
  tookMs?: number;
  /** Where the list was sent; a new `id` each time. */
  jump?: { id: number; row?: RecordRow; align: "start" | "center" };
}

export function initialFeedState(): FeedState {
  return {
    version: 0,
    phase: "loading",
    atOldest: false,
    atHead: false,
    before: 0,
    after: 0,
    loading: "none",
    following: true,
    paused: false,
    unseen: 0,
    scanned: 0,
    counted: undefined,
    counting: false,
  };
}

export function isUnfiltered(query: FeedQuery): boolean {
  return query.filter === "" && query.from === undefined && query.to === undefined;
}

const PAGE = 500;

export interface ReadPage {
  rows: RecordRow[];
  atEnd: boolean;
  /** The greatest cursor stored when the first answer was given. */
  head: number;
}

/** Reads on until `enough` rows are found or there are no more: an answer of a filtered view may come empty. */
export async function readPage(
  load: LoadPage,
  request: Omit<PageRequest, "limit">,
  enough: number,
  signal: AbortSignal,
  onAnswer: (answer: RecordList, soFar: { rows: readonly RecordRow[]; scanned: number }) => void,
): Promise<ReadPage> {
  const rows: RecordRow[] = [];
  let next = request.cursor;
  let head: number | undefined;
  let scanned = 0;
  for (;;) {
    const answer = await load({ ...request, limit: PAGE, ...(next === undefined ? {} : { cursor: next }) }, signal);
    signal.throwIfAborted();
    for (const row of answer.records) rows.push(row);
    head ??= answer.head;
    scanned += answer.scanned;
    onAnswer(answer, { rows, scanned });
    if (answer.next === null || rows.length >= enough) return { rows, atEnd: answer.next === null, head };
    next = answer.next;
  }
}
