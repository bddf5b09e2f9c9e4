import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface Child {
  process: ChildProcess;
  /** What it has written to standard output and standard error so far. */
  output(): string;
  /** Resolves with the exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

/** The sandbox as it is shipped: a process of its own. */
export function spawnSandbox(data: string, port = 0): Child {
  const child = spawn(process.execPath, ["--import", "tsx", "lib/sandbox/main.ts"], {
    cwd: ROOT,
    env: { ...process.env, SHARDSCOPE_DATA: data, SANDBOX_PORT: String(port) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return { process: child, output: () => output, ended };
}

/** Resolves with the url of the ready line. */
export async function ready(child: Child): Promise<string> {
  for (;;) {
    const url = /^Sandbox +(http:\S+)$/m.exec(child.output())?.[1];
    if (url) return url;
    const next = await Promise.race([once(child.process.stdout as NodeJS.ReadableStream, "data"), child.ended]);
    if (!Array.isArray(next)) throw new Error(`The sandbox ended with ${next}: ${child.output()}`);
  }
}
