import { formatBytes, formatCount } from "@/components/ui/format";
import type { Keep } from "@/lib/api/contract";

/** "all", "7 days", "500 MB" */
export function keepText(keep: Keep): string {
  if (!keep) return "all";
  if ("days" in keep) return `${formatCount(keep.days)} ${keep.days === 1 ? "day" : "days"}`;
  return formatBytes(keep.megabytes * 1_000_000);
}

export type KeepKind = "all" | "days" | "megabytes";

/** Bounds of the API. */
const bounds = { days: [1, 36_500], megabytes: [10, 100_000_000] } as const;

/** What the form says; a text is what is wrong with it. */
export function parseKeep(kind: KeepKind, text: string): Keep | string {
  if (kind === "all") return null;
  const [least, most] = bounds[kind];
  const number = /^\d{1,9}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(number >= least && number <= most)) {
    return `A whole number from ${formatCount(least)} to ${formatCount(most)}.`;
  }
  return kind === "days" ? { days: number } : { megabytes: number };
}
