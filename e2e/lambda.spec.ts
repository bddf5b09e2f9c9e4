import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, type ExportedRecord, exported, openCapture, putOrder } from "./table";

const URL = process.env.E2E_URL ?? "";
const SANDBOX = process.env.E2E_SANDBOX ?? "";

const rows = (page: Page) =>
  page
    .getByRole("grid", { name: /Records/ })
    .getByRole("row")
    .filter({ has: page.getByRole("gridcell") });

/** A table of twelve orders, six of them shipped after, captured whole. */
async function capturedOrders(table: string): Promise<{ id: string; streamArn: string; records: ExportedRecord[] }> {
  const client = dynamo(SANDBOX);
  const streamArn = await createTable(client, table);
  for (let id = 1; id <= 12; id++) await putOrder(client, table, id, 1);
  for (let id = 1; id <= 6; id++) await putOrder(client, table, id, 2);
  const { id } = await openCapture(URL, streamArn);
  await expect.poll(async () => (await exported(URL, id)).length).toBe(18);
  return { id, streamArn, records: await exported(URL, id) };
}

async function openTool(page: Page, item: RegExp) {
  await page.getByRole("button", { name: "Lambda" }).click();
  await page.getByRole("menuitem", { name: item }).click();
  // A toast is a dialog too, to assistive technology.
  return page.getByRole("dialog", { name: item });
}

/** Of an open dialog alone; the page behind it has tests of its own. */
async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  const grave = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
}

test("the filter lab: a pattern is tried on what is captured, mended, made from a record, and copied", async ({
  page,
  context,
}) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const { id } = await capturedOrders("lab-orders");
  await page.goto(`/captures/${id}`);
  await expect(rows(page).first()).toBeVisible();
  const lab = await openTool(page, /filter lab/i);
  const editor = lab.getByRole("textbox", { name: /Filter criteria/ });
  const counts = lab.getByRole("status").filter({ hasText: "pass" });
  const examples = lab.getByRole("list", { name: "Examples" }).getByRole("button");

  await test.step("the first pattern is tried as the lab opens", async () => {
    await expect(counts).toContainText(/12 pass\s*6 do not\s*of 18 captured/);
  });

  await test.step("an error stands where it is, and no result is made of it", async () => {
    await editor.fill('{"eventName": ["INSERT"], "dynamodb": {"NewImage": {"status": "SHIPPED"}}}');
    await expect(editor).toHaveAttribute("aria-invalid", "true");
    await expect(lab.getByText(/dynamodb.NewImage.status: What is looked for stands in an array/)).toBeVisible();
    await lab.getByRole("button", { name: "line 1:63" }).click();
    await expect(editor).toBeFocused();
    expect(
      await editor.evaluate((area: HTMLTextAreaElement) => area.value.slice(area.selectionStart, area.selectionEnd)),
    ).toBe('"SHIPPED"');
  });

  await test.step("a pattern that can never match is warned of", async () => {
    await editor.fill('{"dynamodb": {"NewImage": {"version": {"N": [{"numeric": [">", 1]}]}}}}');
    await expect(lab.getByText(/holds its number as a text: numeric never matches/)).toBeVisible();
    await expect(counts).toContainText(/0 pass\s*18 do not/);
    await expect(examples.first()).toContainText("a number > 1");
    await expectAccessible(page);
    await lab.getByRole("radio", { name: "Pass" }).check();
    await expect(lab.getByText("No record passes.")).toBeVisible();
    await lab.getByRole("radio", { name: "All" }).check();
  });

  await test.step("FilterCriteria as the API takes it; the path that fails", async () => {
    const pattern = JSON.stringify({ dynamodb: { NewImage: { status: { S: ["SHIPPED"] } } } });
    await editor.fill(JSON.stringify({ Filters: [{ Pattern: pattern }] }));
    await expect(counts).toContainText(/6 pass\s*12 do not/);
    await expect(lab.getByLabel("Where records fail")).toHaveText(/12 fail at\s*dynamodb\.NewImage\.status\.S/);
  });

  await test.step("an example opens in the inspector, and the lab is as it was when it comes back", async () => {
    const passing = examples.filter({ hasText: "ORDER#6" }).first();
    await expect(passing.getByLabel("Passes")).toBeVisible();
    await passing.click();
    await expect(lab).toBeHidden();
    await expect(page.getByRole("region", { name: "Record" }).getByRole("heading", { name: /ORDER#6/ })).toBeVisible();
    await expect(page).toHaveURL(/view=lambda/);
    await openTool(page, /filter lab/i);
    await expect(counts).toContainText(/6 pass\s*12 do not/);
  });

  await test.step("made from that record", async () => {
    await lab.getByRole("checkbox", { name: 'dynamodb.Keys.pk.S "ORDER#6"' }).check();
    await lab.getByRole("checkbox", { name: 'eventName "MODIFY"' }).check();
    expect(JSON.parse(await editor.inputValue())).toEqual({
      eventName: ["MODIFY"],
      dynamodb: { Keys: { pk: { S: ["ORDER#6"] } } },
    });
    await expect(counts).toContainText(/1 passes\s*17 do not/);
  });

  await test.step("copied as each tool takes it", async () => {
    await lab.getByRole("tab", { name: "Copy as" }).click();
    for (const [kind, mark] of [
      ["CloudFormation", "AWS::Lambda::EventSourceMapping"],
      ["SAM", "Type: DynamoDB"],
      ["CDK", "DynamoEventSource"],
      ["AWS CLI", "create-event-source-mapping"],
    ] as const) {
      await lab.getByRole("radio", { name: kind }).check();
      await lab.getByRole("button", { name: "Copy", exact: true }).click();
      await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain(mark);
    }
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("ORDER#6");
  });

  await test.step("what was there before can be had back; the keyboard leaves", async () => {
    await lab.getByRole("button", { name: "Put back what was there" }).click();
    await expect(counts).toContainText(/6 pass\s*12 do not/);
    await page.keyboard.press("Escape");
    await expect(lab).toBeHidden();
    await expect(page.getByRole("button", { name: "Lambda" })).toBeFocused();
  });
});

/** The message that Lambda sends for records `from` to `to` of a shard. */
function failure(streamArn: string, records: ExportedRecord[], change: object = {}): object {
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
  return {
    requestContext: {
      functionArn: "arn:aws:lambda:us-east-1:000000000000:function:f",
      condition: "RetryAttemptsExhausted",
      approximateInvokeCount: 3,
    },
    responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
    version: "1.0",
    timestamp: new Date().toISOString(),
    DDBStreamBatchInfo: {
      shardId: records[0]?.shardId,
      startSequenceNumber: numbers[0],
      endSequenceNumber: numbers.at(-1),
      approximateArrivalOfFirstRecord: new Date().toISOString(),
      approximateArrivalOfLastRecord: new Date().toISOString(),
      batchSize: numbers.length,
      streamArn,
      ...change,
    },
  };
}

/** The records of the shard that has most of them, in its order. */
function fullestShard(records: ExportedRecord[]): ExportedRecord[] {
  const shards = [...new Set(records.map(({ shardId }) => shardId))];
  return shards
    .map((shardId) => records.filter((record) => record.shardId === shardId))
    .reduce((most, each) => (each.length > most.length ? each : most));
}

test("a failed batch: pasted as it came, it lands on its records; what is wrong is named", async ({ page }) => {
  const { id, streamArn, records } = await capturedOrders("batch-orders");
  const other = await capturedOrders("batch-others");
  await page.goto(`/captures/${id}`);
  await expect(rows(page).first()).toBeVisible();
  const dialog = await openTool(page, /Find a failed batch/);
  const field = dialog.getByRole("textbox", { name: "The message" });
  const show = dialog.getByRole("button", { name: "Show its records" });
  const batch = fullestShard(records).slice(1, 4);
  const first = batch[0]?.dynamodb;

  await test.step("what is not a message, or has a wrong part, is said", async () => {
    await expect(show).toBeDisabled();
    await field.fill("{");
    await expect(dialog.getByText(/This is not JSON/)).toBeVisible();
    await field.fill(JSON.stringify(failure(streamArn, batch, { endSequenceNumber: 12 })));
    await expect(dialog.getByText(/endSequenceNumber: It lost its quotes/)).toBeVisible();
    await expect(show).toBeDisabled();
  });

  await test.step("in its SNS envelope: taken apart, then its records, the first chosen", async () => {
    await field.fill(JSON.stringify({ Type: "Notification", Message: JSON.stringify(failure(streamArn, batch)) }));
    await expect(dialog.getByLabel("The batch")).toContainText("RetryAttemptsExhausted, after 3 invocations");
    await show.click();
    await expect(dialog).toBeHidden();
    await expect(page.getByText("The failed batch: 3 records")).toBeVisible();
    await expect(page.getByText("Nothing had to be read.")).toBeVisible();
    const detail = page.getByRole("region", { name: "Record" });
    await expect(detail.getByRole("heading", { name: new RegExp(`^${first?.Keys.pk.S} /`) })).toBeVisible();
    expect(decodeURIComponent(page.url())).toContain(`r=${batch[0]?.shardId}/${first?.SequenceNumber}`);
    for (const { dynamodb } of batch)
      await expect(rows(page).filter({ hasText: dynamodb.Keys.pk.S }).first()).toBeVisible();
    const shown = await rows(page).getByRole("gridcell").nth(4).allInnerTexts();
    expect(new Set(shown).size).toBe(1);
  });

  await test.step("of a stretch that was never read: it is, and nothing else", async () => {
    await page.request.delete(`${URL}/api/captures/${id}`, { headers: { "content-type": "application/json" } });
    const opened = await page.request.post(`${URL}/api/captures`, {
      data: { streamArn, connection: "sandbox", start: { at: "latest" } },
    });
    const { id: fresh } = (await opened.json()) as { id: string };
    await page.goto(`/captures/${fresh}`);
    await expect(page.getByText("Caught up", { exact: true }).first()).toBeVisible();
    await openTool(page, /Find a failed batch/);
    await field.fill(JSON.stringify({ Messages: [{ Body: JSON.stringify(failure(streamArn, batch)) }] }));
    await expectAccessible(page);
    await show.click();
    await expect(page.getByText(/Read with \d+ calls/)).toBeVisible();
    await expect(rows(page)).toHaveCount(3);
    expect(await exported(URL, fresh)).toHaveLength(3);
  });

  await test.step("of a stretch that is gone", async () => {
    await openTool(page, /Find a failed batch/);
    const gone = {
      shardId: "shardId-00000001500000000000-deadbeef",
      approximateArrivalOfFirstRecord: "2020-01-01T00:00:00Z",
    };
    await field.fill(JSON.stringify(failure(streamArn, batch, gone)));
    await show.click();
    await expect(dialog.getByRole("alert")).toContainText("None of its records can be shown");
    await expect(dialog.getByRole("alert")).toContainText("AWS keeps a record for 24 hours");
  });

  await test.step("of another stream: said, and opened", async () => {
    const theirs = fullestShard(other.records).slice(0, 2);
    await field.fill(JSON.stringify(failure(other.streamArn, theirs)));
    await expect(dialog.getByText(/of another stream than this capture/)).toBeVisible();
    await dialog.getByRole("button", { name: "Open that stream and show them" }).click();
    await expect(page).toHaveURL(new RegExp(`/captures/${other.id}`));
    await expect(page.getByRole("heading", { level: 1, name: "batch-others" })).toBeVisible();
    await expect(page.getByRole("region", { name: "Record" }).getByRole("heading", { level: 2 })).toContainText(
      theirs[0]?.dynamodb.Keys.pk.S ?? "",
    );
  });
});
