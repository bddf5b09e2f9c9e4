import type { CaptureSummary, IsoTime, StartRequest } from "@/lib/api/contract";
import { readRecordAddress, writeRecordAddress } from "@/lib/stream/record-address";
import { isSequenceNumber } from "@/lib/stream/sequence-number";

/**
 * Where a person wanted a capture to start that was there already: a stream has one capture, and it goes on where it was.
 * Now is not among them: the list opens at the head.
 */
export type AskedStart = Exclude<StartRequest, { at: "latest" }>;

type Opened = Pick<CaptureSummary, "id" | "createdAt" | "openedAt">;

/** The page of a capture that was opened; it tells of the start that the person chose, if the capture was there before. */
export function openedAddress({ id, createdAt, openedAt }: Opened, start: StartRequest | undefined): string {
  const page = `/captures/${encodeURIComponent(id)}`;
  // A new capture is opened as it is made.
  if (openedAt === createdAt || start === undefined || start.at === "latest") return page;
  return `${page}?${new URLSearchParams({ start: writeAskedStart(start) })}`;
}

/** "oldest", "2026-11-20T03:12:00.000Z", "shardId-…/4759…" */
export function writeAskedStart(start: AskedStart): string {
  if (start.at === "trimHorizon") return "oldest";
  return start.at === "time" ? start.time : writeRecordAddress(start);
}

export function readAskedStart(text: string): AskedStart | undefined {
  if (text === "oldest") return { at: "trimHorizon" };
  if (text.includes("/")) {
    const record = readRecordAddress(text);
    return record && isSequenceNumber(record.sequenceNumber) ? { at: "sequence", ...record } : undefined;
  }
  const time = isoTime(text);
  return time === undefined ? undefined : { at: "time", time };
}

function isoTime(text: string): IsoTime | undefined {
  const ms = Date.parse(text);
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}
