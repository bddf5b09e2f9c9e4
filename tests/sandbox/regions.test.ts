import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { systemClock } from "@/lib/clock";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { readSettings } from "@/lib/server/settings";
import { Sources } from "@/lib/server/sources";
import { streamArnParts } from "@/lib/stream/arn";
import { clients, scratchDirectory } from "./support";

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let sources: Sources;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  const settings = readSettings({ NODE_ENV: "test", SANDBOX_PORT: new URL(sandbox.url).port });
  sources = new Sources(settings, systemClock);
});

afterAll(async () => {
  sources.close();
  await sandbox.close();
  await scratch.remove();
});

async function createTable(region: string, TableName: string): Promise<void> {
  await clients(sandbox.url, region).db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_IMAGE" },
    }),
  );
}

async function listed(): Promise<string[]> {
  const streams = await sources.listStreams("sandbox", new AbortController().signal);
  expect(streams.every(({ status, viewType }) => status === "ENABLED" && viewType === "NEW_IMAGE")).toBe(true);
  return streams.map(({ arn, tableName }) => `${streamArnParts(arn)?.region} ${tableName}`);
}

it("a table's stream is listed whatever region its application uses", async () => {
  expect(await listed()).toEqual([]);
  await createTable("eu-central-1", "orders");
  await createTable("ap-south-1", "orders");
  expect(await listed()).toEqual(["ap-south-1 orders", "eu-central-1 orders"]);
  await createTable("us-east-1", "users");
  expect(await listed()).toEqual(["us-east-1 users", "ap-south-1 orders", "eu-central-1 orders"]);
});
