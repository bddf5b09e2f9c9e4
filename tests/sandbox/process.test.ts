import { connect } from "node:net";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
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

  it("loses no acknowledged write and invents no record when killed in the middle of writes, batches and transactions", async () => {
    const acknowledged = new Map<string, number>();
    let arn = "";
    for (let round = 0; round < 5; round++) {
      const child = spawn();
      const url = await ready(child);
      const { db, streams } = clients(url);
      if (round === 0) arn = await createTable(db);
      else await expectConsistent(db, streams, arn, acknowledged);
      let stopped = false;
      let count = 0;
      const writers = Array.from({ length: 9 }, async (_, writer) => {
        const way = WAYS[writer % WAYS.length] as (typeof WAYS)[number];
        for (let i = 1; !stopped; i++) {
          const pks = [0, 1, 2].map((part) => `${way.name} ${round}-${writer}-${i % 5}-${part}`).slice(0, way.items);
          try {
            await way.write(db, pks, i);
            for (const pk of pks) acknowledged.set(pk, i);
            count += 1;
          } catch {
            stopped = true;
          }
        }
      });
      // Later each round, so that the kill meets different moments.
      while (count < 40 + 25 * round) await new Promise((resolve) => setImmediate(resolve));
      if (round % 2 === 0) await control(url, "roll", { streamArn: arn });
      child.process.kill("SIGKILL");
      expect(await child.ended).toBe("SIGKILL");
      await Promise.all(writers);
    }
    const { db, streams } = clients(await ready(spawn()));
    await expectConsistent(db, streams, arn, acknowledged);
    for (const { name } of WAYS) expect([...acknowledged.keys()].some((pk) => pk.startsWith(name))).toBe(true);
  }, 90_000);
});

interface Way {
  name: string;
  items: number;
  write(db: Clients["db"], pks: string[], n: number): Promise<unknown>;
}

const itemOf = (pk: string, n: number) => ({ pk: { S: pk }, n: { N: String(n) } });

/** The ways to write; what one call of them writes has one number. */
const WAYS: Way[] = [
  {
    name: "put",
    items: 1,
    write: (db, pks, n) => db.send(new PutItemCommand({ TableName: "killed", Item: itemOf(pks[0] as string, n) })),
  },
  {
    name: "batch",
    items: 3,
    write: (db, pks, n) =>
      db.send(
        new BatchWriteItemCommand({
          RequestItems: { killed: pks.map((pk) => ({ PutRequest: { Item: itemOf(pk, n) } })) },
        }),
      ),
  },
  {
    name: "transaction",
    items: 3,
    write: (db, pks, n) =>
      db.send(
        new TransactWriteItemsCommand({
          TransactItems: pks.map((pk) => ({ Put: { TableName: "killed", Item: itemOf(pk, n) } })),
        }),
      ),
  },
];

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
  // All or nothing: the items of a transaction are always of the same one.
  const ofTransactions = new Map<string, Set<unknown>>();
  for (const [pk, item] of table) {
    if (!pk.startsWith("transaction")) continue;
    const group = pk.slice(0, pk.lastIndexOf("-"));
    const numbers = ofTransactions.get(group) ?? new Set();
    ofTransactions.set(group, numbers.add((item as { n: { N: string } }).n.N));
    expect([0, 1, 2].every((part) => table.has(`${group}-${part}`))).toBe(true);
  }
  expect([...ofTransactions].filter(([, numbers]) => numbers.size > 1)).toEqual([]);
}
