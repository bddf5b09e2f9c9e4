import { Worker } from "node:worker_threads";
import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import { startThread } from "@/lib/thread";
import type { Roles, StorageAnswer, StorageRequest } from "./protocol";

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: ShardscopeError): void;
}

export type ParametersOf<F> = F extends (...parameters: infer P) => unknown ? P : never;
export type AnswerOf<F> = F extends (...parameters: never[]) => infer R ? R : never;

/** Calls into a storage thread and its answers. */
export class StorageThread<Role extends keyof Roles> {
  /** Called after each answer. */
  onAnswer: (() => void) | undefined;
  private readonly worker: Worker;
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private ended: ShardscopeError | undefined;
  private readonly stopped = new AbortController();

  constructor(
    role: Role,
    private readonly clock: Clock,
  ) {
    this.worker = starts[role]();
    this.worker.on("message", (answer: StorageAnswer) => {
      const waiting = this.waiting.get(answer.number);
      this.waiting.delete(answer.number);
      if ("error" in answer) {
        const { code, message, ...options } = answer.error;
        waiting?.reject(new ShardscopeError(code, message, options));
      } else {
        waiting?.resolve("scan" in answer ? answer.scan : JSON.parse(answer.json));
      }
      this.onAnswer?.();
    });
    this.worker.on("error", (cause) => {
      this.end(new ShardscopeError("storageFailed", "The storage thread failed. Restart Shardscope.", { cause }));
    });
    this.worker.on("exit", () => this.end(new ShardscopeError("storageFailed", "The capture store is closed.")));
  }

  /** Aborted once the thread has ended. */
  get signal(): AbortSignal {
    return this.stopped.signal;
  }

  /** Calls that were made, and those of them that wait for their answer. */
  get load(): { calls: number; waiting: number } {
    return { calls: this.calls, waiting: this.waiting.size };
  }

  call<C extends keyof Roles[Role] & string>(
    call: C,
    ...parameters: ParametersOf<Roles[Role][C]>
  ): Promise<AnswerOf<Roles[Role][C]>> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      const request: StorageRequest = { number: ++this.calls, now: this.clock.now(), call, parameters };
      this.waiting.set(request.number, { resolve: resolve as Waiting["resolve"], reject });
      this.worker.postMessage(request);
    });
  }

  /** Ends the thread; what is still waiting is rejected. */
  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private end(error: ShardscopeError): void {
    this.ended ??= error;
    this.stopped.abort();
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

const starts: Record<keyof Roles, () => Worker> = {
  writer: () =>
    startThread(
      "writer",
      () => new Worker(new URL("./writer-thread.ts", import.meta.url), { execArgv: [], name: "writer" }),
      new URL("./writer-thread.ts", import.meta.url),
    ),
  queries: () =>
    startThread(
      "queries",
      () => new Worker(new URL("./query-thread.ts", import.meta.url), { execArgv: [], name: "queries" }),
      new URL("./query-thread.ts", import.meta.url),
    ),
};
