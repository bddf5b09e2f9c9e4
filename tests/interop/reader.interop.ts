import { CreateTableCommand, DeleteItemCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createClients } from "@/lib/aws/clients";
import { createAwsSource } from "@/lib/aws/source";
import { latestStreamOf, listStreams } from "@/lib/aws/streams-of";
import { Captures } from "@/lib/capture/captures";
import { createMemoryStore } from "@/lib/capture/memory-store";
import { systemClock } from "@/lib/clock";
import { peers } from "./peers";

const REGION = "us-east-1";
const ITEMS = 120;
const never = new AbortController().signal;

/** What Shardscope must read from any server that speaks DynamoDB Streams: each write once, in order along each key. */
describe.each(peers)("$name", ({ name, start }) => {
  let peer: Awaited<ReturnType<typeof start>>;

  beforeAll(async () => {
    peer = await start();
    if ("missing" in peer) console.log(`skipped ${name}: ${peer.missing}`);
  }, 60_000);
  afterAll(() => {
    if ("stop" in peer) peer.stop();
  });

  it("gives every write once, in order, and its streams are listed", async (context) => {
    if ("missing" in peer) return context.skip(peer.missing);
    const { endpoint } = peer;
    const client = new DynamoDBClient({
      endpoint,
      region: REGION,
      credentials: { accessKeyId: "x", secretAccessKey: "x" },
    });
    const table = `interop-${systemClock.now()}`;
    await client.send(
      new CreateTableCommand({
        TableName: table,
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      }),
    );
    const put = (item: number, version: number) =>
      client.send(
        new PutItemCommand({ TableName: table, Item: { pk: { S: `k${item}` }, version: { N: String(version) } } }),
      );
    for (let item = 0; item < ITEMS; item++) await put(item, 1);

    const connection = { id: "peer", kind: "endpoint" as const, label: name, region: REGION, endpoint };
    const clients = createClients(connection, REGION, []);
    const streamArn = await latestStreamOf(clients, systemClock, table, never);
    expect((await listStreams(clients, systemClock, never)).map(({ arn }) => arn)).toContain(streamArn);

    const source = createAwsSource(clients, systemClock);
    const store = createMemoryStore({ clock: systemClock });
    const captures = new Captures({
      store,
      clock: systemClock,
      sourceOf: () => source,
      newerStreamOf: async () => undefined,
    });
    const { stream } = await source.describeStream({ streamArn, limit: 1 }, never);
    const capture = await captures.open({ stream, connection, start: { at: "trimHorizon" } });
    for (let item = 0; item < ITEMS; item++) await put(item, 2);
    for (let item = 0; item < ITEMS; item += 2) {
      await client.send(new DeleteItemCommand({ TableName: table, Key: { pk: { S: `k${item}` } } }));
    }
    const wanted = ITEMS * 2 + ITEMS / 2;
    for (let waited = 0; capture.totals.records < wanted && waited < 300; waited++) await systemClock.sleep(100);

    expect(capture.totals).toMatchObject({ records: wanted, inserts: ITEMS, modifies: ITEMS, removes: ITEMS / 2 });
    for (let item = 0; item < ITEMS; item++) {
      const versions = await store.history(capture.id, { pk: { S: `k${item}` } });
      expect(versions.map(({ eventName }) => eventName)).toEqual(
        item % 2 === 0 ? ["INSERT", "MODIFY", "REMOVE"] : ["INSERT", "MODIFY"],
      );
    }
    await captures.dispose();
    clients.close();
    client.destroy();
  }, 120_000);
});
