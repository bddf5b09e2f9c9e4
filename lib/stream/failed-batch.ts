import { parseStreamArn } from "./arn";
import { isSequenceNumber } from "./sequence-number";

/**
 * What Lambda says of a batch that it gave up on, in the message to the on-failure destination (recorded from AWS for SQS,
 * SNS and S3). Times in milliseconds; AWS gives whole seconds.
 */
export interface FailedBatch {
  streamArn: string;
  tableName: string;
  region: string;
  shardId: string;
  startSequenceNumber: string;
  endSequenceNumber: string;
  batchSize?: number;
  firstArrival?: number;
  lastArrival?: number;
  /** Why Lambda gave up: RetryAttemptsExhausted, … */
  condition?: string;
  invokeCount?: number;
  functionArn?: string;
  /** Whether another message stood in what was pasted: only the first is read. */
  more: boolean;
}

export interface FailedBatchError {
  kind: "error";
  /** The field that is wrong; absent when the text holds no such message at all. */
  part?: string;
  message: string;
  hint?: string;
}

const NAME = "DDBStreamBatchInfo";
/** An S3 object carries its whole payload: up to 6 MB; an SNS or SQS message 256 KB. */
const MAX_TEXT = 8 * 1024 * 1024;
/** A Lambda event with an SQS record with an SNS envelope with a message. */
const MAX_WRAPS = 6;

type Fields = Record<string, unknown>;

/**
 * Takes a message as a person copies it: the body itself, an SQS message or an answer of receive-message around it, an SNS
 * envelope with the body as its Message string, an event with Records, or the DDBStreamBatchInfo alone. Never throws.
 */
export function parseFailedBatch(text: string): FailedBatch | FailedBatchError {
  if (text.length > MAX_TEXT) return fault("This is longer than any message of Lambda: 8 MB at most.");
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return fault("This is not JSON.", undefined, "Copy the whole message, from its first { to its last }.");
  }
  const found = unwrap(root, MAX_WRAPS);
  const [message] = found;
  if (!message) {
    if (text.includes("KinesisBatchInfo")) {
      return fault("This batch is of a Kinesis stream; Shardscope reads DynamoDB's.", "KinesisBatchInfo");
    }
    return fault(
      `There is no ${NAME} in this.`,
      undefined,
      "Lambda sends it to the on-failure destination of an event source mapping on a DynamoDB stream.",
    );
  }
  return readBatch(message, found.length > 1);
}

/** The objects that hold batch information, or are it, at most two. */
function unwrap(value: unknown, wraps: number): Fields[] {
  if (wraps < 0) return [];
  if (typeof value === "string") {
    if (!value.includes(NAME)) return [];
    try {
      return unwrap(JSON.parse(value), wraps - 1);
    } catch {
      return [];
    }
  }
  if (Array.isArray(value)) return first(value.slice(0, 100), wraps);
  if (!isFields(value)) return [];
  if (isFields(own(value, NAME))) return [value];
  if (own(value, "startSequenceNumber") !== undefined && own(value, "shardId") !== undefined)
    return [{ [NAME]: value }];
  const inner = ["Message", "Body", "body", "Sns", "Messages", "Records"].map((name) => own(value, name));
  return first(inner, wraps);
}

function first(values: unknown[], wraps: number): Fields[] {
  const found: Fields[] = [];
  for (const each of values) {
    found.push(...unwrap(each, wraps - 1));
    if (found.length > 1) break;
  }
  return found;
}

function readBatch(message: Fields, more: boolean): FailedBatch | FailedBatchError {
  const info = own(message, NAME) as Fields;
  const streamArn = own(info, "streamArn");
  if (typeof streamArn !== "string") return missing("streamArn");
  const address = parseStreamArn(streamArn);
  if (address.kind === "error") return fault(address.message, "streamArn", address.hint);
  if (address.kind !== "stream") return fault("This names a table, not a stream.", "streamArn");
  const shardId = own(info, "shardId");
  if (typeof shardId !== "string") return missing("shardId");
  if (!/^shardId-[\w-]{1,80}$/.test(shardId))
    return fault("This is no shard's id: it begins with shardId-.", "shardId");
  const start = sequenceOf(info, "startSequenceNumber");
  if (typeof start !== "string") return start;
  const end = sequenceOf(info, "endSequenceNumber");
  if (typeof end !== "string") return end;
  if (BigInt(start) > BigInt(end)) {
    return fault("It comes before startSequenceNumber: nothing lies between them.", "endSequenceNumber");
  }
  const firstArrival = timeOf(info, "approximateArrivalOfFirstRecord");
  if (typeof firstArrival === "object") return firstArrival;
  const lastArrival = timeOf(info, "approximateArrivalOfLastRecord");
  if (typeof lastArrival === "object") return lastArrival;
  const batchSize = own(info, "batchSize");
  if (batchSize !== undefined && !(Number.isInteger(batchSize) && (batchSize as number) > 0)) {
    return fault("It is not a whole number from 1.", "batchSize");
  }
  const context = own(message, "requestContext");
  return {
    streamArn: address.arn,
    tableName: address.tableName,
    region: address.region,
    shardId,
    startSequenceNumber: start,
    endSequenceNumber: end,
    ...(batchSize === undefined ? {} : { batchSize: batchSize as number }),
    ...(firstArrival === undefined ? {} : { firstArrival }),
    ...(lastArrival === undefined ? {} : { lastArrival }),
    ...(isFields(context) ? contextOf(context) : {}),
    more,
  };
}

function contextOf(context: Fields): Pick<FailedBatch, "condition" | "functionArn" | "invokeCount"> {
  const condition = own(context, "condition");
  const functionArn = own(context, "functionArn");
  const invokeCount = own(context, "approximateInvokeCount");
  return {
    ...(typeof condition === "string" ? { condition } : {}),
    ...(typeof functionArn === "string" ? { functionArn } : {}),
    ...(typeof invokeCount === "number" ? { invokeCount } : {}),
  };
}

function sequenceOf(info: Fields, name: string): string | FailedBatchError {
  const value = own(info, name);
  if (value === undefined) return missing(name);
  if (typeof value === "number") {
    return fault("It lost its quotes, and with them its last digits. Copy the message as Lambda sent it.", name);
  }
  if (typeof value !== "string" || !isSequenceNumber(value))
    return fault("A sequence number is digits alone, at most 40.", name);
  return value;
}

function timeOf(info: Fields, name: string): number | undefined | FailedBatchError {
  const value = own(info, name);
  if (value === undefined || value === null) return undefined;
  const time = typeof value === "string" ? Date.parse(value) : Number.NaN;
  return Number.isNaN(time) ? fault("It is not a time like 2026-11-20T07:52:33Z.", name) : time;
}

function missing(part: string): FailedBatchError {
  return fault(`${NAME} has no ${part}.`, part);
}

function fault(message: string, part?: string, hint?: string): FailedBatchError {
  return { kind: "error", message, ...(part === undefined ? {} : { part }), ...(hint === undefined ? {} : { hint }) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function own(fields: Fields, name: string): unknown {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}
