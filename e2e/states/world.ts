import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type Page, expect as playwrightExpect } from "@playwright/test";
import { endDashboard, startDashboard } from "../dashboard";
import { dynamo } from "../table";

/** As patient as the tests are, also where no test runs. */
export const expect = playwrightExpect.configure({ timeout: 20_000 });

/** A dashboard and a sandbox of their own, which begin with nothing. */
export interface World {
  url: string;
  sandbox: string;
  client: DynamoDBClient;
  /** What several states share is made for the first of them, and found again by the others. */
  once<T>(make: (world: World) => Promise<T>): Promise<T>;
  end(): Promise<void>;
}

/** Uses `port` and the one after it. */
export async function startWorld(port: number): Promise<World> {
  const dataDirectory = mkdtempSync(path.join(tmpdir(), "shardscope-states-"));
  const dashboard = await startDashboard({ port, dataDirectory });
  const client = dynamo(dashboard.sandbox);
  const made = new Map<unknown, unknown>();
  const world: World = {
    url: dashboard.url,
    sandbox: dashboard.sandbox,
    client,
    once<T>(make: (world: World) => Promise<T>) {
      const known = (made.get(make) as Promise<T> | undefined) ?? make(world);
      made.set(make, known);
      return known;
    },
    async end() {
      client.destroy();
      await endDashboard(dashboard, "SIGTERM");
      rmSync(dataDirectory, { recursive: true, force: true });
    },
  };
  return world;
}

/** One way in which the product can be met. */
export interface State {
  /** Of a file, too. */
  name: string;
  /** The part of the page that is new in it, as a selector; the whole page where left out. */
  within?: string;
  /** Brings the page there from anywhere. What it answers ends what was begun for it. */
  reach(page: Page, world: World): Promise<undefined | (() => Promise<void>)>;
}

/** A call of the sandbox under /_sandbox/. */
export async function control<T = object>(world: World, action: string, body: object): Promise<T> {
  return call<T>("POST", `${world.sandbox}/_sandbox/${action}`, body);
}

/** A call that must succeed. */
export async function call<T>(method: string, url: string, body?: object): Promise<T> {
  const answer = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
  });
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

interface Capture {
  id: string;
  status: { state: string };
  totals: { records: number };
}

export async function openedAt(world: World, streamArn: string, more: object = {}): Promise<string> {
  const body = { streamArn, connection: "sandbox", start: { at: "trimHorizon" }, ...more };
  return (await call<Capture>("POST", `${world.url}/api/captures`, body)).id;
}

/** Resolves when the capture holds that many records, or is in that state. */
export async function untilIs(world: World, id: string, wanted: string | number): Promise<void> {
  const state = async () => {
    const { status, totals } = await call<Capture>("GET", `${world.url}/api/captures/${id}`);
    return typeof wanted === "number" ? totals.records >= wanted : status.state === wanted;
  };
  await expect.poll(state, { timeout: 60_000 }).toBe(true);
}

/** The address of the one record that is found last by a filter. */
export async function recordOf(world: World, id: string, filter: string): Promise<string> {
  const query = new URLSearchParams({ filter, order: "desc", limit: "1" });
  const { records } = await call<{ records: { shardId: string; sequenceNumber: string }[] }>(
    "GET",
    `${world.url}/api/captures/${id}/records?${query}`,
  );
  const [record] = records;
  if (!record) throw new Error(`No record matches ${filter}`);
  return `${record.shardId}/${record.sequenceNumber}`;
}

export const rows = (page: Page) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

/** Shows a capture, and waits until its rows are there, and the bars above them. */
export async function show(page: Page, world: World, id: string, query: Record<string, string> = {}): Promise<void> {
  await page.goto(`${world.url}/captures/${id}?${new URLSearchParams(query)}`);
  await expect(rows(page).first()).toBeVisible();
  await drawn(page);
}

/** Resolves when the timeline has bars: it says then what the tallest stands for. */
export async function drawn(page: Page): Promise<void> {
  await expect(page.getByText(/^peak [\d.]+/)).toBeVisible();
}

/** Keeps the answers to some calls back, as a slow network would, until what it gives is called: then all go through. */
export async function hold(page: Page, calls: string | RegExp, after = 0): Promise<() => Promise<void>> {
  let met = 0;
  let open = false;
  const held: (() => void)[] = [];
  await page.route(calls, async (route) => {
    met += 1;
    if (met > after && !open) await new Promise<void>((resolve) => held.push(resolve));
    // The page may be gone by then.
    await route.continue().catch(() => {});
  });
  return async () => {
    open = true;
    for (const release of held) release();
  };
}

/** A door to the sandbox that can be shut: a source that dies. */
export async function openDoor(sandbox: string): Promise<{ endpoint: string; shut(): void }> {
  const { hostname, port } = new URL(sandbox);
  const sockets = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(Number(port), hostname);
    for (const socket of [from, to]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    from.pipe(to).pipe(from);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The door has no port");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    shut() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
