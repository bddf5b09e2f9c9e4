import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  GetItemCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  TagResourceCommand,
  TransactGetItemsCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, clients, scratchDirectory } from "./support";

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let db: ReturnType<typeof clients>["db"];
let streams: ReturnType<typeof clients>["streams"];
let TableName: string;
let tableArn: string;
let streamArn: string;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  ({ db, streams } = clients(sandbox.url));
  TableName = "things";
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

const key = (pk: string, sk = 1) => ({ pk: { S: pk }, sk: { N: String(sk) } });
const put = (pk: string, sk = 1, rest: object = {}) =>
  db.send(new PutItemCommand({ TableName, Item: { ...key(pk, sk), ...rest } }));
const get = async (pk: string, sk = 1) => (await db.send(new GetItemCommand({ TableName, Key: key(pk, sk) }))).Item;

describe("items", () => {
  it("are read by key, query, scan and index", async () => {
    for (let i = 1; i <= 5; i++) await put("read", i, { kind: { S: i % 2 ? "odd" : "even" } });
    const query = await db.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: "pk = :pk AND sk BETWEEN :a AND :b",
        ExpressionAttributeValues: { ":pk": { S: "read" }, ":a": { N: "2" }, ":b": { N: "4" } },
      }),
    );
    expect(query.Items?.map((item) => item.sk?.N)).toEqual(["2", "3", "4"]);
    const index = await db.send(
      new QueryCommand({
        TableName,
        IndexName: "by-kind",
        KeyConditionExpression: "kind = :kind",
        ExpressionAttributeValues: { ":kind": { S: "odd" } },
      }),
    );
    expect(index.Items?.map((item) => item.sk?.N).sort()).toEqual(["1", "3", "5"]);
    await db.send(new DeleteItemCommand({ TableName, Key: key("read", 3) }));
    await put("read", 5, { kind: { S: "even" } });
    const after = await db.send(new ScanCommand({ TableName, IndexName: "by-kind" }));
    expect(after.Items?.map((item) => [item.sk?.N, item.kind?.S]).sort()).toEqual([
      ["1", "odd"],
      ["2", "even"],
      ["4", "even"],
      ["5", "even"],
    ]);
    const batch = await db.send(
      new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [key("read", 1), key("read", 3)] } } }),
    );
    expect(batch.Responses?.[TableName]).toHaveLength(1);
  });

  it("are filtered after they were found, counted and cut down", async () => {
    const shape = (side: string) => ({ M: { sides: { L: [{ N: side }, { S: "cm" }] } } });
    for (let i = 1; i <= 4; i++) await put("filtered", i, { shape: shape(String(i % 2)) });
    const query = (rest: object) =>
      db.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: "pk = :pk",
          FilterExpression: "shape = :shape",
          ExpressionAttributeValues: { ":pk": { S: "filtered" }, ":shape": shape("1") },
          ...rest,
        }),
      );
    expect((await query({ ProjectionExpression: "sk, shape.sides[1]" })).Items).toEqual(
      [1, 3].map((sk) => ({ sk: { N: String(sk) }, shape: { M: { sides: { L: [{ S: "cm" }] } } } })),
    );
    expect(await query({ Select: "COUNT" })).toMatchObject({ Count: 2, ScannedCount: 4 });
    expect(await query({ Limit: 2 })).toMatchObject({
      Count: 1,
      ScannedCount: 2,
      LastEvaluatedKey: key("filtered", 2),
    });
    const invalid = { name: "ValidationException" };
    await expect(query({ FilterExpression: "sk = :shape" })).rejects.toMatchObject(invalid);
    await expect(query({ FilterExpression: "shape < :shape" })).rejects.toMatchObject({
      ...invalid,
      message:
        "Invalid FilterExpression: Incorrect operand type for operator or function; operator or function: <, operand type: M",
    });
    await db.send(
      new DeleteItemCommand({
        TableName,
        Key: key("filtered", 1),
        ConditionExpression: "shape = :shape",
        ExpressionAttributeValues: { ":shape": shape("1") },
      }),
    );
    expect(await get("filtered", 1)).toBeUndefined();
  });

  it("come with the failed condition when asked for", async () => {
    await put("held", 1, { owner: { S: "a" } });
    const refused = {
      TableName,
      ConditionExpression: "attribute_not_exists(pk)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD" as const,
    };
    const held = { name: "ConditionalCheckFailedException", Item: { ...key("held"), owner: { S: "a" } } };
    await expect(db.send(new PutItemCommand({ ...refused, Item: key("held") }))).rejects.toMatchObject(held);
    await expect(db.send(new DeleteItemCommand({ ...refused, Key: key("held") }))).rejects.toMatchObject(held);
    await expect(
      db.send(
        new UpdateItemCommand({
          ...refused,
          Key: key("held"),
          UpdateExpression: "REMOVE #o",
          ExpressionAttributeNames: { "#o": "owner" },
        }),
      ),
    ).rejects.toMatchObject(held);
  });

  it("are found under the table's ARN as under its name", async () => {
    await db.send(new PutItemCommand({ TableName: tableArn, Item: key("arn") }));
    await db.send(
      new BatchWriteItemCommand({ RequestItems: { [tableArn]: [{ PutRequest: { Item: key("arn", 2) } }] } }),
    );
    expect((await db.send(new GetItemCommand({ TableName: tableArn, Key: key("arn", 2) }))).Item).toEqual(
      key("arn", 2),
    );
  });

  it("take a hundred concurrent counts without losing one", async () => {
    const count = () =>
      db.send(
        new UpdateItemCommand({
          TableName,
          Key: key("counter"),
          UpdateExpression: "ADD n :one",
          ExpressionAttributeValues: { ":one": { N: "1" } },
        }),
      );
    await Promise.all(Array.from({ length: 100 }, count));
    expect((await get("counter"))?.n).toEqual({ N: "100" });
    const records = (await allRecords(streams, streamArn)).filter(
      (record) => record.dynamodb?.Keys?.pk?.S === "counter",
    );
    expect(records.map((record) => record.dynamodb?.NewImage?.n?.N)).toEqual(
      Array.from({ length: 100 }, (_, i) => String(i + 1)),
    );
  });
});

describe("transactions", () => {
  it("are all or nothing, and say why not", async () => {
    await put("taken");
    const before = (await allRecords(streams, streamArn)).length;
    await expect(
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            { Put: { TableName, Item: key("free") } },
            {
              Put: {
                TableName,
                Item: key("taken"),
                ConditionExpression: "attribute_not_exists(pk)",
                ReturnValuesOnConditionCheckFailure: "ALL_OLD",
              },
            },
          ],
        }),
      ),
    ).rejects.toMatchObject({
      name: "TransactionCanceledException",
      message:
        "Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]",
      CancellationReasons: [
        { Code: "None" },
        { Code: "ConditionalCheckFailed", Message: "The conditional request failed", Item: key("taken") },
      ],
    });
    expect(await get("free")).toBeUndefined();
    expect(await allRecords(streams, streamArn)).toHaveLength(before);
  });

  it("with the same token happen once", async () => {
    const transact = (by: string) =>
      db.send(
        new TransactWriteItemsCommand({
          ClientRequestToken: "once",
          TransactItems: [
            {
              Update: {
                TableName,
                Key: key("token"),
                UpdateExpression: "ADD n :n",
                ExpressionAttributeValues: { ":n": { N: by } },
              },
            },
          ],
        }),
      );
    await Promise.all([transact("5"), transact("5")]);
    await transact("5");
    expect((await get("token"))?.n).toEqual({ N: "5" });
    await expect(transact("6")).rejects.toMatchObject({ name: "IdempotentParameterMismatchException" });
    const read = await db.send(
      new TransactGetItemsCommand({
        TransactItems: [{ Get: { TableName, Key: key("token") } }, { Get: { TableName, Key: key("nothing") } }],
      }),
    );
    expect(read.Responses?.map((response) => response.Item?.n?.N)).toEqual(["5", undefined]);
  });

  it("name one item once", async () => {
    await expect(
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: key("x") } }, { Delete: { TableName, Key: key("x") } }],
        }),
      ),
    ).rejects.toMatchObject({
      name: "ValidationException",
      message: "Transaction request cannot include multiple operations on one item",
    });
  });
});

describe("tables", () => {
  it("are protected from deletion while they ask for it", async () => {
    await db.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: true }));
    await expect(db.send(new DeleteTableCommand({ TableName }))).rejects.toMatchObject({ name: "ValidationException" });
    await db.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false }));
    const { Table } = await db.send(new DescribeTableCommand({ TableName }));
    expect(Table?.DeletionProtectionEnabled).toBe(false);
  });

  it("gain and lose a global index", async () => {
    await put("index", 1, { colour: { S: "red" } });
    await db.send(
      new UpdateTableCommand({
        TableName,
        AttributeDefinitions: [{ AttributeName: "colour", AttributeType: "S" }],
        GlobalSecondaryIndexUpdates: [
          {
            Create: {
              IndexName: "by-colour",
              KeySchema: [{ AttributeName: "colour", KeyType: "HASH" }],
              Projection: { ProjectionType: "ALL" },
            },
          },
        ],
      }),
    );
    await put("index", 2, { colour: { S: "red" } });
    const query = () =>
      db.send(
        new QueryCommand({
          TableName,
          IndexName: "by-colour",
          KeyConditionExpression: "colour = :c",
          ExpressionAttributeValues: { ":c": { S: "red" } },
        }),
      );
    expect((await query()).Items?.map((item) => item.sk?.N).sort()).toEqual(["1", "2"]);
    await db.send(
      new UpdateTableCommand({ TableName, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: "by-colour" } }] }),
    );
    await expect(query()).rejects.toMatchObject({ name: "ValidationException" });
    const { Table } = await db.send(new DescribeTableCommand({ TableName }));
    expect(Table?.GlobalSecondaryIndexes?.map((index) => index.IndexName)).toEqual(["by-kind"]);
  });

  it("answer what tools ask of them", async () => {
    await db.send(new TagResourceCommand({ ResourceArn: tableArn, Tags: [{ Key: "team", Value: "a" }] }));
    expect((await db.send(new ListTagsOfResourceCommand({ ResourceArn: tableArn }))).Tags).toEqual([
      { Key: "team", Value: "a" },
    ]);
    expect((await db.send(new DescribeEndpointsCommand({}))).Endpoints?.[0]?.Address).toBe(new URL(sandbox.url).host);
    expect((await db.send(new DescribeLimitsCommand({}))).TableMaxReadCapacityUnits).toBeGreaterThan(0);
    const backups = await db.send(new DescribeContinuousBackupsCommand({ TableName }));
    expect(backups.ContinuousBackupsDescription?.ContinuousBackupsStatus).toBe("ENABLED");
    expect((await db.send(new DescribeTimeToLiveCommand({ TableName }))).TimeToLiveDescription).toEqual({
      TimeToLiveStatus: "DISABLED",
    });
    await expect(db.send(new DescribeTableCommand({ TableName: "missing" }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found: Table: missing not found",
    });
    await expect(db.send(new PutItemCommand({ TableName: "missing", Item: key("a") }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "Requested resource not found",
    });
  });
});
