import {
  type AttributeValue,
  BatchWriteItemCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  type StreamViewType,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContractServer, expectRecorded, recording, recordings } from "./contract";
import { RecordedComparison } from "./recorded";

/**
 * Replays the writes of every recording of AWS that a DynamoDB alone can make, and compares what comes back field by field.
 * CONTRACT_ENDPOINT=http://… points the suite at another server.
 */
let server: ContractServer;
let db: ContractServer["db"];
let streams: ContractServer["streams"];

beforeAll(async () => {
  server = await ContractServer.start();
  ({ db, streams } = server);
});

afterAll(() => server.stop(), 120_000);

const put = (TableName: string, Item: Record<string, AttributeValue>) =>
  db.send(new PutItemCommand({ TableName, Item }));
const S = (value: string) => ({ S: value });

describe("records are those of AWS", () => {
  it("batch_write_items_streaming", async () => {
    const { TableName, arn } = await server.tableOf("id", "NEW_AND_OLD_IMAGES");
    const batch = (requests: object[]) =>
      db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    await put(TableName, { id: S("Fred") });
    await batch([{ PutRequest: { Item: { id: S("Fred") } } }, { PutRequest: { Item: { id: S("NewKey") } } }]);
    await batch([
      { DeleteRequest: { Key: { id: S("NewKey") } } },
      { PutRequest: { Item: { id: S("Fred"), name: S("Fred") } } },
    ]);
    const { parts } = recording("test_batch_write_items_streaming");
    expectRecorded(parts["get-records"], { Records: await server.recordsOf(arn, 4) });
  });

  it("transact_write_items_streaming", async () => {
    const { TableName, arn } = await server.tableOf("id", "NEW_AND_OLD_IMAGES");
    const transact = (TransactItems: object[]) => db.send(new TransactWriteItemsCommand({ TransactItems }));
    const putting = (Item: object) => ({ Put: { TableName, Item } });
    const updating = (id: string, values: Record<string, string>) => ({
      Update: {
        TableName,
        Key: { id: S(id) },
        UpdateExpression: `SET ${Object.keys(values)
          .map((name) => `${name} = :${name}`)
          .join(", ")}`,
        ExpressionAttributeValues: Object.fromEntries(
          Object.entries(values).map(([name, value]) => [`:${name}`, S(value)]),
        ),
      },
    });
    await put(TableName, { id: S("Fred") });
    await transact([putting({ id: S("Fred") }), putting({ id: S("NewKey") })]);
    await transact([updating("NewKey", { attr1: "value1", attr2: "value2" })]);
    await transact([updating("NonExistentKey", { attr1: "value1" })]);
    await transact([
      { Delete: { TableName, Key: { id: S("NewKey") } } },
      putting({ id: S("Fred"), name: S("Fred") }),
      updating("NonExistentKey", { attr1: "value1" }),
    ]);
    const { parts } = recording("test_transact_write_items_streaming");
    expectRecorded(parts["get-records"], { Records: await server.recordsOf(arn, 6) });
  });

  it("dynamodb_stream_stream_view_type, read AT the shard's StartingSequenceNumber", async () => {
    const { TableName, arn } = await server.tableOf("Username", "KEYS_ONLY");
    const Key = { Username: S("Fred") };
    await put(TableName, Key);
    await put(TableName, Key);
    await db.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET S = :v",
        ExpressionAttributeValues: { ":v": S("Fred_Modified") },
      }),
    );
    await db.send(new DeleteItemCommand({ TableName, Key }));
    for (const Statement of [
      `INSERT INTO "${TableName}" VALUE {'Username': 'Alice'}`,
      `UPDATE "${TableName}" SET partiql=1 WHERE Username='Alice'`,
      `DELETE FROM "${TableName}" WHERE Username='Alice'`,
    ]) {
      await db.send(new ExecuteStatementCommand({ Statement }));
    }
    await server.recordsOf(arn, 6);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    const shard = StreamDescription?.Shards?.[0];
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: arn,
        ShardId: shard?.ShardId,
        ShardIteratorType: "AT_SEQUENCE_NUMBER",
        SequenceNumber: shard?.SequenceNumberRange?.StartingSequenceNumber,
      }),
    );
    const { Records } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    expectRecorded(recording("test_dynamodb_stream_stream_view_type").parts["get-records"], { Records });
  });

  it("data_encoding_consistency: binary is the same in the item and in its record; an iterator can be used again", async () => {
    const { TableName, arn } = await server.tableOf("id", "NEW_AND_OLD_IMAGES");
    const Key = { id: S("id1") };
    const getItem = async () => (await db.send(new GetItemCommand({ TableName, Key }))).Item;
    await put(TableName, { ...Key, version: { N: "1" }, data: { B: Uint8Array.of(0x90) } });
    await server.recordsOf(arn, 1);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({
        StreamArn: arn,
        ShardId: StreamDescription?.Shards?.[0]?.ShardId,
        ShardIteratorType: "TRIM_HORIZON",
      }),
    );
    const images = async () => {
      const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
      return Records.map((record) => record.dynamodb?.NewImage);
    };
    const { parts } = recording("test_data_encoding_consistency");
    expectRecorded(parts.GetItem, await getItem());
    expectRecorded([parts.GetRecords], await images());
    await db.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET version = :v",
        ExpressionAttributeValues: { ":v": { N: "2" } },
      }),
    );
    await server.recordsOf(arn, 2);
    expectRecorded(parts.GetItemAfterUpdate, await getItem());
    expectRecorded([parts.GetRecords, parts.GetRecordsAfterUpdate], await images());
  });

  it("streams_on_global_tables", async () => {
    const { TableName } = await server.tableOf("id", "NEW_AND_OLD_IMAGES");
    const away = server.inRegion("eu-west-1");
    await db.send(new UpdateTableCommand({ TableName, ReplicaUpdates: [{ Create: { RegionName: "eu-west-1" } }] }));
    await server.made(TableName, "eu-west-1");
    await put(TableName, { id: S("one") });
    await put(TableName, { id: S("two") });
    const listed = await Promise.all(
      [streams, away.streams].map((client) => client.send(new ListStreamsCommand({ TableName }))),
    );
    const { parts } = recording("test_streams_on_global_tables");
    const comparison = new RecordedComparison();
    expectRecorded(parts["region-streams"], listed[0], comparison);
    expectRecorded(parts["secondary-region-streams"], listed[1], comparison);
    expect(await server.recordsOf(listed[0]?.Streams?.[0]?.StreamArn as string, 2)).toHaveLength(2);
    expect(await server.recordsOf(listed[1]?.Streams?.[0]?.StreamArn as string, 2, away.streams)).toHaveLength(2);
  }, 400_000);
});

type Item = Record<string, AttributeValue>;

interface LambdaRecord {
  eventSourceARN: string;
  dynamodb: { Keys: Item; NewImage: Item; SequenceNumber: string; StreamViewType: StreamViewType };
}

/**
 * The puts behind what Lambda received, as the index lists them (its words are checked, so that the two cannot part). Where it
 * lists none, the records tell: they are all INSERTs.
 */
const one = { id: S("id_value_1") };
const LISTED: Record<string, { words: string; puts: Item[]; records: number }> = {
  test_dynamodb_event_source_mapping: {
    words: "NEW_IMAGE stream, one put {my_partition_key:'hello world', binary_key:'foobar'}",
    puts: [{ my_partition_key: S("hello world"), binary_key: { B: Buffer.from("foobar") } }],
    records: 1,
  },
  "test_dynamodb_event_filter[insert_same_entry_twice]": {
    words: "two puts",
    puts: [
      { id: S("id_value"), id2: S("id2_value") },
      { id: S("id_value"), id2: S("id2_value") },
    ],
    records: 1,
  },
  "test_dynamodb_event_filter[content_or_filter]": {
    words: "two puts",
    puts: [{ id: S("id_value") }, { id: S("id_value"), id2: S("id2_new_value") }],
    records: 2,
  },
  "test_dynamodb_event_filter[content_filter_type]": {
    words: "two puts",
    puts: [
      { ...one, presentKey: S("presentValue") },
      { id: S("id_value_2"), presentKey: { N: "1" } },
    ],
    records: 2,
  },
  "test_dynamodb_event_filter[exists_filter_type]": {
    words: "two puts",
    puts: [{ ...one, presentKey: S("presentValue") }, { id: S("id_value_2") }],
    records: 2,
  },
  "test_dynamodb_event_filter[numeric_filter]": {
    words: "two puts",
    puts: [
      { ...one, numericFilter: { N: "42" } },
      { id: S("id_value_2"), numericFilter: { N: "101" } },
    ],
    records: 2,
  },
  test_dynamodb_report_batch_item_failures: {
    words: "6 puts",
    puts: [0, 1, 2, 3, 4, 5].map((n) => ({ my_partition_key: S(`testId${n}`), should_fail: { BOOL: n === 5 } })),
    records: 6,
  },
};

describe("records are those that Lambda received from AWS", () => {
  const cases = recordings
    .map(({ test, parts, writes }) => ({ test, name: test.slice(test.indexOf("::") + 2), parts, writes }))
    .map((each) => ({ ...each, recorded: distinct(recordsIn(each.parts).filter(isLambdaRecord)) }))
    .filter(({ recorded }) => recorded.length > 0);

  it("finds the recordings and what the index lists of them", () => {
    expect(cases.length).toBeGreaterThan(15);
    for (const [name, { words }] of Object.entries(LISTED)) {
      expect(cases.find((each) => each.name === name)?.writes, name).toContain(words);
    }
  });

  it.each(cases)("$name", async ({ name, recorded }) => {
    const [first] = recorded as [LambdaRecord];
    const listed = LISTED[name] ?? {
      puts: recorded.map((record) => decoded(record.dynamodb.NewImage)),
      records: recorded.length,
    };
    const { TableName, arn } = await server.tableOf(
      Object.keys(first.dynamodb.Keys)[0] as string,
      first.dynamodb.StreamViewType,
    );
    for (const item of listed.puts) await put(TableName, item);
    const records = await server.recordsOf(arn, listed.records);
    expect(records).toHaveLength(listed.records);
    const comparison = new RecordedComparison();
    // A filter may have kept some from Lambda, so each recorded record looks for its own.
    for (const expected of recorded) {
      const actual = records.find(
        ({ eventName, dynamodb }) =>
          eventName === (expected as unknown as _Record).eventName &&
          JSON.stringify(dynamodb?.Keys) === JSON.stringify(expected.dynamodb.Keys),
      );
      expectRecorded(expected, { ...actual, eventSourceARN: arn }, comparison);
    }
  });
});

/** Every record anywhere inside. */
function recordsIn(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("dynamodb" in value && "eventName" in value) return [value];
  return Object.values(value).flatMap(recordsIn);
}

function isLambdaRecord(record: object): record is LambdaRecord {
  return "eventSourceARN" in record;
}

/** A batch that was retried came again. */
function distinct(records: LambdaRecord[]): LambdaRecord[] {
  return [...new Map(records.map((record) => [record.dynamodb.SequenceNumber, record])).values()];
}

/** Lambda has binary as base64 text; the SDK has bytes. */
function decoded(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [
      name,
      value.B ? { B: Buffer.from(String(value.B), "base64") } : value,
    ]),
  );
}
