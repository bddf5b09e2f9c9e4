import { Worker } from "node:worker_threads";
import { ShardscopeError } from "@/lib/stream/error";
import { startThread } from "@/lib/thread";
import type { ScannedRecord } from "../store";
import type { ExportContext, RecordBatches } from "./exporter";
import type { ExportFormat } from "./index";
import type { ExportAnswer, ExportRequest } from "./protocol";

/** A file to write. `scan` begins anew with each call, as of an Exporter. */
export interface ExportOrder {
  format: ExportFormat;
  context: ExportContext;
  scan(): RecordBatches;
}

/**
 * The file's bytes, written in a thread of its own and no faster than they are taken. The thread ends with the last
 * chunk, or as soon as nobody wants more. Rejects with what the scan or the exporter reject with, and with
 * `signal.reason` when aborted.
 */
export async function* writeInThread(order: ExportOrder, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
  signal.throwIfAborted();
  const thread = new ExportThread(order);
  const abort = () => void thread.end(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    for (let ahead = thread.next(); ; ) {
      const bytes = await ahead;
      if (!bytes) return;
      // The thread writes on while these are being sent.
      ahead = thread.next();
      yield bytes;
    }
  } finally {
    signal.removeEventListener("abort", abort);
    await thread.end(new Error("The export has ended."));
  }
}

interface Waiting {
  resolve(bytes: Uint8Array | undefined): void;
  reject(error: unknown): void;
}

class ExportThread {
  readonly #worker = startExport();
  readonly #scan: ExportOrder["scan"];
  #batches: AsyncIterator<ScannedRecord[]> | undefined;
  #waiting: Waiting | undefined;
  #ended: { error: unknown; all: Promise<void> } | undefined;

  constructor({ scan, ...order }: ExportOrder) {
    this.#scan = scan;
    this.#worker.on("message", (answer: ExportAnswer) => {
      if (answer.kind === "want") void this.#sendRecords(answer.anew);
      else if (answer.kind === "failed") void this.end(failure(answer));
      else this.#waiting?.resolve(answer.bytes);
    });
    this.#worker.on("error", (error) => void this.end(error));
    this.#worker.on("exit", () => void this.end(new Error("The export's thread ended before its file.")));
    this.#send({ kind: "order", ...order });
  }

  /** The next bytes; none at the end. One call at a time. */
  next(): Promise<Uint8Array | undefined> {
    const chunk = new Promise<Uint8Array | undefined>((resolve, reject) => {
      if (this.#ended) return reject(this.#ended.error);
      this.#waiting = { resolve, reject };
      this.#send({ kind: "next" });
    });
    // Whoever has had enough need not hear how the chunk ahead ended.
    chunk.catch(() => undefined);
    return chunk;
  }

  /** Ends thread and scan. What is waited for, now or later, is rejected with the error of the first call. */
  end(error: unknown): Promise<void> {
    this.#ended ??= { error, all: this.#stop(error) };
    return this.#ended.all;
  }

  async #stop(error: unknown): Promise<void> {
    this.#waiting?.reject(error);
    await this.#worker.terminate();
    // How a scan ends that nobody reads any more is of no interest.
    await this.#batches?.return?.().catch(() => undefined);
  }

  async #sendRecords(anew: boolean): Promise<void> {
    try {
      if (anew) this.#batches = this.#scan()[Symbol.asyncIterator]();
      const next = await this.#batches?.next();
      const batch = next?.done ? undefined : next?.value.map(({ shardId, text }) => ({ shardId, text }));
      this.#send({ kind: "records", batch });
    } catch (error) {
      await this.end(error);
    }
  }

  #send(request: ExportRequest): void {
    this.#worker.postMessage(request);
  }
}

function failure({ message, stack, code, hint }: Extract<ExportAnswer, { kind: "failed" }>): Error {
  if (code !== undefined) return new ShardscopeError(code, message, hint === undefined ? {} : { hint });
  return new Error(`The export's thread failed: ${message}`, { cause: stack });
}

function startExport(): Worker {
  const file = new URL("./worker.ts", import.meta.url);
  const bundled = () => new Worker(new URL("./worker.ts", import.meta.url), { execArgv: [], name: "export" });
  return startThread("export", bundled, file);
}
