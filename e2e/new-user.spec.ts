import { readFileSync } from "node:fs";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "@playwright/test";
import { createTable, type ExportedRecord, exported, openCapture, putOrder } from "./table";
import { client, detail, filterBar, records, rows } from "./tasks";

const URL_ = process.env.E2E_URL ?? "";
const ORDERS = 20;

test("someone new finds the one order whose status went backwards, its history, and takes it away", async ({ page }, {
  workerIndex,
}) => {
  const table = `new-user-${workerIndex}`;
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= ORDERS; id++) {
    await putOrder(client, table, id, 1);
    await putOrder(client, table, id, 2);
  }
  const key = { pk: { S: "ORDER#13" }, sk: { S: "META" } };
  const wrong = { version: { N: "3" }, status: { S: "PENDING" }, correctedBy: { S: "batch-job-7" } };
  await client.send(new PutItemCommand({ TableName: table, Item: { ...key, ...wrong } }));
  // Names the order without being of it: a search for any text would find it too.
  const note = { pk: { S: "NOTE#1" }, sk: { S: "META" }, about: { S: "ORDER#13" } };
  await client.send(new PutItemCommand({ TableName: table, Item: note }));
  const { id } = await openCapture(URL_, streamArn);
  await expect.poll(async () => (await exported(URL_, id)).length, { timeout: 20_000 }).toBe(ORDERS * 2 + 2);
  await page.goto(`/captures/${id}`);
  await expect(rows(page).first()).toBeVisible();

  await test.step("an empty filter shows what it can hold, and leads to the record", async () => {
    const offered = page.getByRole("listbox", { name: "Completions" });
    await filterBar(page).click();
    await expect(offered.getByRole("option", { name: /^changed:/ })).toBeVisible();
    // Nothing is chosen yet: Enter would not put anything in.
    await expect(offered).toContainText("Tab puts in the first");
    await page.keyboard.press("ArrowDown");
    await expect(offered).toContainText("Tab or Enter puts it in");
    await offered.getByRole("option", { name: /^new\./ }).click();
    await offered.getByRole("option", { name: /^status:/ }).click();
    await offered.getByRole("option", { name: "PENDING" }).click();
    await page.keyboard.type("event:m");
    await offered.getByRole("option", { name: "modify" }).click();
    await expect(filterBar(page)).toHaveValue("new.status:PENDING event:modify ");
    await expect(rows(page)).toHaveCount(1);
  });

  await test.step("what the record says, and every record of the item", async () => {
    await rows(page).first().click();
    await expect(detail(page)).toContainText("batch-job-7");
    await expect(detail(page)).toContainText("3 of 3 versions");
    await detail(page).getByRole("button", { name: "Only the records of this item" }).click();
    await expect(filterBar(page)).toHaveValue('key:"ORDER#13 / META"');
    await expect(rows(page)).toHaveCount(3);
    await expect(records(page).getByRole("row", { selected: true })).toContainText("SHIPPED → PENDING");
  });

  await test.step("the file holds its history and nothing else", async () => {
    await page.keyboard.press("e");
    const link = page.getByRole("link", { name: "Download 3 records" });
    const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
    const lines = readFileSync(await download.path(), "utf8")
      .trim()
      .split("\n");
    const file = lines.map((line) => JSON.parse(line) as ExportedRecord);
    expect(file.map(({ eventName, dynamodb }) => `${eventName} ${dynamodb.NewImage?.version.N}`)).toEqual([
      "INSERT 1",
      "MODIFY 2",
      "MODIFY 3",
    ]);
    expect(file.map(({ dynamodb }) => dynamodb.Keys)).toEqual([key, key, key]);
    expect(file[2]?.dynamodb.NewImage).toEqual({ ...key, ...wrong });
  });

  await test.step("a range without a record says so, and waits for nothing", async () => {
    await page.goto(`/captures/${id}?from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00Z`);
    await expect(page.getByText("No record in this range")).toBeVisible();
    await expect(page.getByText("appear here by themselves")).toHaveCount(0);
    await page.getByRole("button", { name: "Clear the range", exact: true }).click();
    await expect(rows(page).first()).toBeVisible();
  });

  await test.step("`i` does the same by keyboard", async () => {
    await rows(page).filter({ hasText: "NOTE#1" }).click();
    await expect(detail(page)).toContainText("the only version");
    await page.keyboard.press("i");
    await expect(rows(page)).toHaveCount(1);
  });

  await test.step("a capture of another day tells the day of each record", async () => {
    const record = {
      shardId: "shardId-00000001772411400000-00000001",
      eventID: "1",
      eventName: "INSERT",
      dynamodb: {
        ApproximateCreationDateTime: 1_772_411_400,
        Keys: key,
        NewImage: key,
        SequenceNumber: "1000",
      },
    };
    const answer = await fetch(`${URL_}/api/captures/import?name=${table}-day.ndjson`, {
      method: "POST",
      headers: { "content-type": "application/x-ndjson" },
      body: JSON.stringify(record),
    });
    const { id: day } = (await answer.json()) as { id: string };
    await page.goto(`/captures/${day}`);
    await expect(rows(page).first().getByRole("gridcell").first()).toHaveText("03-02 00:30:00");
  });
});
