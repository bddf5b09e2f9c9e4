import { CreateTableCommand, PutItemCommand, type StreamViewType } from "@aws-sdk/client-dynamodb";
import {
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  type Shard,
  type ShardIteratorType,
} from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, expect } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allShards, clients, scratchDirectory } from "./support";

/** A sandbox for the tests of this file, which start and end it; each test makes a table of its own. */
export let sandbox: Sandbox;
export let db: ReturnType<typeof clients>["db"];
export let streams: ReturnType<typeof clients>["streams"];
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  ({ db, streams } = clients(sandbox.url));
});

afterAll(async () => {
  await sandbox.close();
  await scratch.remove();
});

let tables = 0;
export async function createTable(
  options: { viewType?: StreamViewType; onDemand?: boolean; client?: typeof db } = {},
): Promise<{ TableName: string; arn: string }> {
  const TableName = `table-${++tables}`;
  const { TableDescription } = await (options.client ?? db).send(
    new CreateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      ...(options.onDemand
        ? { BillingMode: "PAY_PER_REQUEST" }
        : { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }),
      StreamSpecification: { StreamEnabled: true, StreamViewType: options.viewType ?? "NEW_AND_OLD_IMAGES" },
    }),
  );
  return { TableName, arn: TableDescription?.LatestStreamArn as string };
}

export const put = (TableName: string, pk: string, text = "") =>
  db.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, text: { S: text } } }));

export async function iterator(arn: string, shard: Shard, type: ShardIteratorType, number?: string): Promise<string> {
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({
      StreamArn: arn,
      ShardId: shard.ShardId,
      ShardIteratorType: type,
      ...(number === undefined ? {} : { SequenceNumber: number }),
    }),
  );
  return ShardIterator as string;
}

export const read = (ShardIterator: string | undefined, Limit?: number): Promise<GetRecordsCommandOutput> =>
  streams.send(new GetRecordsCommand({ ShardIterator, ...(Limit ? { Limit } : {}) }));

export const keysOf = (page: GetRecordsCommandOutput) => page.Records?.map((record) => record.dynamodb?.Keys?.pk?.S);

export async function onlyShard(arn: string): Promise<Shard> {
  const shards = await allShards(streams, arn);
  expect(shards).toHaveLength(1);
  return shards[0] as Shard;
}
