import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import type { ShardDescription, StreamDescription } from "@/lib/stream/shard";
import { backoff } from "./pacing";
import { asShardscopeError, type Upstream } from "./upstream";
import { Waker } from "./waiting";

/** Milliseconds between complete listings when nothing calls for one. */
const LISTING_EVERY_MS = 30_000;
/** The look-ups of children after a shard's end: at once, then further and further apart, but never given up (rule 5). */
const CHILDREN_FIRST_MS = 250;
/** With more ended shards than this one complete listing is cheaper than a look-up each. */
const LOOKUPS_AT_ONCE = 4;

export interface Listing {
  stream: StreamDescription;
  shards: ShardDescription[];
  /** Every page was read: a shard that is not here is not listed. */
  complete: boolean;
}

interface Childless {
  attempts: number;
  dueAt: number;
}

/**
 * Keeps the list of shards true: all of it every 30 s, children of ended shards sooner. Never concludes that a shard has
 * no children; that is for the stream's end to say.
 */
export class Lister {
  readonly #upstream: Upstream;
  readonly #clock: Clock;
  readonly #apply: (listing: Listing) => Promise<void>;
  readonly #onFailure: (error: ShardscopeError | undefined) => void;
  readonly #waker = new Waker();
  readonly #childless = new Map<string, Childless>();
  readonly #fullWanted = new Set<Waker>();
  #nextFullAt = 0;
  #filterWorks = true;
  #failures = 0;

  constructor(options: {
    upstream: Upstream;
    clock: Clock;
    /** Takes a listing; the next one waits for it. */
    apply: (listing: Listing) => Promise<void>;
    /** A listing failed, or works again. */
    onFailure: (error: ShardscopeError | undefined) => void;
  }) {
    this.#upstream = options.upstream;
    this.#clock = options.clock;
    this.#apply = options.apply;
    this.#onFailure = options.onFailure;
  }

  /** A shard ended: look for its children until `found` says they are there. */
  seekChildren(shardId: string): void {
    if (this.#childless.has(shardId)) return;
    this.#childless.set(shardId, { attempts: 0, dueAt: this.#clock.now() });
    this.#waker.wake();
  }

  childrenFound(shardId: string): void {
    this.#childless.delete(shardId);
  }

  /** Asks for a complete listing as soon as may be, without waiting for it. */
  recheck(): void {
    this.#nextFullAt = Math.min(this.#nextFullAt, this.#clock.now());
    this.#waker.wake();
  }

  /** Resolves after a complete listing that began after the call. */
  async fresh(signal: AbortSignal): Promise<void> {
    const done = new Waker();
    this.#fullWanted.add(done);
    this.#waker.wake();
    try {
      await done.sleep(this.#clock, undefined, signal);
    } finally {
      this.#fullWanted.delete(done);
    }
  }

  /** Lists until aborted; rejects with `signal.reason`, or with `streamNotFound` and what else no repetition can mend. */
  async run(signal: AbortSignal): Promise<never> {
    for (;;) {
      try {
        await this.#work(signal);
        if (this.#failures > 0) this.#onFailure(undefined);
        this.#failures = 0;
      } catch (cause) {
        signal.throwIfAborted();
        const error = asShardscopeError(cause);
        this.#failures += 1;
        this.#nextFullAt = this.#clock.now();
        this.#onFailure(error);
        // A stream just made, or one listed by a server that lags, may be missing once; twice it is gone.
        if (error.code === "streamNotFound" ? this.#failures > 1 : BEYOND_REPAIR.has(error.code)) throw error;
        await this.#clock.sleep(backoff(this.#failures + 2, this.#clock.random()), signal);
        continue;
      }
      const due = Math.min(this.#nextFullAt, ...[...this.#childless.values()].map((child) => child.dueAt));
      const wait = this.#fullWanted.size > 0 ? 0 : due - this.#clock.now();
      if (wait > 0) await this.#waker.sleep(this.#clock, wait, signal);
    }
  }

  async #work(signal: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const due = [...this.#childless].filter(([, child]) => child.dueAt <= now);
    const full = now >= this.#nextFullAt || this.#fullWanted.size > 0;
    if (full || due.length > LOOKUPS_AT_ONCE || (due.length > 0 && !this.#filterWorks)) {
      await this.#listAll(signal);
      for (const [, child] of due) this.#later(child);
      return;
    }
    for (const [shardId, child] of due) {
      await this.#listChildren(shardId, signal);
      this.#later(child);
    }
  }

  #later(child: Childless): void {
    child.attempts += 1;
    child.dueAt = this.#clock.now() + Math.min(LISTING_EVERY_MS, CHILDREN_FIRST_MS * 2 ** (child.attempts - 1));
  }

  async #listAll(signal: AbortSignal): Promise<void> {
    const waiting = [...this.#fullWanted];
    // Set before the calls, so that what asks for a listing meanwhile gets another one.
    this.#nextFullAt = this.#clock.now() + LISTING_EVERY_MS;
    const shards = new Map<string, ShardDescription>();
    let after: string | undefined;
    let stream: StreamDescription;
    const cursors = new Set<string>();
    do {
      const page = await this.#upstream.describe(after === undefined ? {} : { after }, signal);
      for (const shard of page.shards) shards.set(shard.shardId, shard);
      stream = page.stream;
      after = page.next;
      if (after !== undefined && cursors.has(after)) {
        throw new ShardscopeError("sourceAnswerInvalid", "The source lists the same page of shards again and again.", {
          retriable: true,
        });
      }
      if (after !== undefined) cursors.add(after);
    } while (after !== undefined);
    await this.#apply({ stream, shards: [...shards.values()], complete: true });
    for (const waker of waiting) waker.wake();
  }

  async #listChildren(shardId: string, signal: AbortSignal): Promise<void> {
    try {
      let after: string | undefined;
      do {
        const request = after === undefined ? { childrenOf: shardId } : { childrenOf: shardId, after };
        const page = await this.#upstream.describe(request, signal);
        await this.#apply({ stream: page.stream, shards: page.shards, complete: false });
        // A source that ignores the filter answers with everything, page after page: the complete listing does that.
        after = page.next === after ? undefined : page.next;
      } while (after !== undefined);
    } catch (cause) {
      signal.throwIfAborted();
      const error = asShardscopeError(cause);
      if (error.retriable || error.code === "streamNotFound") throw error;
      // Not every source knows the filter; its refusal is no failure of the listing.
      this.#filterWorks = false;
      await this.#listAll(signal);
    }
  }
}

const BEYOND_REPAIR: ReadonlySet<ShardscopeError["code"]> = new Set([
  "arnMalformed",
  "arnOtherService",
  "badRequest",
  "endpointRefused",
  "streamNotFound",
]);
