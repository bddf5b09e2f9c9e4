import { TransactGetItemsCommand, TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { db, get, key, put, streamArn, streams, TableName } from "./own-table";
import { allRecords } from "./support";

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
