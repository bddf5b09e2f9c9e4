import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { createClients } from "@/lib/aws/clients";
import { createAwsSource } from "@/lib/aws/source";
import { systemClock } from "@/lib/clock";
import { StreamReader } from "@/lib/reader/stream-reader";
import { FakeSink } from "../model/fake-sink";
import { HurriedClock } from "./hurried-clock";

const ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-20T05:41:03.123";
const PARENT = "shardId-00000001795247553000-00000001";
const CHILD = "shardId-00000001795247554000-00000002";

type Body = Record<string, unknown>;
type Answer = [status: number, body: object];

const record = (number: string) => ({
  eventID: number,
  eventName: "INSERT",
  eventVersion: "1.1",
  eventSource: "aws:dynamodb",
  awsRegion: "eu-west-1",
  dynamodb: {
    ApproximateCreationDateTime: Math.floor(systemClock.now() / 1000),
    Keys: { pk: { S: "a" } },
    SequenceNumber: number,
    SizeBytes: 3,
    StreamViewType: "KEYS_ONLY",
  },
});
const refusal = (type: string): Answer => [400, { __type: `com.amazon.coral.service#${type}`, message: "no" }];

/**
 * A stream whose parent ended and whose child is listed only after a look-up was refused or ignored; `change` answers
 * some calls as another implementation does.
 */
function streams(
  change: (operation: string, body: Body) => Answer | undefined,
): (operation: string, body: Body) => Answer {
  let lookUps = 0;
  return (operation, body) => {
    if (operation === "DescribeStream" && body.ShardFilter !== undefined) lookUps += 1;
    const changed = change(operation, body);
    if (changed) return changed;
    switch (operation) {
      case "DescribeStream":
        return [
          200,
          {
            StreamDescription: {
              StreamArn: ARN,
              TableName: "orders",
              StreamLabel: "2026-11-20T05:41:03.123",
              StreamStatus: "ENABLED",
              StreamViewType: "KEYS_ONLY",
              KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
              Shards: [
                { ShardId: PARENT, SequenceNumberRange: { StartingSequenceNumber: "100000000000000000000" } },
                ...(lookUps > 0
                  ? [
                      {
                        ShardId: CHILD,
                        ParentShardId: PARENT,
                        SequenceNumberRange: { StartingSequenceNumber: "200000000000000000000" },
                      },
                    ]
                  : []),
              ],
            },
          },
        ];
      case "GetShardIterator":
        return [200, { ShardIterator: `${body.ShardId}|${body.SequenceNumber ?? ""}` }];
      default: {
        const [shardId] = String(body.ShardIterator).split("|");
        if (shardId === PARENT) return [200, { Records: [record("100000000000000000001")] }];
        const fresh = !String(body.ShardIterator).endsWith("|done");
        return [200, { Records: fresh ? [record("200000000000000000001")] : [], NextShardIterator: `${CHILD}|done` }];
      }
    }
  };
}

/** What another implementation of the four calls may do differently. */
describe("servers that are not AWS", () => {
  let server: Server | undefined;
  afterEach(async () => {
    server?.closeAllConnections();
    await new Promise((resolve) => server?.close(resolve));
  });

  test.each<[string, (operation: string, body: Body) => Answer | undefined]>([
    [
      "refuses a ShardFilter as a validation",
      (_operation, body) => (body.ShardFilter === undefined ? undefined : refusal("ValidationException")),
    ],
    [
      "cannot parse a ShardFilter",
      (_operation, body) => (body.ShardFilter === undefined ? undefined : refusal("SerializationException")),
    ],
    [
      "fails over a ShardFilter",
      (_operation, body) => (body.ShardFilter === undefined ? undefined : [500, { __type: "InternalFailure" }]),
    ],
    ["knows no ShardFilter and lists everything", () => undefined],
    [
      "does not start AT the number a shard starts with",
      (_operation, body) =>
        body.ShardIteratorType === "AT_SEQUENCE_NUMBER" ? refusal("ValidationException") : undefined,
    ],
    [
      "says null at the end of a shard",
      (operation, body) =>
        operation === "GetRecords" && String(body.ShardIterator).startsWith(PARENT)
          ? [200, { Records: [record("100000000000000000001")], NextShardIterator: null }]
          : undefined,
    ],
  ])("one that %s: parent and child are read", async (_name, change) => {
    const answer = streams(change);
    server = createServer(async (request, response) => {
      let text = "";
      for await (const chunk of request) text += chunk;
      const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
      const [status, body] = answer(operation, JSON.parse(text) as Body);
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const clients = createClients({ id: "x", kind: "endpoint", label: "x", endpoint }, "eu-west-1", []);
    const sink = new FakeSink();
    const stop = new AbortController();
    const run = new StreamReader({
      streamArn: ARN,
      source: createAwsSource(clients, systemClock),
      clock: new HurriedClock(20),
      sink,
      memory: sink,
      start: { at: "trimHorizon" },
    })
      .run(stop.signal)
      .catch(() => undefined);
    await expect
      .poll(() => sink.order.map(({ record: { dynamodb } }) => dynamodb.SequenceNumber), { timeout: 20_000 })
      .toEqual(["100000000000000000001", "200000000000000000001"]);
    expect([...sink.checkpoints.values()].flatMap(({ gaps }) => gaps)).toEqual([]);
    stop.abort(new Error("stopped"));
    await run;
    clients.close();
  });
});
