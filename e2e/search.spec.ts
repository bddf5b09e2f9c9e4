import { DeleteItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, openCapture, putOrder } from "./table";

/** Search, completion, item history and what changes most, as a person uses them. */
const SANDBOX = process.env.E2E_SANDBOX ?? "";
const ORDERS = 140;
const client = dynamo(SANDBOX);
/** Tables of its own for each worker: a failed test begins a new one. */
const shop = { table: "", captureId: "", plain: "" };

test.beforeAll(async ({ browserName: _ }, { workerIndex, project }) => {
  shop.table = `search-${workerIndex}`;
  const streamArn = await createTable(client, shop.table);
  for (let id = 1; id <= ORDERS; id++) await putOrder(client, shop.table, id, 1);
  await client.send(
    new PutItemCommand({
      TableName: shop.table,
      Item: {
        pk: { S: "USER#7" },
        sk: { S: "PROFILE#1" },
        address: { M: { city: { S: "Sankt Gallen" } } },
        note: { S: "Ring the bell, Grüezi" },
        credit: { N: "12345678901234567890.5" },
      },
    }),
  );
  for (const status of ["PAID", "PACKED", "SHIPPED"]) await setStatus(shop.table, 5, status);
  for (const status of ["PAID", "PACKED"]) await setStatus(shop.table, 6, status);
  await remove(shop.table, 6);
  shop.captureId = (await openCapture(project.use.baseURL ?? "", streamArn)).id;

  const table = `search-new-${workerIndex}`;
  const arn = await createTable(client, table, "NEW_IMAGE");
  await putOrder(client, table, 1, 1);
  await setStatus(table, 1, "PAID");
  await remove(table, 1);
  shop.plain = (await openCapture(project.use.baseURL ?? "", arn)).id;
});

const orderKey = (id: number) => ({ pk: { S: `ORDER#${id}` }, sk: { S: "META" } });

async function setStatus(table: string, id: number, status: string): Promise<void> {
  await client.send(
    new UpdateItemCommand({
      TableName: table,
      Key: orderKey(id),
      UpdateExpression: "SET #s = :s",
      ExpressionAttributeNames: { "#s": "status" },
      ExpressionAttributeValues: { ":s": { S: status } },
    }),
  );
}

async function remove(table: string, id: number): Promise<void> {
  await client.send(new DeleteItemCommand({ TableName: table, Key: orderKey(id) }));
}

const rows = (page: Page) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
const bar = (page: Page) => page.getByRole("combobox", { name: "Filter records" });
const options = (page: Page) => page.getByRole("listbox", { name: "Completions" }).getByRole("option");
const detail = (page: Page) => page.getByRole("region", { name: "Record", exact: true });
const lens = (page: Page) => page.getByRole("dialog", { name: "What changes most" });

async function open(page: Page, captureId = shop.captureId): Promise<void> {
  await page.goto(`/captures/${captureId}`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
}

async function expectNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target).join(" ")}`)).toEqual([]);
}

test("words are found wherever they stand, and how many there are is said", async ({ page }) => {
  await open(page);
  for (const [text, count] of [
    ["grüezi", 1],
    ["sankt g", 1],
    ["ORDER#13", 11],
    ["packed", 4],
    ["nowhere", 0],
    ['"grüezi" OR "SHIPPED"', 2],
    ["-order", 1],
    ["new.credit:12345678901234567890.50", 1],
    ["new.address.city:Sankt*", 1],
  ] as const) {
    await bar(page).fill(text);
    if (count === 0) await expect(page.getByText(/^0 of [\d,]+$/)).toBeVisible();
    else {
      await expect(page.getByText(new RegExp(`^${count} of [\\d,]+$`))).toBeVisible();
      await expect(rows(page)).toHaveCount(count);
    }
  }
  await bar(page).press("Enter");
  await expect(page).toHaveURL(/q=/);
});

test("the bar completes fields, paths and values by keyboard", async ({ page }) => {
  await open(page);
  const input = bar(page);
  await page.keyboard.press("/");
  await expect(input).toBeFocused();
  await expect(input).toHaveAttribute("aria-expanded", "false");

  await test.step("a field", async () => {
    await page.keyboard.type("ev");
    await expect(input).toHaveAttribute("aria-expanded", "true");
    await expect(options(page).first()).toContainText("event:");
    await page.keyboard.press("Tab");
    await expect(input).toHaveValue("event:");
    await expect(input).toBeFocused();
  });

  await test.step("its value, chosen with the arrows", async () => {
    await expect(options(page)).toHaveText(["insert", "modify", "remove"]);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect(options(page).nth(1)).toHaveAttribute("aria-selected", "true");
    const active = await input.getAttribute("aria-activedescendant");
    expect(await options(page).nth(1).getAttribute("id")).toBe(active);
    await expectNoViolations(page);
    await page.keyboard.press("Enter");
    await expect(input).toHaveValue("event:modify ");
    await expect(rows(page)).toHaveCount(5);
  });

  await test.step("an attribute that the capture holds, and its values", async () => {
    await page.keyboard.type("new.st");
    await expect(options(page).first()).toContainText("status:");
    await page.keyboard.press("Tab");
    await expect(input).toHaveValue("event:modify new.status:");
    await expect(options(page).filter({ hasText: "PAID" })).toHaveCount(1);
    await page.keyboard.type("pac");
    await expect(options(page)).toHaveText(["PACKED"]);
    await options(page).first().click();
    await expect(input).toHaveValue("event:modify new.status:PACKED ");
    await expect(rows(page)).toHaveCount(2);
  });

  await test.step("Escape closes the list, puts back what was used, and leaves with the filter kept", async () => {
    await page.keyboard.type("chang");
    await expect(options(page).first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(options(page)).toHaveCount(0);
    await expect(input).toHaveValue("event:modify new.status:PACKED chang");
    await input.fill("event:modify new.status:PACKED evnt:x");
    await expect(input).toHaveAttribute("aria-invalid", "true");
    await expect(options(page)).toHaveCount(0);
    await page.keyboard.press("Escape");
    await expect(input).toHaveValue("event:modify new.status:PACKED ");
    await expect(input).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("grid", { name: "Records" })).toBeFocused();
    await expect(input).toHaveValue("event:modify new.status:PACKED ");
    await expect(rows(page)).toHaveCount(2);
  });

  await test.step("a filter that was cleared comes back with the arrow up, and leaves what is exported", async () => {
    await page.keyboard.press("e");
    const exporting = page.getByRole("dialog", { name: "Export records" });
    await expect(exporting.getByText("The 2 that match event:modify new.status:PACKED")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Clear the filter" }).click();
    await expect(input).toHaveValue("");
    await expect(input).toBeFocused();
    await page.keyboard.press("ArrowUp");
    await expect(input).toHaveValue(/^event:modify new\.status:PACKED ?$/);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.press("Delete");
    await page.keyboard.press("ArrowUp");
    await expect(input).toHaveValue(/^event:modify new\.status:PACKED ?$/);
    await input.fill("");
    await expect(page.getByText(/^147 records$/)).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("e");
    await expect(exporting.getByText("All 147 records of this capture")).toBeVisible();
    await page.keyboard.press("Escape");
    await page.keyboard.press("/");
  });

  await test.step("a name of an attribute finds where it can stand, and a key is found by how it begins", async () => {
    await page.keyboard.type("city");
    await expect(options(page)).toHaveText([/^new\.address\.city:/, /^changed:address\.city/]);
    await input.fill("key:USER");
    await expect(options(page)).toHaveText(['"USER#7 / PROFILE#1"']);
    await page.keyboard.press("Tab");
    await expect(rows(page)).toHaveCount(1);
  });

  await test.step("the arrow down shows what there is, and Enter alone uses what is typed", async () => {
    await input.fill("");
    await page.keyboard.press("ArrowDown");
    await expect(options(page).first()).toContainText("key:");
    await page.keyboard.press("Escape");
    await page.keyboard.type("packed");
    await page.keyboard.press("Enter");
    await expect(rows(page)).toHaveCount(4);
  });
});

test("an item's versions are stepped through, and what a view type left out is filled in and said", async ({
  page,
}) => {
  await open(page, shop.plain);
  await expect(rows(page)).toHaveCount(3);
  await rows(page).filter({ hasText: "MODIFY" }).click();
  await expect(detail(page).getByText("2 of 3 versions")).toBeVisible();
  await expect(detail(page).getByText(/NEW_IMAGE: the old image is taken from the previous version/)).toBeVisible();
  const status = detail(page).getByRole("tabpanel").getByText("PENDING");
  await expect(status).toBeVisible();
  await expect(detail(page).getByRole("tabpanel").getByText("PAID")).toBeVisible();
  await test.step("what an image is stands where there is none, and by its tab", async () => {
    await page.keyboard.press("[");
    await expect(detail(page).getByText("1 of 3 versions")).toBeVisible();
    await detail(page).getByRole("tab", { name: "Old" }).click();
    await expect(detail(page).getByRole("tabpanel")).toContainText("The item is new: there is no old image");
    await expect(detail(page).getByRole("tabpanel")).toContainText("as it was before the change");
    await detail(page).getByRole("tab", { name: "New" }).hover();
    await expect(page.getByText("The new image is the item as it is after the change.")).toBeVisible();
    await page.keyboard.press("]");
    await expect(detail(page).getByText("2 of 3 versions")).toBeVisible();
  });
  await page.keyboard.press("]");
  await expect(detail(page).getByText("3 of 3 versions")).toBeVisible();
  await detail(page).getByRole("tab", { name: "Old" }).click();
  await expect(detail(page).getByRole("tabpanel").getByText("PAID")).toBeVisible();
  await expect(detail(page).getByText(/gap before|earlier ones missing/)).toHaveCount(0);
  await expectNoViolations(page);
});

test("an item that was there before the capture says so", async ({ page, request, baseURL }) => {
  const table = `search-late-${Date.now()}`;
  const streamArn = await createTable(client, table);
  await putOrder(client, table, 1, 1);
  const answer = await request.post("/api/captures", {
    data: { streamArn, connection: "sandbox", start: { at: "latest" } },
  });
  const { id } = (await answer.json()) as { id: string };
  // LATEST is not sharp: writes go on until one is seen.
  await expect
    .poll(async () => {
      await setStatus(table, 1, `S${Date.now()}`);
      return ((await (await fetch(`${baseURL}/api/captures/${id}/records`)).json()) as { records: object[] }).records
        .length;
    })
    .toBeGreaterThan(1);
  await open(page, id);
  await rows(page).first().click();
  await expect(detail(page).getByText("earlier ones missing", { exact: false }).first()).toBeVisible();
});

test("what changes most: by attribute, key, kind and shard, and a press shows the records", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "What changes most" }).click();
  await expect(lens(page).getByText(/Of 147 records/)).toBeVisible();
  await expect(lens(page).getByRole("tab", { name: "Attributes" })).toHaveAttribute("aria-selected", "true");
  await expect(lens(page).getByText(/100 % of MODIFYs touch a single attribute/)).toBeVisible();
  await expect(lens(page).getByRole("button", { name: /^status/ })).toContainText("5");
  await expectNoViolations(page);

  await lens(page).getByRole("tab", { name: "Keys" }).click();
  await expect(lens(page).getByRole("listitem").first()).toContainText("ORDER#5 / META");
  await lens(page).getByRole("tab", { name: "Kinds" }).click();
  await expect(lens(page).getByRole("listitem")).toHaveCount(2);
  await lens(page).getByRole("tab", { name: "Shards" }).click();
  await expect(lens(page).getByRole("listitem").first()).toContainText("shardId-");
  await lens(page).getByRole("tab", { name: "Attributes" }).click();
  await lens(page)
    .getByRole("button", { name: /^status/ })
    .click();
  await expect(lens(page)).toHaveCount(0);
  await expect(bar(page)).toHaveValue("changed:status");
  await expect(rows(page)).toHaveCount(5);

  await test.step("it looks at what the filter shows", async () => {
    await page.getByRole("button", { name: "What changes most" }).click();
    await expect(lens(page).getByText(/Of 5 records/)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(lens(page)).toHaveCount(0);
    await bar(page).fill("nothing like this");
    await expect(page.getByText(/^0 of [\d,]+$/)).toBeVisible();
    await page.getByRole("button", { name: "What changes most" }).click();
    await expect(lens(page).getByText("No record matches")).toBeVisible();
    await page.keyboard.press("Escape");
  });

  await test.step("on a narrow, dark screen too", async () => {
    await bar(page).fill("");
    await expect(page.getByText(/^147 records$/)).toBeVisible();
    await page.setViewportSize({ width: 1024, height: 720 });
    await page.emulateMedia({ colorScheme: "dark" });
    await page.getByRole("button", { name: "What changes most" }).click();
    await expect(lens(page).getByText(/Of 147 records/)).toBeVisible();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(1024);
    await expectNoViolations(page);
  });
});
