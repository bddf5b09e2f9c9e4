import type { Page } from "@playwright/test";
import { dayOfOrders } from "./day";
import { liveShop } from "./shops";
import { expect, hold, type State, type World } from "./world";

const ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T05:41:03.123";

const field = (page: Page) => page.getByRole("textbox", { name: "Paste a stream ARN" });
const home = (page: Page, { url }: World) => page.goto(url);

async function choose(page: Page, connection: RegExp): Promise<void> {
  await page.getByRole("combobox", { name: "Connection" }).click();
  await page.getByRole("option", { name: connection }).click();
  await expect(page.getByRole("listbox")).toHaveCount(0);
}

/** What is typed before the page listens is not taken apart. */
async function fillArn(page: Page): Promise<void> {
  await expect(async () => {
    await field(page).fill("");
    await field(page).fill(ARN);
    await expect(page.getByText("A stream ARN.")).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

/** The home page, from the first start on. */
export const homeStates: State[] = [
  {
    name: "home-first-start",
    async reach(page, world) {
      await home(page, world);
      await expect(page.getByText("Nothing captured yet")).toBeVisible();
      await expect(page.getByText("1. A profile.")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-loading",
    async reach(page, world) {
      const release = await hold(page, /api\/(streams|captures|connections)/);
      await home(page, world);
      await expect(page.getByText("Looking for captures")).toBeAttached();
      return release;
    },
  },
  {
    name: "home-sandbox-empty",
    async reach(page, world) {
      await home(page, world);
      await choose(page, /Sandbox/);
      await expect(page.getByText("The sandbox is empty")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-no-streams",
    async reach(page, world) {
      await home(page, world);
      await choose(page, /Custom endpoint/);
      await page.getByRole("textbox", { name: "Endpoint URL" }).fill(world.sandbox);
      await expect(page.getByText("No table here has a stream yet")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-arn-typing",
    within: "form",
    async reach(page, world) {
      await home(page, world);
      await field(page).pressSequentially("arn:aws:dynamodb:eu-west-1:1234");
      await expect(page.getByText("Still to come: the account, 12 digits.")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-arn-wrong",
    within: "form",
    async reach(page, world) {
      await home(page, world);
      await fillArn(page);
      await field(page).fill(ARN.replace("eu-west-1", "eu-west-one"));
      await field(page).press("Enter");
      await expect(field(page)).toHaveAttribute("aria-invalid", "true");
      return undefined;
    },
  },
  {
    name: "home-arn-right",
    within: "form",
    async reach(page, world) {
      await home(page, world);
      await fillArn(page);
      return undefined;
    },
  },
  {
    name: "home-cannot-open",
    within: "form",
    async reach(page, world) {
      await home(page, world);
      await fillArn(page);
      await field(page).press("Enter");
      await expect(page.getByText("Three ways to give them")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-start-at-a-time",
    within: "form",
    async reach(page, world) {
      await home(page, world);
      await fillArn(page);
      await page.getByRole("radio", { name: "At a time" }).check({ force: true });
      await page.getByRole("textbox", { name: /time/i }).fill("yesterday-ish");
      await field(page).press("Enter");
      await expect(page.getByRole("textbox", { name: /time/i })).toHaveAttribute("aria-invalid", "true");
      return undefined;
    },
  },
  {
    name: "home-endpoint-silent",
    async reach(page, world) {
      await home(page, world);
      await choose(page, /Custom endpoint/);
      await page.getByRole("textbox", { name: "Endpoint URL" }).fill("http://127.0.0.1:9");
      await expect(page.getByRole("region", { name: "Streams" }).getByRole("alert")).toContainText("cannot be reached");
      return undefined;
    },
  },
  {
    name: "home-importing",
    within: "[role=status]",
    async reach(page, world) {
      await home(page, world);
      const network = await page.context().newCDPSession(page);
      const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 60_000 };
      await network.send("Network.emulateNetworkConditions", slow);
      await page.getByLabel("File of records").setInputFiles({
        name: "orders of yesterday.ndjson",
        mimeType: "application/x-ndjson",
        buffer: Buffer.from(dayOfOrders(2000)),
      });
      await expect(page.getByRole("progressbar")).toBeVisible();
      return async () => {
        await page.getByRole("button", { name: "Cancel" }).click();
        await network.detach();
      };
    },
  },
  {
    name: "home-import-failed",
    async reach(page, world) {
      await home(page, world);
      await page.getByLabel("File of records").setInputFiles({
        name: "holiday.ndjson",
        mimeType: "application/x-ndjson",
        buffer: Buffer.from("no record\n"),
      });
      await expect(page.getByText("Nothing of holiday.ndjson was kept.")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-import-in-part",
    async reach(page, world) {
      await home(page, world);
      const lines = dayOfOrders(30).split("\n");
      const mended = [...lines.slice(0, 9), "{}", lines[0], "half a li", ...lines.slice(9)].join("\n");
      await page.getByLabel("File of records").setInputFiles({
        name: "mended-orders.ndjson",
        mimeType: "application/x-ndjson",
        buffer: Buffer.from(mended),
      });
      await expect(page.getByRole("link", { name: "Open it" })).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-streams-and-captures",
    async reach(page, world) {
      await world.once(liveShop);
      await home(page, world);
      await choose(page, /Sandbox/);
      await expect(page.getByRole("list", { name: "Streams" }).getByRole("button").first()).toBeVisible();
      await expect(page.getByRole("link", { name: "orders", exact: true })).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-delete",
    within: "[role=alertdialog]",
    async reach(page, world) {
      await world.once(liveShop);
      await home(page, world);
      await page.getByRole("button", { name: "Delete the capture of orders", exact: true }).click();
      await expect(page.getByRole("alertdialog")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "home-drop",
    async reach(page, world) {
      await home(page, world);
      // As a hand does, again and again: the page may not listen yet.
      await expect(async () => {
        await page.evaluate(() => {
          const dataTransfer = new DataTransfer();
          dataTransfer.items.add(new File(["{}"], "orders.ndjson"));
          window.dispatchEvent(new DragEvent("dragover", { dataTransfer, cancelable: true }));
        });
        await expect(page.getByText("Drop a file of records")).toBeVisible({ timeout: 500 });
      }).toPass();
      return undefined;
    },
  },
];
