import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { GetRecordsCommand, GetShardIteratorCommand } from "@aws-sdk/client-dynamodb-streams";
import { ready, spawnSandbox } from "@/tests/sandbox/child";
import { allShards, clients, scratchDirectory } from "@/tests/sandbox/support";

/**
 * The sandbox as a process of its own: writes and reads a second, and its memory as its stream grows tenfold. Single puts both by
 * the AWS SDK, which is busy with itself before the sandbox is, and by plain HTTP; batches by plain HTTP; reads by the SDK.
 */
const TableName = "bench";
const CLIENTS = 16;
const PUTS = 20_000;
const BATCH = 25;
const SIZES = [100_000, 1_000_000];
/** Memory is looked at while so many records are written: V8 clears up in steps, and one look would catch any of them. */
const LOOKED_AT = 20_000;
const SAMPLE_MS = 100;

const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });

const scratch = await scratchDirectory();
const child = spawnSandbox(scratch.path);
try {
  await measure(await ready(child));
} finally {
  agent.destroy();
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

  const bySdk = (n: number) => db.send(new PutItemCommand({ TableName, Item: item(n) }));
  const byHttp = (n: number) => post(url, "PutItem", { TableName, Item: item(n) });
  let written = 0;
  const puts = async (count: number, put: (n: number) => Promise<unknown>) => {
    const first = written;
    written += count;
    return count / (await seconds(together(count, (n) => put(first + n))));
  };
  await puts(1000, bySdk);
  const work = `${PUTS} puts of 600 B by ${CLIENTS} clients`;
  print("puts by SDK", await puts(PUTS, bySdk), "writes/s", `${work}, the AWS SDK in one process: its own speed`);
  print("puts", await puts(PUTS, byHttp), "writes/s", `${work}, plain HTTP in one process`);

  const batch = (first: number) => {
    const requests = Array.from({ length: BATCH }, (_, i) => ({ PutRequest: { Item: item(first + i) } }));
    return post(url, "BatchWriteItem", { RequestItems: { [TableName]: requests } });
  };
  const fill = async (upTo: number) => {
    const first = written;
    const batches = Math.ceil((upTo - first) / BATCH);
    written += batches * BATCH;
    await together(batches, (n) => batch(first + n * BATCH));
  };
  const memory: number[] = [];
  for (const size of SIZES) {
    const count = size - written;
    const filling = fill(size - LOOKED_AT).then(() => meanMegabytes(fill(size)));
    const perSecond = count / (await seconds(filling));
    const batches = `${BATCH} items of 600 B each by ${CLIENTS} clients, plain HTTP`;
    print("batch writes", perSecond, "items/s", `${batches}, up to ${size} records`);
    memory.push(await filling);
    print("memory", memory.at(-1) as number, "MB", `resident, without mapped files, at ${size} records, while writing`);
  }
  const [few, many] = memory as [number, number];
  print("memory growth", (many / few - 1) * 100, "%", `from ${SIZES[0]} to ${SIZES[1]} records`);

  const shards = await allShards(streams, arn);
  const reading = Promise.all(
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
  const took = await seconds(reading);
  const read = (await reading).reduce((sum, count) => sum + count, 0);
  if (read !== written) throw new Error(`${written} records were written, ${read} were read`);
  print("reads", read / took, "records/s", `${read} records of 600 B in ${shards.length} shards, all at once`);
  print("memory", ownMegabytes(), "MB", `resident, without mapped files, after ${written} records were read`);
}

/** Does `count` calls, CLIENTS at a time. */
async function together(count: number, call: (n: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (next < count) await call(next++);
    }),
  );
}

/** How long what has just begun takes. */
async function seconds(work: Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work;
  return (performance.now() - started) / 1000;
}

/** One call without an SDK: as many connections as clients, kept alive. */
function post(url: string, operation: string, body: object): Promise<void> {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` };
  return new Promise((resolve, reject) => {
    const call = request(url, { method: "POST", agent, headers }, (answer) => {
      answer.on("error", reject).on("end", () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`${operation} was answered with ${answer.statusCode}`));
      });
      answer.resume();
    });
    call.on("error", reject).end(JSON.stringify(body));
  });
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

/** The mean while something is under way. */
async function meanMegabytes(work: Promise<unknown>): Promise<number> {
  const samples = [ownMegabytes()];
  const timer = setInterval(() => samples.push(ownMegabytes()), SAMPLE_MS);
  await work.finally(() => clearInterval(timer));
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
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
