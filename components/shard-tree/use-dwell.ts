import { useCallback, useEffect, useRef, useState } from "react";
import { systemClock } from "@/lib/clock";

/** The pointer may cross the space between a row and its card in this time. */
const GRACE = 160;

/**
 * Which row's card to show: the one that was pointed at (or made active) for a moment. Once a card is shown the next
 * comes at once. `set(undefined)` hides it, after a grace in which `stay` keeps it.
 */
export function useDwell(): {
  shown: string | undefined;
  set: (key: string | undefined, after?: number) => void;
  hide: () => void;
} {
  const [shown, setShown] = useState<string>();
  const pending = useRef<AbortController>(undefined);
  const cancel = useCallback(() => pending.current?.abort(), []);
  useEffect(() => cancel, [cancel]);
  const set = useCallback((key: string | undefined, after = 450) => {
    pending.current?.abort();
    const stop = new AbortController();
    pending.current = stop;
    setShown((now) => {
      const wait = key === undefined ? GRACE : now === undefined ? after : 60;
      systemClock.sleep(wait, stop.signal).then(
        () => setShown(key),
        () => {},
      );
      return now;
    });
  }, []);
  const hide = useCallback(() => {
    cancel();
    setShown(undefined);
  }, [cancel]);
  return { shown, set, hide };
}
