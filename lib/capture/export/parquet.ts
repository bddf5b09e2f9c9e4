import { ByteWriter, ParquetWriter } from "hyparquet-writer";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { own } from "@/lib/stream/equal-values";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import type { KeySchema } from "@/lib/stream/shard";
import type { ScannedRecord } from "../store";
import { valueCell } from "./csv-cell";
import type { Exporter } from "./exporter";

/** A row group is encoded in one go: so large that it packs well, so small that it takes little memory. */
const GROUP_CHARACTERS = 2 * 1024 * 1024;
const GROUP_ROWS = 10_000;

type Value = string | Date | bigint | boolean | undefined;
type Type = "STRING" | "TIMESTAMP" | "INT64" | "BOOLEAN";
interface Column {
  name: string;
  type: Type;
  value(row: ScannedRecord, record: StreamRecord): Value;
  /** Texts that hardly repeat: looking for repetitions would take longer than writing them. */
  plain?: true;
}

/**
 * Types are kept: images are DynamoDB's typed JSON as text, numbers stay in digits. The table's key attributes have columns
 * of their own. `more` holds what a record has beyond all that: fields that AWS may add.
 */
export const parquet: Exporter = {
  contentType: "application/vnd.apache.parquet",
  extension: "parquet",
  async *write(scan, { streamArn, keySchema }) {
    const columns = columnsOf(keySchema);
    const sink = new ByteWriter(GROUP_CHARACTERS);
    const take = () => {
      const bytes = sink.getBytes().slice();
      sink.index = 0;
      return bytes;
    };
    const writer = new ParquetWriter({
      writer: sink,
      schema: [
        { name: "record", num_children: columns.length },
        ...columns.map(({ name, type }) => ({ name, repetition_type: "OPTIONAL" as const, ...elements[type] })),
      ],
      kvMetadata: [{ key: "streamArn", value: streamArn }],
      createdBy: "shardscope",
    });
    let data: Value[][] = columns.map(() => []);
    let rows = 0;
    let characters = 0;
    const encode = () => {
      const columnData = columns.map(({ name, plain }, at) => ({
        name,
        data: data[at] ?? [],
        offsetIndex: false,
        ...(plain && { encoding: "PLAIN" as const, statistics: false }),
      }));
      void writer.write({ columnData, rowGroupSize: rows });
      data = columns.map(() => []);
      rows = 0;
      characters = 0;
      return take();
    };
    for await (const batch of scan()) {
      for (const row of batch) {
        // Only the values are kept: a group of whole records would be many times its size.
        const { record } = row;
        for (const [at, { value }] of columns.entries()) data[at]?.push(value(row, record));
        rows++;
        characters += row.text.length;
        if (rows >= GROUP_ROWS || characters >= GROUP_CHARACTERS) yield encode();
      }
    }
    if (rows > 0) yield encode();
    void writer.finish();
    yield take();
  },
};

const elements = {
  STRING: { type: "BYTE_ARRAY", converted_type: "UTF8", logical_type: { type: "STRING" } },
  // A moment in UTC, not a wall clock's reading.
  TIMESTAMP: {
    type: "INT64",
    converted_type: "TIMESTAMP_MILLIS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MILLIS" },
  },
  INT64: { type: "INT64" },
  BOOLEAN: { type: "BOOLEAN" },
} as const;

const metadata: Column[] = [
  { name: "time", type: "TIMESTAMP", value: (_, record) => new Date(recordTime(record)) },
  { name: "event", type: "STRING", value: (_, { eventName }) => eventName },
  { name: "shard_id", type: "STRING", value: ({ shardId }) => shardId },
  { name: "sequence_number", type: "STRING", value: (_, { dynamodb }) => dynamodb.SequenceNumber, plain: true },
  { name: "size_bytes", type: "INT64", value: (_, { dynamodb }) => BigInt(Math.trunc(dynamodb.SizeBytes)) },
  { name: "ttl", type: "BOOLEAN", value: (_, record) => isTtlDelete(record) },
];

const images: Column[] = [
  { name: "keys", type: "STRING", value: (_, { dynamodb }) => jsonText(dynamodb.Keys), plain: true },
  { name: "old_image", type: "STRING", value: (_, { dynamodb }) => jsonText(dynamodb.OldImage), plain: true },
  { name: "new_image", type: "STRING", value: (_, { dynamodb }) => jsonText(dynamodb.NewImage), plain: true },
  { name: "event_id", type: "STRING", value: (_, { eventID }) => eventID, plain: true },
  { name: "event_version", type: "STRING", value: (_, { eventVersion }) => eventVersion },
  { name: "event_source", type: "STRING", value: (_, { eventSource }) => eventSource },
  { name: "aws_region", type: "STRING", value: (_, { awsRegion }) => awsRegion },
  { name: "view_type", type: "STRING", value: (_, { dynamodb }) => dynamodb.StreamViewType },
  { name: "user_identity", type: "STRING", value: (_, { userIdentity }) => jsonText(userIdentity) },
  { name: "more", type: "STRING", value: (_, record) => jsonText(unknownFields(record)) },
];

function columnsOf({ hash, range }: KeySchema): Column[] {
  const taken = new Set([...metadata, ...images].map(({ name }) => name));
  const keys = (range === undefined ? [hash] : [hash, range]).map((attribute): Column => {
    const name = taken.has(attribute) ? `key_${attribute}` : attribute;
    return { name, type: "STRING", value: (_, { dynamodb }) => keyText(dynamodb.Keys, attribute) };
  });
  return [...metadata, ...keys, ...images];
}

function keyText(keys: AttributeMap, name: string): string | undefined {
  const cell = valueCell(own(keys, name));
  return typeof cell === "object" ? cell.number : cell;
}

function jsonText(value: object | undefined): string | undefined {
  return value && JSON.stringify(value);
}

const KNOWN = ["eventID", "eventName", "eventVersion", "eventSource", "awsRegion", "dynamodb", "userIdentity"];
const KNOWN_IN_DYNAMODB = [
  "ApproximateCreationDateTime",
  "Keys",
  "NewImage",
  "OldImage",
  "SequenceNumber",
  "SizeBytes",
  "StreamViewType",
];

function unknownFields(record: StreamRecord): object | undefined {
  const unknown = (value: object, known: string[]) => Object.entries(value).filter(([name]) => !known.includes(name));
  const more = unknown(record, KNOWN);
  const inside = unknown(record.dynamodb, KNOWN_IN_DYNAMODB);
  if (inside.length > 0) more.push(["dynamodb", Object.fromEntries(inside)]);
  return more.length > 0 ? Object.fromEntries(more) : undefined;
}
