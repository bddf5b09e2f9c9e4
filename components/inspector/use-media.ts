"use client";

import { useMemo, useSyncExternalStore } from "react";

const never = () => () => {};

/** True while the media query holds; false during the server's rendering. */
export function useMedia(query: string): boolean {
  // Asked at each rendering, and the screen is rendered with every frame: the browser parses the query once.
  const media = useMemo(() => (typeof window === "undefined" ? undefined : matchMedia(query)), [query]);
  const subscribe = useMemo(
    () =>
      media
        ? (listener: () => void) => {
            media.addEventListener("change", listener);
            return () => media.removeEventListener("change", listener);
          }
        : never,
    [media],
  );
  return useSyncExternalStore(
    subscribe,
    () => media?.matches ?? false,
    () => false,
  );
}
