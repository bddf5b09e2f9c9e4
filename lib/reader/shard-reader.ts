import type { Clock } from "@/lib/clock";
import { findHoles, type Gap, type Hole, isEmptyRange, rangeFrom } from "@/lib/stream/coverage";
import type { ShardscopeError } from "@/lib/stream/error";
import type { Position } from "@/lib/stream/position";
import { recordTime } from "@/lib/stream/record";
import { compareSequenceNumbers, type SequenceNumber } from "@/lib/stream/sequence-number";
import type { ShardDescription } from "@/lib/stream/shard";
import type { ReaderSink, ShardCheckpoint } from "./delivery";
import { backoff, Pace, patience } from "./pacing";
import {
  type Accepted,
  acceptPage,
  gapInHole,
  headOrigin,
  holePosition,
  isAtStart,
  isComplete,
  type Origin,
  sequenceOf,
  trimHead,
  untrimHead,
  vanish,
  withListing,
} from "./progress";
import type { ReadPoint, RecordPage } from "./source";
import type { Failure, ShardStatus } from "./status";
import { asShardscopeError, type Upstream } from "./upstream";
import { Semaphore, Waker } from "./waiting";

/** A LATEST that is opened later than this after it was asked for is no longer the one that was asked for. */
const LATEST_TOLERANCE_MS = 5_000;
/** Failures in a row before a shard is called failing: one lost answer is nothing to worry a person with. */
const FAILING_AFTER = 3;
/** Empty pages in a row at the end of an open shard after which it counts as its live edge. */
const EDGE_PAGES = 3;

/**
 * What the position LATEST of a checkpoint means: just now; some time ago, so that it cannot be had again; or nothing
 * but its time, from which a person wanted to read.
 */
export type LatestMeaning = "now" | "lost" | "time";

/** What a shard needs from the stream it belongs to. */
export interface ShardHost {
  readonly upstream: Upstream;
  readonly sink: ReaderSink;
  readonly clock: Clock;
  /** Shards being polled. */
  polled(): number;
  /** A shard at its own start waits for its parents: a head until they ended, a fill until they have no hole left. */
  mayStart(shard: ShardReader, part: "head" | "fill"): boolean;
  changed(shard: ShardReader, gaps: readonly Gap[]): void;
  /** True when a fresh, complete listing no longer shows the shard. */
  isGone(shardId: string, signal: AbortSignal): Promise<boolean>;
  streamMissing(): void;
  /** Finds and plants the place in the shard from which records have time ≥ `time`. */
  land(shard: ShardReader, time: number, parentsToo: boolean, signal: AbortSignal): Promise<void>;
}

/** A read point and the place it stands for, so that one made for another place is never used. */
interface Cursor {
  place: string;
  origin: Origin;
  readPoint: ReadPoint | undefined;
}

type Work = { part: "head" } | { part: "fill"; hole: Hole };

/** Reads one shard: follows its head to its end and fills its holes, one call at a time. */
export class ShardReader {
  readonly #host: ShardHost;
  #description: ShardDescription;
  #checkpoint: ShardCheckpoint;
  /** The last complete listing showed it. */
  listed = true;
  /** A fill that begins here goes before all others: a seek waits for it. */
  urgent: SequenceNumber | undefined;
  /** Calls made for what is urgent. */
  urgentCalls = 0;
  /** Told after each page. */
  readonly observers = new Set<() => void>();
  readonly #waker = new Waker();
  readonly #turn = new Semaphore(1);
  readonly #pace = new Pace();
  #latest: LatestMeaning;
  #head: Cursor | undefined;
  #fill: Cursor | undefined;
  #headDueAt = 0;
  #lastPart: Work["part"] = "fill";
  #failures = 0;
  #failure: ShardscopeError | undefined;
  #answered = false;
  #emptyPages = 0;
  #running = false;

  constructor(host: ShardHost, checkpoint: ShardCheckpoint, latest: LatestMeaning) {
    this.#host = host;
    this.#checkpoint = checkpoint;
    this.#description = checkpoint;
    this.#latest = latest;
  }

  get shardId(): string {
    return this.#checkpoint.shardId;
  }

  get checkpoint(): ShardCheckpoint {
    return this.#checkpoint;
  }

  /** Everything up to the shard's end is captured or known to be gone. */
  get complete(): boolean {
    return isComplete(this.#checkpoint);
  }

  get running(): boolean {
    return this.#running;
  }

  /** Nothing of it may be read before its parents are. */
  get waiting(): boolean {
    const { finished } = this.#checkpoint;
    return !finished && isAtStart(this.#checkpoint) && !this.#host.mayStart(this, "head");
  }

  /** The head is where new records come: its last page showed nothing more behind it. */
  get caughtUp(): boolean {
    return this.#answered && !this.#pace.backlog;
  }

  /** The head stands at the live edge of an open shard, as far as empty pages can tell. */
  get atEdge(): boolean {
    return this.#answered && this.#emptyPages >= EDGE_PAGES && this.#checkpoint.endingSequenceNumber === undefined;
  }

  applyListing(shard: ShardDescription, now: number): boolean {
    const before = this.#checkpoint;
    this.#description = shard;
    this.listed = true;
    this.#checkpoint = withListing(before, shard, now);
    const news = before.endingSequenceNumber !== this.#checkpoint.endingSequenceNumber;
    // Closed now: what is left can be read at full speed.
    if (news) this.#headDueAt = Math.min(this.#headDueAt, now);
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

  /** Changes the checkpoint from outside (a seek), stored before it counts; `cursor` reads on behind the page. */
  async amend(change: (checkpoint: ShardCheckpoint) => Accepted, signal: AbortSignal, next?: ReadPoint): Promise<void> {
    await this.#turn.run(async () => {
      const { checkpoint, fresh, last } = change(this.#checkpoint);
      if (checkpoint === this.#checkpoint) return;
      await this.#store(checkpoint, fresh, signal);
      if (next && last) this.#keepCursor(next, last);
      this.#emptyPages = 0;
      this.#headDueAt = 0;
    }, signal);
    this.wake();
  }

  status(paused: boolean): ShardStatus {
    const { position: _position, finished: _finished, coverage, gaps, listedAt: _listedAt, ...rest } = this.#checkpoint;
    const last = coverage.findLast((range) => range.toTime !== undefined);
    const lag = this.#lag();
    const error = this.#error();
    return {
      ...rest,
      state: this.#state(paused),
      open: rest.endingSequenceNumber === undefined,
      listed: this.listed,
      ...(last ? { lastSequenceNumber: last.to } : {}),
      ...(last?.toTime === undefined ? {} : { lastTime: last.toTime }),
      ...(lag === undefined ? {} : { lagMs: lag }),
      coverage: coverage.filter((range) => !isEmptyRange(range)),
      gaps,
      ...(error ? { error } : {}),
    };
  }

  #state(paused: boolean): ShardStatus["state"] {
    const checkpoint = this.#checkpoint;
    if (this.complete) {
      const lost = checkpoint.gaps.some((gap) => gap.reason === "shardVanished");
      return lost && checkpoint.coverage.every(isEmptyRange) ? "trimmed" : "finished";
    }
    if (paused || !this.#running) return "paused";
    if (this.waiting) return "waiting";
    if (this.#failure?.code === "throttled") return "throttled";
    if (this.#error()) return "failing";
    if (!this.#answered) return "starting";
    return this.#pace.backlog || findHoles(checkpoint.coverage, checkpoint.gaps).length > 0 ? "reading" : "caughtUp";
  }

  #error(): Failure | undefined {
    const failure = this.#failure;
    if (!failure) return undefined;
    if (this.#failures < FAILING_AFTER && failure.retriable && failure.code !== "throttled") return undefined;
    const { code, message, hint, retriable } = failure;
    return { code, message, retriable, ...(hint === undefined ? {} : { hint }) };
  }

  #lag(): number | undefined {
    if (!this.#answered || this.#checkpoint.finished) return undefined;
    if (!this.#pace.backlog) return 0;
    const time = this.#checkpoint.coverage.at(-1)?.toTime;
    return time === undefined ? undefined : Math.max(0, this.#host.clock.now() - time);
  }

  /** One piece of work. Gives the milliseconds to wait before the next; undefined: until woken. */
  async #step(signal: AbortSignal): Promise<number | undefined> {
    const work = this.#nextWork();
    if (work === undefined || typeof work === "number") return work;
    this.#lastPart = work.part;
    try {
      await (work.part === "head" ? this.#readHead(signal) : this.#readFill(work.hole, signal));
      this.#failures = 0;
      this.#failure = undefined;
      return 0;
    } catch (cause) {
      signal.throwIfAborted();
      return this.#recover(work, asShardscopeError(cause), signal);
    }
  }

  /** The head when it is due, else the most urgent hole, else how long until the head is due; they take turns. */
  #nextWork(): Work | number | undefined {
    const checkpoint = this.#checkpoint;
    const now = this.#host.clock.now();
    const headOpen = !checkpoint.finished && (!isAtStart(checkpoint) || this.#host.mayStart(this, "head"));
    const headDue = headOpen && this.#headDueAt <= now;
    const hole = this.#nextHole();
    if (hole && (!headDue || this.#lastPart === "head")) return { part: "fill", hole };
    if (headDue) return { part: "head" };
    return headOpen ? this.#headDueAt - now : undefined;
  }

  #nextHole(): Hole | undefined {
    const { coverage, gaps, startingSequenceNumber } = this.#checkpoint;
    const holes = findHoles(coverage, gaps).filter(
      (hole) => compareSequenceNumbers(hole.after, startingSequenceNumber) >= 0 || this.#host.mayStart(this, "fill"),
    );
    if (this.urgent === undefined) return holes.at(-1);
    const end = rangeFrom(coverage, this.urgent)?.to;
    return holes.find((hole) => hole.after === end) ?? holes.at(-1);
  }

  async #readHead(signal: AbortSignal): Promise<void> {
    const place = placeOf(this.#checkpoint.position);
    if (this.#head?.place !== place) {
      this.#head = { place, origin: headOrigin(this.#checkpoint), readPoint: undefined };
    }
    const cursor = this.#head;
    const page = await this.#readAt(cursor, this.#checkpoint.position, true, signal);
    const { origin } = cursor;
    let base = this.#checkpoint;
    const first = page.records[0];
    if (origin.from === "trimmed" && origin.after !== undefined && first && !isBehind(first, origin.after)) {
      base = untrimHead(base, origin.after);
      cursor.origin = { from: "after", sequenceNumber: origin.after };
    }
    const accepted = acceptPage(base, cursor.origin, page);
    await this.#take(cursor, page, accepted, signal);
    if (this.#head === cursor) cursor.place = placeOf(this.#checkpoint.position);
    const now = this.#host.clock.now();
    const last = page.records.at(-1);
    this.#emptyPages = accepted.fresh.length > 0 ? 0 : this.#emptyPages + 1;
    this.#headDueAt =
      now +
      this.#pace.after({
        fresh: accepted.fresh.length,
        bytes: page.bytes,
        ...(last ? { lastTime: recordTime(last) } : {}),
        closed: this.#checkpoint.endingSequenceNumber !== undefined,
        now,
        polled: this.#host.polled(),
        dice: this.#host.clock.random(),
      });
    this.#answered = true;
    this.#tell();
  }

  async #readFill(hole: Hole, signal: AbortSignal): Promise<void> {
    const position = holePosition(this.#checkpoint, hole);
    if (this.#fill?.place !== hole.after) {
      const origin: Origin =
        position.at === "atSequence"
          ? { from: "at", sequenceNumber: position.sequenceNumber }
          : { from: "after", sequenceNumber: hole.after };
      this.#fill = { place: hole.after, origin, readPoint: undefined };
    }
    const cursor = this.#fill;
    const trimmed = cursor.origin.from === "trimmed";
    const urgent = this.urgent !== undefined && rangeFrom(this.#checkpoint.coverage, this.urgent)?.to === hole.after;
    const page = await this.#readAt(cursor, trimmed ? { at: "trimHorizon" } : position, urgent, signal);
    let base = this.#checkpoint;
    let { origin } = cursor;
    if (trimmed) {
      const first = page.records[0];
      if (!first && page.next) {
        cursor.readPoint = page.next;
        return;
      }
      if (first && !isBehind(first, hole.after)) {
        origin = { from: "after", sequenceNumber: hole.after };
        cursor.origin = origin;
      } else {
        base = gapInHole(base, hole, "trimmed", first, this.#host.clock.now());
        origin = { from: "firstRecord" };
      }
    }
    await this.#take(cursor, page, acceptPage(base, origin, page), signal);
    this.#tell();
  }

  /** One page from the cursor's place; the read point is used again until its page is stored (rule 8). */
  async #readAt(cursor: Cursor, position: Position, urgent: boolean, signal: AbortSignal): Promise<RecordPage> {
    const { upstream } = this.#host;
    const count = () => {
      if (urgent && this.urgent !== undefined) this.urgentCalls += 1;
    };
    if (cursor.readPoint === undefined) {
      count();
      cursor.readPoint = await upstream.open(this.shardId, position, signal);
    }
    count();
    return upstream.read(cursor.readPoint, signal);
  }

  async #take(cursor: Cursor, page: RecordPage, accepted: Accepted, signal: AbortSignal): Promise<void> {
    if (accepted.fresh.length > 0 || page.next === undefined || changed(accepted.checkpoint, this.#checkpoint)) {
      await this.#store(accepted.checkpoint, accepted.fresh, signal);
    }
    if (page.next && accepted.last) this.#keepCursor(page.next, accepted.last);
    else if (page.next) cursor.readPoint = page.next;
  }

  /** A read point just behind `last` serves whichever range ends there. */
  #keepCursor(readPoint: ReadPoint, last: SequenceNumber): void {
    const cursor: Cursor = { place: last, origin: { from: "after", sequenceNumber: last }, readPoint };
    const { position } = this.#checkpoint;
    if (position.at === "afterSequence" && position.sequenceNumber === last) {
      this.#head = { ...cursor, place: placeOf(position) };
    } else {
      this.#fill = cursor;
    }
  }

  /** Stores, and only then lets the checkpoint count. A sink that refuses gets the same again until it takes it. */
  async #store(checkpoint: ShardCheckpoint, records: RecordPage["records"], signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await this.#host.sink.deliver({ shardId: this.shardId, records, checkpoints: [checkpoint] }, signal);
        break;
      } catch (cause) {
        signal.throwIfAborted();
        this.#failure = asShardscopeError(cause);
        this.#failures = FAILING_AFTER;
        this.#host.changed(this, []);
        await this.#host.clock.sleep(patience(attempt), signal);
      }
    }
    this.#failure = undefined;
    this.#failures = 0;
    const known = this.#checkpoint.gaps;
    this.#checkpoint = withListing(
      checkpoint,
      this.#description,
      Math.max(checkpoint.listedAt, this.#checkpoint.listedAt),
    );
    this.#host.changed(
      this,
      checkpoint.gaps.filter((gap) => !known.includes(gap)),
    );
    this.#tell();
  }

  async #recover(work: Work, error: ShardscopeError, signal: AbortSignal): Promise<number> {
    const now = this.#host.clock.now();
    const cursor = work.part === "head" ? this.#head : this.#fill;
    const opening = cursor?.readPoint === undefined;
    switch (error.code) {
      case "positionExpired":
        return this.#reopen(work);
      case "positionInvalid":
        if (!opening) return this.#reopen(work);
        if (work.part === "head" && isAtStart(this.#checkpoint)) {
          // This source does not start AT a shard's first number: its oldest record is the same place.
          await this.#store({ ...this.#checkpoint, position: { at: "trimHorizon" } }, [], signal);
          return 0;
        }
        // A number that the source will not start from: read from its oldest record, past what is known.
        return this.#goToHorizon(work, now, signal);
      case "trimmed":
        return this.#goToHorizon(work, now, signal);
      case "shardNotFound":
        if (await this.#host.isGone(this.shardId, signal)) {
          await this.#store(vanish(this.#checkpoint, now), [], signal);
          return 0;
        }
        break;
      case "streamNotFound":
        this.#host.streamMissing();
        break;
    }
    this.#failures += 1;
    this.#failure = error;
    this.#host.changed(this, []);
    const wait = backoff(this.#failures, this.#host.clock.random());
    this.#headDueAt = Math.max(this.#headDueAt, now + wait);
    return wait;
  }

  /** Rule 9: on from the last number taken; a LATEST without one is lost, and found again by its time. */
  #reopen(work: Work): number {
    if (work.part === "fill") {
      if (this.#fill) this.#fill.readPoint = undefined;
    } else {
      this.#head = undefined;
      if (this.#latest === "now") this.#latest = "lost";
    }
    // An iterator refused for ever must not be asked for in a tight loop.
    this.#failures += 1;
    return this.#failures < FAILING_AFTER ? 0 : backoff(this.#failures, this.#host.clock.random());
  }

  async #goToHorizon(work: Work, now: number, signal: AbortSignal): Promise<number> {
    this.#failures += 1;
    const wait = this.#failures < FAILING_AFTER ? 0 : backoff(this.#failures, this.#host.clock.random());
    if (work.part === "fill") {
      this.#fill = { place: work.hole.after, origin: { from: "trimmed" }, readPoint: undefined };
      return wait;
    }
    this.#head = undefined;
    await this.#store(trimHead(this.#checkpoint, now), [], signal);
    return wait;
  }

  /** A LATEST from before a restart, or one that expired before its first record, cannot be had again (rule 9). */
  async #landLostLatest(signal: AbortSignal): Promise<boolean> {
    const { position } = this.#checkpoint;
    if (position.at !== "latest" || this.#checkpoint.finished) return false;
    const { since } = position;
    const late =
      since !== undefined &&
      this.#head?.readPoint === undefined &&
      this.#host.clock.now() - since > LATEST_TOLERANCE_MS;
    if (this.#latest === "now" && !late) return false;
    const parentsToo = this.#latest === "time";
    if (!parentsToo) {
      const { position: lost, ...rest } = this.#checkpoint;
      const position: Position = since === undefined ? { at: "trimHorizon" } : lost;
      await this.#turn.run(() => this.#store({ ...rest, position, approximateStart: true }, [], signal), signal);
    }
    if (since === undefined) return true;
    try {
      await this.#host.land(this, since, parentsToo, signal);
      this.#latest = "time";
    } catch (cause) {
      signal.throwIfAborted();
      this.#failures += 1;
      this.#failure = asShardscopeError(cause);
      this.#host.changed(this, []);
      await this.#host.clock.sleep(backoff(this.#failures, this.#host.clock.random()), signal);
    }
    return true;
  }

  #tell(): void {
    for (const observer of this.observers) observer();
  }
}

function isBehind(record: RecordPage["records"][number], number: SequenceNumber): boolean {
  return compareSequenceNumbers(sequenceOf(record), number) > 0;
}

function placeOf(position: Position): string {
  return "sequenceNumber" in position ? `${position.at} ${position.sequenceNumber}` : position.at;
}

function changed(a: ShardCheckpoint, b: ShardCheckpoint): boolean {
  if (a.finished !== b.finished || a.gaps !== b.gaps || placeOf(a.position) !== placeOf(b.position)) return true;
  // A page without a new record can still close a hole.
  if (a.coverage.length !== b.coverage.length) return true;
  return a.coverage.some((range, i) => range.from !== b.coverage[i]?.from || range.to !== b.coverage[i]?.to);
}
