import type { Page } from "@playwright/test";
import { createTable, putOrder } from "../table";
import { catalogue, dayShop, liveShop, shopWithLineage } from "./shops";
import { expect, hold, openedAt, recordOf, rows, type State, show, type World } from "./world";

const dialog = "[role=dialog]";

/** Opens the sandbox's shop, then something over it. */
function overLive(name: string, within: string, open: (page: Page) => Promise<void>): State {
  return {
    name,
    within,
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      await show(page, world, id);
      await page.getByText("Live", { exact: true }).first().waitFor();
      await open(page);
      // Half faded in, everything would have too little contrast.
      await expect(page.locator(within).last()).toHaveCSS("opacity", "1");
      return undefined;
    },
  };
}

async function lambda(page: Page, item: RegExp): Promise<void> {
  await page.getByRole("button", { name: "Lambda", exact: true }).click();
  await page.getByRole("menuitem", { name: item }).click();
  await expect(page.getByRole("dialog", { name: item })).toBeVisible();
}

async function lens(page: Page): Promise<void> {
  await page.getByRole("button", { name: "What changes most" }).click();
  await expect(page.getByRole("dialog", { name: "What changes most" })).toBeVisible();
}

/** A batch of a shard that the stream no longer has. */
function lostBatch(streamArn: string): string {
  return JSON.stringify({
    requestContext: {
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:invoice-writer",
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 3,
    },
    version: "1.0",
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: "shardId-00000001500000000000-deadbeef",
      startSequenceNumber: "000000000000000000100",
      endSequenceNumber: "000000000000000000200",
      approximateArrivalOfFirstRecord: "2020-01-01T00:00:00Z",
      approximateArrivalOfLastRecord: "2020-01-01T00:00:04Z",
      batchSize: 12,
      streamArn,
    },
  });
}

/** What opens over the inspector. */
export const dialogStates: State[] = [
  overLive("legend", dialog, async (page) => {
    await page.getByRole("button", { name: "Legend of the timeline" }).click();
    await expect(page.getByRole("dialog", { name: "Legend of the timeline" })).toBeVisible();
  }),
  overLive("seek", dialog, async (page) => {
    await page.keyboard.press("g");
    await page.getByRole("dialog").getByRole("textbox").fill("-15m");
  }),
  overLive("seek-wrong", dialog, async (page) => {
    await page.keyboard.press("g");
    await page.getByRole("dialog").getByRole("textbox").fill("half past");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("dialog").getByRole("textbox")).toHaveAttribute("aria-invalid", "true");
  }),
  {
    name: "seek-running",
    within: dialog,
    async reach(page, world: World) {
      const streamArn = await createTable(world.client, "deliveries");
      for (let id = 1; id <= 20; id++) await putOrder(world.client, "deliveries", id, 1);
      const id = await openedAt(world, streamArn, { start: { at: "latest" } });
      await page.goto(`${world.url}/captures/${id}`);
      await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
      // However soon the seek is at its end: it runs until its answer is let through.
      const release = await hold(page, /\/seek$/);
      await page.keyboard.press("g");
      await page.getByRole("dialog").getByRole("button", { name: "−15m" }).click();
      await expect(page.getByRole("progressbar")).toBeVisible();
      return release;
    },
  },
  overLive("export", dialog, async (page) => {
    await page.keyboard.press("e");
    await expect(page.getByRole("link", { name: /^Download [\d,]+ records/ })).toBeVisible();
    await expect(page.getByText(/^about [\d.]+ [kM]B$/)).toBeVisible();
  }),
  {
    name: "export-counting",
    within: dialog,
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await show(page, world, id, { q: "changed:status" });
      const release = await hold(page, /\/export/);
      await page.keyboard.press("e");
      await expect(page.getByText("Counting…")).toBeVisible();
      return release;
    },
  },
  {
    name: "export-one-record",
    within: dialog,
    async reach(page, world) {
      const { id } = await world.once(catalogue);
      const r = await recordOf(world, id, "key:PRODUCT#everything");
      await show(page, world, id, { r, q: "event:modify" });
      await page.keyboard.press("e");
      await page.getByText("The chosen record alone").click();
      return undefined;
    },
  },
  overLive("export-failed", dialog, async (page) => {
    await page.keyboard.press("e");
    await page.getByRole("radio", { name: /^CSV/ }).check();
    await page.getByRole("textbox", { name: "Columns" }).fill("time,evnt");
    await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  }),
  overLive("export-started", "body", async (page) => {
    await page.keyboard.press("e");
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /^Download/ }).click(),
    ]);
    await expect(page.getByText(/^Exporting/)).toBeVisible();
    await download.delete();
  }),
  overLive("lambda-menu", "[role=menu]", async (page) => {
    await page.getByRole("button", { name: "Lambda", exact: true }).click();
    await expect(page.getByRole("menu")).toBeVisible();
  }),
  overLive("lambda-lab", dialog, async (page) => {
    await lambda(page, /filter lab/i);
    await expect(page.getByRole("list", { name: "Examples" }).getByRole("button").first()).toBeVisible();
  }),
  overLive("lambda-lab-wrong", dialog, async (page) => {
    await lambda(page, /filter lab/i);
    // What was tried before the error stays on the screen.
    await expect(page.getByRole("list", { name: "Examples" }).getByRole("button").first()).toBeVisible();
    await page.getByRole("textbox", { name: /Filter criteria/ }).fill('{"eventName": ["INSERT"], "dynamodb": "x"}');
    await expect(page.getByRole("textbox", { name: /Filter criteria/ })).toHaveAttribute("aria-invalid", "true");
  }),
  overLive("lambda-lab-copy-as", dialog, async (page) => {
    await lambda(page, /filter lab/i);
    await page.getByRole("tab", { name: "Copy as" }).click();
    await expect(page.getByRole("radio", { name: "SAM" })).toBeVisible();
  }),
  overLive("failed-batch", dialog, (page) => lambda(page, /failed batch/i)),
  {
    name: "failed-batch-lost",
    within: dialog,
    async reach(page, world) {
      const { id, streamArn } = await world.once(liveShop);
      await show(page, world, id);
      await lambda(page, /failed batch/i);
      await page.getByRole("textbox", { name: "The message" }).fill(lostBatch(streamArn));
      await page.getByRole("button", { name: "Show its records" }).click();
      await expect(page.getByRole("dialog").getByRole("alert")).toContainText("None of its records");
      return undefined;
    },
  },
  {
    name: "lens",
    within: dialog,
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await show(page, world, id);
      await lens(page);
      await expect(page.getByRole("dialog").getByText("status", { exact: true }).first()).toBeVisible();
      return undefined;
    },
  },
  {
    name: "lens-empty",
    within: dialog,
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await page.goto(`${world.url}/captures/${id}?q=key:INVOICE*`);
      await expect(page.getByText("No record matches")).toBeVisible();
      await lens(page);
      return undefined;
    },
  },
  overLive("status", dialog, async (page) => {
    await page.getByRole("button", { name: /^Live/ }).click();
    await expect(page.getByRole("dialog", { name: "What the capture is doing" })).toBeVisible();
  }),
  overLive("keys", dialog, async (page) => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  }),
  overLive("retention", dialog, async (page) => {
    await page.getByRole("button", { name: /^keeps/ }).click();
    await page.getByRole("radio", { name: /The last/ }).check();
    await page.getByRole("textbox", { name: "Days to keep" }).fill("0");
    await page.getByRole("button", { name: "Keep that much" }).click();
    await expect(page.getByRole("textbox", { name: "Days to keep" })).toHaveAttribute("aria-invalid", "true");
  }),
  overLive("time-menu", "[role=menu]", async (page) => {
    await page.getByRole("button", { name: /absolute$/ }).click();
    await expect(page.getByRole("menu")).toBeVisible();
  }),
  {
    name: "shard-card",
    async reach(page, world) {
      const { id } = await world.once(shopWithLineage);
      await show(page, world, id);
      await page.getByRole("treegrid").getByRole("row").nth(2).hover();
      await expect(page.getByText(/shardId-\d+/).first()).toBeVisible();
      return undefined;
    },
  },
  {
    name: "brushed",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      const now = Date.now();
      const at = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
      await show(page, world, id, { from: at(14), to: at(9) });
      return undefined;
    },
  },
  {
    name: "relative-local-newest-first",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await show(page, world, id, { zone: "local", times: "relative", top: "true" });
      await rows(page).first().click();
      await expect(page.getByRole("button", { name: "Version 1, INSERT" })).toBeAttached();
      return undefined;
    },
  },
];
