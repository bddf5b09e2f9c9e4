/** Milliseconds between polls of a shard in which records flow: 4 calls a second, as a Lambda trigger does. */
const BUSY_MS = 250;
/** Milliseconds between polls of a shard in which nothing happens. */
const IDLE_MS = 3_000;
/** Never past this: a read point lives 15 minutes (rule 10). */
const LONGEST_MS = 10 * 60_000;
/** Idle polls a second over all shards: with thousands of shards each is asked less often. */
const IDLE_CALLS_PER_SECOND = 100;
const GROWTH = 1.5;
/** Empty pages in the middle of a shard are normal; so many are followed quickly before a shard counts as idle. */
const QUICK_EMPTY_PAGES = 8;
/** Empty pages in a row at the end of an open shard after which it counts as its live edge. */
const EDGE_PAGES = 3;
/** A page this full has more behind it. */
const FULL_RECORDS = 500;
const FULL_BYTES = 500_000;
/** Records older than this are backlog. Wide, for a source whose times are whole minutes (DynamoDB Local). */
const BACKLOG_MS = 120_000;

export interface PageFacts {
  /** Records not seen before: a page that only repeats what is known counts as empty, or a loop would spin. */
  fresh: number;
  bytes: number;
  /** Time of the last record, milliseconds. */
  lastTime?: number;
  /** The shard has an end: nothing will be added, so empty pages are followed at once. */
  closed: boolean;
  now: number;
}

/** The page shows that there is more behind it, to be read at once. */
export function hasMoreBehind({ fresh, bytes, lastTime, closed, now }: PageFacts): boolean {
  if (fresh === 0) return closed;
  const old = lastTime !== undefined && now - lastTime > BACKLOG_MS;
  return closed || old || fresh >= FULL_RECORDS || bytes >= FULL_BYTES;
}

/** When the head of a shard is read next: at once on backlog, 250 ms later while records flow, 3 s when idle. */
export class Pace {
  /** Milliseconds since the epoch; not before that is the head read. */
  dueAt = 0;
  #interval = BUSY_MS;
  #empty = 0;
  #backlog = false;
  #answeredAt: number | undefined;

  /** When the last page was taken, milliseconds. */
  get answeredAt(): number | undefined {
    return this.#answeredAt;
  }

  /** A page was taken. */
  get answered(): boolean {
    return this.#answeredAt !== undefined;
  }

  /** The last page showed that there is more behind it. */
  get backlog(): boolean {
    return this.#backlog;
  }

  /** As far as empty pages can tell, the head stands behind the newest record. */
  get atEdge(): boolean {
    return this.answered && this.#empty >= EDGE_PAGES;
  }

  /**
   * A page was taken. `polled`: shards being polled altogether. `dice` in [0, 1) spreads the polls of many shards, which
   * all begin at once.
   */
  took(page: PageFacts, polled: number, dice: number): void {
    this.#answeredAt = page.now;
    this.#backlog = hasMoreBehind(page);
    this.#empty = page.fresh > 0 ? 0 : this.#empty + 1;
    this.dueAt = page.now + this.#wait(page, polled, dice);
  }

  /** The head stands elsewhere now, or there is news of it. */
  begin(): void {
    this.#empty = 0;
    this.dueAt = 0;
  }

  #wait(page: PageFacts, polled: number, dice: number): number {
    if (page.fresh > 0) {
      this.#interval = BUSY_MS;
      return this.#backlog ? 0 : BUSY_MS;
    }
    // A closed shard ends after a few empty pages, yet a source that never ends it must not be asked in a tight loop.
    if (page.closed) return this.#empty <= QUICK_EMPTY_PAGES ? 0 : BUSY_MS;
    if (this.#empty > QUICK_EMPTY_PAGES) this.#interval *= GROWTH;
    const slowest = Math.max(IDLE_MS, (polled / IDLE_CALLS_PER_SECOND) * 1000);
    this.#interval = Math.min(this.#interval, slowest, LONGEST_MS);
    if (slowest === IDLE_MS) return this.#interval;
    return Math.min(slowest, LONGEST_MS) * (0.5 + dice);
  }
}

/**
 * When a hole is filled on: at once, but for a place where the source shows nothing for long. So it is behind a trim at
 * the live edge, where only the next record tells how much is gone.
 */
export class FillPace {
  /** Milliseconds since the epoch. */
  dueAt = 0;
  #empty = 0;

  took(records: number, now: number): void {
    this.#empty = records > 0 ? 0 : this.#empty + 1;
    const idle = this.#empty - QUICK_EMPTY_PAGES;
    this.dueAt = idle <= 0 ? 0 : now + Math.min(IDLE_MS, BUSY_MS * GROWTH ** Math.min(idle, 20));
  }

  /** Another place, or news of it. */
  begin(): void {
    this.#empty = 0;
    this.dueAt = 0;
  }
}

const BACKOFF_FIRST_MS = 100;
const BACKOFF_LONGEST_MS = 10_000;

/** Full jitter, 100 ms to 10 s (rule 16). `attempt` counts failures in a row from 1; `dice` is in [0, 1). */
export function backoff(attempt: number, dice: number): number {
  const ceiling = Math.min(BACKOFF_LONGEST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 20));
  return BACKOFF_FIRST_MS + dice * (ceiling - BACKOFF_FIRST_MS);
}

/** 2 s growing to 30 s, for what a person has to mend: credentials, a disk that is full. */
export function patience(attempt: number): number {
  return Math.min(30_000, 2_000 * 1.6 ** Math.min(attempt - 1, 20));
}
