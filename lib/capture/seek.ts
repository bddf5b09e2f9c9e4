import type { SeekOutcome, SeekProgress } from "@/lib/reader/seek";

/** What a seek found. `place` is in list order: what follows it begins with the first record at the time asked for. */
export interface SeekResult extends SeekOutcome {
  place: string;
}

/** A seek as the news tells it. Time in milliseconds. */
export interface SeekState extends SeekProgress {
  time: number;
  state: "running" | "done" | "cancelled" | "failed";
  message?: string;
}
