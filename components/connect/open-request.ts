import type { Connection, OpenCaptureRequest, StartRequest } from "@/lib/api/contract";
import { type ArnError, parseStreamArn } from "@/lib/stream/arn";
import { parseTime, type TimeOptions } from "@/lib/stream/relative-time";
import { isSequenceNumber } from "@/lib/stream/sequence-number";

export type StartChoice = "now" | "recent" | "oldest" | "time" | "record";

/** What stands in the form, as typed. */
export interface OpenForm {
  address: string;
  /** A connection's id, or `custom`; empty while none is known. */
  connection: string;
  /** For a custom connection. */
  endpoint: string;
  region: string;
  start: StartChoice;
  time: string;
  /** Shard and sequence number. */
  record: string;
}

export const CUSTOM = "custom";
const DEFAULT_REGION = "us-east-1";
const RECENT_MS = 15 * 60_000;

type Field = "address" | "connection" | "endpoint" | "time" | "record";

export interface Fault {
  field: Field;
  message: string;
  hint?: string;
  /** The part of an ARN that is wrong. */
  arn?: ArnError;
}

/** What to send, or the first thing that is wrong with the form. */
export function toRequest(form: OpenForm, time: TimeOptions): OpenCaptureRequest | Fault {
  const address = parseStreamArn(form.address);
  if (address.kind === "error") {
    return { field: "address", message: address.message, hint: address.hint, arn: address };
  }
  if (form.connection === "") return { field: "connection", message: "Choose a connection." };
  const connection = form.connection === CUSTOM ? customConnection(form) : form.connection;
  if (typeof connection === "object" && "message" in connection) return connection;
  const start = toStart(form, time);
  if ("message" in start) return start;
  return { streamArn: address.kind === "tableName" ? address.tableName : address.arn, connection, start };
}

export function toStart(form: OpenForm, { now, zone }: TimeOptions): StartRequest | Fault {
  if (form.start === "now") return { at: "latest" };
  if (form.start === "oldest") return { at: "trimHorizon" };
  if (form.start === "recent") return { at: "time", time: new Date(now - RECENT_MS).toISOString() };
  if (form.start === "record") return recordStart(form.record);
  const time = parseTime(form.time, { now, zone });
  if (typeof time === "object") return { field: "time", message: time.error };
  if (time > now) return { field: "time", message: "That is in the future. To wait for what comes, start now." };
  return { at: "time", time: new Date(time).toISOString() };
}

/** "shardId-…/4759…", as a record's link has it, or with a space as two columns of a table are pasted. */
function recordStart(text: string): StartRequest | Fault {
  const fault = (message: string, hint?: string): Fault => ({ field: "record", message, ...(hint && { hint }) });
  const [shardId = "", sequenceNumber = "", ...rest] = text.trim().split(/[\s/,]+/);
  if (!/^shardId-[\w-]{1,90}$/.test(shardId)) return fault("A shard's id is needed first: it begins with shardId-.");
  if (sequenceNumber === "")
    return fault("The sequence number is missing.", "Write it behind the shard's id and a slash.");
  if (!isSequenceNumber(sequenceNumber) || rest.length > 0)
    return fault("A sequence number is digits alone, at most 40.");
  return { at: "sequence", shardId, sequenceNumber };
}

/** The region of a custom endpoint: as typed, else the ARN's, else the default. */
export function customRegion(form: OpenForm): string {
  const address = parseStreamArn(form.address);
  const ofArn =
    address.kind === "error" ? address.parts.region : address.kind === "tableName" ? undefined : address.region;
  return form.region.trim() || ofArn || DEFAULT_REGION;
}

export function customConnection(form: OpenForm): { endpoint: string; region: string } | Fault {
  const text = form.endpoint.trim();
  const fault = (message: string, hint?: string): Fault => ({ field: "endpoint", message, ...(hint && { hint }) });
  if (text === "") return fault("The endpoint's URL is missing.", "Such as http://127.0.0.1:8000.");
  // "localhost:8000" is what a person says; as a URL it would have the scheme "localhost".
  const address = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    return fault("That is not a URL.", "An endpoint looks like http://127.0.0.1:8000.");
  }
  if (url.username || url.password) return fault("Leave name and password out of the URL: none are needed.");
  return { endpoint: url.origin, region: customRegion(form) };
}

/** The connection whose streams are listed: as the server names it; undefined while a custom endpoint is not complete. */
export function listedConnection(form: OpenForm): string | undefined {
  if (form.connection !== CUSTOM) return form.connection || undefined;
  const custom = customConnection(form);
  return "message" in custom ? undefined : `endpoint:${custom.endpoint}@${custom.region}`;
}

/** What a link names by its id: a server of a person's own is in no list, and is filled in again. */
export function linkedConnection(id: string): Partial<OpenForm> {
  const [, endpoint, region] = /^endpoint:(.+)@([a-z0-9-]+)$/.exec(id) ?? [];
  return endpoint && region ? { connection: CUSTOM, endpoint, region } : { connection: id };
}

/** What a person starts with: AWS, since the sandbox has a button of its own. Empty while there is nothing to choose from. */
export function firstConnection(connections: readonly Connection[] = []): string {
  return (connections.find((connection) => connection.kind === "aws") ?? connections[0])?.id ?? "";
}
