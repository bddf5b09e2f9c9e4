import { expect, test } from "@playwright/test";

/** More than a page holds: how many match is not known from the first. */
const RECORDS = 1_200;
let captureId: string;

test.beforeAll(async ({ browserName: _ }, { project }) => {
  const lines = Array.from({ length: RECORDS }, (_, n) =>
    JSON.stringify({
      shardId: "shardId-00000001772411400000-00000001",
      eventName: "INSERT",
      dynamodb: {
        ApproximateCreationDateTime: 1_772_411_400 + n,
        Keys: { pk: { S: `K#${n}` } },
        NewImage: { pk: { S: `K#${n}` }, n: { N: String(n) } },
        SequenceNumber: String(1000 + n),
      },
    }),
  );
  const answer = await fetch(`${project.use.baseURL}/api/captures/import?name=counts.ndjson`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  captureId = ((await answer.json()) as { id: string }).id;
});

test("how many records a filter lets through is counted when that is asked for", async ({ page }) => {
  await page.goto(`/captures/${captureId}?q=${encodeURIComponent("new.n>=100")}`);
  const counts = page.getByRole("search").getByRole("status");
  await expect(counts).toContainText(/^\d+\+ of 1,200/);
  const count = counts.getByRole("button", { name: /count all/ });
  await count.focus();
  await page.keyboard.press("Enter");
  await expect(counts).toContainText(/^1,100 of 1,200/);
  await expect(counts.getByRole("button", { name: "1,100" })).toBeFocused();

  // What all is known of needs no counting.
  await page.getByRole("combobox", { name: "Filter records" }).fill("new.n>=1190");
  await expect(counts).toContainText(/^10 of 1,200/);
  await expect(counts.getByRole("button")).toHaveCount(0);
});

test("a count that fails says so, and can be asked for again", async ({ page }) => {
  await page.route(/\/count\?/, (route) => route.abort(), { times: 1 });
  await page.goto(`/captures/${captureId}?q=${encodeURIComponent("new.n>=100")}`);
  const counts = page.getByRole("search").getByRole("status");
  const count = counts.getByRole("button", { name: /count all/ });
  await count.click();
  await expect(page.getByRole("alert").getByText("does not answer")).toBeVisible();
  await expect(counts).toContainText(/^\d+\+ of 1,200/);
  await count.click();
  await expect(counts).toContainText(/^1,100 of 1,200/);
});
