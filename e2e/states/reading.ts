import type { Page } from "@playwright/test";
import { cutNetwork } from "../cut-network";
import { createTable, putOrder } from "../table";
import {
  dayShop,
  emptyShop,
  hugeShop,
  liveShop,
  shopOfKeys,
  shopOfNewImages,
  shopThatFails,
  shopThatMoved,
  shopWithGap,
  shopWithLineage,
} from "./shops";
import { call, control, drawn, expect, hold, openedAt, rows, type State, show, untilIs, type World } from "./world";

const says = (page: Page, label: string) => expect(page.getByText(label, { exact: true }).first()).toBeVisible();

async function live(page: Page, world: World, query: Record<string, string> = {}): Promise<void> {
  const { id } = await world.once(liveShop);
  await show(page, world, id, query);
  await says(page, "Live");
}

/** What a capture can be doing, and what the list shows meanwhile. */
export const readingStates: State[] = [
  {
    name: "opening",
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      const release = await hold(page, /api\/captures\//);
      await page.goto(`${world.url}/captures/${id}`);
      // The shared connection may tell of the capture's status before the capture itself is there.
      await expect(page.locator("[aria-busy=true]").first()).toBeVisible();
      return release;
    },
  },
  {
    name: "loading",
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      const release = await hold(page, /\/(records|timeline)\?/);
      await page.goto(`${world.url}/captures/${id}`);
      await expect(page.getByText("Loading records")).toBeAttached();
      await says(page, "Live");
      return release;
    },
  },
  {
    name: "live",
    async reach(page, world) {
      await live(page, world);
      return undefined;
    },
  },
  {
    name: "paused",
    async reach(page, world) {
      await live(page, world);
      await page.keyboard.press("Space");
      await expect(page.getByRole("button", { name: /Paused.*capturing goes on, \d+ new/ })).toBeVisible();
      return undefined;
    },
  },
  {
    name: "scrolled-away",
    async reach(page, world) {
      await live(page, world);
      await page.keyboard.press("k");
      for (let step = 0; step < 20; step++) await page.keyboard.press("k");
      await expect(page.getByRole("button", { name: /^\d+ new$/ })).toBeVisible();
      await expect(page.getByRole("tabpanel")).not.toBeEmpty();
      return undefined;
    },
  },
  {
    name: "reading-stopped",
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      const reading = (is: string) => call("PATCH", `${world.url}/api/captures/${id}`, { reading: is });
      await reading("paused");
      await show(page, world, id);
      await says(page, "Reading stopped");
      return async () => {
        await reading("running");
      };
    },
  },
  {
    name: "empty",
    async reach(page, world) {
      const { id } = await world.once(emptyShop);
      await page.goto(`${world.url}/captures/${id}`);
      await says(page, "No records yet");
      await says(page, "Live");
      return undefined;
    },
  },
  {
    name: "gap",
    async reach(page, world) {
      const { id } = await world.once(shopWithGap);
      await show(page, world, id);
      await expect(page.getByText(/Missing here/).first()).toBeVisible();
      return undefined;
    },
  },
  {
    name: "failing",
    async reach(page, world) {
      const { id } = await world.once(shopThatFails);
      await show(page, world, id);
      await says(page, "Failing");
      return undefined;
    },
  },
  {
    name: "finished",
    async reach(page, world) {
      const { id } = await world.once(shopThatMoved);
      await show(page, world, id);
      await says(page, "Finished");
      await says(page, "Open it");
      return undefined;
    },
  },
  {
    name: "captured-already",
    within: "[role=status]",
    async reach(page, world) {
      await live(page, world, { start: "2026-11-20T03:12:00.000Z" });
      await says(page, "This stream was captured already, so reading goes on where it was.");
      return undefined;
    },
  },
  {
    name: "offline",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await show(page, world, id);
      await says(page, "Offline capture");
      return undefined;
    },
  },
  {
    name: "disconnected",
    async reach(page, world) {
      const network = await cutNetwork(world.url);
      const { id } = await world.once(liveShop);
      await show(page, { ...world, url: network.url }, id);
      network.cut();
      await says(page, "Disconnected");
      return async () => {
        await page.goto("about:blank");
        await network.close();
      };
    },
  },
  {
    name: "no-match",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await page.goto(`${world.url}/captures/${id}?q=key:INVOICE*`);
      await says(page, "No record matches");
      return undefined;
    },
  },
  {
    name: "still-scanning",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      const release = await hold(page, /\/records\?/, 1);
      await page.goto(`${world.url}/captures/${id}?q=new.total%3E9000`);
      await says(page, "Still looking");
      return release;
    },
  },
  {
    name: "invalid-filter",
    async reach(page, world) {
      await live(page, world);
      await page.getByRole("combobox", { name: "Filter records" }).fill("event:modify evnt:insert");
      await expect(page.getByText(/no field evnt/)).toBeVisible();
      return undefined;
    },
  },
  {
    name: "invalid-filter-in-a-link",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await page.goto(`${world.url}/captures/${id}?q=key:(ORDER%20evnt:1`);
      await says(page, "This filter cannot be read");
      await drawn(page);
      return undefined;
    },
  },
  {
    name: "filtered",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      await show(page, world, id, { q: "event:modify changed:status old.status:PAID" });
      return undefined;
    },
  },
  {
    name: "completion",
    async reach(page, world) {
      await live(page, world);
      await page.getByRole("combobox", { name: "Filter records" }).pressSequentially("changed:");
      await expect(page.getByRole("option", { name: /^status/ })).toBeVisible();
      await page.keyboard.press("ArrowDown");
      await expect(page.getByRole("option").first()).toHaveAttribute("aria-selected", "true");
      return undefined;
    },
  },
  {
    name: "records-cannot-be-had",
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      await page.route(/\/records\?/, (route) => route.abort());
      await page.goto(`${world.url}/captures/${id}`);
      await expect(page.getByRole("button", { name: "Try again" }).first()).toBeVisible();
      return undefined;
    },
  },
  {
    name: "no-such-capture",
    async reach(page, world) {
      await page.goto(`${world.url}/captures/none`);
      await says(page, "This capture cannot be opened");
      return undefined;
    },
  },
  {
    name: "keys-only",
    async reach(page, world) {
      const { id } = await world.once(shopOfKeys);
      await show(page, world, id);
      await rows(page).filter({ hasText: "MODIFY" }).last().click();
      await expect(page.getByText("KEYS_ONLY").first()).toBeAttached();
      return undefined;
    },
  },
  {
    name: "new-images-only",
    async reach(page, world) {
      const { id } = await world.once(shopOfNewImages);
      await show(page, world, id);
      await rows(page).filter({ hasText: "MODIFY" }).last().click();
      await expect(page.getByRole("tabpanel")).toContainText("version");
      return undefined;
    },
  },
  {
    name: "lineage",
    async reach(page, world) {
      const { id } = await world.once(shopWithLineage);
      await show(page, world, id);
      await expect(
        page
          .getByRole("treegrid")
          .getByText(/rolled over/)
          .first(),
      ).toBeVisible();
      return undefined;
    },
  },
  {
    name: "five-thousand-shards",
    async reach(page, world) {
      const { id } = await world.once(hugeShop);
      await show(page, world, id);
      await expect(page.getByText(/5,000, [\d,]+ open/)).toBeVisible();
      return undefined;
    },
  },
  {
    name: "catching-up",
    async reach(page, world) {
      const streamArn = await createTable(world.client, "shipments");
      for (let round = 1; round <= 8; round++) {
        for (let id = 1; id <= 8; id++) await putOrder(world.client, "shipments", id, round);
        await control(world, "roll", { streamArn });
      }
      await control(world, "faults", { latencyMs: 1200 });
      const id = await openedAt(world, streamArn);
      await show(page, world, id);
      await says(page, "Catching up");
      return async () => {
        await control(world, "faults", {});
        await untilIs(world, id, "live");
      };
    },
  },
  {
    name: "throttled",
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      await show(page, world, id);
      await control(world, "faults", { throttle: 1 });
      await says(page, "Throttled");
      return async () => {
        await control(world, "faults", {});
        await untilIs(world, id, "live");
      };
    },
  },
];
