import { createServer, type Server } from "node:http";
import { connect } from "node:net";
import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { expect, type Page, test } from "@playwright/test";
import { createTable, dynamo, openCapture } from "./table";

const SANDBOX = process.env.E2E_SANDBOX ?? "";
const baseURL = process.env.E2E_URL ?? "";

/** One request, byte for byte. Resolves with the status line's code, or 0 when the server hangs up. */
function raw(text: string): Promise<number> {
  const { hostname, port } = new URL(baseURL);
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect(Number(port), hostname, () => socket.end(text.replaceAll("\n", "\r\n")));
    socket.on("data", (chunk) => (answer += chunk));
    socket.on("close", () => resolve(Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0)));
    socket.on("error", reject);
  });
}

test("a host name that is not ours is refused on page, asset and API", async ({ request }) => {
  const page = await (await request.get("/")).text();
  const asset = /\/_next\/static\/[^"]+\.js/.exec(page)?.[0] ?? "/_next/static/x.js";
  const own = new URL(baseURL).host;
  for (const path of ["/", asset, "/api/health", "/api/captures", "/captures/x"]) {
    expect(await raw(`GET ${path} HTTP/1.1\nHost: evil.example\nConnection: close\n\n`), path).toBe(421);
    expect(
      await raw(`GET ${path} HTTP/1.1\nHost: ${own}\nHost: evil.example\nConnection: close\n\n`),
      `${path}, two hosts`,
    ).toBe(421);
    expect(
      await raw(`GET http://${own}${path} HTTP/1.1\nHost: evil.example\nConnection: close\n\n`),
      `${path}, absolute`,
    ).not.toBe(200);
    expect(
      await raw(`GET ${path} HTTP/1.1\nHost: evil.example\nX-Forwarded-Host: ${own}\nConnection: close\n\n`),
      `${path}, forwarded`,
    ).toBe(421);
  }
  expect(await raw(`GET /api/health HTTP/1.1\nHost: ${own}\nConnection: close\n\n`)).toBe(200);
});

test.describe("a page of another site", () => {
  let server: Server;
  let evil = "";
  const html = new Map<string, string>();

  test.beforeAll(async () => {
    server = createServer((request, response) =>
      response.setHeader("content-type", "text/html").end(html.get(request.url ?? "") ?? ""),
    );
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    evil = `http://localhost:${(server.address() as { port: number }).port}`;
  });
  test.afterAll(() => server.close());

  const count = async () =>
    ((await (await fetch(`${baseURL}/api/captures`)).json()) as { captures: object[] }).captures.length;

  async function visit(page: Page, body: string): Promise<void> {
    html.set("/evil", `<!doctype html><body>${body}</body>`);
    await page.goto(`${evil}/evil`);
  }

  test("reads nothing by fetch, script, image or EventSource", async ({ page }) => {
    const { id } = await openCapture(baseURL, await createTable(dynamo(SANDBOX), `secret-${Date.now()}`));
    await visit(page, "");
    const outcome = await page.evaluate(
      async ([base, captureId]) => {
        const attempt = async (run: () => Promise<unknown>) =>
          run().then(
            (value) => `read ${value}`,
            () => "refused",
          );
        const element = (name: "script" | "img" | "iframe", url: string) =>
          attempt(
            () =>
              new Promise((resolve, reject) => {
                const node = document.createElement(name);
                node.onload = resolve;
                node.onerror = reject;
                node.src = url;
                document.body.append(node);
              }),
          );
        return {
          fetch: await attempt(async () => (await fetch(`${base}/api/captures`)).text()),
          cors: await attempt(async () =>
            (await fetch(`${base}/api/captures`, { mode: "cors", credentials: "include" })).text(),
          ),
          script: await element("script", `${base}/api/captures`),
          image: await element("img", `${base}/icon.svg`),
          events: await attempt(
            () =>
              new Promise((resolve, reject) => {
                const source = new EventSource(`${base}/api/captures/${captureId}/events`);
                source.addEventListener("status", (message) => resolve(message.data));
                source.onerror = reject;
              }),
          ),
        };
      },
      [baseURL, id] as const,
    );
    expect(outcome).toEqual({
      fetch: "refused",
      cors: "refused",
      script: "refused",
      image: "refused",
      events: "refused",
    });
  });

  test("changes nothing by form, beacon, simple fetch or a sandboxed frame", async ({ page }) => {
    const before = await count();
    const target = `${baseURL}/api/captures`;
    const body = '{"streamArn":"orders","connection":"sandbox","start":{"at":"latest"}}';
    await visit(
      page,
      `<form id=f method=post enctype=text/plain action="${target}"><input name='${body.slice(0, -1)},"x":"' value='"}'></form>`,
    );
    await page.evaluate(
      async ([url, text]) => {
        await fetch(url, { method: "POST", mode: "no-cors", body: text }).catch(() => undefined);
        navigator.sendBeacon(url, new Blob([text], { type: "text/plain" }));
        const frame = document.createElement("iframe");
        frame.sandbox.add("allow-scripts", "allow-forms");
        frame.srcdoc = `<script>fetch(${JSON.stringify(url)},{method:"POST",mode:"no-cors",body:${JSON.stringify(text)}})</script>`;
        document.body.append(frame);
        await new Promise((resolve) => (frame.onload = resolve));
      },
      [target, body] as const,
    );
    const [answer] = await Promise.all([
      page.waitForNavigation(),
      page.evaluate(() => document.querySelector<HTMLFormElement>("#f")?.submit()),
    ]);
    expect([403, 415]).toContain(answer?.status());
    expect(await count()).toBe(before);
  });

  test("cannot show the dashboard in a frame", async ({ page }) => {
    await visit(page, `<iframe src="${baseURL}/"></iframe>`);
    const frame = page.frames().find((candidate) => candidate !== page.mainFrame());
    await expect
      .poll(async () =>
        frame
          ?.locator("body")
          .innerText()
          .catch(() => ""),
      )
      .not.toContain("Shardscope");
  });
});

test("what comes out of a record is text: nothing runs, and no policy is broken", async ({ page }) => {
  const payload = `<img src=x onerror="document.title='broken'"><script>document.title='broken'</script>\u202e${"javascript:alert(1)"}`;
  const client = dynamo(SANDBOX);
  const table = `xss-${Date.now()}`;
  const { id } = await openCapture(baseURL, await createTable(client, table));
  const put = (value: string) =>
    client.send(
      new PutItemCommand({
        TableName: table,
        Item: {
          pk: { S: payload },
          sk: { S: "META" },
          [payload]: { S: value },
          __proto__x: { M: { constructor: { S: payload } } },
        },
      }),
    );
  await put(payload);
  await put(`${payload}2`);
  const reports: string[] = [];
  page.on(
    "console",
    (message) => /Content.Security.Policy|Refused/i.test(message.text()) && reports.push(message.text()),
  );
  page.on("dialog", (dialog) => reports.push(`dialog ${dialog.message()}`));
  await page.goto(`/captures/${id}`);
  const row = page.getByRole("row").filter({ hasText: "MODIFY" });
  await row.click();
  for (const tab of [/New/, /Old/, /Raw/, /Lambda/, /Diff/]) {
    await page.getByRole("tab", { name: tab }).click();
    await expect(page.getByRole("tabpanel")).toContainText("onerror");
  }
  expect(await page.title()).not.toContain("broken");
  expect(reports).toEqual([]);
});
