import { type APIRequestContext, expect, test } from "@playwright/test";
import { createTable, dynamo, exported, openCapture, putOrder, versionsOf } from "./table";

/** The HTTP contract, as a script would use it: one table with 60 orders in two versions. */
const SANDBOX = process.env.E2E_SANDBOX ?? "";
const baseURL = process.env.E2E_URL ?? "";
const ORDERS = 60;
const RECORDS = ORDERS * 2;

interface Row {
  cursor: number;
  place: string;
  shardId: string;
  sequenceNumber: string;
  time: string;
  eventName: string;
  keyText: string;
}

let id = "";
let streamArn = "";

test.beforeAll(async () => {
  const client = dynamo(SANDBOX);
  const table = `api-orders-${Date.now()}`;
  streamArn = await createTable(client, table);
  id = (await openCapture(baseURL, streamArn)).id;
  for (const version of [1, 2])
    for (let order = 0; order < ORDERS; order++) await putOrder(client, table, order, version);
  await expect.poll(async () => (await exported(baseURL, id)).length, { timeout: 30_000 }).toBe(RECORDS);
});

async function everyRow(request: APIRequestContext, query: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor = "";
  do {
    const answer = await request.get(`/api/captures/${id}/records?limit=7&${query}${cursor && `&cursor=${cursor}`}`);
    expect(answer.status()).toBe(200);
    const { records, next } = (await answer.json()) as { records: Row[]; next: string | null };
    rows.push(...records);
    cursor = next ?? "";
  } while (cursor);
  return rows;
}

test("health and connections", async ({ request }) => {
  expect(await (await request.get("/api/health")).json()).toEqual({
    status: "ok",
    version: expect.stringMatching(/^\d+\.\d+\.\d+/),
  });
  const connections = (await (await request.get("/api/connections")).json()) as { id: string; kind: string }[];
  expect(connections).toContainEqual(expect.objectContaining({ id: "sandbox", kind: "sandbox" }));
  expect(connections).toContainEqual(expect.objectContaining({ id: "aws", kind: "aws" }));
});

test("the streams of a connection", async ({ request }) => {
  const { streams } = (await (await request.get("/api/streams?connection=sandbox")).json()) as { streams: object[] };
  expect(streams).toContainEqual(
    expect.objectContaining({ arn: streamArn, status: "ENABLED", viewType: "NEW_AND_OLD_IMAGES" }),
  );
});

test("opening a stream that is captured gives the same capture", async () => {
  expect((await openCapture(baseURL, streamArn)).id).toBe(id);
});

test("paging gives each record once, in either direction, and each shard in its order", async ({ request }) => {
  const ascending = await everyRow(request, "order=asc");
  const descending = await everyRow(request, "order=desc");
  expect(ascending).toHaveLength(RECORDS);
  expect(new Set(ascending.map(({ cursor }) => cursor)).size).toBe(RECORDS);
  expect(descending).toEqual([...ascending].reverse());
  for (const shardId of new Set(ascending.map((row) => row.shardId))) {
    const numbers = ascending
      .filter((row) => row.shardId === shardId)
      .map(({ sequenceNumber }) => BigInt(sequenceNumber));
    expect(numbers).toEqual([...numbers].sort((a, b) => (a < b ? -1 : 1)));
  }
});

test("a numeric cursor follows what was stored later, in stored order", async ({ request }) => {
  const rows = await everyRow(request, "order=asc&cursor=100");
  const first = await (await request.get(`/api/captures/${id}/records?order=asc&cursor=100&limit=1000`)).json();
  expect(first.records.map((row: Row) => row.cursor)).toEqual(
    Array.from({ length: RECORDS - 100 }, (_, index) => 101 + index),
  );
  expect(rows.length).toBeGreaterThan(0);
});

test("filters and ranges", async ({ request }) => {
  const modified = await everyRow(request, `filter=${encodeURIComponent("event:modify key:ORDER#1*")}`);
  // ORDER#1 and ORDER#10 to ORDER#19.
  expect(modified).toHaveLength(11);
  const all = await everyRow(request, "order=asc");
  const time = all[RECORDS / 2]?.time ?? "";
  const before = await everyRow(request, `to=${time}`);
  const from = await everyRow(request, `from=${time}`);
  expect(before.length + from.length).toBe(RECORDS);
  expect(from.every((row) => row.time >= time)).toBe(true);
});

test("one record, whole, with its neighbours", async ({ request }) => {
  const [row] = await everyRow(request, `filter=${encodeURIComponent("event:modify key:ORDER#7")}`);
  const answer = await request.get(`/api/captures/${id}/records/${row?.shardId}/${row?.sequenceNumber}`);
  const detail = await answer.json();
  expect(detail.record.dynamodb.NewImage.version).toEqual({ N: "2" });
  expect(detail.record.dynamodb.OldImage.version).toEqual({ N: "1" });
  expect(detail.history).toMatchObject({ index: 1, total: 2, previous: { shardId: row?.shardId } });
  const history = await (
    await request.get(
      `/api/captures/${id}/history?key=${encodeURIComponent(JSON.stringify(detail.record.dynamodb.Keys))}`,
    )
  ).json();
  expect(history.versions.map((version: Row) => version.eventName)).toEqual(["INSERT", "MODIFY"]);
});

test("the timeline counts what is captured", async ({ request }) => {
  const { shards } = await (await request.get(`/api/captures/${id}/timeline?buckets=50`)).json();
  const sums = [0, 0, 0];
  for (const shard of shards)
    for (const [, ...counts] of shard.buckets) for (const event of [0, 1, 2]) sums[event] += counts[event];
  expect(sums).toEqual([ORDERS, ORDERS, 0]);
});

test("exports hold every line, and only what a filter passes", async ({ request }) => {
  const lines = await exported(baseURL, id);
  expect(versionsOf(lines)).toEqual(
    [1, 2].flatMap((version) => Array.from({ length: ORDERS }, (_, order) => `ORDER#${order} v${version}`)).sort(),
  );
  expect(Object.keys(lines[0] ?? {}).sort()).toEqual([
    "awsRegion",
    "dynamodb",
    "eventID",
    "eventName",
    "eventSource",
    "eventVersion",
    "shardId",
    "streamArn",
  ]);
  expect(await exported(baseURL, id, "event:insert")).toHaveLength(ORDERS);
  expect(await (await request.get(`/api/captures/${id}/export?format=json`)).json()).toEqual(lines);
});

test("a live view resumes behind Last-Event-ID without loss or repeat", async () => {
  const cursors: number[] = [];
  // Cut off again and again, as a bad network would.
  for (let last = 0; last < RECORDS; ) {
    const stop = new AbortController();
    const live = await fetch(`${baseURL}/api/captures/${id}/events`, {
      headers: { "last-event-id": String(last) },
      signal: stop.signal,
    });
    expect(live.headers.get("content-type")).toContain("text/event-stream");
    let text = "";
    for await (const chunk of live.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      if (/event: frame\n.*\n.*\n\n/.test(text)) break;
    }
    stop.abort();
    const frame = JSON.parse(/event: frame\nid: \d+\ndata: (.*)\n/.exec(text)?.[1] ?? "{}") as {
      cursor: number;
      rows: Row[];
    };
    cursors.push(...frame.rows.map(({ cursor }) => cursor));
    last = Math.min(frame.cursor, last + 37);
    while (cursors.length > 0 && (cursors.at(-1) ?? 0) > last) cursors.pop();
  }
  expect(cursors).toEqual(Array.from({ length: RECORDS }, (_, index) => index + 1));
});

test("a paused capture stops reading and goes on without loss", async ({ request }) => {
  const client = dynamo(SANDBOX);
  const table = `pause-orders-${Date.now()}`;
  const capture = await openCapture(baseURL, await createTable(client, table));
  const paused = await request.patch(`/api/captures/${capture.id}`, { data: { reading: "paused" } });
  expect(await paused.json()).toMatchObject({ reading: "paused", status: { state: "paused" } });
  for (let order = 0; order < 10; order++) await putOrder(client, table, order, 1);
  await request.patch(`/api/captures/${capture.id}`, { data: { reading: "running" } });
  await expect.poll(async () => (await exported(baseURL, capture.id)).length).toBe(10);
  expect((await request.delete(`/api/captures/${capture.id}`)).status()).toBe(204);
  expect((await request.get(`/api/captures/${capture.id}`)).status()).toBe(404);
});

test("bad requests name the field, and the server goes on", async ({ request }) => {
  const errors: [string, RegExp][] = [
    [`/api/captures/${id}/records?limit=0`, /^limit/],
    [`/api/captures/${id}/records?limit=1001`, /^limit/],
    [`/api/captures/${id}/records?from=yesterday`, /^from.*ISO 8601/],
    [`/api/captures/${id}/records?cursor=nonsense`, /cursor/],
    [`/api/captures/${id}/timeline?buckets=x`, /^buckets/],
    [`/api/captures/${id}/history?key=x`, /^key.*"pk"/],
    [`/api/captures/${id}/export?format=exe`, /^format/],
  ];
  for (const [url, message] of errors) {
    const answer = await request.get(url);
    expect(answer.status(), url).toBe(400);
    expect((await answer.json()).error).toMatchObject({
      code: "badRequest",
      retriable: false,
      message: expect.stringMatching(message),
    });
  }
  const filter = await request.get(`/api/captures/${id}/records?filter=${encodeURIComponent("event:modify (")}`);
  expect((await filter.json()).error).toMatchObject({ code: "filterInvalid", position: expect.any(Number) });
});
