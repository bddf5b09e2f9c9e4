import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import type { Container } from "./container";
import { replaceShards, replaceShardsBody } from "./sandbox-shards";

const signal = AbortSignal.timeout(10_000);
let server: Server | undefined;

/** A sandbox that answers once, and what it was asked. */
async function sandbox(status: number, answer: string) {
  const asked: string[] = [];
  server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    asked.push(`${request.method} ${request.url} ${body}`);
    response.writeHead(status).end(answer);
  });
  await new Promise<void>((done) => server?.listen(0, "127.0.0.1", done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { container: { settings: { sandbox: origin } } as Container, asked };
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

it("rolls every open shard over, and splits one", async () => {
  const { container, asked } = await sandbox(200, '{"closed":["a"],"opened":["b","c"]}');
  expect(await replaceShards(container, { streamArn: "arn", children: 1 }, signal)).toEqual({
    closed: ["a"],
    opened: ["b", "c"],
  });
  await replaceShards(container, { streamArn: "arn", shardId: "a", children: 2 }, signal);
  expect(asked).toEqual([
    'POST /_sandbox/roll {"streamArn":"arn"}',
    'POST /_sandbox/split {"streamArn":"arn","shardId":"a"}',
  ]);
});

it.each([
  [400, '{"error":{"message":"The shard a is closed already."}}', "badRequest", "The shard a is closed already."],
  [500, '{"error":{"message":"The disk is full."}}', "sourceFailed", "The disk is full."],
  [200, "{}", "sourceFailed", "The sandbox refused (HTTP 200)."],
  [502, "<html>", "endpointUnreachable", "does not answer"],
])("an answer of %i %s is told as %s", async (status, answer, code, message) => {
  const { container } = await sandbox(status, answer);
  await expect(replaceShards(container, { streamArn: "arn", children: 1 }, signal)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

it("refuses where there is no sandbox", async () => {
  const container = { settings: { sandbox: undefined } } as Container;
  await expect(replaceShards(container, { streamArn: "arn", children: 1 }, signal)).rejects.toMatchObject({
    code: "connectionNotFound",
  });
});

it("wants to know which shard to split", () => {
  expect(replaceShardsBody.safeParse({ streamArn: "arn", children: 2 }).success).toBe(false);
  expect(replaceShardsBody.safeParse({ streamArn: "arn", children: 3 }).success).toBe(false);
  expect(replaceShardsBody.safeParse({ streamArn: "arn", shardId: "a", children: 2 }).success).toBe(true);
});
