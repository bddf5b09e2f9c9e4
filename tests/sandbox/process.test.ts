import { connect } from "node:net";
import { CreateTableCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Child, ready, spawnSandbox } from "./child";
import { allRecords, clients, control, scratchDirectory } from "./support";

let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let children: Child[];
const spawn = (port?: number) => {
  const child = spawnSandbox(scratch.path, port);
  children.push(child);
  return child;
};

beforeEach(async () => {
  scratch = await scratchDirectory();
  children = [];
});

afterEach(async () => {
  for (const child of children) child.process.kill("SIGKILL");
  await Promise.all(children.map((child) => child.ended));
  await scratch.remove();
});

describe("the sandbox's process", () => {
  it("prints one line when ready and ends at once on SIGTERM, with connections open", async () => {
    const child = spawn();
    const url = await ready(child);
    expect(child.output()).toMatch(/^Sandbox +http:\/\/127\.0\.0\.1:\d+\n$/);
    await control(url, "workload", { writesPerSecond: 50, table: "orders" });
    const idle = connect(Number(new URL(url).port), "127.0.0.1");
    idle.on("error", () => {});
    await new Promise((resolve) => idle.once("connect", resolve));
    idle.write("POST / HTTP/1.1\r\nhost: 127.0.0.1\r\n");
    child.process.kill("SIGTERM");
    expect(await child.ended).toBe(0);
    expect(child.output()).toMatch(/^Sandbox +http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it("says when the port or the data is taken", async () => {
    const first = spawn();
    const url = await ready(first);
    const sameData = spawn();
    expect(await sameData.ended).toBe(1);
    expect(sameData.output()).toMatch(/^The sandbox's data in .* is in use by another process\. .*\n$/);
    const other = spawnSandbox(`${scratch.path}/other`, Number(new URL(url).port));
    expect(await other.ended).toBe(1);
    expect(other.output()).toMatch(/^Port \d+ is in use by another program\. .*\n$/);
  });

  it("loses no acknowledged write and invents no record when killed in the middle of writing", async () => {
    const acknowledged = new Map<string, number>();
    let arn = "";
    for (let round = 0; round < 4; round++) {
      const child = spawn();
      const url = await ready(child);
      const { db, streams } = clients(url);
      if (round === 0) arn = await createTable(db);
      else await expectConsistent(db, streams, arn, acknowledged);
      let stopped = false;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 1; !stopped; i++) {
          const pk = `round-${round}-writer-${writer}-item-${i % 5}`;
          try {
            await db.send(new PutItemCommand({ TableName: "killed", Item: { pk: { S: pk }, n: { N: String(i) } } }));
            acknowledged.set(pk, i);
          } catch {
            stopped = true;
          }
        }
      });
      while (acknowledged.size < (round + 1) * 40) await new Promise((resolve) => setImmediate(resolve));
      if (round % 2 === 0) await control(url, "roll", { streamArn: arn });
      child.process.kill("SIGKILL");
      expect(await child.ended).toBe("SIGKILL");
      await Promise.all(writers);
    }
    const { db, streams } = clients(await ready(spawn()));
    await expectConsistent(db, streams, arn, acknowledged);
  }, 90_000);
});

type Clients = ReturnType<typeof clients>;

async function createTable(db: Clients["db"]): Promise<string> {
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName: "killed",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  return TableDescription?.LatestStreamArn as string;
}

async function expectConsistent(
  db: Clients["db"],
  streams: Clients["streams"],
  arn: string,
  acknowledged: Map<string, number>,
): Promise<void> {
  const table = new Map<string, unknown>();
  let start: Record<string, { S: string }> | undefined;
  do {
    const page = await db.send(
      new ScanCommand({ TableName: "killed", ConsistentRead: true, ...(start ? { ExclusiveStartKey: start } : {}) }),
    );
    for (const item of page.Items ?? []) table.set(item.pk?.S as string, item);
    start = page.LastEvaluatedKey as typeof start;
  } while (start);
  const replayed = new Map<string, unknown>();
  for (const { dynamodb } of await allRecords(streams, arn)) {
    const pk = dynamodb?.Keys?.pk?.S as string;
    expect(dynamodb?.OldImage).toEqual(replayed.get(pk));
    replayed.set(pk, dynamodb?.NewImage);
  }
  expect(replayed).toEqual(table);
  for (const [pk, n] of acknowledged) {
    const item = table.get(pk) as { n: { N: string } } | undefined;
    expect(Number(item?.n.N)).toBeGreaterThanOrEqual(n);
  }
}
