import { useEffect, useState } from "react";
import { systemClock } from "@/lib/clock";

const QUIET_MS = 400;

/** The value once it has stood still: so that a URL is not asked at every letter of it. */
export function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const stop = new AbortController();
    systemClock.sleep(QUIET_MS, stop.signal).then(
      () => setSettled(value),
      () => {},
    );
    return () => stop.abort();
  }, [value]);
  return settled;
}
