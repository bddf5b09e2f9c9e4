import type { Page } from "@playwright/test";
import { catalogue, dayShop, liveShop, shopThatMoved } from "./shops";
import { expect, recordOf, rows, type State, show, type World } from "./world";

const dialog = "[role=dialog]";

/** The day of orders, and what a person does with it. */
function ofDay(
  name: string,
  query: Record<string, string>,
  use: (page: Page) => Promise<unknown>,
  within?: string,
): State {
  return {
    name,
    ...(within && { within }),
    async reach(page, world: World) {
      const { id } = await world.once(dayShop);
      await show(page, world, id, query);
      await use(page);
      // Half faded in, everything would have too little contrast.
      if (within) await expect(page.locator(within).last()).toHaveCSS("opacity", "1");
      return async () => {
        await page.evaluate(() => localStorage.removeItem("shardscope.savedFilters"));
      };
    },
  };
}

async function palette(page: Page, words = ""): Promise<void> {
  // Captures come a moment after the rest.
  const captures = page.waitForResponse(/api\/captures$/);
  await page.keyboard.press("Control+k");
  await captures;
  await page.keyboard.type(words);
  await expect(page.getByRole("dialog", { name: "Commands" }).getByRole("option").first()).toBeVisible();
}

/** What is looked for, kept, compared and put aside. */
export const toolStates: State[] = [
  ofDay("palette", {}, palette, dialog),
  ofDay("palette-words", {}, (page) => palette(page, "time"), dialog),
  ofDay("palette-no-such-command", {}, (page) => palette(page, "xyzzy"), dialog),
  ofDay("saved-filters-none", {}, saved, dialog),
  ofDay(
    "saved-filters",
    { q: "event:modify changed:status" },
    async (page) => {
      const popover = await saved(page);
      await popover.getByRole("textbox").fill("Orders on their way");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Escape");
      await expect(popover).toHaveCount(0);
      await page.getByRole("combobox", { name: "Filter records" }).fill("new.total>200");
      await expect(page).toHaveURL(/total/);
      await saved(page);
    },
    dialog,
  ),
  ofDay(
    "columns-menu",
    { cols: "status" },
    async (page) => {
      await page.getByRole("button", { name: "Columns", exact: true }).click();
      await page.getByRole("combobox", { name: /Attribute/ }).fill("c");
      await expect(page.getByRole("option", { name: "city" })).toBeVisible();
    },
    dialog,
  ),
  ofDay("columns", { cols: "status,total,lines[0].sku" }, async (page) => {
    await expect(rows(page).last()).toContainText("SKU-");
  }),
  ofDay("selection", {}, async (page) => {
    await rows(page).nth(12).click();
    await rows(page)
      .nth(8)
      .click({ modifiers: ["Shift"] });
    await expect(page.getByRole("toolbar", { name: "Selected records" })).toBeVisible();
    await expect(page.getByRole("tabpanel")).not.toBeEmpty();
  }),
  {
    name: "doctor",
    within: dialog,
    async reach(page, world) {
      const { id } = await world.once(liveShop);
      await show(page, world, id);
      await page.getByRole("button", { name: "Why is there no record?" }).click();
      await expect(page.getByText("Nothing is hidden, nothing is late")).toBeVisible();
      await expect(page.locator(dialog).last()).toHaveCSS("opacity", "1");
      return undefined;
    },
  },
  {
    name: "doctor-newer-stream",
    within: dialog,
    async reach(page, world) {
      const { id } = await world.once(shopThatMoved);
      await show(page, world, id);
      await page.getByRole("button", { name: "Why is there no record?" }).click();
      await expect(page.getByText("The table has a newer stream")).toBeVisible();
      await expect(page.locator(dialog).last()).toHaveCSS("opacity", "1");
      return undefined;
    },
  },
  ofDay(
    "doctor-hidden-by-a-filter",
    { q: "event:remove" },
    async (page) => {
      await page.getByRole("button", { name: "Why is there no record?" }).click();
      await page.getByRole("textbox", { name: /Which item/ }).fill("ORDER#1207");
      await expect(page.getByRole("button", { name: "Show its records" })).toBeVisible();
    },
    dialog,
  ),
  ofDay("panes-hidden", { hide: "tree,detail" }, async (page) => {
    await expect(page.getByRole("button", { name: "Show all panels" })).toBeVisible();
  }),
  {
    name: "compare",
    async reach(page, world) {
      const { id } = await world.once(catalogue);
      await show(page, world, id, { r: await recordOf(world, id, "key:PRODUCT#everything") });
      await expect(page.getByRole("button", { name: "Version 1, INSERT" })).toBeAttached();
      await page.keyboard.press("c");
      await expect(page.getByText(/^Version 2: go to another/)).toBeVisible();
      return undefined;
    },
  },
  {
    name: "compare-two-versions",
    async reach(page, world) {
      const { id } = await world.once(catalogue);
      await show(page, world, id, { r: await recordOf(world, id, "key:PRODUCT#history") });
      await page.keyboard.press("c");
      for (const version of [8, 7, 6]) {
        await page.keyboard.press("[");
        await expect(page.getByText(`${version} of 9 versions`)).toBeVisible();
      }
      await expect(page.getByText(/Version 6 → 9/)).toBeVisible();
      return undefined;
    },
  },
];

async function saved(page: Page) {
  await page.getByRole("button", { name: "Saved filters" }).click();
  const popover = page.getByRole("dialog", { name: "Saved filters" });
  await expect(popover).toBeVisible();
  return popover;
}
