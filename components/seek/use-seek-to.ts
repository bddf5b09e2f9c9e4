"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { SeekResult } from "@/lib/api/contract";
import { seek } from "@/lib/api/routes";

type SeekState =
  | { phase: "idle" }
  | { phase: "running"; time: number }
  | { phase: "done"; time: number; result: SeekResult }
  | { phase: "failed"; time: number; error: unknown };

export interface SeekTo {
  state: SeekState;
  /** Milliseconds. A seek that is under way is cancelled. */
  start: (time: number) => void;
  cancel: () => void;
}

/** One seek at a time; leaving the page cancels it. `onDone` is called with each result. */
export function useSeekTo(captureId: string, onDone: (result: SeekResult, time: number) => void): SeekTo {
  const [state, setState] = useState<SeekState>({ phase: "idle" });
  const work = useRef<AbortController | undefined>(undefined);
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });

  const cancel = useCallback(() => {
    work.current?.abort(new DOMException("The seek was cancelled.", "AbortError"));
    setState({ phase: "idle" });
  }, []);

  const start = useCallback(
    (time: number) => {
      work.current?.abort(new DOMException("Another seek was asked for.", "AbortError"));
      const controller = new AbortController();
      work.current = controller;
      setState({ phase: "running", time });
      seek(captureId, new Date(time).toISOString(), controller.signal).then(
        (result) => {
          if (controller.signal.aborted) return;
          setState({ phase: "done", time, result });
          done.current(result, time);
        },
        (error: unknown) => {
          if (!controller.signal.aborted) setState({ phase: "failed", time, error });
        },
      );
    },
    [captureId],
  );

  useEffect(() => () => work.current?.abort(new DOMException("The page was left.", "AbortError")), []);
  return { state, start, cancel };
}
