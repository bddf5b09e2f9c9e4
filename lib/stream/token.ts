import type { CoverageRange, Gap, GapReason } from "./coverage";
import { ShardscopeError } from "./error";
import type { Position } from "./position";
import { isSequenceNumber } from "./sequence-number";
import type { ShardDescription } from "./shard";

/** Where one shard stands: the same document as a checkpoint of the reader. */
export interface TokenShard extends ShardDescription {
  position: Position;
  finished: boolean;
  coverage: CoverageRange[];
  gaps: Gap[];
  listedAt: number;
  approximateStart?: boolean;
}

/**
 * Where every shard of a stream stands. Save it, give its shards back to a reader later or elsewhere, and reading goes
 * on without loss or repeat, whatever split, rolled or was trimmed in between.
 */
export interface Token {
  version: 1;
  streamArn: string;
  /** Milliseconds since the epoch. */
  takenAt: number;
  shards: TokenShard[];
}

export function serialiseToken(token: Token): string {
  return JSON.stringify(token);
}

/** Reads a token back. Throws ShardscopeError `badRequest` that names the part which is wrong. */
export function parseToken(text: string): Token {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ShardscopeError("badRequest", "The token is not JSON.", { cause });
  }
  const token = object(json, "the token");
  if (token.version !== 1) wrong("version", "must be 1");
  if (!Array.isArray(token.shards)) wrong("shards", "must be a list");
  const shards = (token.shards as unknown[]).map((shard, index) => tokenShard(shard, `shards[${index}]`));
  const ids = new Set(shards.map((shard) => shard.shardId));
  if (ids.size !== shards.length) wrong("shards", "names a shard twice");
  return {
    version: 1,
    streamArn: string(token.streamArn, "streamArn"),
    takenAt: time(token.takenAt, "takenAt"),
    shards,
  };
}

function tokenShard(value: unknown, at: string): TokenShard {
  const shard = object(value, at);
  if (typeof shard.finished !== "boolean") wrong(`${at}.finished`, "must be true or false");
  if (!Array.isArray(shard.coverage)) wrong(`${at}.coverage`, "must be a list");
  if (!Array.isArray(shard.gaps)) wrong(`${at}.gaps`, "must be a list");
  const shardId = string(shard.shardId, `${at}.shardId`);
  return {
    shardId,
    ...(shard.parentShardId === undefined ? {} : { parentShardId: string(shard.parentShardId, `${at}.parentShardId`) }),
    startingSequenceNumber: number(shard.startingSequenceNumber, `${at}.startingSequenceNumber`),
    ...(shard.endingSequenceNumber === undefined
      ? {}
      : { endingSequenceNumber: number(shard.endingSequenceNumber, `${at}.endingSequenceNumber`) }),
    position: position(shard.position, `${at}.position`),
    finished: shard.finished as boolean,
    coverage: (shard.coverage as unknown[]).map((range, index) => coverageRange(range, `${at}.coverage[${index}]`)),
    gaps: (shard.gaps as unknown[]).map((item, index) => gap(item, shardId, `${at}.gaps[${index}]`)),
    listedAt: time(shard.listedAt, `${at}.listedAt`),
    ...(shard.approximateStart === true ? { approximateStart: true } : {}),
  };
}

function position(value: unknown, at: string): Position {
  const json = object(value, at);
  switch (json.at) {
    case "trimHorizon":
      return { at: "trimHorizon" };
    case "latest":
      return json.since === undefined ? { at: "latest" } : { at: "latest", since: time(json.since, `${at}.since`) };
    case "atSequence":
    case "afterSequence":
      return { at: json.at, sequenceNumber: number(json.sequenceNumber, `${at}.sequenceNumber`) };
    default:
      return wrong(`${at}.at`, "must be trimHorizon, latest, atSequence or afterSequence");
  }
}

function coverageRange(value: unknown, at: string): CoverageRange {
  const json = object(value, at);
  return {
    from: number(json.from, `${at}.from`),
    to: number(json.to, `${at}.to`),
    ...times(json, at),
    ...(json.alone === true ? { alone: true } : {}),
  };
}

const REASONS: readonly GapReason[] = ["trimmed", "lostStart", "shardVanished", "failed"];

function gap(value: unknown, shardId: string, at: string): Gap {
  const json = object(value, at);
  const reason = REASONS.find((known) => known === json.reason) ?? wrong(`${at}.reason`, "is not a known reason");
  return {
    shardId,
    reason,
    ...(json.after === undefined ? {} : { after: number(json.after, `${at}.after`) }),
    ...(json.before === undefined ? {} : { before: number(json.before, `${at}.before`) }),
    ...times(json, at),
    noticedAt: time(json.noticedAt, `${at}.noticedAt`),
  };
}

function times(json: Record<string, unknown>, at: string): { fromTime?: number; toTime?: number } {
  return {
    ...(json.fromTime === undefined ? {} : { fromTime: time(json.fromTime, `${at}.fromTime`) }),
    ...(json.toTime === undefined ? {} : { toTime: time(json.toTime, `${at}.toTime`) }),
  };
}

function object(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) wrong(at, "must be an object");
  return value as Record<string, unknown>;
}

function string(value: unknown, at: string): string {
  return typeof value === "string" && value !== "" ? value : wrong(at, "must be a text");
}

function number(value: unknown, at: string): string {
  return typeof value === "string" && isSequenceNumber(value) ? value : wrong(at, "must be a sequence number");
}

function time(value: unknown, at: string): number {
  return typeof value === "number" && Number.isFinite(value) ? value : wrong(at, "must be a time in milliseconds");
}

function wrong(at: string, what: string): never {
  throw new ShardscopeError("badRequest", `The token cannot be used: ${at} ${what}.`);
}
