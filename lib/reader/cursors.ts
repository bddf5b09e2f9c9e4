import type { Position } from "@/lib/stream/position";
import type { SequenceNumber } from "@/lib/stream/sequence-number";
import { type Origin, placeOf } from "./checkpoint";
import type { ReadPoint, RecordPage } from "./source";
import type { Upstream } from "./upstream";
import type { Semaphore } from "./waiting";

/** A read point and the place it stands for, so that one made for another place is never used. */
export interface Cursor {
  place: string;
  origin: Origin;
  readPoint: ReadPoint | undefined;
}

interface Ahead {
  readPoint: ReadPoint;
  page: Promise<RecordPage>;
}

/** Where a shard's head and its fill read on, and the one page that is read ahead while the one before is stored. */
export class Cursors {
  head: Cursor | undefined;
  fill: Cursor | undefined;
  readonly #upstream: Upstream;
  readonly #pages: Semaphore;
  readonly #shardId: string;
  #ahead: Ahead | undefined;

  constructor(shardId: string, upstream: Upstream, pages: Semaphore) {
    this.#shardId = shardId;
    this.#upstream = upstream;
    this.#pages = pages;
  }

  /**
   * One page from the cursor's place; its read point is used again until its page is stored (rule 8). `onCall` is told
   * of each call, also of the one that was made ahead.
   */
  async read(cursor: Cursor, position: Position, onCall: () => void, signal: AbortSignal): Promise<RecordPage> {
    if (cursor.readPoint === undefined) {
      onCall();
      cursor.readPoint = await this.#upstream.open(this.#shardId, position, signal);
    }
    onCall();
    const ahead = this.#ahead;
    if (ahead === undefined || ahead.readPoint !== cursor.readPoint) {
      return this.#upstream.read(cursor.readPoint, signal);
    }
    this.#ahead = undefined;
    return ahead.page;
  }

  /** Begins to read a page that is sure to be wanted, where there is room for it. */
  readAhead(readPoint: ReadPoint, signal: AbortSignal): void {
    if (this.#pages.contended) return;
    const waiting = this.#ahead?.readPoint;
    if (waiting !== undefined && (waiting === this.head?.readPoint || waiting === this.fill?.readPoint)) return;
    const page = this.#upstream.read(readPoint, signal);
    // Told when it is taken, if it ever is.
    page.catch(() => {});
    this.#ahead = { readPoint, page };
  }

  /** A read point just behind `last` serves whichever range ends there. */
  keep(readPoint: ReadPoint, last: SequenceNumber, position: Position): void {
    const cursor: Cursor = { place: last, origin: { from: "after", sequenceNumber: last }, readPoint };
    if (position.at === "afterSequence" && position.sequenceNumber === last) {
      this.head = { ...cursor, place: placeOf(position) };
    } else {
      this.fill = cursor;
    }
  }
}
