import { UpdateTableCommand } from "@aws-sdk/client-dynamodb";
import AxeBuilder from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { cutNetwork } from "./cut-network";
import { everyRecord } from "./stream";
import { createTable, dynamo, openCapture, putOrder } from "./table";

const SANDBOX = process.env.E2E_SANDBOX ?? "";
const ORDERS = 60;

/** A table of its own for each worker: a failed test begins a new worker, which must not meet what the last one left. */
const shop = { table: "", captureId: "" };
const client = dynamo(SANDBOX);

test.beforeAll(async ({ browserName: _ }, { workerIndex, project }) => {
  shop.table = `inspector-${workerIndex}`;
  const streamArn = await createTable(client, shop.table);
  for (let id = 1; id <= ORDERS; id++) await putOrder(client, shop.table, id, 1);
  for (let version = 2; version <= 4; version++) await putOrder(client, shop.table, ORDERS, version);
  shop.captureId = (await openCapture(project.use.baseURL ?? "", streamArn)).id;
});

test.afterEach(() => control("faults", {}));

const records = (page: Page) => page.getByRole("grid", { name: /Records/ });
const rows = (page: Page) =>
  records(page)
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });
const selected = (page: Page) => records(page).getByRole("row", { selected: true });
const detail = (page: Page) => page.getByRole("region", { name: "Record", exact: true });
const filterBar = (page: Page) => page.getByRole("combobox", { name: "Filter records" });

async function control(action: string, body: object): Promise<void> {
  const answer = await fetch(`${SANDBOX}/_sandbox/${action}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.ok, `${action}: ${answer.status}`).toBe(true);
}

/** The capture of the shop, live and read to its head. */
async function open(page: Page, origin = ""): Promise<void> {
  await page.goto(`${origin}/captures/${shop.captureId}`);
  await expect(page.getByRole("heading", { level: 1, name: shop.table })).toBeVisible();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
}

test("a pause stops the view and not the capture, and counts what is new", async ({ page }) => {
  await open(page);
  await page.keyboard.press("Space");
  await expect(page.getByRole("button", { name: /Paused.*capturing goes on/ })).toBeVisible();
  const last = await rows(page).last().innerText();
  for (let id = 101; id <= 103; id++) await putOrder(client, shop.table, id, 1);
  await expect(page.getByRole("button", { name: /Paused.*capturing goes on, 3 new/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "3 new", exact: true })).toBeVisible();
  expect(await rows(page).last().innerText()).toBe(last);
  await page.keyboard.press("Space");
  for (let id = 101; id <= 103; id++) await expect(rows(page).filter({ hasText: `ORDER#${id} / META` })).toHaveCount(1);
  await expect(page.getByRole("button", { name: /new$/ })).toHaveCount(0);
});

test("everything by keyboard", async ({ page }) => {
  await open(page);

  await test.step("k and j walk, Enter opens", async () => {
    await page.keyboard.press("k");
    await expect(selected(page)).toHaveCount(1);
    const first = await selected(page).getAttribute("aria-rowindex");
    await page.keyboard.press("k");
    await expect(selected(page)).toHaveAttribute("aria-rowindex", String(Number(first) - 1));
    await page.keyboard.press("j");
    await expect(selected(page)).toHaveAttribute("aria-rowindex", String(first));
    await page.keyboard.press("Escape");
    await expect(records(page)).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(detail(page)).toBeFocused();
  });

  await test.step("d goes through the views of the record", async () => {
    for (const name of ["New", "Old", "Raw", "Lambda", "Diff"]) {
      await page.keyboard.press("d");
      await expect(detail(page).getByRole("tab", { name, exact: true })).toHaveAttribute("aria-selected", "true");
    }
  });

  await test.step("/ filters, Enter goes back to the list, Escape leaves the bar, and the filter stays", async () => {
    await page.keyboard.press("/");
    await expect(filterBar(page)).toBeFocused();
    await page.keyboard.type("key:ORDER#7");
    await expect(rows(page)).toHaveCount(1);
    await page.keyboard.press("Enter");
    await expect(records(page)).toBeFocused();
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await expect(records(page)).toBeFocused();
    await expect(filterBar(page)).toHaveValue("key:ORDER#7");
    await expect(rows(page)).toHaveCount(1);
    await page.keyboard.press("/");
    await page.keyboard.press("Delete");
    await expect(rows(page).nth(5)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(records(page)).toBeFocused();
  });

  for (const [key, name] of [
    ["g", "Go to a time"],
    ["e", "Export records"],
    ["?", "Keys"],
  ] as const) {
    await test.step(`${key} opens "${name}", the first Escape closes it`, async () => {
      await page.keyboard.press(key);
      const popup = page.getByRole("dialog", { name });
      await expect(popup).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(popup).toHaveCount(0);
    });
  }

  await test.step("t changes the theme", async () => {
    const before = await page.locator("html").getAttribute("data-theme");
    await page.keyboard.press("t");
    await expect(page.locator("html")).not.toHaveAttribute("data-theme", String(before));
  });
});

test("a stream that was disabled leads to the newer one of its table", async ({ page, baseURL }) => {
  const table = `moved-${Date.now()}`;
  const streamArn = await createTable(client, table);
  await putOrder(client, table, 1, 1);
  const { id } = await openCapture(baseURL ?? "", streamArn);
  const banner = page.getByRole("status").filter({ hasText: "Its table has a newer one" });
  const turn = (on: boolean) =>
    client.send(
      new UpdateTableCommand({
        TableName: table,
        StreamSpecification: on ? { StreamEnabled: true, StreamViewType: "NEW_IMAGE" } : { StreamEnabled: false },
      }),
    );
  await page.goto(`/captures/${id}`);
  await expect(rows(page)).toHaveCount(1);
  await expect(banner).toHaveCount(0);
  await turn(false);
  const newer = (await turn(true)).TableDescription?.LatestStreamArn ?? "";
  await putOrder(client, table, 2, 1);
  await expect(banner).toContainText("This stream was disabled or deleted", { timeout: 60_000 });
  await expect(page.getByText("Finished", { exact: true }).first()).toBeVisible();
  const violations = (await new AxeBuilder({ page }).include("[role=status]").analyze()).violations;
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);

  const doctor = page.getByRole("dialog", { name: "Why is there no record?" });
  await test.step("nobody is led there before it is known over which connection", async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route(/api\/captures\/[^/]+$/, async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(`/captures/${id}?open=doctor`);
    // Told by the live connection, which does not wait for the capture.
    await expect(page.getByText("Finished", { exact: true }).first()).toBeVisible();
    await expect(doctor).toContainText("Looking at the capture");
    // The dialog hides what is under it from whoever goes by roles.
    const line = page.getByText("Its table has a newer one");
    await expect(line).toHaveCount(0);
    release();
    await expect(line).toHaveCount(1);
  });

  const address = page.getByRole("textbox", { name: "Paste a stream ARN" });
  const connection = page.getByRole("combobox", { name: "Connection" });
  await test.step("the doctor says so, and leads there too", async () => {
    await expect(doctor.getByText("What is written now is recorded in the newer one")).toBeVisible();
    await doctor.getByRole("button", { name: "Open it" }).click();
    await expect(address).toHaveValue(newer);
    await expect(connection).toContainText("Sandbox");
    await page.goBack();
    await page.keyboard.press("Escape");
    await expect(doctor).toHaveCount(0);
  });

  await banner.getByRole("link", { name: "Open it" }).click();
  await expect(address).toHaveValue(newer);
  await expect(connection).toContainText("Sandbox");
  await page.getByRole("radio", { name: "Oldest" }).click();
  await address.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
  await expect(rows(page)).toHaveText([/ORDER#2 /]);
  await expect(banner).toHaveCount(0);
});

test("a start that is chosen for a stream that is captured already is told, and can be gone to", async ({ page }) => {
  const table = `known-${Date.now()}`;
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= 10; id++) await putOrder(client, table, id, 1);
  const note = page.getByRole("status").filter({ hasText: "This stream was captured already" });
  const openFrom = async (start: string) => {
    await page.goto("/");
    await page.getByRole("combobox", { name: "Connection" }).click();
    await page.getByRole("option", { name: /Sandbox/ }).click();
    await page.getByRole("textbox", { name: "Paste a stream ARN" }).fill(streamArn);
    await page.getByRole("radio", { name: start }).click();
  };
  const opened = async () => {
    await page.getByRole("textbox", { name: "Paste a stream ARN" }).press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: table })).toBeVisible();
    await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  };

  await test.step("a new capture starts there, and now is where it is: nothing is to be told", async () => {
    for (const start of ["Now", "Now"]) {
      await openFrom(start);
      await opened();
      await expect(note).toHaveCount(0);
    }
    await expect(rows(page)).toHaveCount(0);
  });

  await test.step("a record: it is read, shown, and what follows it", async () => {
    const [, second] = await everyRecord(SANDBOX, streamArn);
    const [shardId, sequenceNumber] = second?.split(" ") ?? [];
    await openFrom("At a record");
    await page.getByRole("textbox", { name: "Shard and sequence number" }).fill(`${shardId}/${sequenceNumber}`);
    await opened();
    await expect(note).toContainText(`You asked to start at a record of shard ${shardId?.slice(-4)}.`);
    await expect(detail(page)).toContainText("No record is selected");
    await note.getByRole("button", { name: "Go there" }).press("Enter");
    await expect(note).toHaveCount(0);
    await expect(detail(page).getByRole("heading", { name: /ORDER#/ })).toBeVisible();
    await expect(selected(page)).toHaveCount(1);
  });

  await test.step("the oldest record", async () => {
    await openFrom("Oldest");
    await opened();
    await expect(note).toContainText("You asked to start at the oldest record.");
    const violations = (await new AxeBuilder({ page }).include("[role=status]").analyze()).violations;
    expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
    await note.getByRole("button", { name: "Go there" }).click();
    await expect(rows(page)).toHaveCount(10);
    await expect(note).toHaveCount(0);
    await expect(page.getByRole("dialog", { name: "Go to a time" })).toHaveCount(0);
  });

  await test.step("a time; what is dismissed stays away", async () => {
    await openFrom("Last 15 min");
    await opened();
    await expect(note).toContainText(/You asked to start at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\./);
    await page.reload();
    await note.getByRole("button", { name: "Dismiss" }).click();
    await expect(note).toHaveCount(0);
    await expect(records(page)).toBeFocused();
    await page.reload();
    await expect(rows(page)).toHaveCount(10);
    await expect(note).toHaveCount(0);
  });
});

test("the history of an item steps through its versions, by keys and by the strip", async ({ page }) => {
  await open(page);
  await rows(page)
    .filter({ hasText: `ORDER#${ORDERS} / META` })
    .last()
    .click();
  const versions = detail(page).getByRole("group", { name: "Versions of this item" });
  await expect(versions).toContainText("4 of 4 versions");
  await page.keyboard.press("[");
  await expect(versions).toContainText("3 of 4 versions");
  await page.keyboard.press("[");
  await expect(versions).toContainText("2 of 4 versions");
  const change = detail(page).getByRole("tabpanel");
  await expect(change).toContainText("PENDING");
  await expect(change).toContainText("SHIPPED");
  await page.keyboard.press("]");
  await expect(versions).toContainText("3 of 4 versions");
  await versions.getByRole("button", { name: "Version 1, INSERT" }).click();
  await expect(versions).toContainText("1 of 4 versions");
  await expect(versions.getByRole("button", { name: "Older version" })).toBeDisabled();
});

test("a click on the timeline goes to that time, and back to live", async ({ page }) => {
  await open(page);
  // A pixel may be longer than the first orders took.
  const early = rows(page).filter({ hasText: /ORDER#[1-9] \/ META/ });
  await expect(early).toHaveCount(0);
  await page.getByRole("slider", { name: "Time to go to" }).click({ position: { x: 1, y: 12 } });
  await expect(early.first()).toBeVisible();
  await page.getByRole("button", { name: "Back to live" }).click();
  await expect(
    rows(page)
      .filter({ hasText: `ORDER#${ORDERS} / META` })
      .first(),
  ).toBeVisible();
  await expect(page.getByRole("button", { name: "Back to live" })).toHaveCount(0);
});

test("a seek from the timeline that takes long, or fails, says so", async ({ page }) => {
  await open(page);
  let answer: (() => void) | undefined;
  await page.route("**/seek", async (route) => {
    await new Promise<void>((resolve) => {
      answer = resolve;
    });
    await route.abort();
  });
  const popup = page.getByRole("dialog", { name: "Go to a time" });
  await page.getByRole("slider", { name: "Time to go to" }).click({ position: { x: 1, y: 12 } });
  await expect(popup.getByRole("progressbar")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(popup).toHaveCount(0);
  answer?.();
  await expect(popup.getByRole("alert")).toContainText("does not answer");
  await page.unroute("**/seek");
  await popup.getByRole("button", { name: "Try again" }).click();
  await expect(
    rows(page)
      .filter({ hasText: /ORDER#[1-9] \/ META/ })
      .first(),
  ).toBeVisible();
  await expect(popup).toHaveCount(0);
});

test("a slow seek shows how far it is, and can be cancelled", async ({ page, baseURL }) => {
  const table = `${shop.table}-slow`;
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= 5; id++) await putOrder(client, table, id, 1);
  const answer = await fetch(`${baseURL}/api/captures`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streamArn, connection: "sandbox", start: { at: "latest" } }),
  });
  const { id } = (await answer.json()) as { id: string };
  await page.goto(`/captures/${id}`);
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
  await control("faults", { latencyMs: 10_000 });
  await page.keyboard.press("g");
  const popup = page.getByRole("dialog", { name: "Go to a time" });
  await popup.getByRole("button", { name: "−15m" }).click();
  await expect(popup.getByRole("progressbar")).toBeVisible();
  await popup.getByRole("button", { name: "Cancel" }).click();
  await expect(popup.getByRole("textbox")).toBeVisible();
  await expect(popup.getByRole("alert")).toHaveCount(0);
  await control("faults", {});
  await popup.getByRole("button", { name: "−15m" }).click();
  // A slow call of before may still be under way.
  await expect(rows(page).filter({ hasText: "ORDER#5 / META" })).toHaveCount(1, { timeout: 30_000 });
  await expect(popup).toHaveCount(0);
});

test("a seek further back than the stream keeps says where it went instead", async ({ page }) => {
  await open(page);
  await page.keyboard.press("g");
  await page.getByRole("dialog", { name: "Go to a time" }).getByRole("textbox").fill("-30h");
  await page.keyboard.press("Enter");
  await expect(page.getByText("That is longer ago than the stream keeps").first()).toBeVisible();
  await expect(rows(page).filter({ hasText: "ORDER#1 / META" })).toHaveCount(1);
});

test("a reload keeps filter, record and view", async ({ page }) => {
  await open(page);
  await filterBar(page).fill("key:ORDER#1*");
  await expect(rows(page).filter({ hasText: "ORDER#17 / META" })).toHaveCount(1);
  await rows(page).filter({ hasText: "ORDER#17 / META" }).click();
  await detail(page).getByRole("tab", { name: "Raw" }).click();
  await expect(page).toHaveURL(/view=raw/);
  await page.reload();
  await expect(filterBar(page)).toHaveValue("key:ORDER#1*");
  await expect(detail(page).getByRole("heading", { name: "ORDER#17 / META" })).toBeVisible();
  await expect(detail(page).getByRole("tab", { name: "Raw" })).toHaveAttribute("aria-selected", "true");
  await expect(selected(page)).toContainText("ORDER#17 / META");
  await expect(rows(page).filter({ hasText: "ORDER#2 / META" })).toHaveCount(0);
});

test("deleting a capture asks first", async ({ page, baseURL }) => {
  const table = `${shop.table}-unwanted`;
  const { id } = await openCapture(baseURL ?? "", await createTable(client, table));
  await page.goto("/");
  const remove = page.getByRole("button", { name: `Delete the capture of ${table}`, exact: true });
  const question = page.getByRole("alertdialog", { name: `Delete the capture of ${table}?` });
  await remove.click();
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await question.getByRole("button", { name: "Cancel" }).click();
  await expect(question).toHaveCount(0);
  expect((await page.request.get(`/api/captures/${id}`)).status()).toBe(200);
  await remove.click();
  await question.getByRole("button", { name: "Delete capture" }).click();
  await expect(remove).toHaveCount(0);
  expect((await page.request.get(`/api/captures/${id}`)).status()).toBe(404);
});

test("a connection that is cut is taken up again: nothing is lost, nothing comes twice", async ({ page, baseURL }) => {
  const network = await cutNetwork(baseURL ?? "");
  const order = (id: number) => rows(page).filter({ hasText: `ORDER#${id} / META` });
  await open(page, network.url);
  await putOrder(client, shop.table, 201, 1);
  await expect(order(201)).toHaveCount(1);
  network.cut();
  await expect(page.getByText("Disconnected", { exact: true }).first()).toBeVisible();
  for (let id = 202; id <= 206; id++) await putOrder(client, shop.table, id, 1);
  await expect(order(201)).toHaveCount(1);
  await expect(order(206)).toHaveCount(0);
  network.mend();
  await expect(page.getByText("Live", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await putOrder(client, shop.table, 207, 1);
  for (let id = 201; id <= 207; id++) await expect(order(id)).toHaveCount(1);
  // A cursor that was given before: the rows since then came over the connection, not by a new start.
  expect(network.resumedFrom.map(Number).every((cursor) => cursor > 0)).toBe(true);
  expect(network.resumedFrom).not.toHaveLength(0);
  await page.goto("about:blank");
  await network.close();
});

test.describe("accessibility", () => {
  const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
  async function expectAccessible(page: Page, what: string, within = "html"): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).include(within).withTags(tags).analyze();
    const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    const said = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join("\n  ")}`);
    expect(said, what).toEqual([]);
  }

  /** Opens something, looks, closes it. */
  async function withPopup(page: Page, trigger: Locator, role: "dialog" | "menu", name?: string): Promise<void> {
    const popup = page.getByRole(role, name === undefined ? {} : { name });
    await trigger.click();
    await expect(popup).toBeVisible();
    // Half faded in, everything would have too little contrast.
    await expect(popup).toHaveCSS("opacity", "1");
    await expectAccessible(page, name ?? role, `[role=${role}]`);
    await page.keyboard.press("Escape");
    await expect(popup).toHaveCount(0);
  }

  for (const colorScheme of ["light", "dark"] as const) {
    test(`nothing grave in ${colorScheme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto("/");
      await expect(page.getByRole("link", { name: shop.table, exact: true })).toBeVisible();
      await expectAccessible(page, "home");

      await open(page);
      await expectAccessible(page, "inspector");
      await rows(page)
        .filter({ hasText: `ORDER#${ORDERS} / META` })
        .last()
        .click();
      await expect(detail(page).getByRole("tabpanel")).toContainText("version");
      await expectAccessible(page, "a record");

      const button = (name: RegExp) => page.getByRole("button", { name });
      await withPopup(page, button(/^Go to/), "dialog", "Go to a time");
      await withPopup(page, button(/^Export/), "dialog", "Export records");
      await withPopup(page, button(/^Live/), "dialog", "What the capture is doing");
      await withPopup(page, button(/keys$/), "dialog", "Keys");
      await withPopup(page, button(/absolute$/), "menu");

      await filterBar(page).fill("evnt:modify");
      await expect(page.getByText(/no field evnt/)).toBeVisible();
      await expectAccessible(page, "a wrong filter", "search");
    });
  }
});

test("on a narrow screen the side panes are drawers, and nothing is out of reach", async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await open(page);
  await expect(page.getByRole("treegrid")).toBeVisible();
  await expect(detail(page)).toBeVisible();

  await page.setViewportSize({ width: 1000, height: 768 });
  await expect(page.getByRole("treegrid")).toHaveCount(0);
  await expect(detail(page)).toHaveCount(0);

  await page.getByRole("button", { name: "Shards", exact: true }).click();
  const shards = page.getByRole("dialog", { name: "Shards" });
  await expect(shards.getByRole("treegrid")).toBeVisible();
  await shards
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") })
    .first()
    .click();
  await expect(page).toHaveURL(/q=shard/);
  await page.keyboard.press("Escape");
  await expect(shards).toHaveCount(0);
  await filterBar(page).fill("");

  await rows(page)
    .filter({ hasText: `ORDER#${ORDERS} / META` })
    .last()
    .click();
  await page.keyboard.press("o");
  const record = page.getByRole("dialog", { name: "Record" });
  await expect(record.getByRole("heading", { name: `ORDER#${ORDERS} / META` })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(record).toHaveCount(0);
  for (const name of ["Pause", "Go to", "Export"])
    await expect(page.getByRole("button", { name: new RegExp(`^${name}`) })).toBeInViewport();
});
