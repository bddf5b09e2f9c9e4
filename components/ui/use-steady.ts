import { useCallback, useEffect, useRef } from "react";

/** A function that stays the same and calls the latest: what is given it need not be drawn anew. Not to be called while drawing. */
export function useSteady<Arguments extends unknown[]>(
  call: (...given: Arguments) => void,
): (...given: Arguments) => void {
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  return useCallback((...given) => latest.current(...given), []);
}
