import { formatCount } from "@/components/ui/format";
import type { BatchResult } from "@/lib/api/contract";

/** What is to be said of a batch when not all of it is there; undefined when it is. */
export interface BatchShortfall {
  title: string;
  detail: string;
}

const DAY = 24 * 3_600_000;

/** `arrival`: when its first record arrived, milliseconds; AWS keeps a record for 24 hours. */
export function shortfallOf(result: BatchResult, arrival: number | undefined, now: number): BatchShortfall | undefined {
  if (result.complete) return undefined;
  const { length } = result.records;
  const old = arrival !== undefined && now - arrival > DAY;
  const title =
    length === 0
      ? "None of its records can be shown"
      : `Only ${formatCount(length)} of its records ${length === 1 ? "is" : "are"} left`;
  if (result.unread === "notReading") {
    return {
      title,
      detail:
        "They are not captured, and nothing is being read. If the capture is paused, resume reading and look again.",
    };
  }
  if (result.gaps.some(({ reason }) => reason === "expired")) {
    return { title, detail: "They were captured, and removed since: this capture keeps only so much." };
  }
  if (old || result.gaps.some(({ reason }) => reason === "trimmed")) {
    return { title, detail: "AWS keeps a record for 24 hours: these were gone before anything read them." };
  }
  if (result.unread === "shardGone") {
    return { title, detail: "The stream does not list this shard: it is older than 24 hours, or of another stream." };
  }
  return { title, detail: "The stream has no more records between these two numbers than those." };
}
