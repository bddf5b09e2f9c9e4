import { CreateTableCommand, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { expect, test } from "@playwright/test";
import { dynamo } from "./table";

const SANDBOX = process.env.E2E_SANDBOX ?? "";
const LABEL = "stream/2026-11-20T05:41:03.123";

test.describe("what is wrong is named, on the screen and by the API", () => {
  test.beforeAll(async () => {
    const client = dynamo(SANDBOX);
    // A failed test starts a new worker, which comes here again.
    if ((await client.send(new ListTablesCommand({}))).TableNames?.includes("no-stream")) return;
    await client.send(
      new CreateTableCommand({
        TableName: "no-stream",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
  });

  const cases: { what: string; text: string; connection: RegExp; code: string; status: number; says: RegExp }[] = [
    {
      what: "an ARN of another service",
      text: "arn:aws:kinesis:eu-west-1:123456789012:stream/orders",
      connection: /Sandbox/,
      code: "arnOtherService",
      status: 400,
      says: /Kinesis/i,
    },
    {
      what: "a malformed ARN",
      text: `arn:aws:dynamodb:eu-west-1:12345:table/orders/${LABEL}`,
      connection: /Sandbox/,
      code: "arnMalformed",
      status: 400,
      says: /account/i,
    },
    {
      what: "an unknown stream",
      text: `arn:aws:dynamodb:eu-west-1:000000000000:table/gone/${LABEL}`,
      connection: /Sandbox/,
      code: "streamNotFound",
      status: 404,
      says: /has no stream/,
    },
    {
      what: "a table without a stream",
      text: "no-stream",
      connection: /Sandbox/,
      code: "tableWithoutStream",
      status: 409,
      says: /no-stream has no stream/,
    },
    {
      what: "a table that does not exist",
      text: "no-such-table",
      connection: /Sandbox/,
      code: "tableNotFound",
      status: 404,
      says: /no table named no-such-table/,
    },
    {
      what: "no credentials",
      text: `arn:aws:dynamodb:eu-west-1:123456789012:table/orders/${LABEL}`,
      connection: /^AWS/,
      code: "credentialsMissing",
      status: 401,
      says: /No credentials were found/,
    },
  ];

  for (const { what, text, connection, code, status, says } of cases) {
    test(what, async ({ page }) => {
      await page.goto("/");
      await page.getByRole("combobox", { name: "Connection" }).click();
      await page.getByRole("option", { name: connection }).first().click();
      const field = page.getByRole("textbox", { name: "Paste a stream ARN" });
      await field.fill(text);
      await field.press("Enter");
      await expect(page.getByRole("main").getByText(says).first()).toBeVisible();
      // Nothing that was typed is lost.
      await expect(field).toHaveValue(text);
      await expect(page).toHaveURL(/\/$/);

      const id = /Sandbox/.test(connection.source) ? "sandbox" : "aws";
      const answer = await page.request.post("/api/captures", {
        data: { streamArn: text, connection: id, start: { at: "latest" } },
      });
      expect(answer.status()).toBe(status);
      const { error } = (await answer.json()) as { error: { code: string; message: string } };
      expect(error.code).toBe(code);
      expect(error.message).toMatch(/\.$/);
    });
  }

  test("an endpoint that does not answer, and one that is not on this machine", async ({ request }) => {
    const open = (endpoint: string) =>
      request.post("/api/captures", {
        data: { streamArn: "orders", connection: { endpoint, region: "eu-west-1" }, start: { at: "latest" } },
      });
    const silent = await open("http://127.0.0.1:9");
    expect(silent.status()).toBe(502);
    expect((await silent.json()).error).toMatchObject({
      code: "endpointUnreachable",
      retriable: true,
      message: expect.stringContaining("127.0.0.1:9"),
    });
    const elsewhere = await open("http://169.254.169.254");
    expect(elsewhere.status()).toBe(400);
    expect((await elsewhere.json()).error.code).toBe("endpointRefused");
  });

  test("a filter that does not parse points at the character, and nothing is lost", async ({ page }) => {
    await page.goto("/");
    await page.getByRole("button", { name: "Open the sandbox" }).click();
    const bar = page.getByRole("combobox", { name: "Filter records" });
    await bar.fill("event:modify nonsense:x");
    await expect(page.getByText(/nonsense/).last()).toBeVisible();
    await expect(bar).toHaveAttribute("aria-invalid", "true");
    await expect(bar).toHaveValue("event:modify nonsense:x");
    await bar.fill("");
    await expect(bar).not.toHaveAttribute("aria-invalid", "true");
  });

  test("a capture that does not exist says so and leads home", async ({ page }) => {
    await page.goto("/captures/nothing");
    await expect(page.getByText(/no such capture/i).first()).toBeVisible();
    await page
      .getByRole("link", { name: /captures|home/i })
      .first()
      .click();
    await expect(page).toHaveURL(/\/$/);
  });

  test("what is sent before the connections are known is opened when they are", async ({ page }) => {
    let give: () => void = () => {};
    const given = new Promise<void>((resolve) => (give = resolve));
    await page.route("**/api/connections", async (route) => {
      await given;
      await route.continue();
    });
    await page.goto("/?connection=sandbox");
    const address = page.getByRole("textbox", { name: "Paste a stream ARN" });
    await address.fill("no-stream");
    await address.press("Enter");
    await expect(page.getByRole("button", { name: "Opening…" })).toBeVisible();
    await expect(page.getByText("Choose a connection.")).toBeHidden();
    give();
    await expect(page.getByText(/no-stream has no stream/)).toBeVisible();
  });
});
