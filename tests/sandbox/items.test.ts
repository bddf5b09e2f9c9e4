import {
  BatchGetItemCommand,
  BatchWriteItemCommand,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { db, get, key, put, streamArn, streams, TableName, tableArn } from "./own-table";
import { allRecords } from "./support";

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
