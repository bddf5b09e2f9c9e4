import { expect, type Locator, type Page, test } from "@playwright/test";
import { everyRecord } from "./stream";
import { createTable, putOrder } from "./table";
import * as tasks from "./tasks";

/** Every task by mouse alone: keys give nothing but the letters of a text. */
const { detail, filterBar, handle, lanes, records, row, rows, selected, shardRows, tree } = tasks;
const SANDBOX = process.env.E2E_SANDBOX ?? "";
let shop: tasks.Shop;

test.use({ permissions: ["clipboard-read", "clipboard-write"] });
test.beforeAll(async ({ browserName: _ }, { workerIndex }) => {
  shop = await tasks.openShop(`mouse-${workerIndex}`);
});

/** As by a paste: what stood in the field is replaced. */
async function write(page: Page, field: Locator, text: string): Promise<void> {
  // What has just opened may still move, and another field be hit.
  await expect(async () => {
    await field.click({ clickCount: 3 });
    await expect(field).toBeFocused({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.insertText(text);
}

/** Presses, moves and lets go; `from` and `to` are shares of the width of what is dragged over. */
async function drag(page: Page, over: Locator, from: number, to: number): Promise<void> {
  const box = await over.boundingBox();
  if (!box) throw new Error("not on the screen");
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * from, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * ((from + to) / 2), y);
  await page.mouse.move(box.x + box.width * to, y);
  await page.mouse.up();
}

test("connect: a wrong ARN is named; a name, a connection, a start; deleted, and opened from the list", async ({
  page,
}) => {
  const table = `${shop.table}-start`;
  const streamArn = await createTable(tasks.client, table);
  for (let id = 1; id <= 12; id++) await putOrder(tasks.client, table, id, 1);
  const [first = "", ...others] = (await everyRecord(SANDBOX, streamArn)).map((line) => line.split(" "));
  const later = others.filter(([shardId]) => shardId === first[0]);
  const field = page.getByRole("textbox", { name: "Paste a stream ARN" });
  const open = page.getByRole("button", { name: /^Open\b(?! the)/ }).first();

  await tasks.openHome(page, shop);
  await write(page, field, "arn:aws:kinesis:eu-west-1:123456789012:stream/orders");
  await open.click();
  await expect(
    page
      .getByRole("main")
      .getByText(/Kinesis/)
      .first(),
  ).toBeVisible();

  await test.step("from a record on: its shard from there, others from now", async () => {
    await write(page, field, streamArn);
    await page.getByRole("combobox", { name: "Connection" }).click();
    await page.getByRole("option", { name: /Sandbox/ }).click();
    await page.getByRole("radio", { name: "At a record" }).click();
    // The press led on to the field.
    await expect(page.getByRole("textbox", { name: "Shard and sequence number" })).toBeFocused();
    await page.keyboard.insertText(`${later[0]?.[0]}/${later[0]?.[1]}`);
    await open.click();
    await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
    await expect(rows(page)).toHaveCount(later.length);
  });

  await test.step("home again; the capture is deleted, after a question", async () => {
    await page.getByRole("link", { name: /all captures/ }).click();
    await page.getByRole("button", { name: `Delete the capture of ${table}`, exact: true }).click();
    await page.getByRole("button", { name: "Delete capture" }).click();
    await expect(page.getByRole("link", { name: table, exact: true })).toHaveCount(0);
  });

  await test.step("any server on this machine; its streams are listed, and opened from a time on", async () => {
    await page.getByRole("combobox", { name: "Connection" }).click();
    await page.getByRole("option", { name: /Custom/ }).click();
    await write(page, page.getByRole("textbox", { name: "Endpoint URL" }), SANDBOX);
    await page.getByRole("radio", { name: "At a time" }).click();
    await page.keyboard.insertText("-15m");
    await page.getByRole("list", { name: "Streams" }).getByRole("button", { name: table }).click();
    await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
    await expect(rows(page)).toHaveCount(12);
  });
});

test("the sandbox is opened; a capture that is there already, too", async ({ page }) => {
  await tasks.openHome(page, shop);
  await page.getByRole("button", { name: "Open the sandbox" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "orders" })).toBeVisible();
  await tasks.control("workload", { writesPerSecond: 0, table: "orders" });
  await page.getByRole("link", { name: /all captures/ }).click();
  await page.getByRole("link", { name: shop.table, exact: true }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: shop.table })).toBeVisible();
});

test("the sandbox is read from where a person says", async ({ page, request }) => {
  const opened = await request.post("/api/sandbox", { data: {} });
  const known = (await opened.json()) as { id: string; stream: { arn: string } };
  await tasks.control("workload", { writesPerSecond: 50, table: "orders" });
  await expect.poll(async () => (await everyRecord(SANDBOX, known.stream.arn)).length).toBeGreaterThan(80);
  await tasks.control("workload", { writesPerSecond: 0, table: "orders" });
  await request.delete(`/api/captures/${known.id}`);

  await tasks.openHome(page, shop);
  const card = page.getByRole("region", { name: "Sandbox" });
  await expect(card).toContainText("Read from its oldest record");
  await page.getByText("At a time").click();
  await expect(card).toContainText("Read from the time above");
  const time = page.getByRole("textbox", { name: /^Time/ });
  await time.fill("whenever");
  await page.getByRole("button", { name: "Open the sandbox" }).click();
  await expect(time).toHaveAttribute("aria-invalid", "true");
  await expect(page).toHaveURL(/\/$/);
  await page.getByText("Now", { exact: true }).click();
  await expect(card).toContainText("Read from now on");
  await page.getByRole("button", { name: "Open the sandbox" }).click();
  await expect(rows(page).first()).toBeVisible();
  const id = /captures\/([a-z0-9]+)/.exec(page.url())?.[1];
  const { totals } = (await (await request.get(`/api/captures/${id}`)).json()) as { totals: { records: number } };
  expect(totals.records).toBeLessThan(80);
  await tasks.control("workload", { writesPerSecond: 0, table: "orders" });
});

test("the shard tree: chains unfold, shards are chosen, copied and narrowed down", async ({ page }) => {
  await tasks.openLive(page, shop);
  const folds = tree(page).getByRole("row", { expanded: false });
  const folded = await shardRows(page).count();
  const triangle = (of: Locator) => of.locator("svg").first();
  await triangle(folds.first()).click();
  await expect(shardRows(page)).toHaveCount(folded + 2);
  await triangle(tree(page).getByRole("row", { expanded: true }).first()).click();
  await expect(shardRows(page)).toHaveCount(folded);
  await shardRows(page).last().click();
  await expect(filterBar(page)).toHaveValue(/^shard:\S+$/);
  await tree(page).getByRole("button", { name: "Copy shard id" }).click();
  await expect.poll(() => tasks.clipboard(page)).toMatch(/^shardId-\S+$/);
  await shardRows(page)
    .nth(1)
    .click({ modifiers: ["Control"] });
  await expect(tree(page).getByRole("row", { selected: true })).toHaveCount(2);
  await page.getByRole("combobox", { name: "Show" }).click();
  await page.getByRole("option", { name: "Open" }).click();
  await expect(shardRows(page)).toHaveCount(folded / 2);
});

test("the timeline: brushed, zoomed by the wheel, panned, and gone to by a press", async ({ page }) => {
  await tasks.openDay(page, shop);
  const narrowed = page.getByText(new RegExp(`^\\d+ of ${tasks.DAY_RECORDS}$`));
  const bound = async (name: "min" | "max") => Number(await lanes(page).getAttribute(`aria-value${name}`));
  await test.step("a drag brushes, a handle mends it, the chip shows all again", async () => {
    await drag(page, lanes(page), 0.3, 0.6);
    await expect(page).toHaveURL(/from=.*to=/);
    await expect(narrowed).toBeVisible();
    const from = await tasks.timeOf(handle(page, "Start"));
    const box = await handle(page, "Start").boundingBox();
    if (!box) throw new Error("no handle");
    await page.mouse.move(box.x + 12, box.y + 24);
    await page.mouse.down();
    await page.mouse.move(box.x - 60, box.y + 24, { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => tasks.timeOf(handle(page, "Start"))).toBeLessThan(from);
    await page.getByRole("button", { name: "Show all times" }).click();
    await expect(page).not.toHaveURL(/from=|to=/);
  });
  await test.step("the wheel looks closer and pans, a double-click shows all", async () => {
    const [whole, end] = [await bound("min"), await bound("max")];
    await lanes(page).hover();
    await page.mouse.wheel(0, -600);
    await expect.poll(() => bound("max")).toBeLessThan(end);
    const zoomed = await bound("min");
    expect(zoomed).toBeGreaterThan(whole);
    await page.mouse.wheel(-200, 0);
    await expect.poll(() => bound("min")).toBeLessThan(zoomed);
    await lanes(page).dblclick();
    await expect.poll(() => bound("min")).toBe(whole);
  });
  await test.step("a press goes to that time", async () => {
    await lanes(page).click({ position: { x: 1, y: 12 } });
    // A pixel is minutes: the first record may lie before it.
    await expect(row(page, "HOUR#1")).toBeInViewport();
  });
});

test("the list follows at the head alone, says what is new elsewhere, and turns round", async ({ page }) => {
  await tasks.openLive(page, shop);
  await records(page).hover();
  await page.mouse.wheel(0, -400);
  await expect(page.getByRole("button", { name: "Back to live" })).toBeVisible();
  const top = await rows(page).first().innerText();
  for (let id = 101; id <= 103; id++) await putOrder(tasks.client, shop.table, id, 1);
  const news = page.getByRole("button", { name: "3 new", exact: true });
  await expect(news).toBeVisible();
  expect(await rows(page).first().innerText()).toBe(top);
  await news.click();
  for (let id = 101; id <= 103; id++) await expect(row(page, `ORDER#${id}`)).toBeInViewport();
  await records(page).getByRole("button", { name: /^Time/ }).click();
  await expect(records(page).getByRole("columnheader", { name: /^Time/ })).toHaveAttribute("aria-sort", "descending");
  await expect(rows(page).first()).toContainText("ORDER#103");
});

test("a record: its views, each copied; a value; its versions; its link opens the same", async ({ page, context }) => {
  await tasks.openLive(page, shop);
  await write(page, filterBar(page), `key:ORDER#${tasks.ORDERS}`);
  await expect(rows(page)).toHaveCount(4);
  await rows(page).last().click();

  await test.step("every view is copied whole", async () => {
    for (const [tab, name, mark] of [
      ["Diff", "Copy the differences", '+ version: {"N":"4"}'],
      ["New", "Copy the new image", '"N": "4"'],
      ["Old", "Copy the old image", '"N": "3"'],
      ["Raw", "Copy the record", '"SequenceNumber"'],
      ["Lambda", "Copy the event", '"eventSourceARN"'],
    ] as const) {
      await detail(page).getByRole("tab", { name: tab, exact: true }).click();
      await detail(page).getByRole("button", { name }).click();
      await expect.poll(() => tasks.clipboard(page)).toContain(mark);
    }
    await detail(page).getByRole("tab", { name: "Diff", exact: true }).click();
  });

  await test.step("its versions", async () => {
    const versions = detail(page).getByRole("group", { name: "Versions of this item" });
    await versions.getByRole("button", { name: "Older version" }).click();
    await expect(versions).toContainText("3 of 4 versions");
    await versions.getByRole("button", { name: "Version 2, MODIFY" }).click();
    await expect(versions).toContainText("2 of 4 versions");
  });

  await test.step("its link opens the same screen", async () => {
    await detail(page).getByRole("button", { name: "Copy a link to this record" }).click();
    await expect.poll(() => tasks.clipboard(page)).toMatch(/\/captures\/.*r=shardId/);
    const other = await context.newPage();
    await other.goto(await tasks.clipboard(page));
    await expect(filterBar(other)).toHaveValue(`key:ORDER#${tasks.ORDERS}`);
    await expect(detail(other)).toContainText("2 of 4 versions");
    await expect(selected(other)).toHaveCount(1);
    await other.close();
  });

  await test.step("a value is copied, and its path becomes a filter", async () => {
    await detail(page).getByText("version", { exact: true }).hover();
    await detail(page).getByRole("button", { name: "Copy the value of version" }).click();
    await expect.poll(() => tasks.clipboard(page)).toBe("2");
    await detail(page).getByRole("button", { name: "Show records that changed version" }).click();
    await expect(filterBar(page)).toHaveValue(`key:ORDER#${tasks.ORDERS} changed:version`);
  });
});

test("go to a time: by field, by button; and back to live", async ({ page }) => {
  await tasks.openLive(page, shop);
  const goTo = page.getByRole("button", { name: /^Go to/ });
  const popup = page.getByRole("dialog", { name: "Go to a time" });
  await goTo.click();
  await page.keyboard.insertText("-1h");
  await popup.getByRole("button", { name: "Go", exact: true }).click();
  await expect(row(page, "ORDER#1")).toBeInViewport();
  const back = page.getByRole("button", { name: "Back to live" });
  await back.click();
  await expect(back).toHaveCount(0);
  await goTo.click();
  await popup.getByRole("button", { name: "Oldest" }).click();
  await expect(row(page, "ORDER#1")).toBeInViewport();
  await expect(popup).toHaveCount(0);
});

test("filter: completed, wrong where it is wrong, cleared", async ({ page }) => {
  await tasks.openLive(page, shop);
  await filterBar(page).click();
  await page.keyboard.type("ev");
  await page.getByRole("option", { name: /^event:/ }).click();
  await page.getByRole("option", { name: "modify" }).click();
  await expect(filterBar(page)).toHaveValue("event:modify ");
  await expect(rows(page)).toHaveCount(3);
  await write(page, filterBar(page), "evnt:x");
  await expect(filterBar(page)).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Clear the filter" }).click();
  await expect(filterBar(page)).toHaveValue("");
});

test("what changes most, a Lambda pattern, a failed batch", async ({ page }) => {
  await tasks.openLive(page, shop);
  await test.step("the lens: its lists, and a press shows the records", async () => {
    const lens = page.getByRole("dialog", { name: "What changes most" });
    await page.getByRole("button", { name: "What changes most" }).click();
    await lens.getByRole("tab", { name: "Keys" }).click();
    await lens.getByRole("listitem").first().getByRole("button").click();
    await expect(lens).toHaveCount(0);
    await expect(filterBar(page)).toHaveValue(/^key:/);
    await page.getByRole("button", { name: "Clear the filter" }).click();
  });

  const lambda = page.getByRole("button", { name: "Lambda" });
  await test.step("the filter lab: a pattern, and a record that passes", async () => {
    await lambda.click();
    await page.getByRole("menuitem", { name: /Filter lab/ }).click();
    const lab = page.getByRole("dialog", { name: "Lambda filter lab" });
    const editor = lab.getByRole("textbox", { name: /Filter criteria/ });
    await editor.click({ clickCount: 3 });
    // Three presses take one line; the others are dragged over.
    const box = await editor.boundingBox();
    await page.mouse.move((box?.x ?? 0) + 2, (box?.y ?? 0) + 4);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 120, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.insertText('{"dynamodb": {"NewImage": {"version": {"N": ["3"]}}}}');
    await expect(lab.getByRole("status").filter({ hasText: "pass" })).toContainText(/1 passes/);
    await lab.getByRole("list", { name: "Examples" }).getByRole("button").first().click();
    await expect(lab).toBeHidden();
    await expect(detail(page).getByRole("tab", { name: "Lambda" })).toHaveAttribute("aria-selected", "true");
  });

  await test.step("a failed batch lands on its records", async () => {
    const [shardId = "", number = ""] = (await everyRecord(SANDBOX, shop.streamArn))[0]?.split(" ") ?? [];
    await lambda.click();
    await page.getByRole("menuitem", { name: /Find a failed batch/ }).click();
    const dialog = page.getByRole("dialog", { name: "Find a failed batch" });
    await write(page, dialog.getByRole("textbox", { name: "The message" }), tasks.failure(shop, shardId, number));
    await dialog.getByRole("button", { name: "Show its records" }).click();
    await expect(dialog).toBeHidden();
    await expect(page).toHaveURL(new RegExp(`r=${shardId}/${number}`));
  });
});

test("export in each format, and an import", async ({ page }) => {
  await tasks.openDay(page, shop);
  for (const [label, name] of [
    [/^Lambda/, `${shop.table}-day.lambda.ndjson`],
    [/^Parquet/, `${shop.table}-day.parquet`],
    [/^CSV/, `${shop.table}-day.csv`],
    [/^JSON/, `${shop.table}-day.json`],
    [/^NDJSON/, `${shop.table}-day.ndjson`],
  ] as const) {
    await page.getByRole("button", { name: /^Export/ }).click();
    await page.getByRole("radio", { name: label }).click();
    const link = page.getByRole("link", { name: `Download ${tasks.DAY_RECORDS} records` });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    expect(download.suggestedFilename()).toBe(name);
    if (!label.test("NDJSON")) continue;
    await page.getByRole("link", { name: /all captures/ }).click();
    const importer = page.getByRole("button", { name: "Import a file" });
    const [chooser] = await Promise.all([page.waitForEvent("filechooser"), importer.click()]);
    await chooser.setFiles(await download.path());
    await expect(page.getByText("Offline capture", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(`${tasks.DAY_RECORDS} records`, { exact: true })).toBeVisible();
  }
});

test("pause, reading, cost, how much is kept, times, theme, keys, panes", async ({ page }) => {
  await tasks.openLive(page, shop);
  await page.getByRole("button", { name: /^Pause/ }).click();
  const state = page.getByRole("button", { name: /capturing goes on/ });
  await expect(state).toBeVisible();
  await page.getByRole("button", { name: /^Resume/ }).click();
  await expect(state).toHaveCount(0);

  await test.step("reading is stopped and goes on", async () => {
    await page.getByRole("button", { name: /^Live/ }).click();
    const more = page.getByRole("dialog", { name: "What the capture is doing" });
    await more.getByRole("button", { name: "Stop reading" }).click();
    await more.getByRole("button", { name: "Read on" }).click();
    await expect(more.getByRole("button", { name: "Stop reading" })).toBeVisible();
    await page.getByRole("heading", { level: 1 }).click();
    await expect(more).toHaveCount(0);
  });

  await test.step("the foot: calls by kind, what is kept, how times are shown", async () => {
    await page.getByRole("button", { name: /calls\/s/ }).hover();
    await expect(page.getByText(/GetRecords: /)).toBeVisible();
    await page.getByRole("button", { name: "keeps all" }).click();
    await write(page, page.getByRole("textbox", { name: "Days to keep" }), "30");
    await page.getByRole("button", { name: "Keep that much" }).click();
    await page.getByRole("button", { name: "keeps 30 days" }).click();
    await page.getByRole("radio", { name: "Everything" }).click();
    await page.getByRole("button", { name: "Keep everything" }).click();
    await expect(page.getByRole("button", { name: "keeps all" })).toBeVisible();
    await page.getByRole("button", { name: /^(UTC|Local time) ·/ }).click();
    await page.getByRole("menuitemradio", { name: "Relative" }).click();
    await expect(page).toHaveURL(/times=relative/);
  });

  await test.step("theme and keys", async () => {
    const before = await page.locator("html").getAttribute("data-theme");
    await page.getByRole("button", { name: "Change theme" }).click();
    await expect(page.locator("html")).not.toHaveAttribute("data-theme", String(before));
    await page.getByRole("button", { name: /keys$/ }).click();
    const keys = page.getByRole("dialog", { name: "Keys" });
    await keys.getByRole("button", { name: "Close" }).click();
    await expect(keys).toHaveCount(0);
  });

  await test.step("a pane is made wider", async () => {
    const width = async () => (await tree(page).boundingBox())?.width ?? 0;
    const before = await width();
    const box = await page.getByRole("separator", { name: "Width of the shards" }).boundingBox();
    await page.mouse.move((box?.x ?? 0) + 0.5, 400);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 60, 400, { steps: 3 });
    await page.mouse.up();
    await expect.poll(width).toBeGreaterThan(before);
  });
});
