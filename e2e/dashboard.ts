import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@playwright/test";

export interface Dashboard {
  url: string;
  sandbox: string;
  process: ChildProcess;
  /** The exit code, null where a signal ended it, once all of its processes have ended: the last one closes the output. */
  ended: Promise<number | null>;
  output(): string;
}

interface DashboardOptions {
  port: number;
  dataDirectory: string;
  /** The shipped command unless told. */
  command?: readonly [string, ...string[]];
}

/** On ports and a data directory of its own. Resolves when the dashboard and the sandbox answer. */
export async function startDashboard(options: DashboardOptions): Promise<Dashboard> {
  const { port, dataDirectory, command = ["npm", "start"] } = options;
  const [program, ...given] = command;
  const child = spawn(program, given, {
    env: {
      ...process.env,
      PORT: String(port),
      SANDBOX_PORT: String(port + 1),
      SHARDSCOPE_DATA: dataDirectory,
      AWS_EC2_METADATA_DISABLED: "true",
    },
    // A group of its own, so that a test can kill all of it at once.
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  child.stdout.on("data", (chunk) => (output += chunk));
  child.stderr.on("data", (chunk) => (output += chunk));
  const dashboard = {
    url: `http://127.0.0.1:${port}`,
    sandbox: `http://127.0.0.1:${port + 1}`,
    process: child,
    ended: once(child, "close").then(([code]) => code as number | null),
    output: () => output,
  };
  await expect.poll(() => answers(`${dashboard.url}/api/health`), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => answers(dashboard.sandbox), { timeout: 30_000 }).toBe(true);
  return dashboard;
}

/** Sends a signal and resolves with the exit code once all of it has ended. */
export function endDashboard(
  { process: child, ended }: Dashboard,
  signal: "SIGTERM" | "SIGKILL",
): Promise<number | null> {
  if (signal === "SIGTERM") child.kill(signal);
  else {
    // The whole group, as a machine that loses power would; it may have ended already.
    try {
      process.kill(-(child.pid ?? 0), signal);
    } catch {}
  }
  return ended;
}

/** True when something answers, whatever it says. */
export async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url);
    return true;
  } catch {
    return false;
  }
}
