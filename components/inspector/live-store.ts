import { replaceEqualDeep } from "@tanstack/react-query";
import type {
  CaptureDetail,
  CaptureStatus,
  CaptureSummary,
  Connection,
  Cost,
  Frame,
  GapEvent,
  Keep,
  SeekEvent,
  ShardInfo,
  StreamInfo,
  Totals,
} from "@/lib/api/contract";
import type { TabConnection } from "@/lib/api/event-hub";
import type { EventHandlers } from "@/lib/api/events";
import type { Clock } from "@/lib/clock";
import { type Absence, AbsenceWatch } from "./absence";
import { Paced } from "./paced";

/** All of a capture but its rows, as last heard. Fields are absent until the server first told them. */
export interface LiveState {
  connection: TabConnection;
  /** The capture could not be opened at all. */
  error?: unknown;
  stream?: StreamInfo;
  status?: CaptureStatus;
  reading?: "running" | "paused";
  keep?: Keep;
  totals?: Totals;
  cost?: Cost;
  /** Where the records come from. */
  source?: Connection;
  /** Records per second. */
  rate: number;
  lagMs?: number;
  shards: ShardInfo[];
  /** The last seek of anyone, for its progress. */
  seek?: SeekEvent;
  /** The last time that records came and nobody could see them here. */
  absence?: Absence;
  /** Rises when rows were stored, at most once a second: what is drawn from all rows is asked for again then. */
  revision: number;
}

export interface LiveOptions {
  loadCapture(signal: AbortSignal): Promise<CaptureDetail>;
  listen(handlers: EventHandlers): () => void;
  /** Each frame, at once and in order: rows go to the list, not into this store. */
  onFrame(frame: Pick<Frame, "cursor" | "rows">): void;
  /** Whether a person can see the page. */
  visible(): boolean;
  /** Runs `paint` once, with the next frame of the screen. */
  schedule(paint: () => void): void;
  clock: Clock;
}

const REVISION_PACE = 1000;
/** Tree and timeline are drawn from all shards: how far each was read changes far more often than can be seen. */
const SHARDS_PACE = 250;
const RETRY_PACE = 2000;
/** A connection comes about sooner than this, milliseconds, or nobody looks at the page. */
const PATIENCE = 1000;

/**
 * What is known of a capture while its page is open. News is taken as it comes and told to React once a frame of the
 * screen. The capture is read when a connection begins, so that nothing happens unheard between the two; events keep it
 * true from then on.
 */
export class LiveStore {
  readonly #options: LiveOptions;
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #shards = new Map<string, ShardInfo>();
  #state: LiveState = { connection: "connecting", rate: 0, shards: [], revision: 0 };
  #scheduled = false;
  /** The greatest cursor heard of. */
  #cursor = 0;
  readonly #absence: AbsenceWatch;
  readonly #revision: Paced;
  readonly #shardNews: Paced;
  /** Loads under way. */
  #loads = 0;
  #asked = false;
  /** Shards that this connection told of: what an answer says of them may be older, and more will be told. */
  readonly #heard = new Set<string>();

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#absence = new AbsenceWatch(options.visible, options.clock);
    const { clock } = options;
    const { signal } = this.#stop;
    this.#revision = new Paced(() => this.#set({ revision: this.#state.revision + 1 }), REVISION_PACE, clock, signal);
    this.#shardNews = new Paced(() => this.#set({ shards: [...this.#shards.values()] }), SHARDS_PACE, clock, signal);
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): LiveState => this.#state;

  /** Begins to listen; what it returns ends it for good. */
  start(): () => void {
    const unlisten = this.#options.listen({
      onFrame: (frame) => this.#onFrame(frame),
      onGap: (gap) => this.#onGap(gap),
      onStatus: ({ status, reading, stream }) => {
        this.#set({ status, reading, stream });
        // The page is shown from now on: what it could not be shown with is not the end of it.
        if (this.#state.error !== undefined && this.#loads === 0) void this.#load();
      },
      onSeek: (seek) => this.#set({ seek }),
      onConnection: (connection, resumed) => {
        this.#set({ connection });
        if (connection === "waiting" || connection === "reconnecting") this.#loadWithout();
        if (connection !== "connected" || resumed) return;
        this.#heard.clear();
        void this.#load();
      },
    });
    this.#options.clock.sleep(PATIENCE, this.#stop.signal).then(() => this.#loadWithout(), ignore);
    return () => {
      unlisten();
      this.#stop.abort(new DOMException("The capture was left.", "AbortError"));
      this.#listeners.clear();
    };
  }

  /** Reads the capture again, after an error. */
  retry(): void {
    void this.#load();
  }

  /** Takes what a change of `reading` answered, without waiting for the event. */
  takeSummary({ stream, status, reading, keep, connection }: CaptureSummary): void {
    this.#set({ stream, status, reading, keep, source: connection });
  }

  /** Takes what this page has set. */
  takeKeep(keep: Keep): void {
    this.#set({ keep });
  }

  #take(capture: CaptureDetail): void {
    const newer = capture.cursor >= this.#cursor;
    // An answer that knows of no more rows may be older than what this connection told of a shard.
    const fresh = capture.cursor > this.#cursor;
    const news = this.#know(capture.shards.filter(({ shardId }) => fresh || !this.#heard.has(shardId)));
    const { error: _gone, ...state } = this.#state;
    this.#state = state;
    this.takeSummary(capture);
    this.#set({
      ...(news ? { shards: [...this.#shards.values()] } : {}),
      ...(newer || !state.totals ? { totals: capture.totals, cost: capture.cost } : {}),
    });
    if (capture.cursor > this.#cursor) {
      this.#cursor = capture.cursor;
      this.#options.onFrame({ cursor: capture.cursor, rows: [] });
    }
    const absence = this.#absence.head(this.#cursor);
    if (absence) this.#set({ absence });
  }

  /** Without a connection the capture is shown as it is. */
  #loadWithout(): void {
    if (!this.#asked) void this.#load();
  }

  async #load(): Promise<void> {
    const { signal } = this.#stop;
    this.#asked = true;
    this.#loads += 1;
    try {
      this.#take(await this.#options.loadCapture(signal));
    } catch (error) {
      if (signal.aborted) return;
      // Once the capture is on the screen, the state of the connection says enough.
      if (!this.#state.stream) this.#set({ error });
      else await this.#options.clock.sleep(RETRY_PACE, signal).then(() => this.#load(), ignore);
    } finally {
      this.#loads -= 1;
    }
  }

  #onFrame(frame: Frame): void {
    if (this.#absence.frame(frame.cursor) && this.#loads === 0) void this.#load();
    if (frame.cursor > this.#cursor) {
      this.#cursor = frame.cursor;
      this.#revision.changed();
    }
    const news = this.#know(frame.shards);
    for (const { shardId } of frame.shards) this.#heard.add(shardId);
    this.#options.onFrame(frame);
    const { lagMs: _gone, ...state } = this.#state;
    this.#state = state;
    this.#set({
      totals: frame.totals,
      cost: frame.cost,
      rate: frame.rate,
      ...(frame.lagMs === undefined ? {} : { lagMs: frame.lagMs }),
    });
    if (news) this.#shardNews.changed();
  }

  /**
   * Takes what is told of shards, and gives true when any of it is new. All of them are told of up to three times while a
   * page opens, and a poll without records tells of its shard again: one that is as it was stays the object it was, and
   * nothing is drawn for it.
   */
  #know(shards: readonly ShardInfo[]): boolean {
    let news = false;
    for (const told of shards) {
      const known = this.#shards.get(told.shardId);
      const shard = replaceEqualDeep(known, settled(told));
      if (shard === known) continue;
      this.#shards.set(shard.shardId, shard);
      news = true;
    }
    return news;
  }

  #onGap(gap: GapEvent): void {
    const shard = this.#shards.get(gap.shardId);
    if (!shard || shard.gaps.some((known) => known.noticedAt === gap.noticedAt && known.after === gap.after)) return;
    this.#shards.set(gap.shardId, { ...shard, gaps: [...shard.gaps, gap] });
    this.#set({ shards: [...this.#shards.values()] });
  }

  #set(change: Partial<LiveState>): void {
    this.#state = { ...this.#state, ...change };
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.schedule(() => {
      this.#scheduled = false;
      for (const listener of this.#listeners) listener();
    });
  }
}

/** A shard that was read to its end has ended, also while the stream's listing has yet to say so. */
function settled(shard: ShardInfo): ShardInfo {
  return shard.open && shard.state === "finished" ? { ...shard, open: false } : shard;
}

/** The page was left while something waited. */
function ignore(): void {}
