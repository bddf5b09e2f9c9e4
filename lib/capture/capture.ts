import type { Clock } from "@/lib/clock";
import type { Delivery, ReaderSink } from "@/lib/reader/delivery";
import type { LandOutcome, LandRange } from "@/lib/reader/lander";
import type { SeekProgress } from "@/lib/reader/seek";
import type { StreamSource } from "@/lib/reader/source";
import type { ReaderSnapshot } from "@/lib/reader/status";
import { StreamReader } from "@/lib/reader/stream-reader";
import { ShardscopeError } from "@/lib/stream/error";
import { type FindNewerStream, newerStream } from "./newer-stream";
import { News } from "./news";
import { offlineSnapshot } from "./offline";
import { Rate } from "./rate";
import { expire, withExpired } from "./retention";
import type { SeekResult, SeekState } from "./seek";
import type { Added, CaptureStore, CaptureTotals, Expired, Keep, RecordRow, StoredCapture } from "./store";
import { placeBefore } from "./store-place";

const RATE_SECONDS = 5;

export interface CaptureParts {
  store: CaptureStore;
  clock: Clock;
  /** None for an imported capture: there is nothing to read. */
  source: StreamSource | undefined;
  findNewer: FindNewerStream;
}

/**
 * One capture: its reader, what the reader stores, and the news for whoever looks. However many look, there is one
 * reader (rule 11), and it goes on when nobody does.
 */
export class Capture {
  readonly news = new News();
  readonly id: string;
  stored: StoredCapture;
  /** The greatest cursor stored. */
  cursor: number;
  totals: CaptureTotals;
  /** A later stream of the same table: known some time after this one has ended. */
  newerStreamArn: string | undefined;

  readonly #store: CaptureStore;
  readonly #clock: Clock;
  readonly #source: StreamSource | undefined;
  readonly #findNewer: FindNewerStream;
  readonly #rate = new Rate(RATE_SECONDS);
  readonly #disposed = new AbortController();
  #reader: StreamReader | undefined;
  /** In place of a reader's, of a capture without a source. */
  #offline: ReaderSnapshot | undefined;
  /** What retention has removed, by shard. */
  #expired = new Map<string, Expired>();
  #expiring: Promise<void> | undefined;
  #running: { stop: AbortController; ended: Promise<void>; seeksNewer: boolean } | undefined;
  /** Why reading ended for good; shown until it is started again. */
  #failure: ShardscopeError | undefined;
  /** Changes of reading follow one another. */
  #changing: Promise<void> = Promise.resolve();

  private constructor(stored: StoredCapture, totals: CaptureTotals, cursor: number, parts: CaptureParts) {
    this.id = stored.id;
    this.stored = stored;
    this.totals = totals;
    this.cursor = cursor;
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#source = parts.source;
    this.#findNewer = parts.findNewer;
  }

  static async load(stored: StoredCapture, parts: CaptureParts): Promise<Capture> {
    const [totals, cursor] = await Promise.all([parts.store.totals(stored.id), parts.store.cursor(stored.id)]);
    const capture = new Capture(stored, totals, cursor, parts);
    capture.#take(await parts.store.expired(stored.id));
    await capture.#prepareReader();
    if (stored.reading === "running") capture.#run();
    return capture;
  }

  /** Imported: all there is to it is stored, and it is never read. */
  get offline(): boolean {
    return this.#source === undefined;
  }

  /** What the reader knows: states of the stream and its shards, calls made. What retention removed is a gap in it. */
  snapshot(): ReaderSnapshot {
    const snapshot = this.#reader?.snapshot() ?? this.#offline;
    if (!snapshot) throw new ShardscopeError("internal", "The capture is not loaded.");
    if (this.#expired.size === 0) return snapshot;
    return {
      ...snapshot,
      shards: snapshot.shards.map((shard) => withExpired(shard, this.#expired.get(shard.shardId))),
    };
  }

  get failure(): ShardscopeError | undefined {
    return this.#failure;
  }

  /** Records stored a second, over the last seconds. */
  get rate(): number {
    return this.#rate.perSecond(this.#clock.now());
  }

  /** Starts or stops reading. Stopping is lossless: reading goes on later from the stored positions. */
  setReading(reading: "running" | "paused"): Promise<void> {
    if (this.offline) {
      return Promise.reject(
        new ShardscopeError("captureOffline", "This capture was imported from a file: there is nothing to read.", {
          hint: "Open the stream itself to read it.",
        }),
      );
    }
    const change = this.#changing.then(async () => {
      if (this.stored.reading !== reading) this.stored = await this.#store.update(this.id, { reading });
      if (reading === "paused") await this.#stop();
      else if (!this.#running) {
        await this.#prepareReader();
        this.#run();
      }
      this.news.statusChanged();
    });
    this.#changing = change.catch(() => undefined);
    return change;
  }

  /**
   * Makes the capture hold everything from `time` (milliseconds) on, in every lineage, as far as the source still has
   * it. Costs no call where it is captured already. Rejects with `signal.reason` when cancelled; what was read until
   * then stays.
   */
  async seek(time: number, signal: AbortSignal): Promise<SeekResult> {
    if (this.#offline) return { time, clipped: false, calls: 0, perShard: [], place: placeBefore(time) };
    const reader = this.#reader;
    if (!reader) throw new ShardscopeError("internal", "The capture is not loaded.");
    let progress: SeekProgress = { time, calls: 0, shardsDone: 0, shardsTotal: 0, records: 0 };
    const tell = (state: SeekState["state"], message?: string) =>
      this.news.seekChanged({ ...progress, state, ...(message === undefined ? {} : { message }) });
    tell("running");
    try {
      const outcome = await reader.seek(time, {
        signal,
        onProgress: (now) => {
          progress = now;
          tell("running");
        },
      });
      tell("done");
      return { ...outcome, place: placeBefore(outcome.time) };
    } catch (error) {
      if (signal.aborted) tell("cancelled");
      else tell("failed", error instanceof ShardscopeError ? error.message : "The seek failed.");
      throw error;
    }
  }

  /**
   * Captures the records of one shard from one sequence number to another, both included, and nothing else. Costs no
   * call where it is captured already. Rejects as `StreamReader.land` says.
   */
  async land(range: LandRange, signal: AbortSignal): Promise<LandOutcome> {
    if (!this.#reader) {
      throw new ShardscopeError("captureOffline", "This capture was imported from a file: there is nothing to read.");
    }
    return this.#reader.land(range, signal);
  }

  /** Rows behind `cursor`, in stored order, at most `limit`. */
  async rowsAfter(cursor: number, limit: number): Promise<RecordRow[]> {
    const recent = this.news.tail.after(cursor, limit);
    if (recent) return recent;
    return (await this.#store.records(this.id, { by: "stored", order: "asc", after: cursor, limit })).rows;
  }

  /** Changes how much is kept. What no longer is goes from now on, in the background. */
  async setKeep(keep: Keep): Promise<void> {
    this.stored = await this.#store.update(this.id, { keep });
    this.news.statusChanged();
    // One that is under way goes by the old setting. A failure is told of by the next of the regular looks.
    const before = this.#expiring?.catch(() => undefined);
    void Promise.resolve(before)
      .then(() => this.expire())
      .catch(() => undefined);
  }

  /** Removes what is no longer kept. */
  expire(): Promise<void> {
    this.#expiring ??= this.#expire().finally(() => {
      this.#expiring = undefined;
    });
    return this.#expiring;
  }

  async #expire(): Promise<void> {
    const removed = await expire(this.#store, this.stored, this.#clock, this.#disposed.signal);
    if (removed === 0) return;
    this.#take(await this.#store.expired(this.id));
    // Answered after all commits before it, whose rows are counted by then.
    this.totals = await this.#store.totals(this.id);
    this.news.shardsChanged([...this.#expired.keys()]);
  }

  #take(expired: Expired[]): void {
    this.#expired = new Map(expired.map((entry) => [entry.shardId, entry]));
  }

  /** Stops reading for the end of the process; the capture still wants to be read when it is loaded again. */
  async dispose(): Promise<void> {
    this.#disposed.abort();
    await this.#expiring?.catch(() => undefined);
    await this.#changing;
    await this.#stop();
    this.news.close();
  }

  async #prepareReader(): Promise<void> {
    const restored = await this.#store.checkpoints(this.id);
    if (!this.#source) {
      this.#offline = offlineSnapshot(this.stored.stream, restored);
      return;
    }
    const sink: ReaderSink = { deliver: (delivery) => this.#deliver(delivery) };
    this.#failure = undefined;
    this.#reader = new StreamReader({
      streamArn: this.stored.stream.arn,
      source: this.#source,
      clock: this.#clock,
      sink,
      memory: { nearestBefore: (shardId, time) => this.#store.nearestBefore(this.id, shardId, time) },
      start: this.stored.start,
      // Without a checkpoint nothing was ever listed: this is the capture's first start, at the position asked for.
      ...(restored.length > 0 ? { restored } : {}),
    });
    this.#reader.subscribe((change) => {
      if (change.shardIds.length > 0) this.news.shardsChanged(change.shardIds);
      if (change.gap) this.news.gapFound(change.gap);
      if (change.stream) this.#streamChanged();
    });
  }

  #run(): void {
    const reader = this.#reader;
    if (!reader) return;
    const stop = new AbortController();
    const ended = reader.run(stop.signal).then(
      () => this.#streamChanged(),
      (error) => {
        if (stop.signal.aborted) return;
        this.#failure =
          error instanceof ShardscopeError
            ? error
            : new ShardscopeError("internal", "Reading stopped by a fault of Shardscope.", { cause: error });
        this.news.statusChanged();
      },
    );
    this.#running = { stop, ended, seeksNewer: false };
  }

  async #stop(): Promise<void> {
    this.#running?.stop.abort(new ShardscopeError("cancelled", "Reading was paused."));
    await this.#running?.ended;
    this.#running = undefined;
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const stored = await this.#store.commit(this.id, delivery);
    this.cursor = stored.cursor;
    this.totals.bytes = stored.bytes;
    if (stored.added.records > 0) {
      this.#count(delivery.shardId, stored.added);
      this.news.rowsStored(stored);
    }
    this.news.shardsChanged(delivery.checkpoints.map((checkpoint) => checkpoint.shardId));
  }

  #count(shardId: string, { records, inserts, modifies, removes, firstTime = 0, lastTime = 0 }: Added): void {
    const { totals } = this;
    totals.records += records;
    totals.inserts += inserts;
    totals.modifies += modifies;
    totals.removes += removes;
    totals.byShard[shardId] = (totals.byShard[shardId] ?? 0) + records;
    totals.firstTime = Math.min(totals.firstTime ?? firstTime, firstTime);
    totals.lastTime = Math.max(totals.lastTime ?? lastTime, lastTime);
    this.#rate.add(records, this.#clock.now());
  }

  #streamChanged(): void {
    const { stream, streamGone } = this.#reader?.snapshot() ?? {};
    if (stream && JSON.stringify(stream) !== JSON.stringify(this.stored.stream)) {
      this.stored = { ...this.stored, stream };
      // A failure here costs only a stale status after a restart, where the stream is described anew.
      void this.#store.update(this.id, { stream }).catch(() => undefined);
    }
    if (stream?.status === "DISABLED" || streamGone) this.#seekNewer();
    this.news.statusChanged();
  }

  /** Goes on also when all is read, until reading is stopped. */
  #seekNewer(): void {
    const running = this.#running;
    if (!running || running.seeksNewer || this.newerStreamArn !== undefined) return;
    running.seeksNewer = true;
    newerStream(this.stored.stream, this.#findNewer, this.#clock, running.stop.signal).then(
      (arn) => {
        this.newerStreamArn = arn;
        this.news.statusChanged();
      },
      () => undefined,
    );
  }
}
