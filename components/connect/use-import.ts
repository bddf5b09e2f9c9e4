"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { ImportResult } from "@/lib/api/contract";
import { useImportFile } from "@/lib/api/queries";

export type ImportState =
  | { phase: "idle" }
  /** `share` of the file that is sent, 0 to 1: 1 while the server stores the last of it. */
  | { phase: "sending"; name: string; bytes: number; share: number }
  | { phase: "failed"; name: string; error: unknown }
  | { phase: "done"; name: string; result: ImportResult };

export interface Import {
  state: ImportState;
  start(file: File): void;
  /** Ends the upload; the server then keeps nothing of it. */
  cancel(): void;
  dismiss(): void;
}

/** One file at a time. `onWhole` is told of a file in which every line was a record. */
export function useImport(onWhole: (result: ImportResult) => void): Import {
  const [state, setState] = useState<ImportState>({ phase: "idle" });
  const running = useRef<AbortController>(undefined);
  const { mutateAsync } = useImportFile(
    useCallback((share) => setState((before) => (before.phase === "sending" ? { ...before, share } : before)), []),
  );
  useEffect(() => () => running.current?.abort(), []);

  const start = (file: File) => {
    if (running.current) return;
    const stop = new AbortController();
    running.current = stop;
    const { name } = file;
    setState({ phase: "sending", name, bytes: file.size, share: 0 });
    mutateAsync({ file, signal: stop.signal })
      .then(
        (result) => {
          setState({ phase: "done", name, result });
          if (result.skippedTotal === 0) onWhole(result);
        },
        (error) => setState(stop.signal.aborted ? { phase: "idle" } : { phase: "failed", name, error }),
      )
      .finally(() => {
        running.current = undefined;
      });
  };
  return {
    state,
    start,
    cancel: () => running.current?.abort(),
    dismiss: () => setState({ phase: "idle" }),
  };
}
