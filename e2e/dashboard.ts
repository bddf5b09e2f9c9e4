import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { expect } from "@playwright/test";

export interface Dashboard {
  url: string;
  sandbox: string;
  process: ChildProcess;
  output(): string;
}

/** The shipped command, on ports and a data directory of its own. Resolves when the dashboard and the sandbox answer. */
export async function startDashboard(options: { port: number; dataDirectory: string }): Promise<Dashboard> {
  const { port, dataDirectory } = options;
  const child = spawn("npm", ["start"], {
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
    output: () => output,
  };
  await expect.poll(() => answers(`${dashboard.url}/api/health`), { timeout: 60_000 }).toBe(true);
  await expect.poll(() => answers(dashboard.sandbox), { timeout: 30_000 }).toBe(true);
  return dashboard;
}

/** Sends a signal and resolves with the milliseconds until npm has ended. */
export async function endDashboard({ process: child }: Dashboard, signal: "SIGTERM" | "SIGKILL"): Promise<number> {
  if (child.exitCode !== null || child.signalCode !== null) return 0;
  const begun = performance.now();
  const ended = once(child, "exit");
  // SIGKILL takes the whole group, as a machine that loses power would.
  if (signal === "SIGKILL") process.kill(-(child.pid ?? 0), signal);
  else child.kill(signal);
  await ended;
  return performance.now() - begun;
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
