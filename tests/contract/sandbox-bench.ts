import { CreateTableCommand, DynamoDBClient, PutItemCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { createClients } from "@/lib/aws/clients";
import { createAwsSource } from "@/lib/aws/source";
import { systemClock } from "@/lib/clock";
import { startSandbox } from "@/lib/sandbox/sandbox";
import { control, scratchDirectory } from "../sandbox/support";
import { HurriedClock } from "./hurried-clock";
import type { MakeBench } from "./source-bench";

const HURRY = 20;
/** Real milliseconds in which what is waited for must come true. */
const PATIENCE_MS = 25_000;

/** The AWS source over the sandbox, HTTP and all. */
export const sandboxBench: MakeBench = async ({ roots }) => {
  const directory = await scratchDirectory();
  const clock = new HurriedClock(HURRY);
  const sandbox = await startSandbox({ port: 0, dataDir: directory.path, clock });
  const region = "eu-west-1";
  const db = new DynamoDBClient({
    endpoint: sandbox.url,
    region,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  const created = await db.send(
    new CreateTableCommand({
      TableName: "orders",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      ...(roots === 1
        ? { ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } }
        : { BillingMode: "PAY_PER_REQUEST" }),
    }),
  );
  const streamArn = created.TableDescription?.LatestStreamArn ?? "";
  const clients = createClients(
    { id: "sandbox", kind: "sandbox", label: "Sandbox", endpoint: sandbox.url, region },
    region,
    [],
  );
  const writes = new Map<string, number>();
  return {
    // The deadline of a call is real time's.
    source: createAwsSource(clients, systemClock),
    streamArn,
    clock,
    writes,
    async write(key) {
      const version = (writes.get(key) ?? 0) + 1;
      await db.send(
        new PutItemCommand({ TableName: "orders", Item: { pk: { S: key }, version: { N: String(version) } } }),
      );
      writes.set(key, version);
    },
    async divide(shardId, children) {
      await control(sandbox.url, children === 1 ? "roll" : "split", { streamArn, shardId });
    },
    async trim() {
      // Records bear whole seconds: in the next one all that was written is older.
      clock.jump(1_000);
      await control(sandbox.url, "trim", { streamArn, olderThan: clock.now() });
    },
    async disable() {
      await db.send(new UpdateTableCommand({ TableName: "orders", StreamSpecification: { StreamEnabled: false } }));
    },
    async faults({ expireReadPoints, ...faults }) {
      await control(sandbox.url, "faults", {
        ...faults,
        ...(expireReadPoints === undefined ? {} : { expireIterators: expireReadPoints }),
        seed: 4,
      });
    },
    async advance(ms) {
      clock.jump(ms);
    },
    settle: (answer) => answer,
    async until(condition) {
      const deadline = systemClock.now() + PATIENCE_MS;
      while (!condition()) {
        if (systemClock.now() > deadline) throw new Error(`It did not come true within ${PATIENCE_MS} ms.`);
        await systemClock.sleep(10);
      }
    },
    async close() {
      clients.close();
      db.destroy();
      await sandbox.close();
      await directory.remove();
    },
  };
};
