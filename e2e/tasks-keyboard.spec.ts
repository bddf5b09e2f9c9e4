import { expect, type Locator, type Page, test } from "@playwright/test";
import { everyRecord } from "./stream";
import { createTable, putOrder } from "./table";
import * as tasks from "./tasks";

/** Every task by keyboard alone: nothing here touches the mouse, or gives anything the focus other than by a key. */
const { detail, filterBar, handle, lanes, records, row, rows, selected, shardRows, tree } = tasks;
const SANDBOX = process.env.E2E_SANDBOX ?? "";
let shop: tasks.Shop;

test.use({ permissions: ["clipboard-read", "clipboard-write"] });
test.beforeAll(async ({ browserName: _ }, { workerIndex }) => {
  shop = await tasks.openShop(`keyboard-${workerIndex}`);
});

/** Walks with Tab until the target has the focus. */
async function tabTo(page: Page, target: Locator, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  await expect(target).toBeVisible();
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press(key);
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  await expect(target, "reached by Tab").toBeFocused({ timeout: 1 });
}

async function press(page: Page, ...keys: string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

/** Opens the list of what has the focus, and chooses from it by the beginning of its name. */
async function chooseByTyping(page: Page, begin: string, item: Locator): Promise<void> {
  await press(page, "Enter");
  // What is typed before the list has the focus is lost.
  await expect(page.locator("[role=listbox], [role=menu]").locator("[data-highlighted]").first()).toBeVisible();
  await page.keyboard.type(begin);
  await expect(item).toHaveAttribute("data-highlighted", "");
  // The focus follows a moment later, and Enter goes to what has it.
  await expect(item).toBeFocused();
  await press(page, "Enter");
  await expect(item).toHaveCount(0);
}

test("connect: a wrong ARN is named; a name, a connection, a start; deleted, and opened from its link", async ({
  page,
}) => {
  const table = `${shop.table}-start`;
  const streamArn = await createTable(tasks.client, table);
  for (let id = 1; id <= 12; id++) await putOrder(tasks.client, table, id, 1);
  const [first = "", ...others] = (await everyRecord(SANDBOX, streamArn)).map((line) => line.split(" "));
  const later = others.filter(([shardId]) => shardId === first[0]);
  const field = page.getByRole("textbox", { name: "Paste a stream ARN" });

  await tasks.openHome(page, shop);
  await expect(field).toBeFocused();
  await page.keyboard.type("arn:aws:dynamodb:eu-west-1:12345:table/orders/stream/2026-11-20T05:41:03.123");
  await press(page, "Enter");
  await expect(
    page
      .getByRole("main")
      .getByText(/account/i)
      .first(),
  ).toBeVisible();
  // The part that is wrong is selected.
  expect(await page.evaluate(() => getSelection()?.toString())).toBe("12345");

  await test.step("the connection is chosen from its list", async () => {
    await press(page, "Control+a");
    await page.keyboard.insertText(table);
    await tabTo(page, page.getByRole("combobox", { name: "Connection" }));
    await chooseByTyping(page, "Sand", page.getByRole("option", { name: /^Sandbox/ }));
    await expect(page.getByRole("combobox", { name: "Connection" })).toContainText("Sandbox");
  });

  await test.step("from a record on: its shard from there, others from now", async () => {
    await tabTo(page, page.getByRole("radio", { name: "Now" }));
    await press(page, "ArrowRight", "ArrowRight", "ArrowRight", "ArrowRight", "Tab");
    await expect(page.getByRole("textbox", { name: "Shard and sequence number" })).toBeFocused();
    await page.keyboard.type("4759");
    await press(page, "Enter");
    await expect(page.getByText(/A shard's id is needed first/)).toBeVisible();
    await press(page, "Control+a");
    await page.keyboard.insertText(`${later[0]?.[0]}/${later[0]?.[1]}`);
    await press(page, "Enter");
    await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
    await expect(rows(page)).toHaveCount(later.length);
  });

  await test.step("home again; the capture is deleted, after a question", async () => {
    await tabTo(page, page.getByRole("link", { name: /all captures/ }));
    await press(page, "Enter");
    await tabTo(page, page.getByRole("button", { name: `Delete the capture of ${table}`, exact: true }));
    await press(page, "Enter");
    await expect(page.getByRole("button", { name: "Cancel" })).toBeFocused();
    await press(page, "Tab", "Enter");
    await expect(page.getByRole("link", { name: table, exact: true })).toHaveCount(0);
  });

  await test.step("any server on this machine; its streams are listed, and opened from a time on", async () => {
    await page.reload();
    await expect(field).toBeFocused();
    await tabTo(page, page.getByRole("combobox", { name: "Connection" }));
    await chooseByTyping(page, "Custom", page.getByRole("option", { name: /^Custom/ }));
    await press(page, "Tab");
    await expect(page.getByRole("textbox", { name: "Endpoint URL" })).toBeFocused();
    await page.keyboard.type(SANDBOX);
    await tabTo(page, page.getByRole("radio", { name: "Now" }));
    await press(page, "ArrowRight", "ArrowRight", "ArrowRight", "Tab");
    await expect(page.getByRole("textbox", { name: "Time" })).toBeFocused();
    await page.keyboard.type("-15m");
    const streams = page.getByRole("list", { name: "Streams" }).getByRole("button");
    await expect(streams.filter({ hasText: table })).toHaveCount(1);
    await tabTo(page, streams.first());
    const at = (await streams.allInnerTexts()).findIndex((text) => text.startsWith(table));
    for (let step = 0; step < at; step++) await press(page, "ArrowDown");
    await expect(streams.filter({ hasText: table })).toBeFocused();
    await press(page, "Enter");
    await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
    await expect(rows(page)).toHaveCount(12);
  });
});

test("the sandbox is opened; a capture that is there already, too", async ({ page }) => {
  await tasks.openHome(page, shop);
  await tabTo(page, page.getByRole("button", { name: "Open the sandbox" }));
  await press(page, "Enter");
  await expect(page.getByRole("heading", { level: 1, name: "orders" })).toBeVisible();
  await tasks.control("workload", { writesPerSecond: 0, table: "orders" });
  await tasks.openHome(page, shop);
  const capture = page.getByRole("link", { name: shop.table, exact: true }).first();
  await tabTo(page, capture);
  await press(page, "Enter");
  await expect(page.getByRole("heading", { level: 1, name: shop.table })).toBeVisible();
});

test("the shard tree is walked, chains unfold, shards are chosen, copied and narrowed down", async ({ page }) => {
  await tasks.openLive(page, shop);
  await tabTo(page, tree(page));
  const active = async () => page.locator(`[id="${await tree(page).getAttribute("aria-activedescendant")}"]`);
  await press(page, "Home");
  await expect(await active()).toHaveAttribute("aria-expanded", "false");
  const folded = await shardRows(page).count();
  await press(page, "ArrowRight");
  await expect(shardRows(page)).toHaveCount(folded + 2);
  await press(page, "ArrowLeft");
  await expect(shardRows(page)).toHaveCount(folded);
  await press(page, "*");
  await expect(shardRows(page)).toHaveCount(folded * 2);
  await press(page, "End", "Enter");
  await expect(filterBar(page)).toHaveValue(/^shard:\S+$/);
  await press(page, "Control+c");
  await expect.poll(() => tasks.clipboard(page)).toMatch(/^shardId-\S+$/);
  await press(page, "ArrowUp", "Space");
  await expect(tree(page).getByRole("row", { selected: true })).toHaveCount(2);
  await press(page, "Shift+Tab");
  await chooseByTyping(page, "Open", page.getByRole("option", { name: /^Open/ }));
  await expect(shardRows(page)).toHaveCount(folded / 2);
});

test("the timeline: brushed by its handles, zoomed, panned, and gone to", async ({ page }) => {
  await tasks.openDay(page, shop);
  const narrowed = page.getByText(new RegExp(`^\\d+ of ${tasks.DAY_RECORDS}$`));
  await test.step("the legend says what its colours and lines mean", async () => {
    const opener = page.getByRole("button", { name: "Legend of the timeline" });
    await tabTo(page, opener);
    await press(page, "Enter");
    const legend = page.getByRole("dialog", { name: "Legend of the timeline" });
    await expect(legend).toContainText("hangs below it");
    await press(page, "Tab");
    await press(page, "Escape");
    await press(page, "Escape");
    await expect(legend).toHaveCount(0);
    await expect(opener).toBeFocused();
  });
  await test.step("the handles narrow the range, Escape takes all of it again", async () => {
    await tabTo(page, handle(page, "Start"));
    await press(page, "PageUp", "PageUp", "ArrowRight");
    await expect(page).toHaveURL(/from=2026-03-02T/);
    await expect(narrowed).toBeVisible();
    await press(page, "Tab");
    await expect(handle(page, "End")).toBeFocused();
    await press(page, "PageDown", "Shift+ArrowLeft");
    await expect(page).toHaveURL(/to=2026-03-/);
    await press(page, "Escape");
    await expect(page).not.toHaveURL(/from=|to=/);
    await expect(narrowed).toHaveCount(0);
  });
  await test.step("plus looks closer, the arrows go on past the edge, zero shows all", async () => {
    await press(page, "Tab");
    await expect(lanes(page)).toBeFocused();
    const bound = async (name: "min" | "max") => Number(await lanes(page).getAttribute(`aria-value${name}`));
    const whole = await bound("min");
    await press(page, "+", "+", "+");
    await expect.poll(() => bound("min")).toBeGreaterThan(whole);
    const zoomed = await bound("min");
    await press(page, "Home", ...Array(3).fill("Shift+ArrowLeft"));
    await expect.poll(() => bound("min")).toBeLessThan(zoomed);
    expect(await tasks.timeOf(lanes(page))).toBe(await bound("min"));
    await press(page, "0");
    await expect.poll(() => bound("min")).toBe(whole);
  });
  await test.step("Enter goes to the time under the cursor", async () => {
    await press(page, "Home", "Enter");
    await expect(row(page, "HOUR#0")).toBeInViewport();
  });
});

test("the list follows at the head alone, says what is new elsewhere, and turns round", async ({ page }) => {
  await tasks.openLive(page, shop);
  await press(page, "k", "PageUp");
  await expect(selected(page)).toHaveCount(1);
  const held = await selected(page).innerText();
  for (let id = 101; id <= 103; id++) await putOrder(tasks.client, shop.table, id, 1);
  const news = page.getByRole("button", { name: "3 new", exact: true });
  await expect(news).toBeVisible();
  await expect(selected(page)).toBeInViewport();
  expect(await selected(page).innerText()).toBe(held);
  await tabTo(page, news);
  await press(page, "Enter");
  for (let id = 101; id <= 103; id++) await expect(row(page, `ORDER#${id}`)).toBeInViewport();
  // The button is gone; the keyboard is where it led to.
  await expect(records(page)).toBeFocused();
  await press(page, "Home");
  await expect(row(page, "ORDER#1")).toBeInViewport();
  await press(page, "End");
  await expect(row(page, "ORDER#103")).toBeInViewport();
  await tabTo(page, records(page).getByRole("button", { name: /^Time/ }));
  await press(page, "Enter");
  await expect(records(page).getByRole("columnheader", { name: /^Time/ })).toHaveAttribute("aria-sort", "descending");
  await expect(rows(page).first()).toContainText("ORDER#103");
});

test("a record: its views, each copied; a value; its versions; its link opens the same", async ({ page, context }) => {
  await tasks.openLive(page, shop);
  await press(page, "/");
  await page.keyboard.type(`key:ORDER#${tasks.ORDERS}`);
  await press(page, "Enter");
  await expect(rows(page)).toHaveCount(4);
  await press(page, "k", "o");
  await expect(detail(page)).toBeFocused();

  await test.step("every view is copied whole", async () => {
    await tabTo(page, detail(page).getByRole("button", { name: "Copy the differences" }));
    for (const [name, mark] of [
      ["Copy the differences", '+ version: {"N":"4"}'],
      ["Copy the new image", '"N": "4"'],
      ["Copy the old image", '"N": "3"'],
      ["Copy the record", '"SequenceNumber"'],
      ["Copy the event", '"eventSourceARN"'],
    ] as const) {
      await expect(detail(page).getByRole("button", { name })).toBeFocused();
      await press(page, "Enter");
      await expect.poll(() => tasks.clipboard(page)).toContain(mark);
      await press(page, "d");
    }
  });

  await test.step("its versions, by keys and by the strip", async () => {
    const versions = detail(page).getByRole("group", { name: "Versions of this item" });
    await press(page, "[");
    await expect(versions).toContainText("3 of 4 versions");
    await press(page, "[");
    await expect(versions).toContainText("2 of 4 versions");
    await tabTo(page, versions.getByRole("button", { name: "Newer version" }), "Shift+Tab");
    await press(page, "ArrowRight");
    await expect(versions).toContainText("3 of 4 versions");
    await press(page, "ArrowLeft");
    await expect(versions).toContainText("2 of 4 versions");
  });

  await test.step("its link opens the same screen", async () => {
    await tabTo(page, detail(page).getByRole("button", { name: "Copy a link to this record" }), "Shift+Tab");
    await press(page, "Enter");
    await expect.poll(() => tasks.clipboard(page)).toMatch(/\/captures\/.*r=shardId/);
    const other = await context.newPage();
    await other.goto(await tasks.clipboard(page));
    await expect(filterBar(other)).toHaveValue(`key:ORDER#${tasks.ORDERS}`);
    await expect(detail(other)).toContainText("2 of 4 versions");
    await expect(selected(other)).toHaveCount(1);
    await other.close();
  });

  await test.step("a value is copied, and its path becomes a filter", async () => {
    await tabTo(page, detail(page).getByRole("button", { name: "Copy the value of version" }));
    await press(page, "Enter");
    await expect.poll(() => tasks.clipboard(page)).toBe("2");
    await press(page, "Tab", "Enter");
    await expect(filterBar(page)).toHaveValue(`key:ORDER#${tasks.ORDERS} changed:version`);
  });
});

test("go to a time: by field, by button; and back to live", async ({ page }) => {
  await tasks.openLive(page, shop);
  await press(page, "g");
  await page.keyboard.type("-1h");
  await press(page, "Enter");
  await expect(row(page, "ORDER#1")).toBeInViewport();
  const back = page.getByRole("button", { name: "Back to live" });
  await tabTo(page, back);
  await press(page, "Enter");
  await expect(back).toHaveCount(0);
  await press(page, "g");
  await tabTo(page, page.getByRole("button", { name: "−15m", exact: true }));
  await press(page, "Enter");
  await expect(row(page, "ORDER#1")).toBeInViewport();
  await expect(page.getByRole("dialog", { name: "Go to a time" })).toHaveCount(0);
});

test("filter: completed, wrong where it is wrong, taken from the history", async ({ page }) => {
  await tasks.openLive(page, shop);
  await press(page, "/");
  await page.keyboard.type("ev");
  await expect(page.getByRole("option").first()).toContainText("event:");
  await press(page, "Tab", "ArrowDown", "ArrowDown", "Enter");
  await expect(filterBar(page)).toHaveValue("event:modify ");
  await expect(rows(page)).toHaveCount(3);
  await press(page, "Enter", "/", "Control+a");
  await page.keyboard.type("evnt:x");
  await expect(filterBar(page)).toHaveAttribute("aria-invalid", "true");
  await press(page, "Escape");
  await expect(filterBar(page)).toHaveValue(/^event:modify ?$/);
  await press(page, "Control+a", "Delete", "ArrowUp");
  await expect(filterBar(page)).toHaveValue(/^event:modify ?$/);
  await press(page, "Enter");
  await expect(records(page)).toBeFocused();
  await expect(rows(page)).toHaveCount(3);
});

test("what changes most, a Lambda pattern, a failed batch", async ({ page }) => {
  await tasks.openLive(page, shop);
  const lens = page.getByRole("dialog", { name: "What changes most" });
  const opener = page.getByRole("button", { name: "What changes most" });
  await test.step("the lens: its lists, and a press shows the records", async () => {
    await tabTo(page, opener);
    await press(page, "Enter");
    await tabTo(page, lens.getByRole("tab", { name: "Attributes" }));
    await press(page, "ArrowRight", "Enter");
    await expect(lens.getByRole("listitem").first()).toContainText(`ORDER#${tasks.ORDERS} / META`);
    await tabTo(page, lens.getByRole("listitem").first().getByRole("button").first());
    await press(page, "Enter");
    await expect(lens).toHaveCount(0);
    await expect(filterBar(page)).toHaveValue(/^key:/);
    await press(page, "/", "Delete", "Enter");
  });

  await test.step("the filter lab: a pattern, and a record that passes", async () => {
    await tabTo(page, page.getByRole("button", { name: "Lambda" }));
    await press(page, "Enter", "Enter");
    const lab = page.getByRole("dialog", { name: "Lambda filter lab" });
    await tabTo(page, lab.getByRole("textbox", { name: /Filter criteria/ }));
    await press(page, "Control+a");
    await page.keyboard.insertText('{"dynamodb": {"NewImage": {"version": {"N": ["3"]}}}}');
    await expect(lab.getByRole("status").filter({ hasText: "pass" })).toContainText(/1 passes/);
    await tabTo(page, lab.getByRole("list", { name: "Examples" }).getByRole("button").first());
    await press(page, "Enter");
    await expect(lab).toBeHidden();
    await expect(detail(page).getByRole("tab", { name: "Lambda" })).toHaveAttribute("aria-selected", "true");
  });

  await test.step("a failed batch lands on its records", async () => {
    const [shardId = "", number = ""] = (await everyRecord(SANDBOX, shop.streamArn))[0]?.split(" ") ?? [];
    await tabTo(page, page.getByRole("button", { name: "Lambda" }));
    await press(page, "Enter", "ArrowDown", "Enter");
    const dialog = page.getByRole("dialog", { name: "Find a failed batch" });
    await tabTo(page, dialog.getByRole("textbox", { name: "The message" }));
    await page.keyboard.insertText(tasks.failure(shop, shardId, number));
    await tabTo(page, dialog.getByRole("button", { name: "Show its records" }));
    await press(page, "Enter");
    await expect(dialog).toBeHidden();
    await expect(page.getByText("The failed batch: 1 record", { exact: true })).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`r=${shardId}/${number}`));
  });
});

test("export in each format, and an import", async ({ page }) => {
  await tasks.openDay(page, shop);
  for (const [presses, name] of [
    [4, `${shop.table}-day.lambda.ndjson`],
    [3, `${shop.table}-day.parquet`],
    [2, `${shop.table}-day.csv`],
    [1, `${shop.table}-day.json`],
    [0, `${shop.table}-day.ndjson`],
  ] as const) {
    await press(page, "e");
    await expect(page.getByRole("radio", { name: /^NDJSON/ })).toBeFocused();
    await press(page, ...Array(presses).fill("ArrowDown"));
    await tabTo(page, page.getByRole("link", { name: `Download ${tasks.DAY_RECORDS} records` }));
    const [download] = await Promise.all([page.waitForEvent("download"), press(page, "Enter")]);
    expect(download.suggestedFilename()).toBe(name);
    // While it closes, keys are still its own.
    await expect(page.getByRole("dialog", { name: "Export records" })).toHaveCount(0);
    if (presses > 0) continue;
    await tasks.openHome(page, shop);
    // Waited for before the key is near: Chromium must know of it by then.
    const chosen = page.waitForEvent("filechooser");
    await tabTo(page, page.getByRole("button", { name: "Import a file" }));
    await press(page, "Enter");
    await (await chosen).setFiles(await download.path());
    await expect(page.getByText("Offline capture", { exact: true }).first()).toBeVisible();
    await expect(page.getByText(`${tasks.DAY_RECORDS} records`, { exact: true })).toBeVisible();
  }
});

test("pause, reading, cost, how much is kept, times, theme, keys, panes", async ({ page }) => {
  await tasks.openLive(page, shop);
  await press(page, "Space");
  const state = page.getByRole("button", { name: /capturing goes on/ });
  await expect(state).toBeVisible();
  await press(page, "Space");
  await expect(state).toHaveCount(0);

  await test.step("reading is stopped and goes on", async () => {
    await tabTo(page, page.getByRole("button", { name: /^Live/ }));
    await press(page, "Enter");
    const more = page.getByRole("dialog", { name: "What the capture is doing" });
    await expect(more).toContainText("NEW_AND_OLD_IMAGES");
    await expect(more.getByRole("button", { name: "Stop reading" })).toBeFocused();
    await press(page, "Enter");
    await expect(more.getByRole("button", { name: "Read on" })).toBeFocused();
    await press(page, "Enter");
    await expect(more.getByRole("button", { name: "Stop reading" })).toBeFocused();
    await press(page, "Escape");
    await expect(more).toHaveCount(0);
  });

  await test.step("the foot: calls by kind, what is kept, how times are shown", async () => {
    await tabTo(page, page.getByRole("button", { name: /^keeps/ }));
    await press(page, "Enter");
    await expect(page.getByRole("textbox", { name: "Days to keep" })).toBeVisible();
    await press(page, "Escape");
    await tabTo(page, page.getByRole("button", { name: /calls\/s/ }));
    await expect(page.getByText(/GetRecords: /)).toBeVisible();
    await tabTo(page, page.getByRole("button", { name: /^(UTC|Local time) ·/ }));
    await chooseByTyping(page, "Rel", page.getByRole("menuitemradio", { name: "Relative" }));
    await expect(page).toHaveURL(/times=relative/);
  });

  await test.step("theme and keys", async () => {
    const before = await page.locator("html").getAttribute("data-theme");
    await press(page, "t");
    await expect(page.locator("html")).not.toHaveAttribute("data-theme", String(before));
    await press(page, "?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
    await press(page, "Escape");
  });

  await test.step("a pane is made wider", async () => {
    const width = async () => (await tree(page).boundingBox())?.width ?? 0;
    const before = await width();
    await tabTo(page, page.getByRole("separator", { name: "Width of the shards" }));
    await press(page, "ArrowRight");
    await expect.poll(width).toBeGreaterThan(before);
  });
});
