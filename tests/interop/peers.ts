import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "@/lib/clock";

/** A DynamoDB with streams that is not ours. `start` gives its endpoint, or says why it is not here. */
export interface Peer {
  name: string;
  start(): Promise<{ endpoint: string; stop(): void } | { missing: string }>;
}

export const peers: Peer[] = [
  {
    name: "moto",
    async start() {
      if (spawnSync("moto_server", ["--help"]).error)
        return { missing: "moto_server is not on the PATH (pip install 'moto[server]')" };
      const port = await freePort();
      return running(spawn("moto_server", ["-H", "127.0.0.1", "-p", String(port)], { stdio: "ignore" }), port);
    },
  },
  {
    name: "DynamoDB Local",
    async start() {
      const jar = process.env.DYNAMODB_LOCAL_JAR;
      if (!jar) return { missing: "DYNAMODB_LOCAL_JAR does not name DynamoDBLocal.jar" };
      const port = await freePort();
      const libraries = path.join(path.dirname(jar), "DynamoDBLocal_lib");
      const options = [`-Djava.library.path=${libraries}`, "-jar", jar, "-inMemory", "-port", String(port)];
      return running(
        spawn("java", options, { stdio: "ignore", cwd: mkdtempSync(path.join(tmpdir(), "dynamodb-local-")) }),
        port,
      );
    },
  },
  {
    name: "LocalStack",
    async start() {
      const endpoint = process.env.LOCALSTACK_ENDPOINT ?? "http://127.0.0.1:4566";
      if (!(await answers(endpoint))) return { missing: `nothing answers at ${endpoint} (LOCALSTACK_ENDPOINT)` };
      return { endpoint, stop() {} };
    },
  },
];

async function running(
  child: ChildProcess,
  port: number,
): Promise<{ endpoint: string; stop(): void } | { missing: string }> {
  const endpoint = `http://127.0.0.1:${port}`;
  for (let attempt = 0; attempt < 150; attempt++) {
    if (await answers(endpoint)) return { endpoint, stop: () => child.kill() };
    if (child.exitCode !== null) break;
    await systemClock.sleep(200);
  }
  child.kill();
  return { missing: "it was started and did not answer" };
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
