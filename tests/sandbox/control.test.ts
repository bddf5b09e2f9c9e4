import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  PutItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allShards, clients, control, scratchDirectory } from "./support";

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let db: ReturnType<typeof clients>["db"];
let streams: ReturnType<typeof clients>["streams"];
const TableName = "controlled";
let streamArn: string;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  ({ db, streams } = clients(sandbox.url));
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  streamArn = TableDescription?.LatestStreamArn as string;
});

afterAll(async () => {
  await sandbox.close();
  await scratch.remove();
});

async function refused(call: string, body: unknown): Promise<[number, string]> {
  const response = await fetch(`${sandbox.url}/_sandbox/${call}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  const { error } = (await response.json()) as { error: { code: string; message: string; retriable: boolean } };
  expect(error.retriable).toBe(false);
  return [response.status, error.message];
}

it("rolls and splits open shards, and says of others why not", async () => {
  const [shard] = await allShards(streams, streamArn);
  const shardId = shard?.ShardId;
  const split = await control<{ closed: string[]; opened: string[] }>(sandbox.url, "split", { streamArn, shardId });
  expect(split).toEqual({ closed: [shardId], opened: [expect.any(String), expect.any(String)] });
  for (const call of ["roll", "split"]) {
    expect(await refused(call, { streamArn, shardId })).toEqual([400, `The shard ${shardId} is closed already.`]);
    expect(await refused(call, { streamArn, shardId: "none" })).toEqual([404, "The stream has no shard none."]);
  }
  const roll = await control<{ closed: string[]; opened: string[] }>(sandbox.url, "roll", { streamArn });
  expect(roll.closed).toEqual(split.opened);
  expect(await refused("roll", { streamArn: `${streamArn}0` })).toEqual([404, expect.stringContaining("not found")]);
  await db.send(new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } }));
  expect(await refused("roll", { streamArn })).toEqual([400, "The stream is disabled: it has no open shards."]);
});

it.each([
  ["roll", {}],
  ["split", { streamArn: "x" }],
  ["trim", { streamArn: "x", olderThan: "then" }],
  ["clock", { advanceMs: -1 }],
  ["clock", {}],
  ["faults", { throttle: 2 }],
  ["faults", { latencyMs: "1" }],
  ["faults", { throttle: 0.5, seed: -1 }],
  ["workload", { writesPerSecond: 1001 }],
  ["workload", { writesPerSecond: 5, table: "a/b" }],
  ["workload", { writesPerSecond: 5, table: TableName }],
  ["nothing", {}],
  ["clock", "{"],
  ["clock", "[]"],
])("refuses %s %j", async (call, body) => {
  const [status, message] = await refused(call, body);
  expect([400, 404]).toContain(status);
  expect(message).toMatch(/\w{3}/);
});

it("counts the items of a table and their bytes, also after a restart", async () => {
  const size = async () => {
    const { Table } = await clients(sandbox.url).db.send(new DescribeTableCommand({ TableName }));
    return [Table?.ItemCount, Table?.TableSizeBytes];
  };
  const put = (pk: string, text: string) =>
    db.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, text: { S: text } } }));
  expect(await size()).toEqual([0, 0]);
  await put("a", "1234");
  await put("a", "12345678");
  const batch = ["b", "c"].map((pk) => ({ PutRequest: { Item: { pk: { S: pk } } } }));
  await db.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: batch } }));
  await db.send(new DeleteItemCommand({ TableName, Key: { pk: { S: "c" } } }));
  // pk, a, text and eight; pk and b.
  expect(await size()).toEqual([2, 2 + 1 + 4 + 8 + 2 + 1]);
  await sandbox.close();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  expect(await size()).toEqual([2, 18]);
});
