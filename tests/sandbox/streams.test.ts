import {
  DeleteTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
  PutItemCommand,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, ListStreamsCommand } from "@aws-sdk/client-dynamodb-streams";
import { describe, expect, it } from "vitest";
import { createTable, db, put, sandbox, streams } from "./own-streams";
import { allRecords, clients } from "./support";

describe("streams of a table", () => {
  it("makes a new one at each enable, and keeps the old ones readable", async () => {
    const { TableName, arn } = await createTable();
    await put(TableName, "a");
    const enable = (StreamEnabled: boolean) =>
      db.send(
        new UpdateTableCommand({
          TableName,
          StreamSpecification: { StreamEnabled, ...(StreamEnabled ? { StreamViewType: "NEW_IMAGE" } : {}) },
        }),
      );
    await expect(enable(true)).rejects.toMatchObject({ name: "ValidationException" });
    await enable(false);
    const described = await db.send(new DescribeTableCommand({ TableName }));
    expect(described.Table?.LatestStreamArn).toBe(arn);
    expect(described.Table?.StreamSpecification).toBeUndefined();
    await put(TableName, "unseen");
    const { TableDescription } = await enable(true);
    expect(TableDescription?.LatestStreamArn).not.toBe(arn);
    await put(TableName, "b");
    const { Streams } = await streams.send(new ListStreamsCommand({ TableName }));
    expect(Streams?.map((stream) => stream.StreamArn)).toEqual([arn, TableDescription?.LatestStreamArn]);
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    expect(StreamDescription?.StreamStatus).toBe("DISABLED");
    expect(StreamDescription?.Shards?.every((shard) => shard.SequenceNumberRange?.EndingSequenceNumber)).toBe(true);
    const keys = async (stream: string) =>
      (await allRecords(streams, stream)).map((record) => record.dynamodb?.Keys?.pk?.S);
    expect(await keys(arn)).toEqual(["a"]);
    expect(await keys(TableDescription?.LatestStreamArn as string)).toEqual(["b"]);
    await db.send(new DeleteTableCommand({ TableName }));
    expect(await keys(TableDescription?.LatestStreamArn as string)).toEqual(["b"]);
  });

  it("keeps regions apart", async () => {
    const other = clients(sandbox.url, "eu-west-3");
    const { TableName, arn } = await createTable({ client: other.db });
    expect(arn).toMatch(/^arn:aws:dynamodb:eu-west-3:000000000000:table\//);
    await other.db.send(new PutItemCommand({ TableName, Item: { pk: { S: "a" } } }));
    expect((await allRecords(other.streams, arn))[0]?.awsRegion).toBe("eu-west-3");
    expect((await db.send(new ListTablesCommand({}))).TableNames).not.toContain(TableName);
    expect((await other.db.send(new ListTablesCommand({}))).TableNames).toEqual([TableName]);
  });
});
