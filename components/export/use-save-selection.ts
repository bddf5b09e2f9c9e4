"use client";

import { useCallback, useEffect, useRef } from "react";
import type { ReceivedFile } from "@/lib/api/client";
import { useExportSelection } from "@/lib/api/queries";
import type { ExportSelectionRequest } from "@/lib/api/routes";

export interface SaveSelection {
  saving: boolean;
  error: unknown;
  save(wanted: ExportSelectionRequest): void;
  /** Ends the export, or forgets how the last one failed. */
  cancel(): void;
}

/** Saves chosen records to a file. A link cannot: its address holds too few of them. */
export function useSaveSelection(captureId: string, onSaved: (records: number) => void): SaveSelection {
  const { mutateAsync, isPending, error, reset } = useExportSelection(captureId);
  const running = useRef<AbortController>(undefined);
  const address = useRef("");
  useEffect(
    () => () => {
      running.current?.abort();
      URL.revokeObjectURL(address.current);
    },
    [],
  );

  const cancel = useCallback(() => {
    running.current?.abort();
    reset();
  }, [reset]);
  const save = (body: ExportSelectionRequest) => {
    const stop = new AbortController();
    running.current = stop;
    mutateAsync({ body, signal: stop.signal }).then(
      (file) => {
        // Only now: the browser may read the one before until it has all of it.
        URL.revokeObjectURL(address.current);
        address.current = download(file);
        onSaved(body.records.length);
      },
      // `error` has it.
      () => undefined,
    );
  };
  return { saving: isPending, error, save, cancel };
}

/** Hands a file to the browser as a download; gives the address to let go of. */
function download({ name, content }: ReceivedFile): string {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  return link.href;
}
