import type { SeekOutcome, SeekProgress } from "@/lib/reader/seek";

/** What a seek found. `place` is in list order: what follows it begins with the first record at the time asked for. */
export interface SeekResult extends SeekOutcome {
  place: string;
}

/** A seek as the news tells it. */
export interface SeekState extends SeekProgress {
  state: "running" | "done" | "cancelled" | "failed";
  message?: string;
}
