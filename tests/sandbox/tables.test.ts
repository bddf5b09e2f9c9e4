import {
  DeleteTableCommand,
  DescribeContinuousBackupsCommand,
  DescribeEndpointsCommand,
  DescribeLimitsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  ListTagsOfResourceCommand,
  PutItemCommand,
  QueryCommand,
  TagResourceCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { db, key, put, sandbox, TableName, tableArn } from "./own-table";

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
