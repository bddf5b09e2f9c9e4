import { readFileSync } from "node:fs";
import {
  type AttributeValue,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  type StreamViewType,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, clients, scratchDirectory } from "./support";

/**
 * Replays the writes of recordings of AWS and compares what comes back field by field. CONTRACT_ENDPOINT=http://… points the
 * suite at another server.
 */
const external = process.env.CONTRACT_ENDPOINT;
let sandbox: Sandbox | undefined;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let db: ReturnType<typeof clients>["db"];
let streams: ReturnType<typeof clients>["streams"];

beforeAll(async () => {
  scratch = await scratchDirectory();
  if (!external) sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  ({ db, streams } = clients(external ?? (sandbox as Sandbox).url));
});

afterAll(async () => {
  await sandbox?.close();
  await scratch.remove();
});

type Recording = Record<string, { "recorded-content": Record<string, unknown> }>;
const load = (file: string): Recording =>
  JSON.parse(readFileSync(new URL(`./recordings/${file}`, import.meta.url), "utf8"));
const recordings = load("dynamodb.snapshot.json");
const lambdaRecordings = load("lambda-event-source.snapshot.json");

function recorded<T>(test: string, part: string): T {
  const name = Object.keys(recordings).find((key) => key.endsWith(`::${test}`)) as string;
  return recordings[name]?.["recorded-content"][part] as T;
}

let tables = 0;
async function createTable(
  key: string,
  viewType: StreamViewType,
): Promise<{ TableName: string; arn: string; answer: object }> {
  const TableName = `recorded-${process.pid}-${++tables}`;
  const answer = await db.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: key, AttributeType: "S" }],
      KeySchema: [{ AttributeName: key, KeyType: "HASH" }],
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: viewType },
    }),
  );
  return {
    TableName,
    arn: answer.TableDescription?.LatestStreamArn as string,
    answer: answer.TableDescription as object,
  };
}

/** What changes from run to run becomes what the recordings have in its place. */
function placeholders(records: _Record[]): unknown[] {
  return records.map((record, i) => ({
    ...record,
    awsRegion: "<region>",
    eventID: `<event-i-d:${i + 1}>`,
    dynamodb: {
      ...record.dynamodb,
      ApproximateCreationDateTime: "datetime",
      SequenceNumber: `<sequence-number:${i + 1}>`,
    },
  }));
}

const put = (TableName: string, Item: Record<string, AttributeValue>) =>
  db.send(new PutItemCommand({ TableName, Item }));
const S = (value: string) => ({ S: value });

describe("records are those of AWS", () => {
  it("batch_write_items_streaming", async () => {
    const { TableName, arn } = await createTable("id", "NEW_AND_OLD_IMAGES");
    const batch = (requests: object[]) =>
      db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    await put(TableName, { id: S("Fred") });
    await batch([{ PutRequest: { Item: { id: S("Fred") } } }, { PutRequest: { Item: { id: S("NewKey") } } }]);
    await batch([
      { DeleteRequest: { Key: { id: S("NewKey") } } },
      { PutRequest: { Item: { id: S("Fred"), name: S("Fred") } } },
    ]);
    const expected = recorded<{ Records: unknown[] }>("test_batch_write_items_streaming", "get-records");
    expect(placeholders(await allRecords(streams, arn))).toEqual(expected.Records);
  });

  it("transact_write_items_streaming", async () => {
    const { TableName, arn } = await createTable("id", "NEW_AND_OLD_IMAGES");
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
    const expected = recorded<{ Records: unknown[] }>("test_transact_write_items_streaming", "get-records");
    expect(placeholders(await allRecords(streams, arn))).toEqual(expected.Records);
  });

  it("dynamodb_stream_stream_view_type, read AT the shard's StartingSequenceNumber", async () => {
    const { TableName, arn } = await createTable("Username", "KEYS_ONLY");
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
    const { Records = [] } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    const expected = recorded<{ Records: unknown[] }>("test_dynamodb_stream_stream_view_type", "get-records");
    expect(placeholders(Records)).toEqual(expected.Records);
  });

  it("data_encoding_consistency: binary is the same in the item and in its record; an iterator can be used again", async () => {
    const { TableName, arn } = await createTable("id", "NEW_AND_OLD_IMAGES");
    const Key = { id: S("id1") };
    const getItem = async () => (await db.send(new GetItemCommand({ TableName, Key }))).Item;
    await put(TableName, { ...Key, version: { N: "1" }, data: { B: Uint8Array.of(0x90) } });
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
    const first = await getItem();
    expect(await images()).toEqual([first]);
    await db.send(
      new UpdateItemCommand({
        TableName,
        Key,
        UpdateExpression: "SET version = :v",
        ExpressionAttributeValues: { ":v": { N: "2" } },
      }),
    );
    expect(await images()).toEqual([first, await getItem()]);
  });

  const lambdaCases = Object.entries(lambdaRecordings)
    .map(([name, test]) => ({ name: name.slice(name.indexOf("::") + 2), records: recordsIn(test["recorded-content"]) }))
    .filter(({ records }) => records.length > 0);

  it("finds the recordings of what Lambda received", () => {
    expect(lambdaCases.flatMap(({ records }) => records).length).toBeGreaterThan(20);
  });

  it.each(lambdaCases)("$name", async ({ records }) => {
    for (const expected of records) await replayOne(db, expected);
  });

  /** Makes the write that a record tells of, on a table of its own. */
  async function replayOne(client: DynamoDBClient, expected: LambdaRecord): Promise<void> {
    const { Keys, NewImage, OldImage, StreamViewType: viewType } = expected.dynamodb;
    const { TableName, arn } = await createTable(Object.keys(Keys)[0] as string, viewType);
    if (OldImage) await client.send(new PutItemCommand({ TableName, Item: decoded(OldImage) }));
    if (NewImage) await client.send(new PutItemCommand({ TableName, Item: decoded(NewImage) }));
    else await client.send(new DeleteItemCommand({ TableName, Key: decoded(Keys) }));
    const record = (await allRecords(streams, arn)).at(-1) as _Record;
    expect(record.eventName).toBe(expected.eventName);
    expect(Object.keys(record).sort()).toEqual(
      Object.keys(expected)
        .filter((name) => name !== "eventSourceARN")
        .sort(),
    );
    expect({ ...record.dynamodb, ApproximateCreationDateTime: "", SequenceNumber: "" }).toEqual({
      ...expected.dynamodb,
      Keys: decoded(Keys),
      ...(NewImage ? { NewImage: decoded(NewImage) } : {}),
      ...(OldImage ? { OldImage: decoded(OldImage) } : {}),
      ApproximateCreationDateTime: "",
      SequenceNumber: "",
    });
  }
});

describe("tables and streams are described as AWS does", () => {
  it("CreateTable and DescribeStream", async () => {
    const { arn, answer } = await createTable("id", "NEW_AND_OLD_IMAGES");
    const expected = recorded<{ TableDescription: object }>("test_batch_write_items_streaming", "create-table");
    expect(Object.keys(answer).sort()).toEqual(Object.keys(expected.TableDescription).sort());
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    const description = recorded<{ StreamDescription: object }>("test_batch_write_items_streaming", "describe-stream");
    expect(Object.keys(StreamDescription ?? {}).sort()).toEqual(Object.keys(description.StreamDescription).sort());
    expect(StreamDescription?.Shards).toEqual([
      {
        ShardId: expect.stringMatching(/^shardId-\d{20}-[0-9a-f]{8}$/),
        SequenceNumberRange: { StartingSequenceNumber: expect.stringMatching(/^\d{21,40}$/) },
      },
    ]);
  });

  it("non_existent_stream", async () => {
    const arn = "arn:aws:dynamodb:us-east-1:111111111111:table/missing/stream/2024-11-18T14:36:44.149";
    await expect(streams.send(new DescribeStreamCommand({ StreamArn: arn }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Requested resource not found: Stream: ${arn} not found`,
      $metadata: { httpStatusCode: 400 },
    });
  });
});

type Json = Record<string, Record<string, unknown>>;

interface LambdaRecord {
  eventName: string;
  dynamodb: { Keys: Json; NewImage?: Json; OldImage?: Json; StreamViewType: StreamViewType };
}

/** Every stream record anywhere inside, also within texts. */
function recordsIn(value: unknown): LambdaRecord[] {
  if (Array.isArray(value)) return value.flatMap(recordsIn);
  if (typeof value !== "object" || value === null) return [];
  if ("dynamodb" in value && "eventName" in value) return [value as LambdaRecord];
  return Object.values(value).flatMap(recordsIn);
}

/** Lambda has binary as base64 text; the SDK has bytes. */
function decoded(item: Json): Record<string, AttributeValue> {
  const bytes = (text: unknown) => new Uint8Array(Buffer.from(String(text), "base64"));
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, "B" in value ? { B: bytes(value.B) } : value]),
  ) as unknown as Record<string, AttributeValue>;
}
