import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { BatchWriteItemCommand, CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";
import { ready, spawnSandbox } from "@/tests/sandbox/child";
import { allShards, clients, scratchDirectory } from "@/tests/sandbox/support";

/**
 * The sandbox as a process of its own, over the AWS SDK in this one: writes and reads a second, and the sandbox's memory as its
 * stream grows tenfold.
 */
const TableName = "bench";
const CLIENTS = 16;
const PUTS = 20_000;
const BATCH = 25;
const SIZES = [100_000, 1_000_000];

const scratch = await scratchDirectory();
const child = spawnSandbox(scratch.path);
try {
  await measure(await ready(child));
} finally {
  child.process.kill("SIGTERM");
  await child.ended;
  await scratch.remove();
}

async function measure(url: string): Promise<void> {
  const { db, streams } = clients(url);
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  const arn = TableDescription?.LatestStreamArn as string;
  print("memory before", ownMegabytes(), "MB", "resident, without mapped files; no records");

  const put = (n: number) => db.send(new PutItemCommand({ TableName, Item: item(n) }));
  await together(1000, (n) => put(n));
  const putsPerSecond = await together(PUTS, (n) => put(1000 + n));
  print("puts", putsPerSecond, "writes/s", `${PUTS} puts of 600 B by ${CLIENTS} clients`);

  const batch = (first: number) =>
    db.send(
      new BatchWriteItemCommand({
        RequestItems: {
          [TableName]: Array.from({ length: BATCH }, (_, i) => ({ PutRequest: { Item: item(first + i) } })),
        },
      }),
    );
  let written = 1000 + PUTS;
  const fill = async (upTo: number) => {
    const start = written;
    const batches = Math.ceil((upTo - start) / BATCH);
    written += batches * BATCH;
    return BATCH * (await together(batches, (n) => batch(start + n * BATCH)));
  };
  for (const size of SIZES) {
    const perSecond = await fill(size);
    print(
      "batch writes",
      perSecond,
      "items/s",
      `${BATCH} items of 600 B each by ${CLIENTS} clients, up to ${size} records`,
    );
    print("memory", ownMegabytes(), "MB", `resident, without mapped files, after ${size} records`);
  }

  const shards = await allShards(streams, arn);
  const started = performance.now();
  const counts = await Promise.all(
    shards.map(async ({ ShardId }) => {
      let { ShardIterator } = await streams.send(
        new GetShardIteratorCommand({ StreamArn: arn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
      );
      for (let count = 0; ; ) {
        const page = await streams.send(new GetRecordsCommand({ ShardIterator }));
        if (!page.Records?.length) return count;
        count += page.Records.length;
        ShardIterator = page.NextShardIterator;
      }
    }),
  );
  const read = counts.reduce((sum, count) => sum + count, 0);
  if (read !== written) throw new Error(`${written} records were written, ${read} were read`);
  const seconds = (performance.now() - started) / 1000;
  print("reads", read / seconds, "records/s", `${read} records of 600 B in ${shards.length} shards, all at once`);
  print("memory", ownMegabytes(), "MB", `resident, without mapped files, after ${written} records were read`);
}

/** Does `count` calls, CLIENTS at a time; answers calls a second. */
async function together(count: number, call: (n: number) => Promise<unknown>): Promise<number> {
  let next = 0;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < count) await call(next++);
    }),
  );
  return (count / (performance.now() - started)) * 1000;
}

/** About 600 bytes. */
function item(n: number) {
  return {
    pk: { S: `ORDER#${n}` },
    status: { S: ["PENDING", "PAID", "SHIPPED"][n % 3] as string },
    total: { N: `${n % 1000}.25` },
    lines: { L: [{ M: { product: { S: "espresso cups" }, quantity: { N: String(n % 7) } } }] },
    note: { S: `${n} `.repeat(80).slice(0, 480) },
  };
}

/** Of the process's own: not the database's files that are mapped, which the system may drop as it likes. Linux tells them apart. */
function ownMegabytes(): number {
  const { pid } = child.process;
  if (process.platform === "linux") {
    return Number(/^RssAnon:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;
  }
  return Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)]).toString()) / 1024;
}

function print(figure: string, value: number, unit: string, work: string): void {
  console.log(JSON.stringify({ figure: `sandbox ${figure}`, value: Math.round(value), unit, work }));
}
