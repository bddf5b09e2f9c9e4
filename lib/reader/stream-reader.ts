import type { Clock } from "@/lib/clock";
import type { Gap } from "@/lib/stream/coverage";
import { ShardscopeError } from "@/lib/stream/error";
import type { StartPosition } from "@/lib/stream/position";
import type { StreamDescription } from "@/lib/stream/shard";
import type { Token } from "@/lib/stream/token";
import type { ReaderSink, SeekMemory, ShardCheckpoint } from "./delivery";
import { vanish } from "./gaps";
import { type LandOutcome, type LandRange, land } from "./lander";
import { Lister, type Listing } from "./lister";
import { Seeker, type SeekOutcome, type SeekProgress } from "./seek";
import { ShardFamily } from "./shard-family";
import type { LatestMeaning, ShardHost } from "./shard-host";
import { ShardReader } from "./shard-reader";
import type { StreamSource } from "./source";
import { type FirstShard, firstShards, laterShard } from "./start";
import { asFailure, type ReaderSnapshot } from "./status";
import { storeCheckpoints } from "./store-checkpoints";
import { streamState } from "./stream-state";
import { Upstream } from "./upstream";
import { Semaphore, TaskGroup, Waker } from "./waiting";

export interface ReaderOptions {
  streamArn: string;
  source: StreamSource;
  clock: Clock;
  sink: ReaderSink;
  memory: SeekMemory;
  /** Where to begin; of no effect on what `restored` knows. */
  start: StartPosition;
  /** Checkpoints of an earlier run, or a token's shards: reading goes on from there. */
  restored?: ShardCheckpoint[];
}

export interface ReaderChange {
  /** Shards whose status changed. */
  shardIds: string[];
  /** The stream's own state may have changed. */
  stream?: boolean;
  /** A gap was noticed, or its bounds became known. */
  gap?: Gap;
}

/** Pages that are being read or stored at once: at most 1 MB each, several times that when parsed. */
const PAGES_IN_HAND = 32;
const FINISHED = Symbol("finished");

/** Reads one stream: all shards, parents before children, each record once, until it ends or is told to stop. */
export class StreamReader {
  readonly #options: ReaderOptions;
  readonly #clock: Clock;
  readonly #upstream: Upstream;
  readonly #lister: Lister;
  readonly #seeker: Seeker;
  readonly #host: ShardHost;
  readonly #shards = new ShardFamily();
  readonly #listeners = new Set<(change: ReaderChange) => void>();
  readonly #seeks = new Semaphore(1);
  readonly #listed = new Waker();
  #stream: StreamDescription | undefined;
  #tasks: TaskGroup | undefined;
  #failure: ShardscopeError | undefined;
  #streamGone = false;
  /** When a listing first said that the stream is disabled. */
  #closedAt: number | undefined;
  #finished = false;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#clock = options.clock;
    const { clock, sink, memory } = options;
    this.#upstream = new Upstream(options.source, options.streamArn, clock, () =>
      this.#emit({ shardIds: [], stream: true }),
    );
    this.#lister = new Lister({
      upstream: this.#upstream,
      clock,
      apply: (listing) => this.#apply(listing),
      onFailure: (error) => this.#setFailure(error),
    });
    this.#seeker = new Seeker({
      upstream: this.#upstream,
      clock,
      memory,
      shards: () => this.#shards.all(),
      shard: (shardId) => this.#shards.get(shardId),
      lineage: () => this.#shards.lineage,
      planted: (shard) => this.#ensure(shard),
    });
    this.#host = {
      upstream: this.#upstream,
      sink,
      clock,
      polled: () => this.#shards.polled(clock.now()),
      mayStart: (shard, part) => this.#shards.mayStart(shard.shardId, part),
      pages: new Semaphore(PAGES_IN_HAND),
      changed: (shardId, gaps) => this.#shardChanged(shardId, gaps),
      isGone: (shardId, signal) => this.#isGone(shardId, signal),
      streamMissing: () => this.#lister.recheck(),
      land: (shard, time, parentsToo, signal) => this.#seeker.land(shard, time, parentsToo, signal),
    };
    for (const checkpoint of options.restored ?? []) this.#add({ checkpoint, latest: "lost" });
    this.#shards.relink();
  }

  /**
   * Reads until the stream is disabled or deleted and drained. What fails heals by itself; rejects with `signal.reason`
   * on abort, within one turn of the event loop but for a delivery under way, and with a ShardscopeError for what no
   * repetition mends: no such stream or shard, a malformed ARN. One run at a time.
   */
  async run(signal: AbortSignal): Promise<"finished"> {
    if (this.#tasks) throw new ShardscopeError("internal", "This reader runs already.");
    signal.throwIfAborted();
    const tasks = new TaskGroup(signal);
    this.#tasks = tasks;
    try {
      // Shards that were restored wait for the first listing, which may know of parents that they do not.
      tasks.add((inner) => this.#lister.run(inner));
      let reason = await tasks.ended();
      const deleted = reason instanceof ShardscopeError && reason.code === "streamNotFound" && this.#shards.size > 0;
      if (deleted) reason = await this.#concludeDeleted(reason as ShardscopeError, signal);
      if (reason !== FINISHED) throw reason;
      this.#finished = true;
      return "finished";
    } finally {
      this.#tasks = undefined;
      this.#emit({ shardIds: this.#shards.ids(), stream: true });
    }
  }

  /**
   * Goes to a time (milliseconds) in every lineage: what is captured costs no call, what is not is found in a few, and
   * everything behind it is then read in the background. Resolves when the first record with time ≥ `time` is captured
   * in every lineage that has one. Cancelling stops the search; what it planted stays wanted. Seeks run one at a time.
   * Rejects with `signal.reason` on abort, or `captureOffline` when the reader does not run.
   */
  async seek(
    time: number,
    options: { signal: AbortSignal; onProgress?: (progress: SeekProgress) => void },
  ): Promise<SeekOutcome> {
    return this.#whileRunning((signal) => this.#seeker.seek(time, { ...options, signal }), options.signal);
  }

  /**
   * Captures the records of one shard from one sequence number to another, both included. Rejects as `land` in lander.ts
   * says, with shardNotFound for a shard that is not known, with `signal.reason` on abort, and with captureOffline when
   * the reader does not run.
   */
  async land({ shardId, ...range }: LandRange, outer: AbortSignal): Promise<LandOutcome> {
    const host = { upstream: this.#upstream, clock: this.#clock, planted: (shard: ShardReader) => this.#ensure(shard) };
    return this.#whileRunning((signal) => {
      const shard = this.#shards.get(shardId);
      if (shard) return land(host, shard, range, signal);
      throw new ShardscopeError("shardNotFound", `The stream has no shard ${shardId}.`, {
        hint: "It may be older than the 24 hours that a stream keeps, or belong to another stream.",
      });
    }, outer);
  }

  /** One at a time, once the shards are known; ends with the reader's run. */
  async #whileRunning<T>(work: (signal: AbortSignal) => Promise<T>, outer: AbortSignal): Promise<T> {
    const tasks = this.#tasks;
    if (!tasks) {
      throw new ShardscopeError("captureOffline", "The stream is not being read, so it cannot be searched.", {
        hint: "Resume reading, then try again.",
      });
    }
    const both = new TaskGroup(outer);
    const stop = () => both.end(tasks.signal.reason);
    tasks.signal.addEventListener("abort", stop, { once: true });
    try {
      return await this.#seeks.run(async () => {
        while (!this.#stream) await this.#listed.sleep(this.#clock, undefined, both.signal);
        return work(both.signal);
      }, both.signal);
    } finally {
      tasks.signal.removeEventListener("abort", stop);
      await both.ended();
    }
  }

  snapshot(): ReaderSnapshot {
    const { meter, gate, outage } = this.#upstream;
    const shards = [...this.#shards.all()].map((shard) => shard.status(gate.closedBy !== undefined));
    const failure = gate.closedBy ?? this.#failure ?? outage.error;
    const rates = meter.lastMinute();
    return {
      ...(this.#stream ? { stream: this.#stream } : {}),
      state: streamState({ finished: this.#finished, listed: this.#stream !== undefined, failure, shards }),
      ...(failure ? { error: asFailure(failure) } : {}),
      streamGone: this.#streamGone,
      shards,
      calls: meter.totals(),
      callsPerSecond: rates.callsPerSecond,
      readPagesPerSecond: rates.readPagesPerSecond,
      throttledPerMinute: rates.throttled,
    };
  }

  /** Told at once of each change; a listener must be quick. Gives what ends it. */
  subscribe(listener: (change: ReaderChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Where every shard stands. */
  token(): Token {
    const now = this.#clock.now();
    const shards = this.#shards.remembered(now);
    return { version: 1, streamArn: this.#options.streamArn, takenAt: now, shards };
  }

  async #apply(listing: Listing): Promise<void> {
    const now = this.#clock.now();
    const first = this.#stream === undefined && this.#options.restored === undefined;
    const fresh = listing.shards.filter((shard) => !this.#shards.get(shard.shardId));
    const found: FirstShard[] = first
      ? firstShards(fresh, this.#options.start, now)
      : fresh.map((shard) => laterShard(shard, this.#knows(shard.parentShardId, fresh), now));
    // Stored before they are read, so that a restart knows which were there and were not asked for.
    const checkpoints = found.map(({ checkpoint }) => checkpoint);
    if (this.#tasks) {
      const tell = (error: ShardscopeError) => this.#setFailure(error);
      await storeCheckpoints(checkpoints, { ...this.#options, onFailure: tell }, this.#tasks.signal);
    }
    const changed: string[] = [];
    if (listing.complete) for (const shard of this.#shards.all()) shard.listed = false;
    for (const shard of listing.shards)
      if (this.#shards.get(shard.shardId)?.applyListing(shard, now)) changed.push(shard.shardId);
    for (const shard of found) this.#add(shard);
    const news = this.#stream?.status !== listing.stream.status;
    this.#stream = listing.stream;
    this.#streamGone = false;
    this.#closedAt = listing.stream.status === "DISABLED" ? (this.#closedAt ?? now) : undefined;
    if (fresh.length > 0 || listing.complete) this.#shards.relink();
    for (const shard of this.#shards.all()) {
      this.#ensure(shard);
      this.#lookForChildren(shard);
    }
    this.#listed.wake();
    if (news || found.length > 0 || changed.length > 0) {
      this.#emit({ shardIds: [...changed, ...found.map(({ checkpoint }) => checkpoint.shardId)], stream: true });
    }
    if (listing.complete) this.#finishIfDrained(listing);
    else this.#recheckIfDrained();
  }

  #knows(shardId: string | undefined, fresh: readonly { shardId: string }[]): boolean {
    if (shardId === undefined) return false;
    return this.#shards.get(shardId) !== undefined || fresh.some((shard) => shard.shardId === shardId);
  }

  #add({ checkpoint, latest }: { checkpoint: ShardCheckpoint; latest: LatestMeaning }): void {
    this.#shards.add(new ShardReader(this.#host, checkpoint, latest));
  }

  /** Sees to it that a shard with something left to do is being read. */
  #ensure(shard: ShardReader): void {
    if (shard.running || shard.complete || !this.#tasks || this.#tasks.signal.aborted) return;
    this.#tasks.add((signal) => shard.run(signal));
  }

  /** Rule 5: an ended shard without children is asked for them until they are there. */
  #lookForChildren(shard: ShardReader): void {
    if (!shard.checkpoint.finished) return;
    if (this.#shards.childrenOf(shard.shardId).length > 0) this.#lister.childrenFound(shard.shardId);
    else if (shard.listed) this.#lister.seekChildren(shard.shardId);
    else this.#lister.childrenFound(shard.shardId);
  }

  #shardChanged(shardId: string, gaps: readonly Gap[]): void {
    const shard = this.#shards.get(shardId);
    if (!shard) return;
    const shardIds = [shardId];
    this.#emit({ shardIds });
    for (const gap of gaps) this.#emit({ shardIds, gap });
    if (!shard.checkpoint.finished) return;
    this.#lookForChildren(shard);
    for (const child of this.#shards.childrenOf(shard.shardId)) this.#shards.get(child)?.wake();
    this.#recheckIfDrained();
  }

  /** Only a complete listing may conclude the end of a stream that is being disabled. */
  #recheckIfDrained(): void {
    if (this.#stream?.status === "DISABLED" && this.#shards.drained()) this.#lister.recheck();
  }

  #finishIfDrained(listing: Listing): void {
    if (listing.stream.status === "DISABLED" && this.#shards.drained()) this.#tasks?.end(FINISHED);
  }

  async #isGone(shardId: string, signal: AbortSignal): Promise<boolean> {
    await this.#lister.fresh(signal);
    return this.#shards.get(shardId)?.listed === false;
  }

  /** The stream is no more: what was not read is a gap, and all is finished. */
  async #concludeDeleted(error: ShardscopeError, signal: AbortSignal): Promise<unknown> {
    this.#streamGone = true;
    this.#failure = error;
    try {
      for (const shard of this.#shards.all()) {
        if (shard.complete) continue;
        const now = this.#clock.now();
        const { caughtUpAt } = shard;
        const sight = {
          ...(caughtUpAt === undefined ? {} : { caughtUpAt }),
          ...(this.#closedAt === undefined ? {} : { closedAt: this.#closedAt }),
        };
        await shard.amend((checkpoint) => ({ checkpoint: vanish(checkpoint, now, sight), fresh: [] }), signal);
      }
      return FINISHED;
    } catch (reason) {
      return reason;
    }
  }

  #setFailure(error: ShardscopeError | undefined): void {
    this.#failure = error;
    this.#emit({ shardIds: [], stream: true });
  }

  #emit(change: ReaderChange): void {
    for (const listener of this.#listeners) listener(change);
  }
}
