import { parentPort } from "node:worker_threads";
import { storageError } from "./errors";
import type { ScanStep, StorageAnswer, StorageRequest } from "./protocol";
import { StorageService } from "./service";

/** The storage thread: SQLite is synchronous, and the server's own thread must never wait for a disk. */
const service = new StorageService();

parentPort?.on("message", ({ number, now, call, parameters }: StorageRequest) => {
  parentPort?.postMessage(answer(number, now, call, parameters));
});

function answer(number: number, now: number, call: StorageRequest["call"], parameters: unknown[]): StorageAnswer {
  try {
    const answer = service.answer(now, call, parameters);
    return call === "scan" ? { number, scan: answer as ScanStep } : { number, json: JSON.stringify(answer) };
  } catch (cause) {
    const { code, message, retriable, hint } = storageError(cause);
    return { number, error: { code, message, retriable, ...(hint !== undefined && { hint }) } };
  }
}
