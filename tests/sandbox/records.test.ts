import {
  DeleteItemCommand,
  PutItemCommand,
  type StreamViewType,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { describe, expect, it } from "vitest";
import { createTable, db, iterator, onlyShard, put, sandbox, streams } from "./own-streams";
import { allRecords, control } from "./support";

describe("records", () => {
  it.each([
    ["KEYS_ONLY", [], [], []],
    ["NEW_IMAGE", ["NewImage"], ["NewImage"], []],
    ["OLD_IMAGE", [], ["OldImage"], ["OldImage"]],
    ["NEW_AND_OLD_IMAGES", ["NewImage"], ["NewImage", "OldImage"], ["OldImage"]],
  ] as [StreamViewType, string[], string[], string[]][])(
    "%s has these images on insert, modify and remove",
    async (viewType, ...expected) => {
      const { TableName, arn } = await createTable({ viewType });
      const Key = { pk: { S: "a" } };
      await db.send(
        new UpdateItemCommand({
          TableName,
          Key,
          UpdateExpression: "SET n = :n",
          ExpressionAttributeValues: { ":n": { N: "1" } },
        }),
      );
      await put(TableName, "a", "two");
      await put(TableName, "a", "two");
      await db.send(new DeleteItemCommand({ TableName, Key }));
      await db.send(new DeleteItemCommand({ TableName, Key }));
      const records = await allRecords(streams, arn);
      expect(records.map((record) => record.eventName)).toEqual(["INSERT", "MODIFY", "REMOVE"]);
      const images = records.map((record) =>
        Object.keys(record.dynamodb ?? {})
          .filter((name) => name.endsWith("Image"))
          .sort(),
      );
      expect(images).toEqual(expected);
      expect(records.every((record) => record.dynamodb?.StreamViewType === viewType)).toBe(true);
      expect(
        records.every((record) => (record.dynamodb?.ApproximateCreationDateTime?.getTime() ?? 1) % 1000 === 0),
      ).toBe(true);
    },
  );

  it("keeps numbers of 38 digits and names that JavaScript has plans for", async () => {
    const { TableName, arn } = await createTable();
    // The SDK's own serialiser loses `__proto__`, so the request is made by hand.
    const big = "12345678901234567890123456789012345678";
    const item = `{"pk":{"S":"x"},"__proto__":{"S":"kept"},"constructor":{"M":{"__proto__":{"N":"${big}"}}}}`;
    const call = (target: string, body: string) =>
      fetch(sandbox.url, {
        method: "POST",
        headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": target },
        body,
      }).then((response) => response.text());
    await call("DynamoDB_20120810.PutItem", `{"TableName":"${TableName}","Item":${item}}`);
    await call(
      "DynamoDB_20120810.UpdateItem",
      `{"TableName":"${TableName}","Key":{"pk":{"S":"x"}},"UpdateExpression":"SET n = :n","ConditionExpression":"attribute_not_exists(toString)","ExpressionAttributeValues":{":n":{"N":"1"}}}`,
    );
    const page = await call(
      "DynamoDBStreams_20120810.GetRecords",
      JSON.stringify({ ShardIterator: await iterator(arn, await onlyShard(arn), "TRIM_HORIZON") }),
    );
    expect(page.split('"__proto__":{"S":"kept"}').length - 1).toBe(3);
    expect(page.split(`"constructor":{"M":{"__proto__":{"N":"${big}"}}}`).length - 1).toBe(3);
  });

  it("marks what time to live deletes", async () => {
    const { TableName, arn } = await createTable();
    await db.send(
      new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification: { AttributeName: "expires", Enabled: true } }),
    );
    const now = Math.floor(Date.now() / 1000);
    for (const [pk, expires] of [
      ["soon", now + 100],
      ["later", now + 5000],
      ["moved", now + 100],
    ] as const) {
      await db.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, expires: { N: String(expires) } } }));
    }
    await db.send(new PutItemCommand({ TableName, Item: { pk: { S: "moved" }, expires: { N: String(now + 5000) } } }));
    await control(sandbox.url, "clock", { advanceMs: 200_000 });
    const records = await allRecords(streams, arn);
    const removed = records.filter((record) => record.eventName === "REMOVE");
    expect(removed.map((record) => record.dynamodb?.Keys?.pk?.S)).toEqual(["soon"]);
    expect(removed[0]?.userIdentity).toEqual({ PrincipalId: "dynamodb.amazonaws.com", Type: "Service" });
    expect(records.filter((record) => record.userIdentity)).toHaveLength(1);
  });
});
