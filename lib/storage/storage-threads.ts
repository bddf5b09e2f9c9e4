import type { StoredCapture } from "@/lib/capture/store";
import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import { captureNotFound } from "./errors";
import { IdleWork } from "./idle-work";
import type { QueryCalls, WriterCalls } from "./protocol";
import { type AnswerOf, type ParametersOf, StorageThread } from "./storage-thread";

/** Calls about one capture: its id comes first. */
type Write = Exclude<keyof WriterCalls, "open" | "close" | "list" | "create" | "delete" | "idle">;
type Query = Exclude<keyof QueryCalls, "open" | "close" | "release">;

/**
 * The thread that writes and the one that queries, kept in step: a file is queried only once the one that writes has
 * checked it and brought it up to date, and is let go of before it is deleted or set aside.
 */
export class StorageThreads {
  private readonly writer: StorageThread<"writer">;
  /** Started by the first query. */
  private queries: StorageThread<"queries"> | undefined;
  private directory = "";
  /** By capture; resolves once it can be queried. */
  private readonly ready = new Map<string, Promise<unknown>>();
  private readonly deleting = new Set<string>();

  constructor(private readonly clock: Clock) {
    this.writer = new StorageThread("writer", clock);
    new IdleWork(this.writer, clock);
  }

  async open(directory: string): Promise<void> {
    this.directory = directory;
    await this.writer.call("open", directory);
  }

  list(): Promise<StoredCapture[]> {
    return this.writer.call("list");
  }

  async create(capture: StoredCapture): Promise<void> {
    await this.writer.call("create", capture);
  }

  async delete(id: string): Promise<void> {
    this.deleting.add(id);
    try {
      await this.letGo(id);
      await this.writer.call("delete", id);
    } finally {
      this.deleting.delete(id);
    }
  }

  async write<C extends Write>(
    call: C,
    ...parameters: ParametersOf<WriterCalls[C]>
  ): Promise<AnswerOf<WriterCalls[C]>> {
    try {
      return await this.writer.call(call, ...parameters);
    } catch (error) {
      // It has another name now.
      if (isDamage(error)) await this.letGo(parameters[0] as string);
      throw error;
    }
  }

  /** Answers with everything that was acknowledged as stored before the call. */
  async query<C extends Query>(call: C, ...parameters: ParametersOf<QueryCalls[C]>): Promise<AnswerOf<QueryCalls[C]>> {
    const id = parameters[0] as string;
    await this.opened(id);
    // Let go of in the meantime: whoever opens it again can say why.
    if (!this.ready.has(id)) return this.query(call, ...parameters);
    try {
      return await this.reading().call(call, ...parameters);
    } catch (error) {
      if (isDamage(error)) await this.write("damaged", id);
      throw error;
    }
  }

  /** Queries first: the last to close a file leaves it without a write-ahead log. */
  async close(): Promise<void> {
    await this.queries?.call("close");
    await this.writer.call("close");
    await this.stop();
  }

  async stop(): Promise<void> {
    await Promise.all([this.writer.stop(), this.queries?.stop()]);
  }

  private reading(): StorageThread<"queries"> {
    if (!this.queries) {
      this.queries = new StorageThread("queries", this.clock);
      // Answered before any query; should the thread fail, each of them says so.
      this.queries.call("open", this.directory).catch(() => undefined);
    }
    return this.queries;
  }

  private opened(id: string): Promise<unknown> {
    if (this.deleting.has(id)) return Promise.reject(captureNotFound(id));
    let ready = this.ready.get(id);
    if (!ready) {
      ready = this.write("cursor", id);
      this.ready.set(id, ready);
      ready.catch(() => this.ready.delete(id));
    }
    return ready;
  }

  private async letGo(id: string): Promise<void> {
    this.ready.delete(id);
    await this.queries?.call("release", id);
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof ShardscopeError && error.code === "captureDamaged";
}
