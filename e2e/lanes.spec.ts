import { expect, type Page, test } from "@playwright/test";
import { hold } from "./states/world";

const HOUR = 3_600_000;
const DAY_FROM = Date.parse("2026-03-02T00:30:00Z");
/** Shard by shard, the oldest first: how many records each holds. None has as many as another. */
const RECORDS = [2, 9, 4, 7];
const shardId = (shard: number) => `shardId-0000000${DAY_FROM + shard}-0000000${shard}`;
let captureId: string;

test.beforeAll(async ({ browserName: _ }, { project }) => {
  const lines = RECORDS.flatMap((count, shard) =>
    Array.from({ length: count }, (_, hour) =>
      JSON.stringify({
        shardId: shardId(shard),
        eventName: "INSERT",
        dynamodb: {
          ApproximateCreationDateTime: (DAY_FROM + hour * HOUR) / 1000,
          Keys: { pk: { S: `${shard}-${hour}` } },
          NewImage: { pk: { S: `${shard}-${hour}` }, shard: { N: String(shard) } },
          SequenceNumber: String(1000 * (shard + 1) + hour),
        },
      }),
    ),
  );
  const answer = await fetch(`${project.use.baseURL}/api/captures/import?name=lanes.ndjson`, {
    method: "POST",
    headers: { "content-type": "application/x-ndjson" },
    body: lines.join("\n"),
  });
  captureId = ((await answer.json()) as { id: string }).id;
});

const named = (page: Page) =>
  page
    .getByRole("region", { name: "Timeline" })
    .locator("ol li")
    .evaluateAll((labels) => labels.map((label) => label.getAttribute("title")));

test("each shard has the same lane, whichever comes first: the shards or what happened in them", async ({ page }) => {
  const address = `/captures/${captureId}`;
  const drawn = () => page.waitForResponse((answer) => answer.url().includes(`${captureId}/timeline`) && answer.ok());
  const settled = async () => {
    await expect(page.getByText("22 records", { exact: true })).toBeVisible();
    await expect(page.getByRole("region", { name: "Timeline" }).getByRole("row")).toHaveCount(RECORDS.length + 1);
    await expect.poll(async () => (await named(page)).length).toBe(RECORDS.length);
  };

  const bars = await hold(page, /\/timeline\?/);
  await page.goto(address);
  await expect.poll(async () => (await named(page)).length).toBe(RECORDS.length);
  const first = drawn();
  await bars();
  await first;
  await settled();
  const shardsFirst = await named(page);

  await page.unrouteAll();
  const shards = await hold(page, new RegExp(`/api/captures/${captureId}$`));
  const second = drawn();
  await page.goto(address);
  await second;
  await shards();
  await settled();
  expect(await named(page)).toEqual(shardsFirst);
});
