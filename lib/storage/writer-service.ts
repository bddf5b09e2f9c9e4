import { ShardscopeError } from "@/lib/stream/error";
import { CaptureDirectory } from "./capture-directory";
import type { CaptureFile } from "./capture-file";
import { expireStep } from "./expire";
import type { Service, WriterCalls } from "./protocol";

/** Answers the calls that change captures, synchronously; and what must be known before there is anything to query. */
export class WriterService implements Service<WriterCalls> {
  private directory: CaptureDirectory | undefined;

  readonly answers: Service<WriterCalls>["answers"] = {
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
    damaged: (now, id) => {
      throw this.captures.setAside(id, now);
    },
    commit: (now, id, { shardId, records, checkpoints }) =>
      this.use(now, id, (file) => file.commit(shardId, records, checkpoints)),
    checkpoints: (now, id) => this.use(now, id, (file) => file.checkpoints()),
    totals: (now, id) => this.use(now, id, (file) => file.totals()),
    cursor: (now, id) => this.use(now, id, (file) => file.cursor),
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
