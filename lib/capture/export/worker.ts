import { parentPort } from "node:worker_threads";
import { ShardscopeError } from "@/lib/stream/error";
import { type ScannedRecord, scannedRecord } from "../store";
import { exportFormats } from "./index";
import type { ExportAnswer, ExportRequest, SentBatch } from "./protocol";

/** The thread of one export: what it does takes seconds, and the server's own thread must answer meanwhile. */
const encoder = new TextEncoder();
let chunks: AsyncIterator<string | Uint8Array>;
let take: (batch: SentBatch | undefined) => void;

parentPort?.on("message", (request: ExportRequest) => {
  if (request.kind === "records") take(request.batch);
  else if (request.kind === "next") void sendChunk();
  else chunks = exportFormats[request.format].write(scan, request.context)[Symbol.asyncIterator]();
});

async function sendChunk(): Promise<void> {
  try {
    let next = await chunks.next();
    // A batch can come to nothing.
    while (!next.done && next.value.length === 0) next = await chunks.next();
    const bytes = next.done || typeof next.value !== "string" ? next.value : encoder.encode(next.value);
    send({ kind: "chunk", bytes }, bytes && [bytes.buffer as ArrayBuffer]);
  } catch (error) {
    const { message, stack } = error as Error;
    const known = error instanceof ShardscopeError && { code: error.code, hint: error.hint };
    send({ kind: "failed", message, stack, ...known });
  }
}

/** The records, read one batch ahead. */
async function* scan(): AsyncGenerator<ScannedRecord[]> {
  for (let ahead = wanted(true); ; ) {
    const batch = await ahead;
    if (!batch) return;
    ahead = wanted(false);
    yield batch.map(({ shardId, text }) => scannedRecord(shardId, text));
  }
}

function wanted(anew: boolean): Promise<SentBatch | undefined> {
  send({ kind: "want", anew });
  return new Promise((resolve) => {
    take = resolve;
  });
}

function send(answer: ExportAnswer, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(answer, transfer);
}
