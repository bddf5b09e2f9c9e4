import { Worker } from "node:worker_threads";
import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import type { StorageAnswer, StorageCall, StorageCalls, StorageRequest } from "./protocol";

interface Waiting {
  resolve(answer: unknown): void;
  reject(error: ShardscopeError): void;
}

/** Milliseconds without a call until the thread does what nobody waits for… */
const QUIET_MS = 5;
/** …and while calls never pause, a step of it follows one answer in so many: a few percent of the time. */
const IDLE_EVERY = 6;

/** Calls into the storage thread and its answers. */
export class StorageThread {
  private readonly worker = startWorker();
  private readonly waiting = new Map<number, Waiting>();
  private calls = 0;
  private ended: ShardscopeError | undefined;
  /** The thread may have work that nobody waits for. */
  private workLeft = false;
  private idling = false;
  private isListening = false;
  private answers = 0;
  private readonly stopped = new AbortController();

  constructor(private readonly clock: Clock) {
    this.worker.on("message", (answer: StorageAnswer) => {
      const waiting = this.waiting.get(answer.number);
      this.waiting.delete(answer.number);
      if ("error" in answer) {
        const { code, message, ...options } = answer.error;
        waiting?.reject(new ShardscopeError(code, message, options));
      } else {
        waiting?.resolve("scan" in answer ? answer.scan : JSON.parse(answer.json));
      }
      if (++this.answers % IDLE_EVERY === 0) this.idle();
      else if (this.waiting.size === 0) this.idleWhenQuiet();
    });
    this.worker.on("error", (cause) => {
      this.end(new ShardscopeError("storageFailed", "The storage thread failed. Restart Shardscope.", { cause }));
    });
    this.worker.on("exit", () => this.end(new ShardscopeError("storageFailed", "The capture store is closed.")));
  }

  call<C extends StorageCall>(
    call: C,
    ...parameters: Parameters<StorageCalls[C]>
  ): Promise<ReturnType<StorageCalls[C]>> {
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(this.ended);
      if (call !== "idle") this.workLeft = true;
      const request: StorageRequest = { number: ++this.calls, now: this.clock.now(), call, parameters };
      this.waiting.set(request.number, { resolve: resolve as Waiting["resolve"], reject });
      this.worker.postMessage(request);
    });
  }

  /** Ends the thread; what is still waiting is rejected. */
  async stop(): Promise<void> {
    await this.worker.terminate();
  }

  private idleWhenQuiet(): void {
    if (this.idling || !this.workLeft || this.isListening) return;
    const { calls } = this;
    this.isListening = true;
    this.clock.sleep(QUIET_MS, this.stopped.signal).then(
      () => {
        this.isListening = false;
        if (this.calls === calls) this.idle();
        else if (this.waiting.size === 0) this.idleWhenQuiet();
      },
      () => {},
    );
  }

  private idle(): void {
    if (this.idling || !this.workLeft || this.ended) return;
    this.idling = true;
    this.workLeft = false;
    this.call("idle").then(
      (more) => {
        this.idling = false;
        if (more) this.workLeft = true;
        if (this.waiting.size === 0) this.idle();
      },
      () => {
        // A full disk, a closed store: it goes on when someone next calls.
        this.idling = false;
      },
    );
  }

  private end(error: ShardscopeError): void {
    this.ended ??= error;
    this.stopped.abort();
    for (const { reject } of this.waiting.values()) reject(this.ended);
    this.waiting.clear();
  }
}

/** Next bundles the worker where it sees this very expression; outside of Next, tsx compiles it as it does the rest. */
function startWorker(): Worker {
  if (process.env.NEXT_RUNTIME)
    return new Worker(new URL("./worker.ts", import.meta.url), { execArgv: [], name: "storage" });
  const entry = JSON.stringify(new URL("./worker.ts", import.meta.url).href);
  // Node 20 does not hand tsx's loader down to a thread, whatever its execArgv.
  const start = `import("tsx/esm/api").then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(start, { eval: true, execArgv: [], name: "storage" });
}
