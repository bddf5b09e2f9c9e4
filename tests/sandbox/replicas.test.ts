import {
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  type ReplicationGroupUpdate,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { ListStreamsCommand } from "@aws-sdk/client-dynamodb-streams";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, clients, control, scratchDirectory } from "./support";

const TableName = "music";
let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let home: ReturnType<typeof clients>;
let away: ReturnType<typeof clients>;

beforeEach(async () => {
  scratch = await scratchDirectory();
  await start();
  await home.db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
});

afterEach(async () => {
  await sandbox.close();
  await scratch.remove();
});

async function start() {
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  home = clients(sandbox.url, "us-east-1");
  away = clients(sandbox.url, "eu-west-1");
}

const update = (...ReplicaUpdates: ReplicationGroupUpdate[]) =>
  home.db.send(new UpdateTableCommand({ TableName, ReplicaUpdates }));
const replicate = (RegionName = "eu-west-1") => update({ Create: { RegionName } });
const put = ({ db }: typeof home, pk: string, rest: object = {}) =>
  db.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, ...rest } }));
const get = async ({ db }: typeof home, pk: string) =>
  (await db.send(new GetItemCommand({ TableName, Key: { pk: { S: pk } } }))).Item;
const tableOf = async ({ db }: typeof home) => (await db.send(new DescribeTableCommand({ TableName }))).Table;
const arnOf = async (of: typeof home) => (await tableOf(of))?.LatestStreamArn as string;

it("two writes in one region are two records in each region's own stream", async () => {
  const { TableDescription } = await replicate();
  expect(TableDescription).toMatchObject({
    TableStatus: "UPDATING",
    GlobalTableVersion: "2019.11.21",
    Replicas: [{ RegionName: "eu-west-1", ReplicaStatus: "CREATING" }],
  });
  expect((await tableOf(home))?.Replicas).toEqual([{ RegionName: "eu-west-1", ReplicaStatus: "ACTIVE" }]);
  expect((await tableOf(away))?.Replicas).toEqual([{ RegionName: "us-east-1", ReplicaStatus: "ACTIVE" }]);
  await put(home, "a");
  await put(away, "b");
  await put(home, "b", { n: { N: "1" } });
  await away.db.send(new DeleteItemCommand({ TableName, Key: { pk: { S: "a" } } }));
  expect(await get(away, "b")).toEqual({ pk: { S: "b" }, n: { N: "1" } });
  expect(await get(home, "a")).toBeUndefined();

  const changes = async ({ streams }: typeof home, arn: string) =>
    (await allRecords(streams, arn))
      .map(({ awsRegion, eventName, dynamodb }) => `${awsRegion} ${eventName} ${dynamodb?.Keys?.pk?.S}`)
      .sort();
  const [homeArn, awayArn] = [await arnOf(home), await arnOf(away)];
  expect(homeArn).toMatch(/^arn:aws:dynamodb:us-east-1:\d{12}:table\/music\/stream\//);
  expect(awayArn).toMatch(/^arn:aws:dynamodb:eu-west-1:\d{12}:table\/music\/stream\//);
  const expected = ["INSERT a", "INSERT b", "MODIFY b", "REMOVE a"];
  expect(await changes(home, homeArn)).toEqual(expected.map((change) => `us-east-1 ${change}`));
  expect(await changes(away, awayArn)).toEqual(expected.map((change) => `eu-west-1 ${change}`));
  const listed = async ({ streams }: typeof home) =>
    (await streams.send(new ListStreamsCommand({ TableName }))).Streams;
  expect((await listed(home))?.map((stream) => stream.StreamArn)).toEqual([homeArn]);
  expect((await listed(away))?.map((stream) => stream.StreamArn)).toEqual([awayArn]);
});

it("a replica outlives a restart, and the end of the table that it was made from", async () => {
  await put(home, "before");
  await replicate();
  await sandbox.close();
  await start();
  expect(await get(away, "before")).toEqual({ pk: { S: "before" } });
  await home.db.send(new DeleteTableCommand({ TableName }));
  expect((await tableOf(away))?.Replicas).toBeUndefined();
  expect(await get(away, "before")).toEqual({ pk: { S: "before" } });
  await put(away, "after");
  expect((await tableOf(away))?.ItemCount).toBe(2);
  expect(await allRecords(away.streams, await arnOf(away))).toHaveLength(1);
});

it("a replica is removed alone; its stream stays readable", async () => {
  await replicate();
  await put(home, "a");
  const arn = await arnOf(away);
  await update({ Delete: { RegionName: "eu-west-1" } });
  await expect(tableOf(away)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  expect((await tableOf(home))?.Replicas).toBeUndefined();
  expect(await get(home, "a")).toEqual({ pk: { S: "a" } });
  await put(home, "b");
  expect(await allRecords(away.streams, arn)).toHaveLength(1);
});

it("time to live and indexes are those of all replicas; only where it deletes does the record say why", async () => {
  await replicate();
  await away.db.send(
    new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: "expires", Enabled: true } }),
  );
  const { TimeToLiveDescription } = await home.db.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription?.TimeToLiveStatus).toBe("ENABLED");
  await home.db.send(
    new UpdateTableCommand({
      TableName,
      AttributeDefinitions: [{ AttributeName: "kind", AttributeType: "S" }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: "by-kind",
            KeySchema: [{ AttributeName: "kind", KeyType: "HASH" }],
            Projection: { ProjectionType: "ALL" },
          },
        },
      ],
    }),
  );
  const expires = { N: String(Math.floor(Date.now() / 1000) + 60) };
  await put(home, "a", { expires, kind: { S: "k" } });
  const { Items } = await away.db.send(
    new QueryCommand({
      TableName,
      IndexName: "by-kind",
      KeyConditionExpression: "kind = :k",
      ExpressionAttributeValues: { ":k": { S: "k" } },
    }),
  );
  expect(Items).toHaveLength(1);
  await control(sandbox.url, "clock", { advanceMs: 120_000 });
  const last = async (of: typeof home) => (await allRecords(of.streams, await arnOf(of))).at(-1);
  expect((await last(home))?.userIdentity).toEqual({ PrincipalId: "dynamodb.amazonaws.com", Type: "Service" });
  expect(await last(away)).toMatchObject({ eventName: "REMOVE" });
  expect((await last(away))?.userIdentity).toBeUndefined();
});

it("what cannot be is refused", async () => {
  const invalid = { name: "ValidationException" };
  await expect(update()).rejects.toMatchObject(invalid);
  await expect(update({})).rejects.toMatchObject(invalid);
  await expect(replicate("nowhere")).rejects.toMatchObject(invalid);
  await expect(replicate("us-east-1")).rejects.toMatchObject(invalid);
  await expect(update({ Delete: { RegionName: "eu-west-1" } })).rejects.toMatchObject(invalid);
  await replicate();
  await expect(replicate()).rejects.toMatchObject(invalid);
  const disable = new UpdateTableCommand({ TableName, StreamSpecification: { StreamEnabled: false } });
  await expect(home.db.send(disable)).rejects.toMatchObject(invalid);
});
