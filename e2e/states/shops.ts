import {
  type AttributeValue,
  DeleteItemCommand,
  PutItemCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import { createTable, putOrder } from "../table";
import { dayOfOrders, dayOfShards } from "./day";
import { call, control, openDoor, openedAt, untilIs, type World } from "./world";

interface Shop {
  id: string;
  streamArn: string;
  table: string;
}

/** The sandbox's own shop, which goes on writing. */
export async function liveShop(world: World): Promise<Shop> {
  const answer = await call<{ id: string; stream: { arn: string } }>("POST", `${world.url}/api/sandbox`, {});
  await control(world, "workload", { writesPerSecond: 60 });
  await untilIs(world, answer.id, 300);
  await control(world, "workload", { writesPerSecond: 8 });
  return { id: answer.id, streamArn: answer.stream.arn, table: "orders" };
}

/** A table that nothing has been written to. */
export async function emptyShop(world: World): Promise<Shop> {
  const streamArn = await createTable(world.client, "returns");
  return { id: await openedAt(world, streamArn), streamArn, table: "returns" };
}

async function orders(world: World, table: string, count: number): Promise<string> {
  const streamArn = await createTable(world.client, table);
  for (let id = 1; id <= count; id++) await putOrder(world.client, table, id, 1);
  return streamArn;
}

/** A stretch was trimmed while the reading was stopped. */
export async function shopWithGap(world: World): Promise<Shop> {
  const table = "invoices";
  const streamArn = await orders(world, table, 40);
  const id = await openedAt(world, streamArn);
  await untilIs(world, id, 40);
  await call("PATCH", `${world.url}/api/captures/${id}`, { reading: "paused" });
  for (let order = 41; order <= 60; order++) await putOrder(world.client, table, order, 1);
  await control(world, "trim", { streamArn, olderThan: new Date(Date.now() + 1000).toISOString() });
  for (let order = 61; order <= 75; order++) await putOrder(world.client, table, order, 1);
  await call("PATCH", `${world.url}/api/captures/${id}`, { reading: "running" });
  await untilIs(world, id, 50);
  await untilIs(world, id, "live");
  return { id, streamArn, table };
}

/** Its stream was switched off, and another one on. */
export async function shopThatMoved(world: World): Promise<Shop> {
  const table = "customers";
  const streamArn = await orders(world, table, 25);
  const id = await openedAt(world, streamArn);
  await untilIs(world, id, 25);
  const off = { StreamEnabled: false };
  const on = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" } as const;
  await world.client.send(new UpdateTableCommand({ TableName: table, StreamSpecification: off }));
  await world.client.send(new UpdateTableCommand({ TableName: table, StreamSpecification: on }));
  await untilIs(world, id, "finished");
  return { id, streamArn, table };
}

/** Read over a server that then stops to answer. */
export async function shopThatFails(world: World): Promise<Shop> {
  const table = "payments";
  const door = await openDoor(world.sandbox);
  const streamArn = await orders(world, table, 30);
  const id = await openedAt(world, streamArn, { connection: { endpoint: door.endpoint, region: "us-east-1" } });
  await untilIs(world, id, 30);
  door.shut();
  await untilIs(world, id, "failing");
  return { id, streamArn, table };
}

/** Chains of rolled-over shards, and one that was split. */
export async function shopWithLineage(world: World): Promise<Shop> {
  const table = "inventory";
  const streamArn = await orders(world, table, 20);
  for (let round = 1; round <= 6; round++) {
    await control(world, "roll", { streamArn });
    for (let id = 1; id <= 12; id++) await putOrder(world.client, table, id, round + 1);
  }
  const { opened } = await control<{ opened: string[] }>(world, "roll", { streamArn });
  await control(world, "split", { streamArn, shardId: opened[0] });
  for (let id = 1; id <= 20; id++) await putOrder(world.client, table, id, 9);
  const id = await openedAt(world, streamArn);
  await untilIs(world, id, 112);
  await untilIs(world, id, "live");
  return { id, streamArn, table };
}

/** A view type that leaves images out; one order in three versions, then gone. */
async function shopOf(world: World, table: string, viewType: "KEYS_ONLY" | "NEW_IMAGE"): Promise<Shop> {
  const streamArn = await createTable(world.client, table, viewType);
  for (let id = 1; id <= 12; id++) await putOrder(world.client, table, id, 1);
  for (let version = 2; version <= 3; version++) await putOrder(world.client, table, 7, version);
  const Key = { pk: { S: "ORDER#3" }, sk: { S: "META" } };
  await world.client.send(new DeleteItemCommand({ TableName: table, Key }));
  const id = await openedAt(world, streamArn);
  await untilIs(world, id, 15);
  return { id, streamArn, table };
}

export const shopOfKeys = (world: World) => shopOf(world, "sessions", "KEYS_ONLY");
export const shopOfNewImages = (world: World) => shopOf(world, "carts", "NEW_IMAGE");

const TEXT =
  "Our everyday kettle: 1.7 litres, brushed steel, a lid that stays open while it is filled. Boils in four minutes and " +
  "switches itself off. Delivered with a filter and a cable of 75 cm. ";

/** Items in two versions each that hold whatever an item can hold. */
export async function catalogue(world: World): Promise<Shop> {
  const table = "catalogue";
  const streamArn = await createTable(world.client, table);
  const put = (pk: string, item: Record<string, AttributeValue>) =>
    world.client.send(new PutItemCommand({ TableName: table, Item: { pk: { S: pk }, sk: { S: "META" }, ...item } }));
  const bytes = (length: number, factor: number) => Uint8Array.from({ length }, (_, at) => (at * factor) % 256);

  await put("PRODUCT#words", { text: { S: TEXT.repeat(2) }, stock: { N: "12" } });
  await put("PRODUCT#words", {
    text: { S: `${TEXT.replace("brushed", "matt black")}${TEXT.replace("four minutes", "three and a half minutes")}` },
    stock: { N: "11" },
  });
  await put("PRODUCT#binary", { thumbnail: { B: bytes(96, 7) }, keys: { BS: [bytes(8, 3), bytes(8, 5)] } });
  await put("PRODUCT#binary", { thumbnail: { B: bytes(120, 11) }, keys: { BS: [bytes(8, 3), bytes(8, 13)] } });
  await put("PRODUCT#everything", everything(1));
  await put("PRODUCT#everything", everything(2));
  await put("PRODUCT#large", { blob: { S: "x".repeat(90_000) }, rows: { L: manyRows(40) } });
  await put("PRODUCT#large", { blob: { S: `${"x".repeat(90_000)}y` }, rows: { L: manyRows(44) } });
  for (let version = 1; version <= 9; version++) await put("PRODUCT#history", { price: { N: String(version * 10) } });

  await put("CART#expired", { expiresAt: inDays(-1), owner: { S: "CUSTOMER#7" } });
  const ttl = { Enabled: true, AttributeName: "expiresAt" };
  await world.client.send(new UpdateTimeToLiveCommand({ TableName: table, TimeToLiveSpecification: ttl }));
  const id = await openedAt(world, streamArn);
  await untilIs(world, id, 18);
  await control(world, "clock", { advanceMs: 0 });
  await untilIs(world, id, 19);
  return { id, streamArn, table };
}

function manyRows(count: number): AttributeValue[] {
  return Array.from({ length: count }, (_, at) => ({ M: { at: { N: String(at) }, name: { S: `row ${at}` } } }));
}

function inDays(days: number): AttributeValue {
  return { N: String(Math.floor(Date.now() / 1000) + days * 86_400) };
}

function everything(version: 1 | 2): Record<string, AttributeValue> {
  const later = version === 2;
  return {
    exact: { N: later ? "12345678901234567890123456789012345679" : "12345678901234567890123456789012345678" },
    tiny: { N: "1e-130" },
    tags: { SS: later ? ["new", "kitchen", "steel"] : ["kitchen", "sale", "steel"] },
    sizes: { NS: later ? ["1.7", "2.5"] : ["1.7"] },
    // Always ahead: the sandbox deletes what has expired.
    expiresAt: inDays(later ? 60 : 30),
    active: { BOOL: later },
    rating: later ? { N: "4.5" } : { NULL: true },
    dimensions: { M: { height: { N: "24" }, width: { N: later ? "19" : "18" }, unit: { S: "cm" } } },
    variants: {
      L: later
        ? [{ S: "black" }, { S: "steel" }, { M: { colour: { S: "red" }, extra: { N: "5" } } }]
        : [{ S: "steel" }, { M: { colour: { S: "red" }, extra: { N: "4" } } }],
    },
    "a name with spaces": { S: later ? "Zürich → 東京" : "Zürich" },
    ...(later ? { supplier: { S: "SUPPLIER#19" } } : { discontinued: { BOOL: false } }),
  };
}

async function imported(world: World, name: string, body: string): Promise<Shop> {
  const answer = await fetch(`${world.url}/api/captures/import?name=${name}`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body,
  });
  const { id } = (await answer.json()) as { id: string };
  return { id, streamArn: "", table: name };
}

/** A file of a whole day, opened as an offline capture. */
export const dayShop = (world: World) => imported(world, "orders-of-a-day", dayOfOrders(9000));

/** Five thousand shards, as a busy table has after a day. */
export const hugeShop = (world: World) => imported(world, "telemetry", dayOfShards(5000));
