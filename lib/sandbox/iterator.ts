import { isSequenceNumber } from "@/lib/stream/sequence-number";
import { expiredIterator, validation } from "./aws-error";

/** [D] An iterator lives 15 minutes from its issue. */
const LIFE_MS = 15 * 60_000;

export interface ShardIterator {
  arn: string;
  shardId: string;
  /** Records with greater numbers follow. */
  after: string;
  /** It came from TRIM_HORIZON and has not moved: what is trimmed under it is not missed. */
  horizon: boolean;
  /** Milliseconds by the sandbox's clock. */
  issuedAt: number;
}

/** `<arn>|1|<opaque>`: all state is in the text, so it can be used any number of times and outlives a restart. */
export function writeIterator(iterator: ShardIterator): string {
  const opaque = [iterator.shardId, iterator.after, iterator.horizon ? "h" : "", String(iterator.issuedAt)].join("/");
  return `${iterator.arn}|1|${Buffer.from(opaque).toString("base64")}`;
}

/** Throws ValidationException for garbage, ExpiredIteratorException after 15 minutes. */
export function readIterator(text: string, now: number): ShardIterator {
  const [arn, version, opaque, ...rest] = text.split("|");
  const fields = Buffer.from(opaque ?? "", "base64")
    .toString("latin1")
    .split("/");
  const [shardId, after, horizon, issued] = fields;
  const issuedAt = Number(issued);
  if (
    !arn ||
    version !== "1" ||
    rest.length > 0 ||
    fields.length !== 4 ||
    !shardId ||
    !after ||
    !isSequenceNumber(after) ||
    (horizon !== "" && horizon !== "h") ||
    !Number.isFinite(issuedAt)
  ) {
    throw validation("Invalid ShardIterator");
  }
  if (now - issuedAt > LIFE_MS) throw expiredIterator();
  return { arn, shardId, after, horizon: horizon === "h", issuedAt };
}
