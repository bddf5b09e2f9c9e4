import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, openCapture, putOrder } from "./table";

/**
 * Nothing that a person looks at may jump: not while a page opens, not while records come in; but for the rows of a list
 * that follows its head, which move up as new ones come. In the units of Cumulative
 * Layout Shift, where 0.1 is called good. A line of text that is a pixel wider once its font is there makes some 0.0005.
 */
const MOST = 0.005;

const client = dynamo(process.env.E2E_SANDBOX ?? "");

interface Shift {
  value: number;
  /** The beginning of what moved. */
  what: string[];
}

/** Begins to note what moves on every page that is opened from now on. */
async function watch(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const shifts: Shift[] = [];
    Object.assign(window, { shifts });
    const html = (node: Node | null) => (node instanceof Element ? node.outerHTML : String(node?.textContent));
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & Shift & { sources: { node: Node | null }[] })[])
        if (!entry.sources.every(({ node }) => node instanceof Element && node.matches("[role=grid] [role=row]")))
          shifts.push({ value: entry.value, what: entry.sources.map(({ node }) => html(node).slice(0, 140)) });
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** What moved since it was last asked; all of it together must be next to nothing. */
async function expectStill(page: Page, when: string): Promise<void> {
  const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts.splice(0));
  const sum = shifts.reduce((total, { value }) => total + value, 0);
  test.info().annotations.push({ type: "layout shift", description: `${when}: ${sum.toFixed(4)}` });
  expect(sum, `${when}: ${JSON.stringify(shifts, null, 2)}`).toBeLessThan(MOST);
}

test("home: nothing moves as its lists arrive", async ({ page }) => {
  await watch(page);
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Streams" }).getByRole("alert")).toBeVisible();
  await expect(page.getByText(/on disk|Nothing captured yet/)).toBeVisible();
  await expectStill(page, "home");
});

test("a capture: nothing moves as it opens, nor while it is live", async ({ page, baseURL }, { workerIndex }) => {
  const table = `still-orders-${workerIndex}`;
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= 60; id++) await putOrder(client, table, id, 1);
  const { id: captureId } = await openCapture(baseURL ?? "", streamArn);
  await watch(page);
  for (const [width, height] of [
    [1440, 900],
    [1024, 768],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(`/captures/${captureId}`);
    const rows = page.getByRole("grid", { name: /Records/ }).getByRole("row");
    await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
    await expect(rows.filter({ hasText: "META" }).first()).toBeVisible();
    await expectStill(page, `opening, ${width} px`);
    // Of one item, thus of one shard: records of several shards that have the same second are put in their order as they come.
    for (let version = 1; version <= 40; version++) await putOrder(client, table, 7, width + version);
    await expect(rows.filter({ hasText: String(width + 40) })).toHaveCount(1);
    await expectStill(page, `live, ${width} px`);
  }
});
