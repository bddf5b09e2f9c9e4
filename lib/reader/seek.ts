import { emptyRange, sequenceAfter, sequenceBefore } from "@/lib/stream/coverage";
import { ShardscopeError } from "@/lib/stream/error";
import type { Lineage } from "@/lib/stream/lineage";
import { recordTime } from "@/lib/stream/record";
import type { SequenceNumber } from "@/lib/stream/sequence-number";
import { type Accepted, acceptPage } from "./accept-page";
import { sequenceOf } from "./checkpoint";
import type { ShardCheckpoint } from "./delivery";
import type { Located, ProbedPage } from "./locate";
import { PlaceFinder, type PlaceFinderHost } from "./place-finder";
import { plant, wantFromStart } from "./plant";
import { isCaptured, isSkipped, landing, planSeek, RETENTION_MS, sawBefore } from "./seek-plan";
import type { ShardReader } from "./shard-reader";
import { Waker } from "./waiting";

export interface SeekShardOutcome {
  shardId: string;
  /** Calls upstream. */
  calls: number;
  /** The first record with time ≥ T, where the seek read it. */
  sequenceNumber?: SequenceNumber;
  /**
   * covered: captured before, or about to be without a seek. found: read now. afterEnd: the shard has nothing from T on.
   * beforeStart: the shard began after T and is read whole. failed: the source kept refusing; reading goes on trying.
   */
  outcome: "covered" | "found" | "afterEnd" | "beforeStart" | "failed";
}

export interface SeekOutcome {
  /** The time that was sought, milliseconds: the one asked for, or the oldest that the source keeps. */
  time: number;
  clipped: boolean;
  /** Calls upstream. */
  calls: number;
  perShard: SeekShardOutcome[];
}

export interface SeekProgress {
  time: number;
  calls: number;
  shardsDone: number;
  shardsTotal: number;
  /** Records read by probes so far. */
  records: number;
}

export interface SeekHost extends PlaceFinderHost {
  shards(): Iterable<ShardReader>;
  /** Work was planted: whoever reads the shard must see to it. */
  planted(shard: ShardReader): void;
}

interface Run {
  time: number;
  signal: AbortSignal;
  lineage: Lineage;
  /** One a shard, though two children may both ask for their parent. */
  tasks: Map<string, Promise<void>>;
  outcomes: Map<string, SeekShardOutcome>;
  calls: number;
  records: number;
  report(): void;
}

/** Seeks to a time in every lineage. Everything behind the place it finds is then read, until it meets what is captured. */
export class Seeker {
  readonly #host: SeekHost;
  readonly #places: PlaceFinder;

  constructor(host: SeekHost) {
    this.#host = host;
    this.#places = new PlaceFinder(host);
  }

  async seek(
    asked: number,
    { signal, onProgress }: { signal: AbortSignal; onProgress?: (progress: SeekProgress) => void },
  ): Promise<SeekOutcome> {
    signal.throwIfAborted();
    const now = this.#host.clock.now();
    const time = Math.max(asked, now - RETENTION_MS);
    const lineage = this.#host.lineage();
    const plan = planSeek(
      time,
      [...this.#host.shards()].map((shard) => shard.shardId),
      lineage,
    );
    const straddling = lineage.parentsFirst.filter((shardId) => plan.get(shardId) === "straddles");
    const run: Run = {
      time,
      signal,
      lineage,
      tasks: new Map(),
      outcomes: new Map(),
      calls: 0,
      records: 0,
      report: () =>
        onProgress?.({
          time,
          calls: run.calls,
          shardsDone: run.outcomes.size,
          shardsTotal: Math.max(straddling.length, run.tasks.size),
          records: run.records,
        }),
    };
    run.report();
    if (time < now) {
      await Promise.all(straddling.map((shardId) => this.#seekShard(shardId, run)));
      for (const shardId of lineage.parentsFirst) {
        if (run.outcomes.has(shardId)) continue;
        const whole = plan.get(shardId) === "whole";
        if (whole) await this.#wantWhole(shardId, signal);
        run.outcomes.set(shardId, { shardId, calls: 0, outcome: whole ? "beforeStart" : "afterEnd" });
      }
    } else {
      for (const shardId of lineage.parentsFirst) run.outcomes.set(shardId, { shardId, calls: 0, outcome: "covered" });
    }
    run.report();
    return { time, clipped: time > asked, calls: run.calls, perShard: [...run.outcomes.values()] };
  }

  /**
   * For a reader that starts at a time, or lost its LATEST: plants the place in one shard, and waits for nothing. What
   * probes read beyond that place is read again in its turn, so that records are stored in their order. `parentsToo`: also
   * looks into a parent that only its ids call ended.
   */
  async land(shard: ShardReader, asked: number, parentsToo: boolean, signal: AbortSignal): Promise<void> {
    const time = Math.max(asked, this.#host.clock.now() - RETENTION_MS);
    await this.#plantAt(shard, time, signal, parentsToo ? "withParents" : "alone", () => {});
  }

  /**
   * As in a seek: the ids alone do not prove that the parent ended before T. Before the child is planted, so that the
   * child waits for it.
   */
  async #landParent(shard: ShardReader, { at }: Pick<Located, "at">, time: number, signal: AbortSignal): Promise<void> {
    const parentId = this.#host.lineage().parentOf(shard.shardId);
    const parent = parentId === undefined ? undefined : this.#host.shard(parentId);
    if (!parent || !isSkipped(parent.checkpoint)) return;
    const first = at !== "start" && "page" in at ? at.page.page.records[0] : undefined;
    const proven = at !== "start" && (first === undefined || recordTime(first) < time);
    if (!proven) await this.land(parent, time, true, signal);
  }

  #seekShard(shardId: string, run: Run): Promise<void> {
    const known = run.tasks.get(shardId);
    if (known) return known;
    const task = this.#seekShardOnce(shardId, run);
    run.tasks.set(shardId, task);
    return task;
  }

  async #seekShardOnce(shardId: string, run: Run): Promise<void> {
    const shard = this.#host.shard(shardId);
    if (!shard) return;
    run.outcomes.set(shardId, await this.#seekIn(shard, run));
    run.report();
    // The ids said that the parent ended before T. Unless a record from before T bears that out, see for ourselves.
    const parent = run.lineage.parentOf(shardId);
    if (parent !== undefined && !sawBefore(shard.checkpoint, run.time)) await this.#seekShard(parent, run);
  }

  async #seekIn(shard: ShardReader, run: Run): Promise<SeekShardOutcome> {
    const { shardId } = shard;
    if (isCaptured(shard.checkpoint, run.time, shard.caughtUp)) return { shardId, calls: 0, outcome: "covered" };
    let calls = 0;
    try {
      const planted = await this.#plantAt(shard, run.time, run.signal, "seek", (records) => {
        calls += 1;
        run.calls += 1;
        run.records += records;
        run.report();
      });
      const landed = await this.#awaitLanding(shard, planted.after, run);
      run.calls += landed.calls;
      return {
        shardId,
        calls: calls + landed.calls,
        outcome: landed.outcome,
        ...(planted.first === undefined ? {} : { sequenceNumber: planted.first }),
      };
    } catch (cause) {
      run.signal.throwIfAborted();
      if (!(cause instanceof ShardscopeError)) throw cause;
      return { shardId, calls, outcome: "failed" };
    }
  }

  /** Plants the place from which all records with time ≥ T follow, and wants all descendants from their start. */
  async #plantAt(
    shard: ShardReader,
    time: number,
    signal: AbortSignal,
    purpose: "seek" | "alone" | "withParents",
    onCall: (records: number) => void,
  ): Promise<{ after: SequenceNumber; first?: SequenceNumber }> {
    const { extra, ...located } = await this.#places.find(shard, time, signal, onCall);
    if (purpose === "withParents") {
      await this.#landParent(shard, located, time, signal);
      // Another child landed the parent meanwhile: this shard is read from its start now.
      const { position, finished } = shard.checkpoint;
      if (position.at !== "latest" && !finished)
        return { after: sequenceBefore(shard.checkpoint.startingSequenceNumber) };
    }
    const pages = located.at !== "start" && "page" in located.at ? [located.at.page] : [];
    if (purpose === "seek") pages.push(...extra);
    if (located.at === "start") {
      await shard.amend((checkpoint) => ({ checkpoint: wantFromStart(checkpoint), fresh: [] }), signal);
    } else if ("after" in located.at) {
      const from = sequenceAfter(located.at.after);
      await shard.amend((checkpoint) => ({ checkpoint: plant(checkpoint, emptyRange(from)), fresh: [] }), signal);
    }
    for (const probed of pages) {
      await shard.amend((checkpoint) => plantPage(checkpoint, probed), signal, probed.page.next);
    }
    for (const shardId of this.#host.lineage().descendantsOf(shard.shardId)) await this.#wantWhole(shardId, signal);
    this.#host.planted(shard);
    const records = pages.flatMap((probed) => probed.page.records);
    const first = records.find((record) => recordTime(record) >= time);
    return { after: plantedAfter(shard.checkpoint, located), ...(first ? { first: sequenceOf(first) } : {}) };
  }

  async #wantWhole(shardId: string, signal: AbortSignal): Promise<void> {
    const shard = this.#host.shard(shardId);
    if (!shard) return;
    const before = shard.checkpoint;
    if (wantFromStart(before) === before) return;
    await shard.amend((checkpoint) => ({ checkpoint: wantFromStart(checkpoint), fresh: [] }), signal);
    this.#host.planted(shard);
  }

  /** Until the first record with time ≥ T is captured, or the shard turned out to have none. */
  async #awaitLanding(
    shard: ShardReader,
    after: SequenceNumber,
    run: Run,
  ): Promise<{ calls: number; outcome: "found" | "afterEnd" | "beforeStart" }> {
    const waker = new Waker();
    const observer = () => waker.wake();
    shard.observers.add(observer);
    shard.urgent = after;
    shard.urgentCalls = 0;
    shard.wake();
    try {
      for (;;) {
        // It waits for its parents, which are being drained: nothing to be found before that, and nothing to be lost.
        if (shard.waiting) return { calls: shard.urgentCalls, outcome: "beforeStart" };
        const outcome = landing(shard.checkpoint, after, run.time, shard.atEdge);
        if (outcome !== "reading") return { calls: shard.urgentCalls, outcome };
        await waker.sleep(this.#host.clock, undefined, run.signal);
      }
    } finally {
      shard.observers.delete(observer);
      shard.urgent = undefined;
    }
  }
}

function plantPage(checkpoint: ShardCheckpoint, { from, page }: ProbedPage): Accepted {
  return acceptPage(plant(checkpoint, emptyRange(from)), { from: "at", sequenceNumber: from }, page);
}

/** The number behind which the seek wants to read on. */
function plantedAfter(checkpoint: ShardCheckpoint, located: Pick<Located, "at">): SequenceNumber {
  if (located.at === "start") return sequenceBefore(checkpoint.startingSequenceNumber);
  return "after" in located.at ? located.at.after : sequenceBefore(located.at.page.from);
}
