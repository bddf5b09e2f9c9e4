import type { RecordRow } from "@/lib/capture/store";
import { ShardscopeError } from "@/lib/stream/error";
import { isSequenceNumber } from "@/lib/stream/sequence-number";
import { CaptureDirectory } from "./capture-directory";
import type { CaptureFile } from "./capture-file";
import { countChanges } from "./changes";
import { SECOND } from "./counts";
import { expireStep } from "./expire";
import { locate } from "./locate";
import { matchOf, nearestBefore } from "./look-up";
import { countMatches } from "./matched";
import type { StorageCall, StorageCalls } from "./protocol";
import { recordRow, rowValues } from "./rows";
import { scanStep } from "./scan";
import { search } from "./search";
import { countedTimeline, scannedTimeline } from "./timeline";
import { itemNeighbours, versionsOf } from "./versions";

type Answers = {
  [C in StorageCall]: (now: number, ...parameters: Parameters<StorageCalls[C]>) => ReturnType<StorageCalls[C]>;
};

/** Answers the calls of the protocol, synchronously. */
export class StorageService {
  private directory: CaptureDirectory | undefined;

  answer(now: number, call: StorageCall, parameters: unknown[]): unknown {
    const answer = this.answers[call] as (now: number, ...parameters: unknown[]) => unknown;
    return answer(now, ...parameters);
  }

  private readonly answers: Answers = {
    open: (_now, directory) => {
      this.directory = new CaptureDirectory(directory);
      return null;
    },
    close: () => {
      this.directory?.close();
      this.directory = undefined;
      return null;
    },
    list: (now) => this.captures.list(now),
    create: (_now, capture) => {
      this.captures.create(capture);
      return null;
    },
    get: (now, id) => {
      try {
        return this.use(now, id, (file) => file.capture);
      } catch (error) {
        if (error instanceof ShardscopeError && error.code === "captureNotFound") return null;
        throw error;
      }
    },
    update: (now, id, change) => this.use(now, id, (file) => file.update(change)),
    delete: (_now, id) => {
      this.captures.delete(id);
      return null;
    },
    commit: (now, id, { shardId, records, checkpoints }) =>
      this.use(now, id, (file) => file.commit(shardId, records, checkpoints)),
    checkpoints: (now, id) => this.use(now, id, (file) => file.checkpoints()),
    totals: (now, id) => this.use(now, id, (file) => file.totals()),
    cursor: (now, id) => this.use(now, id, (file) => file.cursor),
    records: (now, id, query) =>
      this.use(now, id, (file) => {
        const step = search(file, query);
        const { matches, next, scanned } = step;
        const isWhole = query.after === undefined && next === undefined;
        const matched = isWhole
          ? matches.length
          : (step.matched ?? (query.after === undefined ? countMatches(file, query) : undefined));
        return {
          rows: rows(file, matches),
          scanned,
          ...(next !== undefined && { next }),
          ...(matched !== undefined && { matched }),
        };
      }),
    locate: (now, id, query) => this.use(now, id, (file) => locate(file, query)),
    values: (now, id, query) => this.use(now, id, (file) => rowValues(file, query)),
    record: (now, id, shardId, sequenceNumber) =>
      this.use(now, id, (file) => {
        const shard = file.shards.byId.get(shardId);
        const match = shard && isSequenceNumber(sequenceNumber) ? matchOf(file, shard, sequenceNumber) : undefined;
        return match ? { record: file.blocks.at(match.cursor).record, row: recordRow(file, match) } : null;
      }),
    history: (now, id, key, after) => this.use(now, id, (file) => versionsOf(file, key, after)),
    neighbours: (now, id, shardId, sequenceNumber) =>
      this.use(now, id, (file) => itemNeighbours(file, shardId, sequenceNumber) ?? null),
    changes: (now, id, query, after) => this.use(now, id, (file) => countChanges(file, query, after)),
    complete: (now, id, want) => this.use(now, id, (file) => file.completions.complete(want)),
    timeline: (now, id, grid, filter, after) =>
      this.use(now, id, (file) => {
        const counted =
          after === null && grid.from % SECOND === 0 && grid.bucketMs % SECOND === 0
            ? countedTimeline(file, grid, filter)
            : undefined;
        return counted ?? scannedTimeline(file, grid, filter, after);
      }),
    scan: (now, id, query, after) => this.use(now, id, (file) => scanStep(file, query, after)),
    nearestBefore: (now, id, shardId, time) =>
      this.use(now, id, (file) => {
        const shard = file.shards.byId.get(shardId);
        return (shard && nearestBefore(file, shard, time)) ?? null;
      }),
    idle: (now) => this.captures.idle(now),
    expire: (now, id, limit) => this.use(now, id, (file) => expireStep(file, limit, now)),
    expired: (now, id) =>
      this.use(now, id, (file) => [...file.shards.byId.values()].flatMap((shard) => shard.expired ?? [])),
  };

  private get captures(): CaptureDirectory {
    if (!this.directory) throw new ShardscopeError("storageFailed", "The capture store is closed.");
    return this.directory;
  }

  private use<T>(now: number, id: string, task: (file: CaptureFile) => T): T {
    return this.captures.use(id, now, task);
  }
}

function rows(file: CaptureFile, matches: Parameters<typeof recordRow>[1][]): RecordRow[] {
  return matches.map((match) => recordRow(file, match));
}
