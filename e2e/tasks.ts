import { expect, type Locator, type Page } from "@playwright/test";
import { createTable, dynamo, exported, openCapture, putOrder } from "./table";

/** What the runs of every task share: a live capture, a day as an offline one, and names for what is on the screen. */
const SANDBOX = process.env.E2E_SANDBOX ?? "";
const URL_ = process.env.E2E_URL ?? "";
const HOUR = 3_600_000;

export const client = dynamo(SANDBOX);
/** Of the live capture: orders 1 to ORDERS, of which the last has four versions. */
export const ORDERS = 60;
/** Of the day's capture: the first record's time, then one an hour, taking turns between two shards. */
const DAY_FROM = Date.parse("2026-03-02T00:30:00Z");
export const DAY_RECORDS = 24;

export interface Shop {
  table: string;
  streamArn: string;
  captureId: string;
  /** An offline capture of DAY_RECORDS records over a day. */
  dayId: string;
}

/** A table whose shards have rolled over twice, captured from its start, and the file of a day, imported. */
export async function openShop(table: string): Promise<Shop> {
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= ORDERS; id++) await putOrder(client, table, id, 1);
  for (let roll = 0; roll < 2; roll++) await control("roll", { streamArn });
  for (let version = 2; version <= 4; version++) await putOrder(client, table, ORDERS, version);
  const { id: captureId } = await openCapture(URL_, streamArn);
  await expect.poll(async () => (await exported(URL_, captureId)).length, { timeout: 30_000 }).toBe(ORDERS + 3);
  return { table, streamArn, captureId, dayId: await importDay(table) };
}

/** One record an hour; an import is an offline capture, so its times are as they were written here. */
async function importDay(table: string): Promise<string> {
  const lines = Array.from({ length: DAY_RECORDS }, (_, hour) => {
    const keys = { pk: { S: `HOUR#${hour}` }, sk: { S: "META" } };
    const eventName = ["INSERT", "MODIFY", "REMOVE"][hour % 3];
    return JSON.stringify({
      shardId: `shardId-0000000${DAY_FROM}-0000000${1 + (hour % 2)}`,
      eventID: String(hour),
      eventName,
      dynamodb: {
        ApproximateCreationDateTime: (DAY_FROM + hour * HOUR) / 1000,
        Keys: keys,
        ...(eventName !== "REMOVE" && { NewImage: { ...keys, total: { N: String(hour) } } }),
        ...(eventName !== "INSERT" && { OldImage: { ...keys, total: { N: "0" } } }),
        SequenceNumber: String(1000 + hour),
      },
    });
  });
  const answer = await fetch(`${URL_}/api/captures/import?name=${table}-day.ndjson`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  expect(answer.status, await answer.clone().text()).toBe(201);
  return ((await answer.json()) as { id: string }).id;
}

export async function control(action: string, body: object): Promise<void> {
  const answer = await fetch(`${SANDBOX}/_sandbox/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${action}: ${answer.status}`).toBe(true);
}

export const records = (page: Page) => page.getByRole("grid", { name: /Records/ });
export const rows = (page: Page) =>
  records(page)
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
export const row = (page: Page, key: string) => rows(page).filter({ hasText: `${key} / META` });
export const selected = (page: Page) => records(page).getByRole("row", { selected: true });
export const detail = (page: Page) => page.getByRole("region", { name: "Record", exact: true });
export const filterBar = (page: Page) => page.getByRole("combobox", { name: "Filter records" });
export const tree = (page: Page) => page.getByRole("treegrid");
export const shardRows = (page: Page) =>
  tree(page)
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
export const lanes = (page: Page) => page.getByRole("slider", { name: "Time to go to" });
export const handle = (page: Page, side: "Start" | "End") => page.getByRole("slider", { name: `${side} of the range` });

/** The list of captures comes from the page itself, not with it: once it is there, the page listens to keys and to the mouse. */
export async function openHome(page: Page, { table }: Shop): Promise<void> {
  await page.goto("/");
  await expect(page.getByRole("link", { name: table, exact: true }).first()).toBeVisible();
}

export async function openLive(page: Page, { captureId }: Shop): Promise<void> {
  await page.goto(`/captures/${captureId}`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
}

export async function openDay(page: Page, { dayId }: Shop): Promise<void> {
  await page.goto(`/captures/${dayId}`);
  await expect(page.getByText(`${DAY_RECORDS} records`, { exact: true })).toBeVisible();
  await expect(lanes(page)).toBeVisible();
}

/** The time that a slider stands at, milliseconds. */
export async function timeOf(slider: Locator): Promise<number> {
  return Number(await slider.getAttribute("aria-valuenow"));
}

/** What Lambda sends to its on-failure destination for one record. */
export function failure({ streamArn }: Shop, shardId: string, sequenceNumber: string): string {
  const now = new Date().toISOString();
  return JSON.stringify({
    requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 1, functionArn: "f" },
    DDBStreamBatchInfo: {
      shardId,
      startSequenceNumber: sequenceNumber,
      endSequenceNumber: sequenceNumber,
      approximateArrivalOfFirstRecord: now,
      approximateArrivalOfLastRecord: now,
      batchSize: 1,
      streamArn,
    },
  });
}

/** What the page put on the clipboard; it must have been given leave to read it. */
export const clipboard = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
