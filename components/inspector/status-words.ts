import { formatCount, formatDuration, formatShortCount } from "@/components/ui/format";
import type { CaptureStatus, ShardState } from "@/lib/api/contract";
import type { Absence } from "./absence";
import type { LiveState } from "./live-store";

export type StatusTone = "live" | "busy" | "quiet" | "warn" | "danger";

export interface StatusWords {
  label: string;
  tone: StatusTone;
  /** Figures, or what it means, in a few words. */
  detail: string;
  /** What the figures mean, or why. */
  explained?: string;
}

const LAG = "Behind: the time from a change in the table until its record is here, in the slowest shard.";

/** What the capture is doing, in words. What the person did (pause) and a lost connection come before what the reader does. */
export function statusWords(live: LiveState, paused: boolean, unseen: number): StatusWords {
  const { status, rate, lagMs } = live;
  if (live.connection === "reconnecting") {
    return { label: "Disconnected", tone: "warn", detail: "reconnecting, nothing is lost" };
  }
  if (live.connection === "waiting") {
    return {
      label: "Not live",
      tone: "quiet",
      detail: "goes on when this window is used",
      explained: "A browser holds few connections to one server: of all captures in view the three used last are live.",
    };
  }
  if (!status) return { label: "Connecting", tone: "busy", detail: "" };
  const figures = [
    // A live stream at rest says so: what is behind the figures must not move with them.
    rate > 0 || (status.state === "live" && lagMs !== undefined) ? `${formatShortCount(rate)} records/s` : "",
    lagMs === undefined ? "" : `${formatDuration(lagMs)} behind`,
  ]
    .filter(Boolean)
    .join(" · ");
  const explained = lagMs === undefined ? {} : { explained: LAG };
  switch (status.state) {
    case "failing":
      return { label: "Failing", tone: "danger", detail: "see below" };
    case "throttled":
      return {
        label: "Throttled",
        tone: "warn",
        detail: shardsThat(live, "throttled") ?? "reading slows down and goes on",
      };
    case "offline":
      return { label: "Offline capture", tone: "quiet", detail: imported(status.completeness) };
    case "finished":
      return { label: "Finished", tone: "quiet", detail: "the stream ended; all of it is read" };
    case "paused":
      return { label: "Reading stopped", tone: "quiet", detail: "nothing is captured" };
    default:
  }
  const failing = shardsThat(live, "failing");
  if (failing) {
    const error = live.shards.find((shard) => shard.state === "failing")?.error;
    return {
      label: "Failing in part",
      tone: "danger",
      detail: failing,
      explained: `${error ? `${error.message} ` : ""}They are tried again; the other shards go on.`,
    };
  }
  if (paused) {
    return {
      label: "Paused",
      tone: "quiet",
      detail: `capturing goes on${unseen > 0 ? `, ${formatCount(unseen)} new` : ""}`,
    };
  }
  switch (status.state) {
    case "starting":
      return { label: "Starting", tone: "busy", detail: status.message ?? "finding the shards" };
    case "catchingUp":
      return {
        label: "Catching up",
        tone: "busy",
        detail: [shardsRead(live), figures].filter(Boolean).join(" · "),
        ...explained,
      };
    default:
      return { label: "Live", tone: "live", detail: figures || "no records right now", ...explained };
  }
}

/** "1,204 records came while this tab was away for 52 min" */
export function absenceWords({ records, ms }: Absence): string {
  return `${formatCount(records)} ${records === 1 ? "record" : "records"} came while this tab was away for ${formatDuration(ms)}`;
}

function imported(completeness: CaptureStatus["completeness"]): string {
  if (completeness === "complete") return "from a file; nothing new comes";
  return completeness === "incomplete" ? "from a file; records are missing" : "from a file; may lack records";
}

/** "12 of 36 shards read": to their end, or up to now. Of one shard it would say nothing. */
function shardsRead({ shards }: LiveState): string {
  if (shards.length < 2) return "";
  const read = shards.filter(({ state }) => state === "caughtUp" || state === "finished" || state === "trimmed").length;
  return `${formatCount(read)} of ${formatCount(shards.length)} shards read`;
}

/** "2 of 6 shards", of those that are still read; nothing where none is in that state. */
function shardsThat({ shards }: LiveState, state: ShardState): string | undefined {
  const read = shards.filter((shard) => shard.state !== "finished" && shard.state !== "trimmed");
  const count = read.filter((shard) => shard.state === state).length;
  return count === 0 ? undefined : `${formatCount(count)} of ${formatCount(read.length)} shards`;
}
