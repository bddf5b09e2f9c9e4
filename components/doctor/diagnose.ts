import { formatCount, formatDuration, formatFull, type TimeZoneStyle } from "@/components/ui/format";
import type { CaptureStatus, GapInfo, ShardInfo, StreamInfo } from "@/lib/api/contract";
import type { TabConnection } from "@/lib/api/event-hub";
import { streamArnParts } from "@/lib/stream/arn";

/** What can be done about a finding at once. */
export type Remedy = "clear" | "resume" | "readOn" | "goTo" | "lab" | "newer";

export interface Finding {
  id: string;
  /** `cause`: it keeps records away right now. `maybe`: it can be why, depending on what the person looks for. */
  kind: "cause" | "maybe";
  title: string;
  detail: string;
  remedy?: Remedy;
}

/** What is known of the capture and of the screen. Times in milliseconds. */
export interface Scene {
  connection: TabConnection;
  status: CaptureStatus | undefined;
  stream: StreamInfo | undefined;
  shards: readonly ShardInfo[];
  /** The oldest record that is captured. */
  firstTime: number | undefined;
  lagMs: number | undefined;
  filter: string;
  /** Why the filter cannot be used. */
  filterError: string | undefined;
  from: number | undefined;
  to: number | undefined;
  following: boolean;
  paused: boolean;
  /** Records that came while the list stood still. */
  unseen: number;
}

/** Behind the head by this much, a record that was written just now cannot be expected yet. */
const LATE_MS = 5000;

/** Why a record that a person looks for may not be on the screen: what surely keeps some away first, then what can. */
export function diagnose(scene: Scene, now: number, zone: TimeZoneStyle): Finding[] {
  return [...ofTheReader(scene, zone), ...ofTheView(scene, zone), ...ofTheCapture(scene, now, zone)];
}

function ofTheReader(scene: Scene, zone: TimeZoneStyle): Finding[] {
  const { connection, status, shards } = scene;
  const found: Finding[] = [];
  if (connection === "reconnecting") {
    found.push({
      id: "disconnected",
      kind: "cause",
      title: "This page has lost its connection to Shardscope",
      detail: "Capturing goes on meanwhile. The page connects again by itself and shows what it missed.",
    });
  }
  if (connection === "waiting") {
    found.push({
      id: "waiting",
      kind: "cause",
      title: "Other captures in this browser are live instead",
      detail:
        "Only some can be at once. Capturing goes on meanwhile; close one of the other tabs, and this page shows what it missed.",
    });
  }
  switch (status?.state) {
    case "offline":
      found.push({
        id: "offline",
        kind: "cause",
        title: "This capture was imported from a file",
        detail: "Nothing new comes to it. Open the stream itself to see what is written now.",
      });
      break;
    case "finished":
      if (status.newerStreamArn) break;
      found.push({
        id: "finished",
        kind: "cause",
        title: "The stream has ended",
        detail: "It was disabled or deleted: the table's changes are recorded nowhere until a stream is enabled again.",
      });
      break;
    case "paused":
      found.push({
        id: "stopped",
        kind: "cause",
        title: "Reading is stopped",
        detail: "Nothing is captured. Read on within 24 hours of the change, and nothing is lost.",
        remedy: "readOn",
      });
      break;
    case "failing":
      found.push({
        id: "failing",
        kind: "cause",
        title: status.message ?? "Reading fails",
        detail: status.hint ?? "It is tried again. What was written meanwhile comes when it works.",
      });
      break;
    case "throttled":
      found.push({
        id: "throttled",
        kind: "cause",
        title: "The source throttles reading",
        detail: "Records come late. A shard serves two readers well: Lambda functions on it count too.",
      });
      break;
    case "starting":
    case "catchingUp":
      found.push({
        id: "catchingUp",
        kind: "cause",
        title: "The capture is still catching up",
        detail: `Older records are read first${scene.lagMs === undefined ? "" : `, ${formatDuration(scene.lagMs)} behind now`}. Wait until it says Live.`,
      });
      break;
    default:
      if (scene.lagMs !== undefined && scene.lagMs > LATE_MS) {
        found.push({
          id: "late",
          kind: "cause",
          title: `The slowest shard is ${formatDuration(scene.lagMs)} behind`,
          detail: "What was written since then is not here yet. The tree says which shard it is.",
        });
      }
  }
  if (status?.newerStreamArn) {
    const label = streamArnParts(status.newerStreamArn)?.label;
    const since = label === undefined ? "" : `, enabled ${formatFull(Date.parse(`${label}Z`), zone)}`;
    found.push({
      id: "newerStream",
      kind: "cause",
      title: "The table has a newer stream",
      detail: `This one was disabled or deleted. What is written now is recorded in the newer one${since}.`,
      remedy: "newer",
    });
  }
  const failing = shards.filter(({ state }) => state === "failing");
  if (failing.length > 0 && status?.state !== "failing") {
    found.push({
      id: "failingShards",
      kind: "cause",
      title: `${formatCount(failing.length)} of ${formatCount(shards.length)} shards cannot be read`,
      detail: failing[0]?.error?.message ?? "The tree says why.",
    });
  }
  return found;
}

function ofTheView(scene: Scene, zone: TimeZoneStyle): Finding[] {
  const { filter, filterError, from, to, paused, following, unseen } = scene;
  const found: Finding[] = [];
  if (filterError !== undefined) {
    found.push({
      id: "filterError",
      kind: "cause",
      title: "The filter cannot be read, so the list is empty",
      detail: filterError,
      remedy: "clear",
    });
  } else if (filter !== "") {
    found.push({
      id: "filter",
      kind: "cause",
      title: "The filter hides what does not match it",
      detail: filter,
      remedy: "clear",
    });
  }
  if (from !== undefined || to !== undefined) {
    const ends = [from, to].map((ms) => (ms === undefined ? "…" : formatFull(ms, zone)));
    found.push({
      id: "range",
      kind: "cause",
      title: "Only a range of time is shown",
      detail: `${ends[0]} to ${ends[1]}. Times are those that AWS gives, a second or so beside your own clock.`,
      remedy: "clear",
    });
  }
  if (paused || (!following && unseen > 0)) {
    found.push({
      id: "paused",
      kind: "cause",
      title: paused ? "The view is paused" : "The list stands still while you look at older records",
      detail: `${unseen === 0 ? "No record has" : unseen === 1 ? "One record has" : `${formatCount(unseen)} records have`} come since.`,
      remedy: "resume",
    });
  }
  return found;
}

function ofTheCapture(scene: Scene, now: number, zone: TimeZoneStyle): Finding[] {
  const { shards, firstTime, status } = scene;
  const found: Finding[] = [];
  const gaps = shards.flatMap((shard) => shard.gaps);
  const lost = gaps.filter(({ reason }) => reason !== "expired");
  if (lost.length > 0) {
    found.push({
      id: "gaps",
      kind: "maybe",
      title: `${lost.length === 1 ? "A range is" : `${formatCount(lost.length)} ranges are`} missing in the capture`,
      detail: `${gapReason(lost)} The timeline shows ${lost.length === 1 ? "it" : "them"} hatched.`,
    });
  }
  if (gaps.length > lost.length) {
    found.push({
      id: "expired",
      kind: "maybe",
      title: "Older records were removed from this machine",
      detail: "The capture is set to keep so much. The foot of the page says how much, and changes it.",
    });
  }
  if (status?.state !== "offline") {
    found.push({
      id: "start",
      kind: "maybe",
      title:
        firstTime === undefined
          ? "No record is captured yet"
          : `The oldest record here is of ${formatFull(firstTime, zone)}`,
      detail:
        firstTime !== undefined && now - firstTime > 24 * 3_600_000
          ? "AWS keeps a record for 24 hours: an older one that was not captured then is gone."
          : "An older change may still be in the stream, up to 24 hours: go to its time, and it is read.",
      ...((firstTime === undefined || now - firstTime <= 24 * 3_600_000) && { remedy: "goTo" as const }),
    });
  }
  return found;
}

function gapReason(gaps: readonly GapInfo[]): string {
  return gaps.every(({ reason }) => reason === "trimmed")
    ? "AWS dropped these records, 24 hours old, before they were read."
    : "Those records could not be read.";
}

/** What never makes a record, whatever reads the stream. */
export function whatMakesNone(stream: StreamInfo | undefined): { title: string; detail: string }[] {
  const where = stream
    ? `This is the stream of ${stream.tableName} in ${stream.region}, account ${stream.accountId}, enabled ${stream.label.slice(0, 16).replace("T", " ")} UTC. `
    : "";
  return [
    {
      title: "A write that changes nothing",
      detail: "An item put as it is already, or an attribute set to the value that it has, makes no record.",
    },
    {
      title: "A write that did not happen",
      detail: "A condition failed, the transaction was cancelled, or the answer was an error that nobody looked at.",
    },
    {
      title: "A write somewhere else",
      detail: `${where}Another table, region, account or endpoint has a stream of its own, and an older stream of the same table has other records.`,
    },
    {
      title: "An item that expired a moment ago",
      detail: "Time to live deletes it later, often minutes, sometimes days after. Its REMOVE comes then.",
    },
  ];
}
