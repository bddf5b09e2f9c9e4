import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "@/lib/clock";
import type { ReadPoint, StreamSource } from "@/lib/reader/source";
import { type Clients, createClients } from "./clients";
import { createAwsSource } from "./source";

const streamArn = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-20T05:41:03.123";
const never = new AbortController().signal;

/** Answers every request by `answer`, and keeps what was sent. */
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let clients: Clients;
let source: StreamSource;
const requests: { headers: IncomingMessage["headers"]; body: string }[] = [];

const json = (status: number, body: string) => (_request: IncomingMessage, response: ServerResponse) =>
  response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(body);
const page = (record: string, rest = "") =>
  `{"Records":[{"eventID":"1","eventName":"INSERT","eventVersion":"1.1","eventSource":"aws:dynamodb","awsRegion":"eu-west-1","dynamodb":{"ApproximateCreationDateTime":1795247553,"Keys":{"pk":{"S":"a"}},${record}"SequenceNumber":"100000000000000000001","SizeBytes":9,"StreamViewType":"NEW_IMAGE"}}]${rest}}`;

beforeEach(async () => {
  requests.length = 0;
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    requests.push({ headers: request.headers, body });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  clients = createClients({ id: "x", kind: "endpoint", label: "x", endpoint }, "eu-west-1", []);
  source = createAwsSource(clients, systemClock);
});

afterEach(async () => {
  clients.close();
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const read = () => source.readPage({ readPoint: "r" as ReadPoint }, never);

describe("readPage", () => {
  it("keeps numbers, binary, odd names and unknown fields exactly as sent", async () => {
    const image = `{"n":{"N":"12345678901234567890123456789012345678"},"b":{"B":"kA=="},"__proto__":{"S":"x"},"constructor":{"M":{}},"e":{"N":"1E100"},"new":{"Q":1}}`;
    answer = json(200, page(`"NewImage":${image},`, `,"NextShardIterator":"next"`));
    const { records, next } = await read();
    expect(JSON.stringify(records[0]?.dynamodb.NewImage)).toBe(image);
    expect(Object.getPrototypeOf(records[0]?.dynamodb.NewImage)).toBe(Object.prototype);
    expect(next).toBe("next");
  });

  it("has no next read point where the key is missing, and still gives that page's records", async () => {
    answer = json(200, page(""));
    const last = await read();
    expect(last.records).toHaveLength(1);
    expect(last).not.toHaveProperty("next");
  });

  it.each([
    ["ExpiredIteratorException", 400, "positionExpired"],
    ["TrimmedDataAccessException", 400, "trimmed"],
    ["ThrottlingException", 400, "throttled"],
    ["LimitExceededException", 400, "throttled"],
    ["InternalServerError", 500, "sourceFailed"],
    ["UnrecognizedClientException", 400, "credentialsInvalid"],
    ["ExpiredTokenException", 400, "credentialsExpired"],
  ])("says %s as an error of its own", async (name, status, code) => {
    answer = json(status, `{"__type":"com.amazonaws.dynamodb.v20120810#${name}","message":"said by the server"}`);
    await expect(read()).rejects.toMatchObject({ code });
    expect(requests, "one call is one call: the reader retries").toHaveLength(1);
  });

  it.each([
    ["HTML", 200, "<html>hello</html>"],
    ["half a document", 200, '{"Records":['],
    ["no list", 200, '{"Records":{"a":1}}'],
    ["a record without a number", 200, '{"Records":[{"dynamodb":{}}]}'],
    ["null in the list", 200, '{"Records":[null]}'],
    ["deep nesting without an end", 200, "[".repeat(10_000)],
  ])("calls %s an invalid answer", async (_name, status, body) => {
    answer = json(status, body);
    await expect(read()).rejects.toMatchObject({ code: "sourceAnswerInvalid", retriable: true });
  });

  it("gives up an answer that does not end", async () => {
    answer = (_request, response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(1024 * 1024, "x")));
      };
      response.on("drain", more);
      more();
    };
    await expect(read()).rejects.toMatchObject({
      code: "sourceAnswerInvalid",
      message: expect.stringContaining("64 MB"),
    });
  });

  it("says that a connection was cut", async () => {
    answer = (request) => request.socket.destroy();
    await expect(read()).rejects.toMatchObject({ code: "endpointUnreachable", retriable: true });
  });

  it("does not follow a redirect", async () => {
    answer = (_request, response) => response.writeHead(302, { location: "http://169.254.169.254/" }).end();
    await expect(read()).rejects.toMatchObject({ name: "ShardscopeError" });
    expect(requests).toHaveLength(1);
  });

  it("gives up after a deadline, and at once when aborted", async () => {
    answer = () => undefined;
    let expire = () => {};
    const late = createAwsSource(clients, {
      ...systemClock,
      sleep: (_ms, signal) =>
        new Promise((resolve, reject) => {
          expire = () => resolve();
          signal?.addEventListener("abort", () => reject(signal.reason), { once: true });
        }),
    });
    const waiting = late.readPage({ readPoint: "r" as ReadPoint }, never);
    await vi.waitFor(() => expect(requests).toHaveLength(1));
    expire();
    await expect(waiting).rejects.toMatchObject({ code: "timeout" });

    const stop = new AbortController();
    const stopped = late.readPage({ readPoint: "r" as ReadPoint }, stop.signal);
    stop.abort(new Error("enough"));
    await expect(stopped).rejects.toThrow("enough");
  });
});

describe("credentials", () => {
  it("never reach an endpoint, whatever the environment holds", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIACANARY");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "canary-secret");
    vi.stubEnv("AWS_SESSION_TOKEN", "canary-token");
    answer = json(200, page(""));
    await read();
    const sent = JSON.stringify(requests);
    expect(sent).toContain("Credential=shardscope/");
    expect(sent.toLowerCase()).not.toContain("canary");
  });

  it("go to AWS alone even where an endpoint is configured for the SDK", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIACANARY");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "canary-secret");
    vi.stubEnv("AWS_ENDPOINT_URL", `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    const aws = createClients({ id: "aws", kind: "aws", label: "AWS" }, "eu-west-1", []);
    const built: string[] = [];
    aws.streams.middlewareStack.add(
      () => async (args) => {
        built.push((args.request as { hostname: string }).hostname);
        throw new Error("not sent");
      },
      { step: "build" },
    );
    await expect(createAwsSource(aws, systemClock).readPage({ readPoint: "r" as ReadPoint }, never)).rejects.toThrow();
    aws.close();
    expect(built).toEqual(["streams.dynamodb.eu-west-1.amazonaws.com"]);
  });
});

describe("describeStream and openShard", () => {
  it("read a listing's page", async () => {
    answer = json(
      200,
      `{"StreamDescription":{"StreamArn":"${streamArn}","TableName":"orders","StreamLabel":"l","StreamStatus":"ENABLED","StreamViewType":"KEYS_ONLY","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],"LastEvaluatedShardId":"b","Shards":[{"ShardId":"a","SequenceNumberRange":{"StartingSequenceNumber":"1","EndingSequenceNumber":"2"}},{"ShardId":"b","ParentShardId":"a","SequenceNumberRange":{"StartingSequenceNumber":"3"}}]}}`,
    );
    expect(await source.describeStream({ streamArn, after: "0" }, never)).toEqual({
      stream: {
        arn: streamArn,
        tableName: "orders",
        label: "l",
        status: "ENABLED",
        viewType: "KEYS_ONLY",
        keySchema: { hash: "pk", range: "sk" },
      },
      shards: [
        { shardId: "a", startingSequenceNumber: "1", endingSequenceNumber: "2" },
        { shardId: "b", parentShardId: "a", startingSequenceNumber: "3" },
      ],
      next: "b",
    });
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ StreamArn: streamArn, ExclusiveStartShardId: "0" });
  });

  it.each([
    [{ at: "trimHorizon" } as const, { ShardIteratorType: "TRIM_HORIZON" }],
    [{ at: "latest" } as const, { ShardIteratorType: "LATEST" }],
    [
      { at: "atSequence", sequenceNumber: "7" } as const,
      { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber: "7" },
    ],
    [
      { at: "afterSequence", sequenceNumber: "7" } as const,
      { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: "7" },
    ],
  ])("opens a shard %j", async (position, sent) => {
    answer = json(200, '{"ShardIterator":"it"}');
    expect(await source.openShard({ streamArn, shardId: "a", position }, never)).toBe("it");
    expect(JSON.parse(requests[0]?.body ?? "")).toEqual({ StreamArn: streamArn, ShardId: "a", ...sent });
  });
});
