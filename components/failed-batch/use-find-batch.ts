"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { BatchResult } from "@/lib/api/contract";
import { landBatch, openCapture } from "@/lib/api/routes";
import { systemClock } from "@/lib/clock";
import type { FailedBatch } from "@/lib/stream/failed-batch";

/** A capture that was just opened learns its shards within a second or so. */
const TRIES = 20;
const PAUSE_MS = 250;

export type FindState =
  | { phase: "idle" }
  | { phase: "running" }
  | { phase: "found"; captureId: string; batch: FailedBatch; result: BatchResult }
  | { phase: "failed"; error: unknown };

/** In the capture that is open, or over a connection for a stream that may not be captured yet. */
export type Where = { captureId: string } | { connection: string };

export interface FindBatch {
  state: FindState;
  start: (batch: FailedBatch, where: Where) => void;
  /** Ends what is under way and forgets what was found. */
  reset: () => void;
}

/** Finds the records of one batch at a time. `onFound` is called with each result. */
export function useFindBatch(onFound: (found: Extract<FindState, { phase: "found" }>) => void): FindBatch {
  const [state, setState] = useState<FindState>({ phase: "idle" });
  const work = useRef<AbortController | undefined>(undefined);
  const found = useRef(onFound);
  useEffect(() => {
    found.current = onFound;
  });

  const reset = useCallback(() => {
    work.current?.abort(new DOMException("The search was ended.", "AbortError"));
    setState({ phase: "idle" });
  }, []);

  const start = useCallback((batch: FailedBatch, where: Where) => {
    work.current?.abort(new DOMException("Another search was begun.", "AbortError"));
    const controller = new AbortController();
    const { signal } = controller;
    work.current = controller;
    setState({ phase: "running" });
    find(batch, where, signal).then(
      ({ captureId, result }) => {
        if (signal.aborted) return;
        const next = { phase: "found" as const, captureId, batch, result };
        setState(next);
        found.current(next);
      },
      (error: unknown) => {
        if (!signal.aborted) setState({ phase: "failed", error });
      },
    );
  }, []);

  useEffect(() => () => work.current?.abort(new DOMException("The page was left.", "AbortError")), []);
  return { state, start, reset };
}

async function find(
  batch: FailedBatch,
  where: Where,
  signal: AbortSignal,
): Promise<{ captureId: string; result: BatchResult }> {
  const { shardId, startSequenceNumber: from, endSequenceNumber: to } = batch;
  const range = { shardId, from, to };
  if ("captureId" in where) return { ...where, result: await landBatch(where.captureId, range, signal) };
  const { id: captureId } = await openCapture({
    streamArn: batch.streamArn,
    connection: where.connection,
    start: { at: "sequence", shardId, sequenceNumber: from },
  });
  for (let tries = 1; ; tries++) {
    signal.throwIfAborted();
    const result = await landBatch(captureId, range, signal);
    if (result.unread === undefined || tries === TRIES) return { captureId, result };
    await systemClock.sleep(PAUSE_MS, signal);
  }
}
