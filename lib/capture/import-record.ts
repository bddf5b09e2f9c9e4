import type { AttributeMap } from "@/lib/stream/attribute-value";
import { recordSize } from "@/lib/stream/item-size";
import type { EventName, StreamRecord, StreamViewType } from "@/lib/stream/record";
import { isSequenceNumber } from "@/lib/stream/sequence-number";

/** A record of a file, with where it says that it comes from. */
export interface ImportedRecord {
  streamArn: string | undefined;
  shardId: string | undefined;
  record: StreamRecord;
}

/** DynamoDB nests 32 levels deep. */
const MAX_NESTING = 64;
const EVENTS: readonly unknown[] = ["INSERT", "MODIFY", "REMOVE"] satisfies EventName[];
const VIEWS: readonly unknown[] = [
  "KEYS_ONLY",
  "NEW_IMAGE",
  "OLD_IMAGE",
  "NEW_AND_OLD_IMAGES",
] satisfies StreamViewType[];

type Fields = Record<string, unknown>;

/**
 * A record as GetRecords, the AWS CLI, Lambda or one of our exports write it; or, as a text, why it is none. Fields that
 * we do not know are kept, and so is the order of all.
 */
export function readRecord(value: unknown): ImportedRecord | string {
  if (!isObject(value)) return "no record: it is not an object";
  const { streamArn, shardId, eventSourceARN, ...fields } = value;
  if (!EVENTS.includes(fields.eventName)) return "no record: eventName is not INSERT, MODIFY or REMOVE";
  const { dynamodb } = fields;
  if (!isObject(dynamodb)) return "no record: dynamodb is missing";
  const { SequenceNumber, Keys, NewImage, OldImage } = dynamodb;
  if (typeof SequenceNumber !== "string" || !isSequenceNumber(SequenceNumber)) {
    return "no record: dynamodb.SequenceNumber is not a text of digits";
  }
  const time = readTime(dynamodb.ApproximateCreationDateTime);
  if (time === undefined) return "no record: dynamodb.ApproximateCreationDateTime is no time";
  for (const [name, image] of Object.entries({ Keys, NewImage, OldImage })) {
    if (image === undefined && name !== "Keys") continue;
    const fault = isObject(image) ? faultIn(image, 0) : "it is missing";
    if (fault) return `no record: dynamodb.${name}: ${fault}`;
  }
  if (isDeep(value, MAX_NESTING * 2)) return "nested too deeply";
  const images = dynamodb as { Keys: AttributeMap; NewImage?: AttributeMap; OldImage?: AttributeMap };
  const { SizeBytes, StreamViewType } = dynamodb;
  const record = {
    ...fields,
    dynamodb: {
      ...dynamodb,
      ApproximateCreationDateTime: time,
      SizeBytes: Number.isSafeInteger(SizeBytes) ? SizeBytes : recordSize({ dynamodb: images } as StreamRecord),
      StreamViewType: VIEWS.includes(StreamViewType) ? StreamViewType : viewOf(images),
    },
  };
  return {
    streamArn: textOf(streamArn) ?? textOf(eventSourceARN),
    shardId: textOf(shardId),
    // AWS always sends these; a file made by hand may lack them.
    record: {
      ...(record as object as StreamRecord),
      ...defaults(record, {
        eventID: "",
        eventVersion: "1.1",
        eventSource: "aws:dynamodb",
        awsRegion: "",
      }),
    },
  };
}

/** Seconds since the epoch: as AWS sends them, or from the ISO 8601 text that its tools print. */
function readTime(value: unknown): number | undefined {
  if (typeof value === "number") return value >= 0 && value <= 8.64e12 ? value : undefined;
  if (typeof value !== "string" || !/^\d{4}-\d{2}-\d{2}T/.test(value)) return undefined;
  const time = Date.parse(value) / 1000;
  return time >= 0 ? time : undefined;
}

/** What is no typed JSON in an image. */
function faultIn(image: object, depth: number): string | undefined {
  if (depth > MAX_NESTING) return "it is nested too deeply";
  for (const [name, value] of Object.entries(image)) {
    const fault = faultInValue(value, depth);
    if (fault) return depth === 0 ? `${JSON.stringify(name.slice(0, 60))} ${fault}` : fault;
  }
  return undefined;
}

function faultInValue(value: unknown, depth: number): string | undefined {
  const entries = isObject(value) ? Object.entries(value) : [];
  const [[type, content] = []] = entries;
  if (entries.length !== 1) return 'is not typed JSON, like {"S": "text"}';
  switch (type) {
    case "S":
    case "N":
    case "B":
      return typeof content === "string" ? undefined : `is of type ${type}, but its value is not a text`;
    case "BOOL":
    case "NULL":
      return typeof content === "boolean" ? undefined : `is of type ${type}, but its value is not true or false`;
    case "SS":
    case "NS":
    case "BS":
      return Array.isArray(content) && content.every((member) => typeof member === "string")
        ? undefined
        : `is of type ${type}, but its value is not a list of texts`;
    case "L":
      if (!Array.isArray(content)) return "is of type L, but its value is not a list";
      return depth >= MAX_NESTING ? "is nested too deeply" : faultInList(content, depth + 1);
    case "M":
      return isObject(content) ? faultIn(content, depth + 1) : "is of type M, but its value is not an object";
    default:
      return 'is not typed JSON, like {"S": "text"}';
  }
}

function faultInList(values: unknown[], depth: number): string | undefined {
  for (const value of values) {
    const fault = faultInValue(value, depth);
    if (fault) return fault;
  }
  return undefined;
}

/** Whatever else stands in a record, it must not take the stack of those who walk it. */
function isDeep(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((member) => isDeep(member, levels - 1));
}

function viewOf({ NewImage, OldImage }: { NewImage?: unknown; OldImage?: unknown }): StreamViewType {
  if (NewImage && OldImage) return "NEW_AND_OLD_IMAGES";
  return NewImage ? "NEW_IMAGE" : OldImage ? "OLD_IMAGE" : "KEYS_ONLY";
}

function defaults(record: Fields, values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => typeof record[name] !== "string"));
}

function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" && value.length <= 2048 ? value : undefined;
}
