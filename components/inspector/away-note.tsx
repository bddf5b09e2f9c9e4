"use client";

import { X } from "lucide-react";
import { useEffect, useState } from "react";
import { systemClock } from "@/lib/clock";
import type { Absence } from "./absence";
import { absenceWords } from "./status-words";

const SHOWN_MS = 20_000;

/** What came while nobody looked: lies over the page below the status, moves nothing, and goes by itself or when pressed. */
export function AwayNote({ absence }: { absence: Absence | undefined }) {
  const [gone, setGone] = useState<Absence>();
  useEffect(() => {
    if (!absence) return;
    const stop = new AbortController();
    systemClock.sleep(SHOWN_MS, stop.signal).then(
      () => setGone(absence),
      () => {},
    );
    return () => stop.abort();
  }, [absence]);
  const words = absence && absence !== gone ? absenceWords(absence) : undefined;
  return (
    <div className="absolute top-full left-1/2 z-40 mt-3 -translate-x-1/2">
      <span role="status" className="sr-only">
        {words}
      </span>
      {words && (
        <button
          type="button"
          onClick={() => setGone(absence)}
          aria-label={`${words}. Dismiss`}
          className="flex h-7 items-center gap-2 rounded-full border border-line-strong bg-raised pr-2 pl-3 text-sm whitespace-nowrap shadow-popup hover:bg-hover"
        >
          {words}
          <X size={12} aria-hidden="true" className="text-ink-3" />
        </button>
      )}
    </div>
  );
}
