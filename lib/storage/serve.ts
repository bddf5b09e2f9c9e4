import { parentPort } from "node:worker_threads";
import { storageError } from "./errors";
import type { ScanStep, StorageAnswer, StorageRequest } from "./protocol";

type Answers = Record<string, (now: number, ...parameters: unknown[]) => unknown>;

/** Answers what this thread is asked, one call after the other. */
export function serve({ answers }: { answers: object }): void {
  parentPort?.on("message", (request: StorageRequest) => {
    parentPort?.postMessage(answer(answers as Answers, request));
  });
}

function answer(answers: Answers, { number, now, call, parameters }: StorageRequest): StorageAnswer {
  try {
    const answer = answers[call]?.(now, ...parameters);
    return call === "scan" ? { number, scan: answer as ScanStep } : { number, json: JSON.stringify(answer) };
  } catch (cause) {
    const { code, message, retriable, hint } = storageError(cause);
    return { number, error: { code, message, retriable, ...(hint !== undefined && { hint }) } };
  }
}
