import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, expect, test } from "vitest";
import { systemClock } from "@/lib/clock";
import { ready, spawnSandbox } from "../sandbox/child";
import { control, scratchDirectory } from "../sandbox/support";

/** FAULT_WRITES=20000 for the long one. */
const WRITES = Number(process.env.FAULT_WRITES ?? 4000);
const WRITERS = 16;
const KEYS = 300;
const WRITES_PER_SECOND = 400;
const READER = fileURLToPath(new URL("reading-process.ts", import.meta.url));
const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Exported {
  shards: number;
  gaps: unknown[];
  calls: Record<string, Record<string, number>>;
}

/** The reading process, killed and begun again at will. */
class Reader {
  stored = 0;
  #child: ChildProcess;
  readonly #parameters: string[];

  constructor(...parameters: string[]) {
    this.#parameters = parameters;
    this.#child = this.#begin();
  }

  async kill(): Promise<void> {
    const ended = once(this.#child, "exit");
    this.#child.kill("SIGKILL");
    await ended;
  }

  async killAndBeginAgain(): Promise<void> {
    await this.kill();
    this.#child = this.#begin();
  }

  async exportTo(path: string): Promise<Exported> {
    const answer = new Promise<Exported>((resolve) => {
      this.#child.on("message", (message: { exported?: Exported }) => {
        if (message.exported) resolve(message.exported);
      });
    });
    this.#child.send({ exportTo: path });
    return answer;
  }

  #begin(): ChildProcess {
    const child = fork(READER, this.#parameters, {
      cwd: ROOT,
      execArgv: ["--import", "tsx"],
      stdio: ["ignore", "inherit", "ignore", "ipc"],
    });
    child.on("message", (message: { stored?: number }) => {
      if (message.stored !== undefined) this.stored = message.stored;
    });
    return child;
  }
}

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

test(`${WRITES} writes while shards roll and split, calls fail and the reader is killed: the export has every version once, in order`, async () => {
  const directory = await scratchDirectory();
  ends.push(directory.remove);
  const sandbox = spawnSandbox(directory.path);
  ends.push(() => {
    sandbox.process.kill("SIGTERM");
    return sandbox.ended;
  });
  const url = await ready(sandbox);
  const db = new DynamoDBClient({
    endpoint: url,
    region: "eu-west-1",
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
  });
  ends.push(() => db.destroy());
  const created = await db.send(
    new CreateTableCommand({
      TableName: "orders",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  const streamArn = created.TableDescription?.LatestStreamArn ?? "";
  await control(url, "faults", {
    throttle: 0.1,
    serverError: 0.05,
    emptyPages: 0.2,
    hideChildrenMs: 1_500,
    seed: 7,
  });
  const reader = new Reader(directory.path, url, streamArn);
  ends.push(() => reader.kill());

  const versions = new Map<string, number>();
  let written = 0;
  const began = systemClock.now();
  const writer = async (which: number) => {
    for (let n = which; n < WRITES; n += WRITERS) {
      // A key belongs to one writer, so that its versions come in order.
      const own = Math.ceil((KEYS - which) / WRITERS);
      const key = `key${which + WRITERS * (Math.floor(n / WRITERS) % own)}`;
      const version = (versions.get(key) ?? 0) + 1;
      versions.set(key, version);
      await db.send(
        new PutItemCommand({ TableName: "orders", Item: { pk: { S: key }, version: { N: String(version) } } }),
      );
      written += 1;
      const ahead = began + (n / WRITES_PER_SECOND) * 1000 - systemClock.now();
      if (ahead > 0) await systemClock.sleep(ahead);
    }
  };
  let writing = true;
  const lineage = async () => {
    for (let round = 0; writing; round += 1) {
      const { opened } = await control<{ opened: string[] }>(url, "roll", { streamArn });
      const shardId = opened[round % opened.length];
      if (round % 4 === 3 && shardId) await control(url, "split", { streamArn, shardId });
      await systemClock.sleep(1_000);
    }
  };
  const killer = async () => {
    for (const share of [0.35, 0.7]) {
      while (written < WRITES * share) await systemClock.sleep(20);
      await reader.killAndBeginAgain();
    }
  };
  const others = [lineage(), killer()];
  await Promise.all(Array.from({ length: WRITERS }, (_, which) => writer(which)));
  writing = false;
  await Promise.all(others);

  while (reader.stored < WRITES) await systemClock.sleep(50);
  const drained = systemClock.now() - began;
  const file = join(directory.path, "export.ndjson");
  const exported = await reader.exportTo(file);

  const lastOf = new Map<string, number>();
  const ids = new Set<string>();
  const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
  for (const line of lines) {
    const { shardId, dynamodb } = JSON.parse(line) as {
      shardId: string;
      dynamodb: { Keys: { pk: { S: string } }; NewImage: { version: { N: string } }; SequenceNumber: string };
    };
    ids.add(`${shardId} ${dynamodb.SequenceNumber}`);
    const key = dynamodb.Keys.pk.S;
    const version = Number(dynamodb.NewImage.version.N);
    expect(version, `the version of ${key} after ${lastOf.get(key) ?? 0}`).toBe((lastOf.get(key) ?? 0) + 1);
    lastOf.set(key, version);
  }
  expect(lines).toHaveLength(WRITES);
  expect(ids.size).toBe(WRITES);
  expect(lastOf.size).toBe(KEYS);
  expect(Object.fromEntries(lastOf)).toEqual(Object.fromEntries(versions));
  expect(exported.gaps).toEqual([]);
  console.log(
    `${WRITES} writes by ${WRITERS} writers over ${KEYS} keys, ${exported.shards} shards, killed twice; stored after ${drained} ms; calls since the last kill ${JSON.stringify(exported.calls)}`,
  );
}, 600_000);
