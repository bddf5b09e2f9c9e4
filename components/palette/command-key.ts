"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";

const never = () => () => {};

function isMac(): boolean {
  return /Mac|iPhone|iPad/.test(navigator.platform);
}

/** What the key of the palette is called on this machine. */
export function useCommandKey(): { label: string; aria: string } {
  const mac = useSyncExternalStore(never, isMac, () => false);
  return mac ? { label: "⌘K", aria: "Meta+K" } : { label: "Ctrl K", aria: "Control+K" };
}

/** The key of the palette; unlike the others it works while typing too, but not while something is to be confirmed. */
export function useCommandKeyPress(action: () => void): void {
  const latest = useRef(action);
  useEffect(() => {
    latest.current = action;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const modified = isMac() ? event.metaKey && !event.ctrlKey : event.ctrlKey && !event.metaKey;
      if (!modified || event.altKey || event.shiftKey || event.key.toLowerCase() !== "k") return;
      // Else the browser would go to its own search.
      event.preventDefault();
      if (!document.querySelector("[role=alertdialog]")) latest.current();
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);
}
