import type { Hole } from "@/lib/stream/coverage";
import type { ShardscopeError } from "@/lib/stream/error";
import { recordTime } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import type { ShardDescription } from "@/lib/stream/shard";
import { type Accepted, acceptFillPage, acceptHeadPage } from "./accept-page";
import { changed, fillOrigin, headOrigin, holePosition, isAtStart, isComplete, placeOf } from "./checkpoint";
import { type Cursor, Cursors } from "./cursors";
import type { ShardCheckpoint } from "./delivery";
import { trimHead, vanish } from "./gaps";
import { Health } from "./health";
import { LostLatest } from "./lost-latest";
import { FillPace, hasMoreBehind, Pace, type PageFacts } from "./pacing";
import type { LatestMeaning, ShardHost } from "./shard-host";
import { ShardLedger } from "./shard-ledger";
import { shardStatus } from "./shard-status";
import type { ReadPoint, RecordPage } from "./source";
import type { ShardStatus } from "./status";
import { asShardscopeError } from "./upstream";
import { Semaphore, Waker } from "./waiting";
import { isUrgent, nextWork, type Work } from "./work";

/** Reads one shard: follows its head to its end and fills its holes, one page at a time. */
export class ShardReader {
  /** The last complete listing showed it. */
  listed = true;
  /** A fill that begins here goes before all others: a seek waits for it. */
  urgent: SequenceNumber | undefined;
  /** Calls made for what is urgent. */
  urgentCalls = 0;
  /** Told after each page. */
  readonly observers = new Set<() => void>();
  readonly #host: ShardHost;
  readonly #ledger: ShardLedger;
  readonly #cursors: Cursors;
  readonly #lostLatest: LostLatest;
  readonly #health = new Health();
  readonly #pace = new Pace();
  readonly #fillPace = new FillPace();
  readonly #waker = new Waker();
  readonly #turn = new Semaphore(1);
  #lastPart: Work["part"] = "fill";
  #running = false;

  constructor(host: ShardHost, checkpoint: ShardCheckpoint, latest: LatestMeaning) {
    this.#host = host;
    this.#ledger = new ShardLedger(checkpoint, {
      sink: host.sink,
      clock: host.clock,
      health: this.#health,
      changed: (gaps) => {
        host.changed(this.shardId, gaps);
        this.#tell();
      },
    });
    this.#cursors = new Cursors(checkpoint.shardId, host.upstream, host.pages);
    this.#lostLatest = new LostLatest(latest, host.clock);
  }

  get shardId(): string {
    return this.checkpoint.shardId;
  }

  get checkpoint(): ShardCheckpoint {
    return this.#ledger.checkpoint;
  }

  /** Everything up to the shard's end is captured or known to be gone. */
  get complete(): boolean {
    return isComplete(this.checkpoint);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Nothing of it may be read before its parents are. */
  get waiting(): boolean {
    return !this.checkpoint.finished && isAtStart(this.checkpoint) && !this.#host.mayStart(this, "head");
  }

  /** The head is where new records come: its last page showed nothing more behind it. */
  get caughtUp(): boolean {
    return this.#pace.answered && !this.#pace.backlog;
  }

  /** When the head was last seen to stand behind the newest record, milliseconds; undefined where it did not. */
  get caughtUpAt(): number | undefined {
    return this.caughtUp ? this.#pace.answeredAt : undefined;
  }

  /** The head stands at the live edge of an open shard, as far as empty pages can tell. */
  get atEdge(): boolean {
    return this.#pace.atEdge && this.checkpoint.endingSequenceNumber === undefined;
  }

  status(paused: boolean): ShardStatus {
    return shardStatus({
      checkpoint: this.checkpoint,
      pace: this.#pace,
      listed: this.listed,
      running: this.#running && !paused,
      waiting: this.waiting,
      throttled: this.#health.throttled,
      ailing: this.#health.ailing,
      failure: this.#health.failure,
      now: this.#host.clock.now(),
    });
  }

  /** Gives true when the listing told of the shard's end. */
  applyListing(shard: ShardDescription, now: number): boolean {
    this.listed = true;
    const news = this.#ledger.applyListing(shard, now);
    // Closed now: what is left can be read at full speed.
    if (news) this.#pace.dueAt = Math.min(this.#pace.dueAt, now);
    if (news) this.wake();
    return news;
  }

  wake(): void {
    this.#waker.wake();
  }

  /** Reads until nothing is left to do; rejects with `signal.reason` on abort only. */
  async run(signal: AbortSignal): Promise<void> {
    this.#running = true;
    try {
      while (!this.complete) {
        if (await this.#landLostLatest(signal)) continue;
        const wait = await this.#turn.run(() => this.#step(signal), signal);
        if (wait !== 0) await this.#waker.sleep(this.#host.clock, wait, signal);
      }
    } finally {
      this.#running = false;
    }
  }

  /** Changes the checkpoint from outside (a seek), stored before it counts; `next` reads on behind the page. */
  async amend(change: (checkpoint: ShardCheckpoint) => Accepted, signal: AbortSignal, next?: ReadPoint): Promise<void> {
    await this.#turn.run(async () => {
      const { checkpoint, fresh, last } = change(this.checkpoint);
      if (checkpoint === this.checkpoint) return;
      await this.#ledger.store(checkpoint, fresh, signal);
      if (next && last) this.#cursors.keep(next, last, this.checkpoint.position);
      this.#pace.begin();
      this.#fillPace.begin();
    }, signal);
    this.wake();
  }

  /** One piece of work. Gives the milliseconds to wait before the next; undefined: until woken. */
  async #step(signal: AbortSignal): Promise<number | undefined> {
    const work = nextWork({
      checkpoint: this.checkpoint,
      headDueAt: this.#pace.dueAt,
      fillDueAt: this.#fillPace.dueAt,
      now: this.#host.clock.now(),
      lastPart: this.#lastPart,
      urgent: this.urgent,
      mayStart: (part) => this.#host.mayStart(this, part),
    });
    if (work === undefined || typeof work === "number") return work;
    this.#lastPart = work.part;
    try {
      const read = () => (work.part === "head" ? this.#readHead(signal) : this.#readFill(work.hole, signal));
      await this.#host.pages.run(read, signal);
      const { ailing } = this.#health;
      this.#health.well();
      // A page that is empty stores nothing, and yet it is well again.
      if (ailing) this.#host.changed(this.shardId, []);
      return 0;
    } catch (cause) {
      signal.throwIfAborted();
      return this.#recover(work, asShardscopeError(cause), signal);
    }
  }

  async #readHead(signal: AbortSignal): Promise<void> {
    const { position } = this.checkpoint;
    const place = placeOf(position);
    if (this.#cursors.head?.place !== place) {
      this.#cursors.head = { place, origin: headOrigin(this.checkpoint), readPoint: undefined };
    }
    const cursor = this.#cursors.head;
    const page = await this.#cursors.read(cursor, position, () => this.#countUrgent(true), signal);
    const { origin, ...accepted } = acceptHeadPage(this.checkpoint, cursor.origin, page);
    cursor.origin = origin;
    if (page.next && hasMoreBehind(this.#factsOf(page, accepted))) this.#cursors.readAhead(page.next, signal);
    await this.#take(cursor, page, accepted, signal);
    if (this.#cursors.head === cursor) cursor.place = placeOf(this.checkpoint.position);
    // The facts anew, for a listing may have told of the end while the page was stored.
    const before = this.caughtUp;
    this.#pace.took(this.#factsOf(page, accepted), this.#host.polled(), this.#host.clock.random());
    // A page that is empty stores nothing, and yet may be what the head had to see.
    if (this.caughtUp !== before) this.#host.changed(this.shardId, []);
    this.#tell();
  }

  async #readFill(hole: Hole, signal: AbortSignal): Promise<void> {
    const position = holePosition(this.checkpoint, hole);
    if (this.#cursors.fill?.place !== hole.after) {
      this.#cursors.fill = { place: hole.after, origin: fillOrigin(position, hole), readPoint: undefined };
      this.#fillPace.begin();
    }
    const cursor = this.#cursors.fill;
    const urgent = isUrgent(this.checkpoint, hole, this.urgent);
    const from = cursor.origin.from === "trimmed" ? ({ at: "trimHorizon" } as const) : position;
    const page = await this.#cursors.read(cursor, from, () => this.#countUrgent(urgent), signal);
    this.#fillPace.took(page.records.length, this.#host.clock.now());
    const accepted = acceptFillPage(this.checkpoint, hole, cursor.origin, page, this.#host.clock.now());
    if (!accepted) {
      cursor.readPoint = page.next;
      return;
    }
    cursor.origin = accepted.origin;
    if (page.next && accepted.last && compareSequenceNumbers(accepted.last, hole.before) < 0) {
      this.#cursors.readAhead(page.next, signal);
    }
    await this.#take(cursor, page, accepted, signal);
    this.#tell();
  }

  #countUrgent(forIt: boolean): void {
    if (forIt && this.urgent !== undefined) this.urgentCalls += 1;
  }

  #factsOf(page: RecordPage, { fresh }: Accepted): PageFacts {
    const last = page.records.at(-1);
    return {
      fresh: fresh.length,
      bytes: page.bytes,
      ...(last ? { lastTime: recordTime(last) } : {}),
      closed: this.checkpoint.endingSequenceNumber !== undefined,
      now: this.#host.clock.now(),
    };
  }

  async #take(cursor: Cursor, page: RecordPage, accepted: Accepted, signal: AbortSignal): Promise<void> {
    const { checkpoint, fresh, last } = accepted;
    if (fresh.length > 0 || page.next === undefined || changed(this.checkpoint, checkpoint)) {
      await this.#ledger.store(checkpoint, fresh, signal);
    }
    if (page.next && last) this.#cursors.keep(page.next, last, this.checkpoint.position);
    else if (page.next) cursor.readPoint = page.next;
  }

  async #recover(work: Work, error: ShardscopeError, signal: AbortSignal): Promise<number> {
    const cursor = work.part === "head" ? this.#cursors.head : this.#cursors.fill;
    const opening = cursor?.readPoint === undefined;
    switch (error.code) {
      case "positionExpired":
        return this.#reopen(work);
      case "positionInvalid":
        if (!opening) return this.#reopen(work);
        if (work.part === "head" && isAtStart(this.checkpoint)) {
          // This source does not start AT a shard's first number: its oldest record is the same place.
          await this.#ledger.store({ ...this.checkpoint, position: { at: "trimHorizon" } }, [], signal);
          return 0;
        }
        // A number that the source will not start from: read from its oldest record, past what is known.
        return this.#goToHorizon(work, signal);
      case "trimmed":
        return this.#goToHorizon(work, signal);
      case "shardNotFound":
        if (await this.#host.isGone(this.shardId, signal)) {
          await this.#ledger.store(vanish(this.checkpoint, this.#host.clock.now()), [], signal);
          return 0;
        }
        break;
      case "streamNotFound":
        this.#host.streamMissing();
        break;
    }
    const { clock } = this.#host;
    const wait = this.#health.failed(error, clock.random());
    this.#host.changed(this.shardId, []);
    this.#pace.dueAt = Math.max(this.#pace.dueAt, clock.now() + wait);
    return wait;
  }

  /** Rule 9: on from the last number taken; a LATEST without one is lost, and found again by its time. */
  #reopen(work: Work): number {
    if (work.part === "fill") {
      if (this.#cursors.fill) this.#cursors.fill.readPoint = undefined;
    } else {
      this.#cursors.head = undefined;
      this.#lostLatest.expired();
    }
    return this.#health.detour(this.#host.clock.random());
  }

  async #goToHorizon(work: Work, signal: AbortSignal): Promise<number> {
    const wait = this.#health.detour(this.#host.clock.random());
    if (work.part === "fill") {
      this.#cursors.fill = { place: work.hole.after, origin: { from: "trimmed" }, readPoint: undefined };
      return wait;
    }
    this.#cursors.head = undefined;
    await this.#ledger.store(trimHead(this.checkpoint, this.#host.clock.now()), [], signal);
    return wait;
  }

  /** Gives true when the checkpoint's LATEST was lost and something was done about it. */
  async #landLostLatest(signal: AbortSignal): Promise<boolean> {
    const lost = this.#lostLatest.of(this.checkpoint, this.#cursors.head?.readPoint !== undefined);
    if (!lost) return false;
    const { without, since, parentsToo } = lost;
    if (without) await this.#turn.run(() => this.#ledger.store(without, [], signal), signal);
    if (since === undefined) return true;
    try {
      await this.#host.land(this, since, parentsToo, signal);
      this.#lostLatest.landed();
    } catch (cause) {
      signal.throwIfAborted();
      const { clock } = this.#host;
      const wait = this.#health.failed(asShardscopeError(cause), clock.random());
      this.#host.changed(this.shardId, []);
      await clock.sleep(wait, signal);
    }
    return true;
  }

  #tell(): void {
    for (const observer of this.observers) observer();
  }
}
