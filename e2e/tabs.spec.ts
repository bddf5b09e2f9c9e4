import { type BrowserContext, expect, type Page, test } from "@playwright/test";
import { type CutNetwork, cutNetwork } from "./cut-network";
import { createTable, dynamo, openCapture, putOrder } from "./table";

const SANDBOX = process.env.E2E_SANDBOX ?? "";
const TABS = 20;
/** What a reader of a quiet shard is watched for, milliseconds. */
const WATCHED_MS = 6_000;
/** Twenty pages start at once on what may be two cores. */
const START_MS = 60_000;

const client = dynamo(SANDBOX);
const shop = { table: "", captureId: "" };
let network: CutNetwork;

test.beforeAll(async ({ browserName: _ }, { workerIndex, project }) => {
  const baseURL = project.use.baseURL ?? "";
  shop.table = `tabs-${workerIndex}`;
  shop.captureId = (await openCapture(baseURL, await createTable(client, shop.table))).id;
  await putOrder(client, shop.table, 1, 1);
});

// Pages reach the dashboard through this: here live connections are counted, and cut.
test.beforeEach(async ({ baseURL }) => {
  network = await cutNetwork(baseURL ?? "");
});

test.afterEach(() => network.close());

const order = (page: Page, id: number) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ hasText: `ORDER#${id} / META` });

async function openTab(context: BrowserContext, captureId = shop.captureId): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${network.url}/captures/${captureId}`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible({ timeout: START_MS });
  await expect(order(page, 1)).toHaveCount(1, { timeout: START_MS });
  return page;
}

/** As a browser hides a page whose tab is not the chosen one: a headless one shows all. */
async function setVisible(page: Page, visible: boolean): Promise<void> {
  await page.evaluate(
    (state) => {
      Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
      document.dispatchEvent(new Event("visibilitychange"));
    },
    visible ? "visible" : "hidden",
  );
}

/** Turns the clock of one page forward, as if it had slept. */
async function passTime(page: Page, ms: number): Promise<void> {
  await page.evaluate((ms) => {
    const now = Date.now;
    Date.now = () => now() + ms;
  }, ms);
}

/** GetRecords calls that the capture makes while it is watched. */
async function callsWhileWatched(baseURL: string): Promise<number> {
  const calls = async () => {
    const capture = await (await fetch(`${baseURL}/api/captures/${shop.captureId}`)).json();
    return capture.cost.calls.getRecords.ok as number;
  };
  const before = await calls();
  await new Promise((resolve) => setTimeout(resolve, WATCHED_MS));
  return (await calls()) - before;
}

test(`${TABS} tabs: all live, one connection, the stream's calls unchanged`, async ({ context, baseURL }) => {
  test.setTimeout(4 * START_MS);
  const tabs = [await openTab(context)];
  const alone = await callsWhileWatched(baseURL ?? "");
  while (tabs.length < TABS) {
    const more = Math.min(5, TABS - tabs.length);
    tabs.push(...(await Promise.all(Array.from({ length: more }, () => openTab(context)))));
  }
  expect(network.open()).toBe(1);

  await putOrder(client, shop.table, 2, 1);
  for (const tab of tabs) await expect(order(tab, 2)).toHaveCount(1);
  expect(network.open()).toBe(1);
  const together = await callsWhileWatched(baseURL ?? "");
  // The pace of polling has a random part; a reader for each tab would call twenty times as often.
  expect(together, `${alone} calls with one tab, ${together} with ${TABS}`).toBeLessThanOrEqual(alone * 1.5 + 2);

  await test.step("a tab that is closed takes nothing from the others; the last one ends the connection", async () => {
    for (const tab of tabs.splice(2)) await tab.close();
    await putOrder(client, shop.table, 3, 1);
    for (const tab of tabs) await expect(order(tab, 3)).toHaveCount(1);
    expect(network.open()).toBe(1);
    for (const tab of tabs) await tab.close();
    await expect.poll(() => network.open()).toBe(0);
  });
});

test("a cut connection comes back in all tabs without loss", async ({ context }) => {
  const tabs = await Promise.all([openTab(context), openTab(context), openTab(context)]);
  network.cut();
  for (const tab of tabs) await expect(tab.getByText("Disconnected", { exact: true }).first()).toBeVisible();
  for (let id = 11; id <= 15; id++) await putOrder(client, shop.table, id, 1);
  network.mend();
  for (const tab of tabs) await expect(tab.getByText("Live", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  for (const tab of tabs) for (let id = 11; id <= 15; id++) await expect(order(tab, id)).toHaveCount(1);
  expect(network.open()).toBe(1);
  // The browser went on behind what it had: once for all tabs.
  expect(network.resumedFrom).toHaveLength(1);
});

test("a hidden tab gets nothing, comes back without loss, and says what it missed", async ({ context }) => {
  const [seen, away] = [await openTab(context), await openTab(context)];
  await setVisible(away, false);
  for (let id = 21; id <= 24; id++) await putOrder(client, shop.table, id, 1);
  for (let id = 21; id <= 24; id++) await expect(order(seen, id)).toHaveCount(1);
  await expect(order(away, 24)).toHaveCount(0);
  await passTime(away, 90_000);
  await setVisible(away, true);
  await expect(away.getByText("4 records came while this tab was away").first()).toBeVisible();
  for (let id = 21; id <= 24; id++) await expect(order(away, id)).toHaveCount(1);
  await putOrder(client, shop.table, 25, 1);
  await expect(order(away, 25)).toHaveCount(1);
  await expect(seen.getByText(/came while this tab was away/)).toHaveCount(0);
});

test("each capture in view has a connection, and keeps it no longer than it is in view", async ({
  context,
  baseURL,
}) => {
  const table = `${shop.table}-other`;
  const other = await openCapture(baseURL ?? "", await createTable(client, table));
  await putOrder(client, table, 1, 1);
  const first = await openTab(context);
  const second = await openTab(context, other.id);
  expect(network.open()).toBe(2);
  await setVisible(first, false);
  await expect.poll(() => network.open()).toBe(1);
  await setVisible(first, true);
  await expect.poll(() => network.open()).toBe(2);
  await second.close();
  await expect.poll(() => network.open()).toBe(1);
  await putOrder(client, shop.table, 31, 1);
  await expect(order(first, 31)).toHaveCount(1);
});

test("without shared workers a tab has a connection of its own, while it is visible", async ({ context }) => {
  await context.addInitScript(() => Reflect.deleteProperty(window, "SharedWorker"));
  const [one, two] = [await openTab(context), await openTab(context)];
  await expect.poll(() => network.open()).toBe(2);
  await setVisible(two, false);
  await expect.poll(() => network.open()).toBe(1);
  for (let id = 41; id <= 43; id++) await putOrder(client, shop.table, id, 1);
  for (let id = 41; id <= 43; id++) await expect(order(one, id)).toHaveCount(1);
  await passTime(two, 90_000);
  await setVisible(two, true);
  await expect(two.getByText("3 records came while this tab was away").first()).toBeVisible();
  for (let id = 41; id <= 43; id++) await expect(order(two, id)).toHaveCount(1);
});
