import {
  type CreateTableCommandInput,
  DescribeTableCommand,
  type StreamViewType,
  type TableDescription,
  UpdateTableCommand,
} from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ContractServer, expectRecorded, recording, recordings } from "./contract";

/**
 * Makes the tables of every recording of AWS and compares how they and their streams are described, field by field.
 * CONTRACT_ENDPOINT=http://… points the suite at another server.
 */
let server: ContractServer;
let db: ContractServer["db"];
let streams: ContractServer["streams"];

beforeAll(async () => {
  server = await ContractServer.start();
  ({ db, streams } = server);
});

afterAll(() => server.stop(), 120_000);

describe("tables and streams are described as by AWS", () => {
  const described = (member: string) =>
    recordings.flatMap(({ test, parts }) =>
      Object.entries(parts)
        .filter(([, part]) => typeof part === "object" && part !== null && member in part)
        .map(([part, answer]) => ({ name: `${test.slice(test.indexOf("::") + 2)} ${part}`, answer: answer as object })),
    );
  /** The request that makes a table of this description. */
  const wanted = (of: TableDescription): Omit<CreateTableCommandInput, "TableName"> => {
    const { ReadCapacityUnits, WriteCapacityUnits } = of.ProvisionedThroughput ?? {};
    return {
      AttributeDefinitions: of.AttributeDefinitions ?? [],
      KeySchema: of.KeySchema ?? [],
      ...(of.BillingModeSummary
        ? { BillingMode: "PAY_PER_REQUEST" }
        : { ProvisionedThroughput: { ReadCapacityUnits, WriteCapacityUnits } }),
      ...(of.StreamSpecification ? { StreamSpecification: of.StreamSpecification } : {}),
    };
  };

  it.each(described("TableDescription"))("$name", async ({ answer }) => {
    const recorded = (answer as { TableDescription: TableDescription }).TableDescription;
    const { StreamSpecification, ...plain } = wanted(recorded);
    if (recorded.TableStatus !== "UPDATING") {
      return expectRecorded(answer, (await server.createTable(wanted(recorded))).answer);
    }
    const { TableName } = await server.createTable(plain);
    expectRecorded(answer, await db.send(new UpdateTableCommand({ TableName, StreamSpecification })));
  });

  it.each(described("Table"))("$name", async ({ answer }) => {
    const { TableName } = await server.createTable(wanted((answer as { Table: TableDescription }).Table));
    expectRecorded(answer, await db.send(new DescribeTableCommand({ TableName })));
  });

  it.each(described("StreamDescription"))("$name", async ({ answer }) => {
    const { StreamDescription: recorded } = answer as {
      StreamDescription: { KeySchema: [{ AttributeName: string }]; StreamViewType: StreamViewType };
    };
    const { arn } = await server.tableOf(recorded.KeySchema[0].AttributeName, recorded.StreamViewType);
    expectRecorded(answer, await streams.send(new DescribeStreamCommand({ StreamArn: arn })));
  });

  it("non_existent_stream", async () => {
    const StreamArn = "arn:aws:dynamodb:us-east-1:111111111111:table/missing/stream/2024-11-18T14:36:44.149";
    const error = await streams.send(new DescribeStreamCommand({ StreamArn })).catch((refused) => refused);
    expectRecorded(recording("test_non_existent_stream").parts["non-existent-stream"], {
      Error: { Code: error.name, Message: error.message },
      message: error.message,
    });
    expect(error.$metadata.httpStatusCode).toBe(400);
  });

  it("a new on-demand table has its shards listed after the one that is named", async () => {
    const { arn } = await server.createTable({
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    });
    const list = async (after?: string) => {
      const request = { StreamArn: arn, ...(after ? { ExclusiveStartShardId: after } : {}) };
      return (
        (await streams.send(new DescribeStreamCommand(request))).StreamDescription?.Shards?.map((s) => s.ShardId) ?? []
      );
    };
    const [first, ...rest] = await list();
    expect(await list(first)).toEqual(rest);
  });

  it("an iterator is the stream's ARN, a digit and a text; an empty open shard answers with a next one", async () => {
    const { arn } = await server.tableOf("id", "NEW_IMAGE");
    const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: arn }));
    const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
    const { ShardIterator } = await streams.send(
      new GetShardIteratorCommand({ StreamArn: arn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    const { Records, NextShardIterator } = await streams.send(new GetRecordsCommand({ ShardIterator }));
    expect(Records).toEqual([]);
    for (const iterator of [ShardIterator, NextShardIterator]) {
      expect(iterator?.startsWith(`${arn}|`)).toBe(true);
      expect(iterator?.slice(arn.length)).toMatch(/^\|\d\|.+$/);
    }
  });
});
