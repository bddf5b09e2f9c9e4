import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, openCapture, putOrder } from "./table";

const client = dynamo(process.env.E2E_SANDBOX ?? "");
const ORDERS = 20;

/** A table of its own for each worker: a failed test begins a new worker, which must not meet what the last one left. */
const shop = { table: "", captureId: "" };

test.beforeAll(async ({ browserName: _ }, { workerIndex, project }) => {
  shop.table = `palette-${workerIndex}`;
  const streamArn = await createTable(client, shop.table);
  for (let id = 1; id <= ORDERS; id++) await putOrder(client, shop.table, id, 1);
  await putOrder(client, shop.table, 7, 2);
  shop.captureId = (await openCapture(project.use.baseURL ?? "", streamArn)).id;
});

const palette = (page: Page) => page.getByRole("dialog", { name: "Commands" });
const filterBar = (page: Page) => page.getByRole("combobox", { name: "Filter records" });
const rows = (page: Page) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`/captures/${shop.captureId}${query}`);
  await expect(page.getByRole("heading", { level: 1, name: shop.table })).toBeVisible();
}

/** Opens the palette, writes, and takes the first answer. */
async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await expect(palette(page).getByRole("combobox")).toBeFocused();
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await expect(palette(page)).toHaveCount(0);
}

test("every action by name, with no mouse", async ({ page }) => {
  await open(page);
  await expect(rows(page).first()).toBeVisible();

  await test.step("the palette is a combobox over a list that is always open; Escape gives the focus back", async () => {
    await page.keyboard.press("Escape");
    const list = page.getByRole("grid", { name: /Records/ });
    await expect(list).toBeFocused();
    // Captures and streams come a moment after the rest.
    const lists = Promise.all([page.waitForResponse(/api\/captures$/), page.waitForResponse(/api\/streams\?/)]);
    await page.keyboard.press("Control+k");
    const field = palette(page).getByRole("combobox", { name: "Commands" });
    await expect(field).toBeFocused();
    const options = palette(page).getByRole("option");
    await expect(options.first()).toHaveAttribute("aria-selected", "true");
    await lists;
    for (const [key, option] of [
      ["ArrowDown", options.nth(1)],
      ["ArrowUp", options.first()],
      ["ArrowUp", options.last()],
      ["ArrowDown", options.first()],
    ] as const) {
      await page.keyboard.press(key);
      await expect(option).toHaveAttribute("aria-selected", "true");
      expect(await field.getAttribute("aria-activedescendant")).toBe(await option.getAttribute("id"));
    }
    const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(list).toBeFocused();
  });

  await test.step("its size stays whatever is found", async () => {
    await page.keyboard.press("Control+k");
    await expect(palette(page).getByRole("combobox", { name: "Commands" })).toBeFocused();
    const before = await palette(page).boundingBox();
    await page.keyboard.type("no such thing (");
    await expect(palette(page).getByText(/Nothing here is called/)).toBeVisible();
    expect(await palette(page).boundingBox()).toEqual(before);
    await page.keyboard.press("Control+k");
    await expect(palette(page)).toHaveCount(0);
  });

  await test.step("what it opens has the focus", async () => {
    await command(page, "gtt");
    await expect(page.getByRole("textbox", { name: /Go to a time/ })).toBeFocused();
    await expect(page).toHaveURL(/open=seek/);
    await page.keyboard.press("Escape");
    await expect(page).not.toHaveURL(/open=/);
    await command(page, "filter rec");
    await expect(filterBar(page)).toBeFocused();
  });

  await test.step("theme, times, order", async () => {
    const before = await page.locator("html").getAttribute("data-theme");
    await command(page, "theme");
    await expect(page.locator("html")).not.toHaveAttribute("data-theme", String(before));
    await command(page, "local");
    await expect(page).toHaveURL(/zone=local/);
    await command(page, "times ago");
    await expect(page).toHaveURL(/times=relative/);
    await command(page, "newest top");
    await expect(page).toHaveURL(/top=true/);
  });

  await test.step("a shard by the end of its id, words of no command, and all of it again", async () => {
    const tree = page.getByRole("treegrid");
    const [tail = ""] = /[0-9a-f]{4}/.exec((await tree.getByRole("row").nth(1).innerText()).trim()) ?? [];
    await command(page, `shard ${tail}`);
    await expect(filterBar(page)).toHaveValue(`shard:${tail}`);
    await page.keyboard.press("Control+k");
    await expect(palette(page).getByRole("combobox", { name: "Commands" })).toBeFocused();
    await page.keyboard.type("ORDER#7");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await expect(palette(page)).toHaveCount(0);
    await expect(filterBar(page)).toHaveValue("ORDER#7");
    await expect(rows(page)).toHaveCount(2);
    await command(page, "clear");
    await expect(filterBar(page)).toHaveValue("");
    await expect(rows(page)).toHaveCount(ORDERS + 1);
  });

  await test.step("only the records of the item that is looked at, and times as the person reads them", async () => {
    await rows(page).filter({ hasText: "ORDER#7 / META" }).first().click();
    await command(page, "only item");
    await expect(filterBar(page)).toHaveValue('key:"ORDER#7 / META"');
    await expect(rows(page)).toHaveCount(2);
    await command(page, "clear");
    await expect(rows(page)).toHaveCount(ORDERS + 1);
    await page.keyboard.press("i");
    await expect(rows(page)).toHaveCount(2);
    await command(page, "clear");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("only shard");
    const first = palette(page).getByRole("option").first();
    await expect(first).toContainText(/open, began .* ago/);
    await page.keyboard.press("Escape");
    await command(page, "times clock");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("only shard");
    await expect(first).toContainText(/open, began \d{4}-\d\d-\d\d \d\d:\d\d/);
    await page.keyboard.press("Escape");
  });

  await test.step("panes go and come back, by name and by a reload", async () => {
    const tree = page.getByRole("region", { name: "Shards" });
    await command(page, "hide shards");
    await expect(tree).toHaveCount(0);
    await command(page, "hide timeline");
    await expect(page.getByRole("region", { name: "Timeline" })).toHaveCount(0);
    await page.reload();
    await expect(rows(page).first()).toBeVisible();
    await expect(tree).toHaveCount(0);
    await page.getByRole("button", { name: "Show all panels" }).press("Enter");
    await expect(tree).toBeVisible();
    await expect(page.getByRole("region", { name: "Timeline" })).toBeVisible();
    await expect(page).not.toHaveURL(/hide=/);
  });

  await test.step("the sandbox's shards roll over", async () => {
    await command(page, "roll over");
    await expect(page.getByText("The shards rolled over")).toBeVisible();
  });
});

test("a filter is saved, renamed, applied by name, and removed", async ({ page }) => {
  await open(page);
  await page.keyboard.press("/");
  await page.keyboard.type("event:modify");
  await page.keyboard.press("Enter");
  await expect(rows(page)).toHaveCount(1);
  const popover = page.getByRole("dialog", { name: "Saved filters" });

  await command(page, "save this");
  await expect(popover.getByRole("textbox", { name: "Save this filter as" })).toHaveValue("event:modify");
  await expect(popover.getByRole("textbox")).toBeFocused();
  await page.keyboard.type("Changed orders");
  await page.keyboard.press("Enter");
  await expect(popover.getByRole("button", { name: "Changed orders event:modify" })).toBeVisible();

  await test.step("renamed", async () => {
    await popover.getByRole("button", { name: "Rename Changed orders" }).press("Enter");
    await expect(popover.getByRole("textbox")).toBeFocused();
    await page.keyboard.type("Touched again");
    await page.keyboard.press("Enter");
    await expect(popover.getByRole("button", { name: "Touched again event:modify" })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(popover).toHaveCount(0);
  });

  await test.step("applied after a reload", async () => {
    await command(page, "clear");
    await expect(page).not.toHaveURL(/q=/);
    await page.reload();
    await expect(rows(page).first()).toBeVisible();
    await command(page, "touched");
    await expect(filterBar(page)).toHaveValue("event:modify");
    await expect(rows(page)).toHaveCount(1);
  });

  await test.step("removed", async () => {
    await page.getByRole("button", { name: "Saved filters" }).press("Enter");
    await popover.getByRole("button", { name: "Remove Touched again" }).press("Enter");
    await expect(popover.getByRole("button", { name: /Touched again/ })).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(popover).toHaveCount(0);
  });
});

test("where the browser keeps nothing, that is said", async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "localStorage", {
      get: () => {
        throw new DOMException("denied", "SecurityError");
      },
    });
  });
  await open(page, "?q=event%3Amodify&open=saved");
  const popover = page.getByRole("dialog", { name: "Saved filters" });
  await expect(popover.getByRole("alert")).toContainText("keeps nothing");
});

test("the address tells the Lambda lab and what it tries; a pattern too long for a link is left out of it", async ({
  page,
}) => {
  await open(page);
  await command(page, "lambda lab");
  const lab = page.getByRole("dialog", { name: /filter lab/i });
  const editor = lab.getByRole("textbox", { name: /Filter criteria/ });
  await editor.fill('{"eventName": ["MODIFY"]}');
  await expect(lab.getByText(/1 passes/)).toBeVisible();
  await expect(page).toHaveURL(/open=lab/);
  await expect(page).toHaveURL(/pattern=/);

  await page.reload();
  await expect(editor).toHaveValue('{"eventName": ["MODIFY"]}');
  await expect(lab.getByText(/1 passes/)).toBeVisible();

  await editor.fill(`{"eventName": ["MODIFY"${', "INSERT"'.repeat(400)}]}`);
  await expect(lab.getByText(/too long for a link/)).toBeVisible();
  await expect(page).not.toHaveURL(/pattern=/);
});

test("why is there no record: the item is found though the filter hides it", async ({ page }) => {
  await open(page, "?q=event%3Aremove");
  await expect(page.getByText("No record matches")).toBeVisible();
  await command(page, "why");
  const doctor = page.getByRole("dialog", { name: "Why is there no record?" });
  await expect(doctor.getByText("The filter hides what does not match it")).toBeVisible();
  const item = doctor.getByRole("textbox", { name: /Which item/ });
  await item.fill("ORDER#999");
  await expect(doctor.getByText(/No record of ORDER#999 is captured/)).toBeVisible();
  await item.fill("ORDER#7");
  await doctor.getByRole("button", { name: "Show its records" }).press("Enter");
  await expect(doctor).toHaveCount(0);
  await expect(filterBar(page)).toHaveValue("key:ORDER#7");
  await expect(rows(page)).toHaveCount(2);
});

test("from the first page a capture is opened by its table's name", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("textbox", { name: "Paste a stream ARN" })).toBeFocused();
  await expect(page.getByText(shop.table).first()).toBeVisible();
  await command(page, "times ago");
  await page.keyboard.press("Control+k");
  await page.keyboard.type(shop.table);
  await expect(palette(page).getByRole("option").first()).toContainText(/stream enabled .* ago/);
  await page.keyboard.press("Escape");
  await command(page, shop.table);
  await expect(page).toHaveURL(new RegExp(`/captures/${shop.captureId}`));
  await expect(rows(page).first()).toBeVisible();
});
