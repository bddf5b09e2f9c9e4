import { request } from "node:http";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { scratchDirectory } from "./support";

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
});

afterAll(async () => {
  await sandbox.close();
  await scratch.remove();
});

interface Raw {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** Without fetch, which decides about Host and Origin itself. */
function raw({
  method = "POST",
  path = "/",
  headers = {},
  body = "",
}: Raw): Promise<{ status: number; headers: object; text: string }> {
  return new Promise((resolve, reject) => {
    const call = request(`${sandbox.url}${path}`, { method, headers, agent: false }, (response) => {
      let text = "";
      response.on("data", (chunk) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    call.on("error", reject);
    call.end(body);
  });
}

const aws = (target: string) => ({ "content-type": "application/x-amz-json-1.0", "x-amz-target": target });
const list = aws("DynamoDB_20120810.ListTables");
const json = { "content-type": "application/json" };

describe("other sites cannot drive the sandbox", () => {
  it.each([
    ["a name pointed at loopback", { headers: { ...list, host: "evil.example" } }, 421],
    ["a name that begins like loopback", { headers: { ...list, host: "127.0.0.1.evil.example" } }, 421],
    ["a page of another site", { headers: { ...list, origin: "https://evil.example" } }, 403],
    ["a sandboxed frame", { headers: { ...list, origin: "null" } }, 403],
    ["another port of this machine", { headers: { ...list, origin: "http://127.0.0.1:1" } }, 403],
    ["a form", { headers: { "content-type": "text/plain", "x-amz-target": "DynamoDB_20120810.ListTables" } }, 404],
    ["a cross-site fetch", { headers: { ...list, "sec-fetch-site": "cross-site" } }, 403],
    ["a preflight", { method: "OPTIONS", headers: { origin: "https://evil.example" } }, 403],
    [
      "a control call of another site",
      { path: "/_sandbox/faults", headers: { ...json, origin: "https://evil.example" } },
      403,
    ],
    ["a control call as a form", { path: "/_sandbox/faults", headers: { "content-type": "text/plain" } }, 415],
  ] as [string, Raw, number][])("%s", async (_, call, status) => {
    const answer = await raw({ body: "{}", ...call });
    expect(answer.status).toBe(status);
    expect(Object.keys(answer.headers).some((name) => name.startsWith("access-control-"))).toBe(false);
  });

  it("clients on this machine are welcome", async () => {
    expect((await raw({ headers: list, body: "{}" })).status).toBe(200);
    expect((await raw({ headers: { ...list, host: "localhost:8000" }, body: "{}" })).status).toBe(200);
    expect((await raw({ method: "GET" })).text).toMatch(/^healthy/);
  });
});

describe("garbage", () => {
  it("is answered as AWS answers it", async () => {
    const answer = async (headers: Record<string, string>, body: string) => {
      const { status, text } = await raw({ headers, body });
      return [status, JSON.parse(text).__type];
    };
    expect(await answer(list, "{")).toEqual([400, "com.amazon.coral.service#SerializationException"]);
    expect(await answer(list, "[]")).toEqual([400, "com.amazon.coral.service#SerializationException"]);
    for (const target of [
      "DynamoDB_20120810.Nothing",
      "Other.ListTables",
      "DynamoDBStreams_20120810.PutItem",
      "",
      "__proto__.x",
    ]) {
      expect(await answer(aws(target), "{}")).toEqual([400, "com.amazon.coral.service#UnknownOperationException"]);
    }
    expect(await answer(list, `{"Limit":${"[".repeat(100_000)}`)).toEqual([
      400,
      "com.amazon.coral.validate#ValidationException",
    ]);
  });

  it("larger than 16 MB is refused without being kept", async () => {
    const answer = raw({ headers: list, body: `"${"x".repeat(17 * 1024 * 1024)}"` });
    await answer.then(
      ({ status }) => expect(status).toBe(413),
      (error: NodeJS.ErrnoException) => expect(["ECONNRESET", "EPIPE"]).toContain(error.code),
    );
    expect((await raw({ headers: list, body: "{}" })).status).toBe(200);
  });

  it("of any shape gets an error of the client's, and the sandbox lives", async () => {
    const operations = [
      "PutItem",
      "UpdateItem",
      "DeleteItem",
      "GetItem",
      "Query",
      "Scan",
      "BatchGetItem",
      "BatchWriteItem",
    ]
      .concat(["TransactWriteItems", "TransactGetItems", "CreateTable", "UpdateTable", "DeleteTable", "DescribeTable"])
      .concat(["UpdateTimeToLive", "TagResource", "ListTagsOfResource", "ExecuteStatement", "BatchExecuteStatement"])
      .map((name) => `DynamoDB_20120810.${name}`)
      .concat(
        ["ListStreams", "DescribeStream", "GetShardIterator", "GetRecords"].map(
          (name) => `DynamoDBStreams_20120810.${name}`,
        ),
      );
    await raw({
      headers: aws("DynamoDB_20120810.CreateTable"),
      body: JSON.stringify({
        TableName: "table",
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "KEYS_ONLY" },
      }),
    });
    const names = [
      "TableName",
      "Key",
      "Item",
      "pk",
      "S",
      "N",
      "M",
      "L",
      "SS",
      "RequestItems",
      "table",
      "PutRequest",
      "Keys",
      "TransactItems",
    ]
      .concat([
        "Put",
        "Update",
        "Get",
        "UpdateExpression",
        "ConditionExpression",
        "ExpressionAttributeValues",
        ":v",
        "__proto__",
      ])
      .concat([
        "StreamArn",
        "ShardIterator",
        "Limit",
        "KeyConditionExpression",
        "ResourceArn",
        "Tags",
        "ShardFilter",
        "Statement",
        "Statements",
        "Parameters",
      ])
      .concat([
        "StreamSpecification",
        "GlobalSecondaryIndexUpdates",
        "AttributeDefinitions",
        "KeySchema",
        "Expected",
        "AttributeUpdates",
      ]);
    const { tree } = fc.letrec((tie) => ({
      leaf: fc.oneof(
        fc.constantFrom(
          "table",
          "pk",
          "x",
          "SET a = :v",
          "a = :v",
          "SELECT * FROM table WHERE pk = ?",
          "",
          null,
          true,
          1.5,
          -1,
        ),
        fc.string(),
      ),
      tree: fc.oneof(
        { depthSize: "medium" },
        tie("leaf"),
        fc.array(tie("tree"), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...names), tie("tree"), { maxKeys: 5 }),
      ),
    }));
    const body = fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 6 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...operations), body, fc.boolean(), async (operation, fields, named) => {
        const { status, text } = await raw({
          headers: aws(operation),
          body: JSON.stringify(named ? { ...fields, TableName: "table" } : fields),
        });
        expect(status, `${operation} ${text}`).toBeLessThan(500);
      }),
      { numRuns: 1500 },
    );
  }, 60_000);
});
