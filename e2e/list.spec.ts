import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, openCapture, putOrder } from "./table";

const ORDERS = 30;
const shop = { table: "", captureId: "" };

test.beforeAll(async ({ browserName: _ }, { workerIndex, project }) => {
  const client = dynamo(process.env.E2E_SANDBOX ?? "");
  shop.table = `list-${workerIndex}`;
  const streamArn = await createTable(client, shop.table);
  for (let id = 1; id <= ORDERS; id++) await putOrder(client, shop.table, id, 1);
  for (let version = 2; version <= 4; version++) await putOrder(client, shop.table, ORDERS, version);
  shop.captureId = (await openCapture(project.use.baseURL ?? "", streamArn)).id;
});

const list = (page: Page) => page.getByRole("grid", { name: /Records/ });
const rows = (page: Page) => list(page).locator("[data-cursor]");
const chosen = (page: Page) => list(page).getByRole("row", { selected: true });
const bar = (page: Page) => page.getByRole("toolbar", { name: "Selected records" });
const detail = (page: Page) => page.getByRole("region", { name: "Record", exact: true });

async function open(page: Page, query = ""): Promise<void> {
  await page.goto(`/captures/${shop.captureId}${query}`);
  await expect(rows(page).filter({ hasText: `ORDER#${ORDERS} /` })).toHaveCount(4);
}

test("attributes become columns, from the head and from the detail, and stay in the address", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Columns", exact: true }).click();
  const attribute = page.getByRole("combobox", { name: "Attribute to add as a column" });
  await attribute.fill("stat");
  await expect(page.getByRole("option", { name: "status" })).toBeVisible();
  await attribute.press("Enter");
  await expect(list(page).getByRole("columnheader", { name: "status" })).toBeVisible();
  await expect(page).toHaveURL(/cols=status/);
  await attribute.press("Escape");
  await expect(rows(page).last()).toContainText("→");

  await rows(page).last().click();
  const line = detail(page)
    .getByRole("button", { name: /^Show (?!records)(\S+) as a column/ })
    .last();
  const name = (await line.getAttribute("aria-label"))?.split(" ")[1] ?? "";
  await line.focus();
  await line.press("Enter");
  await expect(list(page).getByRole("columnheader", { name })).toBeVisible();

  await page.reload();
  await expect(list(page).getByRole("columnheader", { name: "status" })).toBeVisible();
  await list(page).getByRole("button", { name: "Remove the column status" }).click();
  await expect(list(page).getByRole("columnheader", { name: "status" })).toHaveCount(0);
  await expect(page).not.toHaveURL(/status/);
});

test("records are chosen together by mouse", async ({ page }) => {
  await open(page);
  await expect(list(page)).toHaveAttribute("aria-multiselectable", "true");
  const at = (back: number) =>
    rows(page)
      .filter({ hasText: `ORDER#${ORDERS - back} /` })
      .first();
  await at(6).click();
  await at(3).click({ modifiers: ["Shift"] });
  await expect(chosen(page)).toHaveCount(4);
  await at(5).click({ modifiers: ["ControlOrMeta"] });
  await expect(chosen(page)).toHaveCount(3);
  await expect(bar(page)).toContainText("3 selected");
  await bar(page).getByRole("button", { name: "Clear" }).click();
  await expect(bar(page)).toHaveCount(0);
});

test("records are chosen together by keyboard", async ({ page }) => {
  await open(page);
  await list(page).focus();
  await page.keyboard.press("k");
  await page.keyboard.press("Shift+K");
  await page.keyboard.press("Shift+ArrowUp");
  await expect(chosen(page)).toHaveCount(3);
  await page.keyboard.press("x");
  await expect(chosen(page)).toHaveCount(2);
  await page.keyboard.press("ControlOrMeta+a");
  await expect(bar(page)).toContainText(`${ORDERS + 3} selected`);
  await page.keyboard.press("Escape");
  await expect(bar(page)).toHaveCount(0);
});

test("any two versions of an item are compared, by mouse and by keyboard", async ({ page }) => {
  await open(page);
  await rows(page)
    .filter({ hasText: `ORDER#${ORDERS} /` })
    .last()
    .click();
  await expect(detail(page).getByText("4 of 4 versions")).toBeVisible();
  const said = detail(page).getByRole("status").filter({ hasText: "Version" });
  await page.keyboard.press("c");
  await expect(said).toContainText("Version 4: go to another");
  await page.keyboard.press("[");
  await page.keyboard.press("[");
  await expect(said).toContainText("Version 2 → 4");
  await page.keyboard.press("c");
  await expect(said).toHaveCount(0);

  const versions = detail(page).getByRole("group", { name: "Versions of this item" });
  await versions.getByRole("button", { name: "Version 1, INSERT" }).click({ modifiers: ["Shift"] });
  await expect(said).toContainText("Version 1 → 2");
  await detail(page).getByRole("button", { name: "Stop comparing" }).last().click();
  await expect(said).toHaveCount(0);
});
