import { readFileSync, writeFileSync } from "node:fs";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, exported, openCapture, putOrder } from "./table";

const SANDBOX = process.env.E2E_SANDBOX ?? "";
const URL_ = process.env.E2E_URL ?? "";
const ORDERS = 30;

/** Another one after a failure, when a new worker begins anew. */
let table = "";
let captureId = "";

const rows = (page: Page) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

test.beforeAll(async () => {
  const client = dynamo(SANDBOX);
  table = `export-orders-${test.info().workerIndex}`;
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= ORDERS; id++) {
    await putOrder(client, table, id, 1);
    if (id % 3 === 0) await putOrder(client, table, id, 2);
  }
  await client.send(
    new PutItemCommand({
      TableName: table,
      Item: {
        pk: { S: "=1+1" },
        sk: { S: "META" },
        note: { S: '@SUM("a,b")\nsecond line' },
        big: { N: "12345678901234567890123456789012345678" },
        parts: { L: [{ M: { sku: { S: "A" }, tags: { SS: ["x", "y"] } } }, { B: new Uint8Array([0, 255]) }] },
      },
    }),
  );
  ({ id: captureId } = await openCapture(URL_, streamArn));
  await expect.poll(async () => (await exported(URL_, captureId)).length).toBe(ORDERS + ORDERS / 3 + 1);
});

async function openExport(page: Page): Promise<void> {
  await expect(rows(page).first()).toBeVisible();
  await page.getByRole("button", { name: /^Export/ }).click();
}

async function downloadAs(page: Page, format: string): Promise<{ name: string; bytes: Buffer }> {
  await page.getByRole("radio", { name: new RegExp(`^${format}`) }).check();
  const link = page.getByRole("link", { name: /^Download [\d,]+ record/ });
  await expect(link).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test("every format is exported from the screen and holds the same records", async ({ page }) => {
  const all = await exported(URL_, captureId);
  await page.goto(`/captures/${captureId}`);

  await test.step("the count and the size stand there before", async () => {
    await openExport(page);
    await expect(page.getByRole("link", { name: `Download ${all.length} records` })).toBeVisible();
    await expect(page.getByText(/^about [\d.]+ kB$/)).toBeVisible();
  });

  await test.step("NDJSON and JSON", async () => {
    const { name, bytes } = await downloadAs(page, "NDJSON");
    expect(name).toBe(`${table}.ndjson`);
    const lines = bytes.toString().trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(all);
    await expect(page.getByText(`Exporting ${all.length} records`)).toBeVisible();
    await openExport(page);
    expect(JSON.parse((await downloadAs(page, "JSON")).bytes.toString())).toEqual(all);
  });

  await test.step("CSV, with a column that does not exist told before", async () => {
    await openExport(page);
    await page.getByRole("radio", { name: /^CSV/ }).check();
    const columns = page.getByRole("textbox", { name: "Columns" });
    await columns.fill("time,evnt");
    await expect(page.getByRole("dialog").getByRole("alert")).toContainText('no column "evnt"');
    await expect(page.getByRole("button", { name: "Download" })).toBeDisabled();
    await columns.fill("event,keys.*,new.note,new.big,new.parts[0].sku");
    const { name, bytes } = await downloadAs(page, "CSV");
    expect(name).toBe(`${table}.csv`);
    const [heading, first, ...rest] = bytes.toString().split("\r\n");
    expect(heading).toBe("event,pk,sk,new.note,new.big,new.parts[0].sku");
    expect(first).toBe("INSERT,ORDER#1,META,,,");
    expect(rest.at(-2)).toBe(
      `INSERT,'=1+1,META,"'@SUM(""a,b"")\nsecond line",12345678901234567890123456789012345678,A`,
    );
  });

  await test.step("Parquet, read by DuckDB", async () => {
    await openExport(page);
    const { name, bytes } = await downloadAs(page, "Parquet");
    expect(name).toBe(`${table}.parquet`);
    const file = test.info().outputPath("export.parquet");
    writeFileSync(file, bytes);
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const read = await connection.runAndReadAll(
      `SELECT pk, event, new_image FROM '${file}' ORDER BY sequence_number::HUGEINT`,
    );
    const found = read.getRowObjectsJson() as { pk: string; event: string; new_image: string }[];
    connection.closeSync();
    expect(found.map(({ pk, event }) => `${pk} ${event}`).sort()).toEqual(
      all.map(({ dynamodb, eventName }) => `${dynamodb.Keys.pk.S} ${eventName}`).sort(),
    );
    const strange = found.find(({ pk }) => pk === "=1+1");
    expect(JSON.parse(strange?.new_image ?? "").big).toEqual({ N: "12345678901234567890123456789012345678" });
  });

  await test.step("Lambda events of a chosen size", async () => {
    await openExport(page);
    await page.getByRole("radio", { name: /^Lambda/ }).check();
    await page.getByRole("textbox", { name: /Records in a batch/ }).fill("7");
    const { name, bytes } = await downloadAs(page, "Lambda");
    expect(name).toBe(`${table}.lambda.ndjson`);
    const events = bytes
      .toString()
      .trimEnd()
      .split("\n")
      .map((line) => (JSON.parse(line) as { Records: { eventSourceARN: string; eventID: string }[] }).Records);
    expect(Math.max(...events.map(({ length }) => length))).toBe(7);
    expect(events.flat()).toHaveLength(all.length);
    expect(events.flat().every(({ eventSourceARN }) => eventSourceARN.includes(table))).toBe(true);
  });
});

test("what the filter shows, and one record alone", async ({ page }) => {
  await page.goto(`/captures/${captureId}?q=event:modify`);
  await openExport(page);
  const shown = await downloadAs(page, "NDJSON");
  const lines = shown.bytes.toString().trimEnd().split("\n");
  expect(lines).toHaveLength(ORDERS / 3);
  expect(lines.every((line) => (JSON.parse(line) as { eventName: string }).eventName === "MODIFY")).toBe(true);

  await rows(page).filter({ hasText: "ORDER#9 / META" }).click();
  await page.getByRole("button", { name: /^Export/ }).click();
  await page.getByRole("radio", { name: "The chosen record alone" }).check();
  await expect(page.getByRole("link", { name: "Download 1 record", exact: true })).toBeVisible();
  const one = await downloadAs(page, "JSON");
  const [record, ...none] = JSON.parse(one.bytes.toString()) as { dynamodb: { Keys: object } }[];
  expect(none).toEqual([]);
  expect(record?.dynamodb.Keys).toEqual({ pk: { S: "ORDER#9" }, sk: { S: "META" } });
});

test("records chosen one by one, more than an address holds", async ({ request }) => {
  const all = await exported(URL_, captureId);
  const records = all.map(({ shardId, dynamodb }) => ({ shardId, sequenceNumber: dynamodb.SequenceNumber }));
  const choose = (data: object) => request.post(`/api/captures/${captureId}/export`, { data });
  const answer = await choose({ records: Array.from({ length: 10_000 }, (_, n) => records[n % records.length]) });
  expect(answer.status()).toBe(200);
  expect(answer.headers()["content-disposition"]).toContain(`${table}.ndjson`);
  const lines = (await answer.text()).trimEnd().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(all);
  const some = await choose({ format: "csv", columns: "sequence", records: [records[5], records[2]] });
  expect((await some.text()).split("\r\n")).toEqual([
    "sequence",
    records[2]?.sequenceNumber,
    records[5]?.sequenceNumber,
    "",
  ]);
  expect((await choose({ records: [] })).status()).toBe(400);
  expect((await choose({ records: [{ ...records[0], sequenceNumber: "1" }] })).status()).toBe(404);
  expect((await choose({ format: "csv", columns: "evnt", records })).status()).toBe(400);
});

test("an export opens again on the home page as an offline capture that is equal", async ({ page }) => {
  await page.goto(`/captures/${captureId}`);
  await openExport(page);
  await page.getByRole("checkbox", { name: /Include coverage and gaps/ }).check();
  const { bytes } = await downloadAs(page, "NDJSON");
  const [trailer = ""] = bytes.toString().trimEnd().split("\n").slice(-1);
  expect(JSON.parse(trailer)).toMatchObject({ shardscope: { complete: true, records: 41, gaps: [] } });

  await page.goto("/");
  await page
    .getByLabel("File of records")
    .setInputFiles({ name: "friday.ndjson", mimeType: "application/x-ndjson", buffer: bytes });
  await expect(page).toHaveURL(/\/captures\//);
  await expect(page.getByText("Offline capture", { exact: true }).first()).toBeVisible();
  await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
  await expect(page.getByText("41 captured", { exact: false })).toBeVisible();
  await expect(page.getByRole("button", { name: "Pause" })).toHaveCount(0);
  await expect(page.getByText("calls/s")).toHaveCount(0);
  const importedId = /captures\/([a-z0-9]+)/.exec(page.url())?.[1] ?? "";
  expect(importedId).not.toBe(captureId);

  await test.step("all of it is equal: the bytes, the list, the shards", async () => {
    const bytesOf = async (id: string) => (await page.request.get(`/api/captures/${id}/export`)).text();
    expect(await bytesOf(importedId)).toBe(await bytesOf(captureId));
    const listOf = async (id: string) => {
      const { records } = (await (await page.request.get(`/api/captures/${id}/records?limit=1000`)).json()) as {
        records: { cursor: number; place: string }[];
      };
      return records.map(({ cursor: _cursor, place: _place, ...row }) => row);
    };
    expect(await listOf(importedId)).toEqual(await listOf(captureId));
    const detailOf = async (id: string) => {
      const { shards, ...detail } = await (await page.request.get(`/api/captures/${id}`)).json();
      const coverage = shards.map((shard: { shardId: string; coverage: object }) => [shard.shardId, shard.coverage]);
      return { ...detail, coverage: Object.fromEntries(coverage) };
    };
    const imported = await detailOf(importedId);
    expect(imported.status).toMatchObject({ state: "offline", message: expect.stringContaining("friday.ndjson") });
    expect(imported.status.message).toContain("nothing is missing");
    expect(imported.cost).toMatchObject({ callsPerSecond: 0, monthlyUsd: null });
    expect(imported.coverage).toEqual((await detailOf(captureId)).coverage);
  });

  await test.step("going to a time asks nobody, and reading cannot be started", async () => {
    await page.keyboard.press("g");
    await page.getByRole("button", { name: "Oldest" }).click();
    await expect(rows(page).filter({ hasText: "ORDER#1 / META" })).toBeVisible();
    const read = await page.request.patch(`/api/captures/${importedId}`, { data: { reading: "running" } });
    expect(read.status()).toBe(409);
  });

  await test.step("nothing is live there: no button, command or key leads to it", async () => {
    const newest = page.getByRole("button", { name: "To the newest" });
    await expect(newest).toBeVisible();
    await expect(page.getByText(/back to live|follow the stream/i)).toHaveCount(0);
    await page.keyboard.press("Control+k");
    const palette = page.getByRole("combobox", { name: "Commands" });
    await palette.fill("newest record");
    await expect(page.getByRole("option", { name: /^Go to the newest record/ })).toBeVisible();
    await expect(page.getByRole("option", { name: /follow the stream/ })).toHaveCount(0);
    await palette.fill("pause the view");
    await expect(page.getByRole("option", { name: /^(Pause|Resume) the view/ })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    const keys = page.getByRole("dialog", { name: "Keys" });
    await expect(keys.getByText("Export", { exact: true })).toBeVisible();
    await expect(keys.getByText(/Pause|follows/)).toHaveCount(0);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Space");
    await newest.click();
    await expect(newest).toHaveCount(0);
    await expect(page.getByText("Offline capture", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(/Paused/)).toHaveCount(0);
  });

  await test.step("opening the stream itself gives its own capture", async () => {
    const { stream } = await (await page.request.get(`/api/captures/${captureId}`)).json();
    expect((await openCapture(URL_, stream.arn)).id).toBe(captureId);
  });
});

test("going back in a file counts from its last record, and says so", async ({ page }) => {
  // Two hours of one day, long ago: a record a minute.
  const lines = Array.from({ length: 120 }, (_, minute) =>
    JSON.stringify({
      shardId: "shardId-00000001500000000000-deadbeef",
      eventName: "INSERT",
      dynamodb: {
        ApproximateCreationDateTime: Date.parse("2026-01-05T08:00:00Z") / 1000 + minute * 60,
        Keys: { pk: { S: `MINUTE#${minute}` } },
        SequenceNumber: String(1000 + minute),
        StreamViewType: "KEYS_ONLY",
      },
    }),
  );
  const answer = await page.request.post(`${URL_}/api/captures/import?name=long-ago`, {
    headers: { "content-type": "application/x-ndjson" },
    data: lines.join("\n"),
  });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/captures/${id}`);
  const minute = (number: number) => page.getByRole("gridcell", { name: `MINUTE#${number}`, exact: true });
  await expect(minute(119)).toBeInViewport();
  await expect(minute(60)).not.toBeInViewport();

  await page.keyboard.press("g");
  const popup = page.getByRole("dialog", { name: "Go to a time" });
  const back = popup.getByRole("group", { name: "Back from the last record, 2026-01-05 09:59:00 UTC" });
  await back.getByRole("button", { name: "−1h" }).click();
  await expect(popup).toHaveCount(0);
  await expect(minute(60)).toBeInViewport();
  await expect(minute(20)).not.toBeInViewport();

  await page.keyboard.press("g");
  await popup.getByRole("textbox").fill("-100m");
  await expect(popup.getByText("2026-01-05 08:19:00 UTC · 1 h 40 min before the end")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(popup).toHaveCount(0);
  await expect(minute(20)).toBeInViewport();
  await expect(minute(60)).not.toBeInViewport();
});

test("a file that is dropped is imported, and its faults are told by their lines", async ({ page }) => {
  const text = await (await page.request.get(`/api/captures/${captureId}/export?filter=event:modify`)).text();
  const lines = text.trimEnd().split("\n");
  const [first = "", second = "", ...others] = lines;
  const content = [first, "no json", second, '{"a":1}', ...others, first, second.slice(0, 50)].join("\n");
  await page.goto("/");
  // It comes from the page itself, not with it: what is dropped before nobody takes.
  await expect(page.getByRole("link", { name: table, exact: true }).first()).toBeVisible();
  const dropped = await page.evaluateHandle((body) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([body], "broken.ndjson"));
    return transfer;
  }, content);
  await page.locator("main").dispatchEvent("dragover", { dataTransfer: dropped });
  await expect(page.getByText("Drop a file of records")).toBeVisible();
  await page.locator("main").dispatchEvent("drop", { dataTransfer: dropped });
  const outcome = page.getByRole("status").filter({ hasText: "broken.ndjson imported" });
  await expect(outcome).toContainText("10 records");
  await expect(outcome).toContainText("3 places hold no record and were left out. 1 record was in the file twice.");
  await expect(outcome.getByRole("listitem")).toHaveText([
    "Line 2 not JSON",
    /Line 4 no record: eventName/,
    `Line ${lines.length + 4} cut off: the file ends in the middle of it`,
  ]);
  await outcome.getByRole("link", { name: "Open it" }).click();
  await expect(rows(page)).toHaveCount(10);
  // Without a trailer nothing tells what the file lacks.
  await expect(page.getByText("from a file; may lack records")).toBeVisible();
  const importedId = /captures\/([a-z0-9]+)/.exec(page.url())?.[1] ?? "";
  const { status, shards } = await (await page.request.get(`/api/captures/${importedId}`)).json();
  expect(status).toMatchObject({ state: "offline", completeness: "unknown" });
  for (const { coverage } of shards) {
    for (const { from, to } of coverage) expect(to).toBe(from);
  }

  await page.goto("/");
  await page
    .getByLabel("File of records")
    .setInputFiles({ name: "picture.png", mimeType: "image/png", buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0]) });
  await expect(page.getByRole("alert").filter({ hasText: "There is no record in the file" })).toBeVisible();
  await expect(page.getByText("Nothing of picture.png was kept.")).toBeVisible();
});

test("a file larger than any buffer on the way arrives whole", async ({ request }) => {
  const line = (n: number) =>
    JSON.stringify({
      shardId: `shard-${n % 3}`,
      eventName: "INSERT",
      dynamodb: {
        ApproximateCreationDateTime: 1_700_000_000 + n,
        Keys: { id: { N: String(n) } },
        NewImage: { id: { N: String(n) }, text: { S: "x".repeat(900) } },
        SequenceNumber: String(n + 1),
      },
    });
  const body = Array.from({ length: 30_000 }, (_, n) => line(n)).join("\n");
  expect(body.length).toBeGreaterThan(30_000_000);
  const answer = await request.post("/api/captures/import?name=large.ndjson", {
    headers: { "content-type": "application/x-ndjson" },
    data: body,
  });
  expect(answer.status()).toBe(201);
  const { id, ...result } = (await answer.json()) as { id: string };
  expect(result).toEqual({ imported: 30_000, duplicates: 0, skipped: [], skippedTotal: 0 });
  const detail = await (await request.get(`/api/captures/${id}`)).json();
  expect(detail).toMatchObject({ stream: { tableName: "large" }, totals: { records: 30_000 }, keep: null });

  await test.step("and is kept as small as it is set to be, with a gap for what is gone", async () => {
    expect((await request.patch(`/api/captures/${id}`, { data: { keep: { days: 1 } } })).status()).toBe(200);
    await expect.poll(async () => (await (await request.get(`/api/captures/${id}`)).json()).totals.records).toBe(0);
    const { shards, keep } = await (await request.get(`/api/captures/${id}`)).json();
    expect(keep).toEqual({ days: 1 });
    expect(shards).toHaveLength(3);
    for (const shard of shards) expect(shard).toMatchObject({ coverage: [], gaps: [{ reason: "expired" }] });
    for (const keepWrong of [{ days: 0 }, { megabytes: 1 }, { days: 1, megabytes: 10 }, "all", {}]) {
      expect((await request.patch(`/api/captures/${id}`, { data: { keep: keepWrong } })).status()).toBe(400);
    }
  });
  await request.delete(`/api/captures/${id}`, { headers: { "content-type": "application/json" } });
});

test("how much is kept is set at the foot of the page, and told on the home page", async ({ page }) => {
  await page.goto(`/captures/${captureId}`);
  await page.getByRole("button", { name: "keeps all" }).click();
  await page.getByRole("textbox", { name: "Days to keep" }).fill("0");
  await page.getByRole("button", { name: "Keep that much" }).click();
  await expect(page.getByText("A whole number from 1 to 36,500.")).toBeVisible();
  await page.getByRole("textbox", { name: "Days to keep" }).fill("7");
  await page.getByRole("button", { name: "Keep that much" }).click();
  await expect(page.getByRole("button", { name: "keeps 7 days" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "keeps 7 days" })).toBeVisible();
  await page.goto("/");
  const captures = page.getByRole("region", { name: "Recent captures" });
  await expect(captures.getByText(/keeps 7 days/)).toBeVisible();
  await expect(captures.getByText(/on disk/)).toBeVisible();
});
