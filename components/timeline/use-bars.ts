import { useEffect, useMemo, useRef, useState } from "react";
import type { Span } from "@/components/shard-tree/life";
import { useTimeline } from "@/lib/api/queries";
import { systemClock } from "@/lib/clock";
import { type Bucket, bucketsFor } from "./scale";

/** What happened when: buckets by shard. */
export interface Bars {
  from: number;
  bucketMs: number;
  byShard: ReadonlyMap<string, readonly Bucket[]>;
}

interface BarsResult {
  /** Undefined until the first answer. While others are asked for, those of before. */
  bars: Bars | undefined;
  error: unknown;
  retry: () => void;
}

/** A window that is being dragged is asked for when it has come to rest for so long, milliseconds. */
const REST = 120;

interface Asked {
  captureId: string;
  /** "" for every record. */
  filter: string;
  zone: "utc" | "local";
  revision: number;
}

/** The bars of a window of time, asked for again when `revision` rises. Never two questions at once. */
export function useBars({ captureId, filter, zone, revision }: Asked, span: Span, width: number): BarsResult {
  const wanted = bucketsFor(span, width);
  const { from, to, buckets } = useRested(wanted, `${wanted.from} ${wanted.to} ${wanted.buckets}`);
  const query = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    buckets,
    ...(filter && { filter, zone }),
  };
  const { data, error, isFetching, refetch } = useTimeline(captureId, query, width > 0);

  const asked = useRef(revision);
  useEffect(() => {
    if (isFetching || asked.current === revision) return;
    asked.current = revision;
    void refetch({ cancelRefetch: false });
  }, [revision, isFetching, refetch]);

  const bars = useMemo(
    () =>
      data && {
        from: Date.parse(data.from),
        bucketMs: data.bucketMs,
        byShard: new Map(data.shards.map((shard) => [shard.shardId, shard.buckets])),
      },
    [data],
  );
  return { bars, error: data ? undefined : error, retry: () => void refetch() };
}

/** The value, once its key has stayed the same for a moment; the first at once. */
function useRested<Value>(value: Value, key: string): Value {
  const [rested, setRested] = useState({ value, key });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the value.
  useEffect(() => {
    if (rested.key === key) return;
    const stop = new AbortController();
    systemClock.sleep(REST, stop.signal).then(
      () => setRested({ value, key }),
      () => {},
    );
    return () => stop.abort();
  }, [key, rested.key]);
  return rested.value;
}
