import type { RecordRow } from "@/lib/capture/store";
import { ShardscopeError } from "@/lib/stream/error";
import { isSequenceNumber } from "@/lib/stream/sequence-number";
import { capturePath } from "./capture-directory";
import { CaptureReads } from "./capture-reads";
import { countChanges } from "./changes";
import { SECOND } from "./counts";
import { isDamage } from "./errors";
import { locate } from "./locate";
import { matchOf, nearestBefore } from "./look-up";
import { countMatches } from "./matched";
import type { QueryCalls, Service } from "./protocol";
import { rowValues } from "./row-values";
import { recordRow } from "./rows";
import { scanStep } from "./scan";
import { search } from "./search";
import { countedTimeline, scannedTimeline } from "./timeline";
import { itemNeighbours, versionsOf } from "./versions";

/** Answers the calls that only read, synchronously, on connections of its own: none of them waits for what is written. */
export class QueryService implements Service<QueryCalls> {
  private directory = "";
  private readonly files = new Map<string, CaptureReads>();

  readonly answers: Service<QueryCalls>["answers"] = {
    open: (_now, directory) => {
      this.directory = directory;
      return null;
    },
    close: () => {
      for (const id of [...this.files.keys()]) this.release(id);
      return null;
    },
    release: (_now, id) => {
      this.release(id);
      return null;
    },
    head: (_now, id) => this.use(id, (file) => file.cursor),
    records: (_now, id, query) =>
      this.use(id, (file) => {
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
    locate: (_now, id, query) => this.use(id, (file) => locate(file, query)),
    values: (_now, id, query) => this.use(id, (file) => rowValues(file, query)),
    record: (_now, id, shardId, sequenceNumber) =>
      this.use(id, (file) => {
        const shard = file.shards.byId.get(shardId);
        const match = shard && isSequenceNumber(sequenceNumber) ? matchOf(file, shard, sequenceNumber) : undefined;
        return match ? { record: file.blocks.at(match.cursor).record, row: recordRow(file, match) } : null;
      }),
    history: (_now, id, key, after) => this.use(id, (file) => versionsOf(file, key, after)),
    neighbours: (_now, id, shardId, sequenceNumber) =>
      this.use(id, (file) => itemNeighbours(file, shardId, sequenceNumber) ?? null),
    changes: (_now, id, query, after) => this.use(id, (file) => countChanges(file, query, after)),
    complete: (_now, id, want) => this.use(id, (file) => file.completions.complete(want)),
    timeline: (_now, id, grid, query, after) =>
      this.use(id, (file) => {
        const counted =
          after === null && grid.from % SECOND === 0 && grid.bucketMs % SECOND === 0
            ? countedTimeline(file, grid, query)
            : undefined;
        return counted ?? scannedTimeline(file, grid, query, after);
      }),
    scan: (_now, id, query, after) => this.use(id, (file) => scanStep(file, query, after)),
    nearestBefore: (_now, id, shardId, time) =>
      this.use(id, (file) => {
        const shard = file.shards.byId.get(shardId);
        return (shard && nearestBefore(file, shard, time)) ?? null;
      }),
  };

  /** Whatever `task` throws, the next use opens the file anew. */
  private use<T>(id: string, task: (file: CaptureReads) => T): T {
    try {
      return this.file(id).read(task);
    } catch (error) {
      if (error instanceof ShardscopeError && error.code === "badRequest") throw error;
      this.release(id);
      if (!isDamage(error)) throw error;
      throw new ShardscopeError("captureDamaged", "The file of this capture is damaged.", { cause: error });
    }
  }

  private file(id: string): CaptureReads {
    const open = this.files.get(id);
    if (open) return open;
    const file = CaptureReads.open(capturePath(this.directory, id));
    this.files.set(id, file);
    return file;
  }

  private release(id: string): void {
    this.files.get(id)?.close();
    this.files.delete(id);
  }
}

function rows(file: CaptureReads, matches: Parameters<typeof recordRow>[1][]): RecordRow[] {
  return matches.map((match) => recordRow(file, match));
}
