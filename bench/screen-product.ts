import { fork, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { systemClock } from "@/lib/clock";
import type { ReplayPlan } from "./replay-stream";
import { ARN } from "./store-records";

const root = fileURLToPath(new URL("..", import.meta.url));

/** A port that nobody has: another may take it until it is used. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

export interface Product {
  url: string;
  sandbox: string;
  /** Resolves when it has ended, also where it had before. */
  stop(): Promise<void>;
}

/** The shipped command in production, on ports and data of its own; resolves when it answers. */
export async function startProduct(dataDirectory: string, environment: Record<string, string>): Promise<Product> {
  const [port, sandboxPort] = [await freePort(), await freePort()];
  const child = spawn(process.execPath, ["scripts/start.mjs"], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      SHARDSCOPE_DATA: dataDirectory,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
      ...environment,
    },
    // Standard output is for figures alone.
    stdio: ["ignore", process.stderr, process.stderr],
  });
  const ended = once(child, "exit");
  const url = `http://127.0.0.1:${port}`;
  // The first start builds.
  for (let wait = 0; !(await answers(`${url}/api/health`)); wait++) {
    if (child.exitCode !== null || wait > 20_000) throw new Error("The product did not start.");
    await systemClock.sleep(20);
  }
  return {
    url,
    sandbox: `http://127.0.0.1:${sandboxPort}`,
    async stop() {
      child.kill("SIGTERM");
      await ended;
    },
  };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}

export interface Replay {
  url: string;
  /** Records that an open shard holds now. */
  countOf(shardId: string): Promise<number>;
  stop(): Promise<void>;
}

export async function startReplay(plan: ReplayPlan): Promise<Replay> {
  const child = fork(
    fileURLToPath(new URL("replay-server.ts", import.meta.url)),
    [JSON.stringify({ ...plan, streamArn: ARN })],
    { execArgv: ["--import", "tsx"] },
  );
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    async countOf(shardId) {
      const answer = await fetch(url, {
        method: "POST",
        headers: { "x-amz-target": "DynamoDBStreams_20120810.GetShardIterator" },
        body: JSON.stringify({ ShardId: shardId, ShardIteratorType: "LATEST" }),
      });
      const { ShardIterator } = (await answer.json()) as { ShardIterator: string };
      return Number(ShardIterator.split("|")[1]);
    },
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}
