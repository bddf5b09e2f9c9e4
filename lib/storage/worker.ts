import { parentPort, workerData } from "node:worker_threads";
import { storageError } from "./errors";
import type { Roles, ScanStep, StorageAnswer, StorageRequest } from "./protocol";
import { QueryService } from "./query-service";
import { WriterService } from "./writer-service";

/**
 * A storage thread: SQLite is synchronous, and the server's own thread must never wait for a disk. One thread writes and
 * one answers queries, so that neither waits for the other.
 */
const role = workerData as keyof Roles;
const service = role === "writer" ? new WriterService() : new QueryService();
const answers = service.answers as unknown as Record<string, (now: number, ...parameters: unknown[]) => unknown>;

parentPort?.on("message", ({ number, now, call, parameters }: StorageRequest) => {
  parentPort?.postMessage(answer(number, now, call, parameters));
});

function answer(number: number, now: number, call: string, parameters: unknown[]): StorageAnswer {
  try {
    const answer = answers[call]?.(now, ...parameters);
    return call === "scan" ? { number, scan: answer as ScanStep } : { number, json: JSON.stringify(answer) };
  } catch (cause) {
    const { code, message, retriable, hint } = storageError(cause);
    return { number, error: { code, message, retriable, ...(hint !== undefined && { hint }) } };
  }
}
