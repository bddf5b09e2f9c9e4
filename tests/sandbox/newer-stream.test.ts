import { CreateTableCommand, UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Captures } from "@/lib/capture/captures";
import { createMemoryStore } from "@/lib/capture/memory-store";
import { systemClock } from "@/lib/clock";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { presentStatus } from "@/lib/server/present";
import { readSettings } from "@/lib/server/settings";
import { Sources } from "@/lib/server/sources";
import { clients, scratchDirectory } from "./support";

const region = "eu-west-1";
const never = new AbortController().signal;

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let sources: Sources;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  sources = new Sources(readSettings({ NODE_ENV: "test", SANDBOX_PORT: new URL(sandbox.url).port }), systemClock);
});

afterAll(async () => {
  sources.close();
  await sandbox.close();
  await scratch.remove();
});

const on = { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } as const;

async function createTable(TableName: string): Promise<string> {
  const { TableDescription } = await clients(sandbox.url, region).db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: on,
    }),
  );
  return TableDescription?.LatestStreamArn ?? "";
}

async function switchStream(TableName: string, StreamSpecification: typeof on | { StreamEnabled: false }) {
  const { db } = clients(sandbox.url, region);
  return (await db.send(new UpdateTableCommand({ TableName, StreamSpecification }))).TableDescription?.LatestStreamArn;
}

/** Captures as the dashboard makes them; `asked` are the tables that a newer stream was looked for of. */
function capturesOf(asked: string[]): Captures {
  const connection = { id: "sandbox", kind: "sandbox", label: "Sandbox", endpoint: sandbox.url, region } as const;
  return new Captures({
    store: createMemoryStore({ clock: systemClock }),
    clock: systemClock,
    sourceOf: () => sources.source(connection, region),
    newerStreamOf: (_connection, stream, signal) => {
      asked.push(stream.tableName);
      return sources.newerStreamOf(connection, region, stream, signal);
    },
  });
}

async function open(captures: Captures, streamArn: string) {
  const connection = { id: "sandbox", kind: "sandbox", label: "Sandbox", endpoint: sandbox.url, region } as const;
  const { stream } = await sources.source(connection, region).describeStream({ streamArn, limit: 1 }, never);
  return captures.open({ stream, connection, start: { at: "trimHorizon" } });
}

it("a stream that was disabled names the one that took its place; others are not asked about", async () => {
  const old = await createTable("orders");
  // A name that begins like the other's, and a younger stream.
  const other = await createTable("orders-archive");
  await switchStream("orders", { StreamEnabled: false });
  const newer = await switchStream("orders", on);
  expect(newer).not.toBe(old);

  const asked: string[] = [];
  const captures = capturesOf(asked);
  const ended = await open(captures, old);
  const current = await open(captures, newer ?? "");
  await open(captures, other);
  await expect
    .poll(() => presentStatus(ended).status, { timeout: 20_000 })
    .toMatchObject({
      state: "finished",
      newerStreamArn: newer,
    });
  await expect.poll(() => presentStatus(current).status.state, { timeout: 20_000 }).toBe("live");
  expect(presentStatus(current).status.newerStreamArn).toBeUndefined();
  expect(asked).toEqual(["orders"]);
  await captures.dispose();
}, 60_000);

it("a table without a stream has no newer one", async () => {
  const label = (await createTable("users")).split("/stream/")[1] ?? "";
  await switchStream("users", { StreamEnabled: false });
  const connection = { id: "sandbox", kind: "sandbox", label: "Sandbox", endpoint: sandbox.url } as const;
  const stream = {
    arn: "",
    tableName: "users",
    label,
    status: "DISABLED",
    viewType: "NEW_IMAGE",
    keySchema: { hash: "pk" },
  } as const;
  expect(await sources.newerStreamOf(connection, region, stream, never)).toBeUndefined();
});
