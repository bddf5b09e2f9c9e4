import { readFileSync } from "node:fs";
import { expect, type Page, test } from "@playwright/test";
import { everyRecord } from "./stream";
import { createTable, dynamo, type ExportedRecord, putOrder } from "./table";

const SANDBOX = process.env.E2E_SANDBOX ?? "";

const rows = (page: Page) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
const shards = (page: Page) =>
  page
    .getByRole("treegrid")
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

async function control(action: string, body: object): Promise<{ opened?: string[]; streamArn?: string }> {
  const answer = await fetch(`${SANDBOX}/_sandbox/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${action}: ${answer.status}`).toBe(true);
  return (await answer.json()) as { opened?: string[]; streamArn?: string };
}

/** The number of captured records, as the foot of the page says. */
async function captured(page: Page): Promise<number> {
  const text = await page.getByText(/^[\d,]+ captured/).innerText();
  return Number(text.replace(/ captured.*$/s, "").replaceAll(",", ""));
}

test("the sandbox: one click, live records, a diff, rolls and splits, a filter, an export of everything", async ({
  page,
}) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Open the sandbox" }).click();
  await expect(page).toHaveURL(/\/captures\/[a-z0-9]+/);
  await expect(page.getByRole("heading", { level: 1, name: "orders" })).toBeVisible();
  const captureId = /captures\/([a-z0-9]+)/.exec(page.url())?.[1];

  await test.step("records appear without a reload", async () => {
    await expect(rows(page).first()).toBeVisible();
    const before = await captured(page);
    await expect.poll(() => captured(page)).toBeGreaterThan(before + 5);
  });

  await test.step("a MODIFY shows its diff, old beside new", async () => {
    const modify = rows(page).filter({ hasText: "MODIFY" }).filter({ hasText: "status" });
    await expect(modify.first()).toBeVisible({ timeout: 30_000 });
    // Held still while it is chosen: the list is moving. The last rows lie behind the pill that says what is new.
    await page.keyboard.press("Space");
    const row = modify.nth(Math.max(0, (await modify.count()) - 4));
    const said = (await row.getByRole("gridcell").nth(3).innerText()).replace(/\s+/g, " ");
    const [, before, after] = /status (\w+) ?→ ?(\w+)/.exec(said) ?? [];
    expect(before, said).toBeDefined();
    await row.click();
    const record = page.getByRole("region", { name: "Record" });
    await expect(record.getByRole("tab", { name: "Diff" })).toHaveAttribute("aria-selected", "true");
    const status = record
      .getByRole("tabpanel")
      .locator("div,dl")
      .filter({ hasText: /^status/ })
      .first();
    await expect(status).toContainText(before ?? "");
    await expect(status).toContainText(after ?? "");
    await page.keyboard.press("Space");
  });

  const { stream } = (await (await page.request.get(`/api/captures/${captureId}`)).json()) as {
    stream: { arn: string };
  };

  await test.step("roll and split grow the tree while records keep coming", async () => {
    const grown = async (opened: string[]) => {
      // Long chains fold, open shards never: each new one has a row, named by the end of its id.
      for (const shardId of opened)
        await expect(shards(page).filter({ hasText: shardId.slice(-4) })).toHaveCount(1, { timeout: 30_000 });
    };
    const { opened = [] } = await control("roll", { streamArn: stream.arn });
    expect(opened.length).toBeGreaterThan(0);
    await grown(opened);
    const { opened: halves = [] } = await control("split", { streamArn: stream.arn, shardId: opened[0] });
    expect(halves).toHaveLength(2);
    await grown(halves);
    const count = await captured(page);
    await expect.poll(() => captured(page)).toBeGreaterThan(count + 5);
  });

  await test.step("a key filter narrows, an event filter too", async () => {
    const bar = page.getByRole("combobox", { name: "Filter records" });
    await bar.fill("key:ORDER#* event:insert");
    await expect(page.getByText(/[\d,]+ of [\d,]+/)).toBeVisible();
    await expect(rows(page).filter({ hasText: "INSERT" }).first()).toBeVisible();
    await expect(rows(page).filter({ hasNotText: "ORDER#" })).toHaveCount(0);
    await expect(rows(page).filter({ hasNotText: "INSERT" })).toHaveCount(0);
    await bar.fill("");
  });

  await test.step("the export holds what the table wrote, line by line", async () => {
    await control("workload", { writesPerSecond: 0, table: "orders" });
    // What was written before may still expire: the stream is at rest when two readings of it agree with the export.
    await expect(async () => {
      const all = await everyRecord(SANDBOX, stream.arn);
      expect(await captured(page)).toBe(all.length);
      await page.getByRole("button", { name: /^Export/ }).click();
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        page
          .getByRole("link", { name: /Download|NDJSON|Export/ })
          .first()
          .click(),
      ]);
      await page.keyboard.press("Escape");
      expect(download.suggestedFilename()).toBe("orders.ndjson");
      const lines = readFileSync(await download.path(), "utf8")
        .trimEnd()
        .split("\n");
      const exported = lines.map((line) => {
        const { shardId, eventName, dynamodb } = JSON.parse(line) as ExportedRecord;
        return `${shardId} ${dynamodb.SequenceNumber} ${eventName}`;
      });
      expect(exported.sort()).toEqual(all);
    }).toPass({ timeout: 60_000 });
  });
});

test("a pasted ARN from now on, and a seek five minutes back", async ({ page }) => {
  const client = dynamo(SANDBOX);
  const streamArn = await createTable(client, "seek-orders");
  for (let id = 1; id <= 12; id++) await putOrder(client, "seek-orders", id, 1);

  await page.goto("/");
  await page.getByRole("combobox", { name: "Connection" }).click();
  await page.getByRole("option", { name: /Sandbox/ }).click();
  await page.getByRole("textbox", { name: "Paste a stream ARN" }).fill(`  ${streamArn}\n`);
  await expect(page.getByText("seek-orders", { exact: true }).first()).toBeVisible();
  await page.getByRole("textbox", { name: "Paste a stream ARN" }).press("Enter");
  await expect(page).toHaveURL(/\/captures\//);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();

  // LATEST is not sharp: the first write may come before the shards are opened, so writes go on until one is seen.
  let version = 1;
  await expect
    .poll(async () => {
      await putOrder(client, "seek-orders", 1, ++version);
      return rows(page).count();
    })
    .toBeGreaterThan(0);
  await expect(rows(page).filter({ hasText: "ORDER#7 / META" })).toHaveCount(0);

  await page.keyboard.press("g");
  await page.getByRole("button", { name: /[−-]5\s?m/ }).click();
  await expect(rows(page).filter({ hasText: "ORDER#7 / META" })).toHaveCount(1);
  for (let id = 1; id <= 12; id++)
    await expect(
      rows(page)
        .filter({ hasText: `ORDER#${id} / META` })
        .filter({ hasText: "INSERT" }),
    ).toHaveCount(1);

  await test.step("every version is there once, in order", async () => {
    const captureId = /captures\/([a-z0-9]+)/.exec(page.url())?.[1];
    const answer = await page.request.get(
      `/api/captures/${captureId}/history?key=${encodeURIComponent('{"pk":{"S":"ORDER#1"},"sk":{"S":"META"}}')}`,
    );
    const { versions } = (await answer.json()) as { versions: { eventName: string }[] };
    expect(versions.map(({ eventName }) => eventName)).toEqual(["INSERT", ...Array(version - 1).fill("MODIFY")]);
  });

  await test.step("a reload keeps the view", async () => {
    await rows(page).filter({ hasText: "ORDER#7 / META" }).click();
    await expect(
      page.getByRole("region", { name: "Record" }).getByRole("heading", { name: "ORDER#7 / META" }),
    ).toBeVisible();
    await page.reload();
    await expect(
      page.getByRole("region", { name: "Record" }).getByRole("heading", { name: "ORDER#7 / META" }),
    ).toBeVisible();
  });
});
