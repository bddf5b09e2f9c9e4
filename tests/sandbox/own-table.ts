import { CreateTableCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { clients, scratchDirectory } from "./support";

/** A sandbox with one table for the tests of this file, which start and end it. */
export const TableName = "things";
export let sandbox: Sandbox;
export let db: ReturnType<typeof clients>["db"];
export let streams: ReturnType<typeof clients>["streams"];
export let tableArn: string;
export let streamArn: string;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  ({ db, streams } = clients(sandbox.url));
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
        { AttributeName: "kind", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: "by-kind",
          KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
          Projection: { ProjectionType: "ALL" },
        },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  tableArn = TableDescription?.TableArn as string;
  streamArn = TableDescription?.LatestStreamArn as string;
});

afterAll(async () => {
  await sandbox.close();
  await scratch.remove();
});

export const key = (pk: string, sk = 1) => ({ pk: { S: pk }, sk: { N: String(sk) } });
export const put = (pk: string, sk = 1, rest: object = {}) =>
  db.send(new PutItemCommand({ TableName, Item: { ...key(pk, sk), ...rest } }));
export const get = async (pk: string, sk = 1) =>
  (await db.send(new GetItemCommand({ TableName, Key: key(pk, sk) }))).Item;
