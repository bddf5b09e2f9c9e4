import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "@playwright/test";
import { answers, type Dashboard, endDashboard, startDashboard } from "./dashboard";
import { createTable, dynamo, exported, openCapture, putOrder, versionsOf } from "./table";

const PORT = Number(process.env.E2E_PORT ?? 4460) + 10;

let dashboard: Dashboard | undefined;

test.afterEach(async () => {
  if (dashboard) await endDashboard(dashboard, "SIGKILL");
  dashboard = undefined;
});

const freshDirectory = () => mkdtempSync(path.join(tmpdir(), "shardscope-process-"));

test("npm start listens on loopback alone and says where", async () => {
  dashboard = await startDashboard({ port: PORT, dataDirectory: freshDirectory() });
  expect(dashboard.output()).toContain(`http://127.0.0.1:${PORT}`);
  expect(dashboard.output()).toContain(`http://127.0.0.1:${PORT + 1}`);
  test.skip(process.platform !== "linux", "reads the kernel's table of sockets");
  for (const port of [PORT, PORT + 1]) expect(listeners(port)).toEqual(["127.0.0.1"]);
});

for (const [name, command, code] of [
  // npm passes the signal on, and then ends by it itself.
  ["npm start", ["npm", "start"], null],
  ["the dashboard's own process", [process.execPath, "scripts/start.mjs"], 0],
] as const) {
  test(`SIGTERM ends all of it with a client connected, and takes leave of the client: ${name}`, async () => {
    dashboard = await startDashboard({ port: PORT, dataDirectory: freshDirectory(), command });
    const client = dynamo(dashboard.sandbox);
    const capture = await openCapture(dashboard.url, await createTable(client, "orders"));
    const live = await fetch(`${dashboard.url}/api/captures/${capture.id}/events`);
    const reader = live.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);

    const ended = endDashboard(dashboard, "SIGTERM");
    // A connection that was cut would throw here.
    while (!(await reader?.read())?.done);
    expect(await ended).toBe(code);
    expect([await answers(dashboard.url), await answers(dashboard.sandbox)]).toEqual([false, false]);
  });
}

test("after kill -9 the capture is there and goes on, every write present once", async () => {
  const dataDirectory = freshDirectory();
  dashboard = await startDashboard({ port: PORT, dataDirectory });
  const client = dynamo(dashboard.sandbox);
  const streamArn = await createTable(client, "orders");
  const capture = await openCapture(dashboard.url, streamArn);
  const written: string[] = [];
  const write = async (id: number, version: number) => {
    await putOrder(client, "orders", id, version);
    written.push(`ORDER#${id} v${version}`);
  };
  const { url } = dashboard;
  const captured = async () => versionsOf(await exported(url, capture.id));

  for (let id = 0; id < 100; id++) await write(id, 1);
  await expect.poll(async () => (await captured()).length).toBeGreaterThan(0);
  // Killed with reading under way.
  for (let id = 0; id < 50; id++) await write(id, 2);
  await endDashboard(dashboard, "SIGKILL");

  dashboard = await startDashboard({ port: PORT, dataDirectory });
  for (let id = 50; id < 100; id++) await write(id, 2);

  await expect.poll(captured, { timeout: 30_000 }).toEqual([...written].sort());
});

test("a port that is taken is named, with the way out", async () => {
  dashboard = await startDashboard({ port: PORT, dataDirectory: freshDirectory() });
  const taken = await startAndFail({ PORT: String(PORT), SANDBOX: "off" });
  expect(taken.code).toBe(1);
  expect(taken.text).toContain(`Port ${PORT} is taken`);
  const sandboxTaken = await startAndFail({ PORT: String(PORT + 5), SANDBOX_PORT: String(PORT + 1) });
  expect(sandboxTaken.code).toBe(1);
  expect(sandboxTaken.text).toContain(String(PORT + 1));
  expect(sandboxTaken.text).toContain("SANDBOX=off");
});

/** Runs `npm start` where it cannot start; resolves with what it said. */
function startAndFail(environment: Record<string, string>): Promise<{ code: unknown; text: string }> {
  return new Promise((resolve) => {
    execFile(
      "npm",
      ["start"],
      { env: { ...process.env, SHARDSCOPE_DATA: freshDirectory(), ...environment } },
      (error, stdout, stderr) => resolve({ code: error?.code, text: stdout + stderr }),
    );
  });
}

/** Local addresses that listen on a port. */
function listeners(port: number): string[] {
  const rows = ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
    readFileSync(file, "utf8").trim().split("\n").slice(1),
  );
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, local, , state]) => state === "0A" && Number.parseInt(local?.split(":")[1] ?? "", 16) === port)
    .map(([, local]) => (local?.startsWith("0100007F:") ? "127.0.0.1" : (local ?? "")));
}
