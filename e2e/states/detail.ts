import type { Page } from "@playwright/test";
import { catalogue, liveShop } from "./shops";
import { expect, hold, recordOf, type State, show, type World } from "./world";

const detail = "section[aria-label=Record]";

/** The last record that a filter finds, in one view. */
function ofCatalogue(name: string, filter: string, view = "diff", then?: (page: Page) => Promise<void>): State {
  return {
    name: `record-${name}`,
    within: detail,
    async reach(page, world) {
      const { id } = await world.once(catalogue);
      await show(page, world, id, { r: await recordOf(world, id, filter), view });
      await expect(page.locator(detail).getByRole("tabpanel")).not.toBeEmpty();
      await then?.(page);
      return undefined;
    },
  };
}

const everything = "key:PRODUCT#everything";

/** One record, in all that it can hold. */
export const detailStates: State[] = [
  {
    name: "record-none-chosen",
    within: detail,
    async reach(page, world) {
      const { id } = await world.once(catalogue);
      await show(page, world, id);
      await expect(page.getByText("No record is selected")).toBeVisible();
      return undefined;
    },
  },
  {
    name: "record-loading",
    within: detail,
    async reach(page, world) {
      const { id } = await world.once(catalogue);
      const r = await recordOf(world, id, everything);
      const release = await hold(page, /\/records\/shardId/);
      await page.goto(`${world.url}/captures/${id}?r=${r}`);
      await expect(page.locator(`${detail} [aria-busy=true]`)).toBeVisible();
      return release;
    },
  },
  {
    name: "record-gone",
    within: detail,
    async reach(page, world: World) {
      const { id } = await world.once(liveShop);
      await show(page, world, id, { r: "shardId-00000001500000000000-deadbeef/1" });
      await expect(page.locator(detail).getByRole("alert")).toBeVisible();
      return undefined;
    },
  },
  ofCatalogue("diff", everything),
  ofCatalogue("diff-with-unchanged", everything, "diff", (page) =>
    page.getByRole("button", { name: /unchanged attribute/ }).click(),
  ),
  ofCatalogue("new", everything, "new"),
  ofCatalogue("old", everything, "old"),
  ofCatalogue("raw", everything, "raw"),
  ofCatalogue("lambda", everything, "lambda"),
  ofCatalogue("insert", "key:PRODUCT#history event:insert"),
  ofCatalogue("history", "key:PRODUCT#history"),
  ofCatalogue("words", "key:PRODUCT#words"),
  ofCatalogue("binary", "key:PRODUCT#binary"),
  ofCatalogue("large", "key:PRODUCT#large"),
  ofCatalogue("large-new", "key:PRODUCT#large", "new"),
  ofCatalogue("large-raw", "key:PRODUCT#large", "raw"),
  ofCatalogue("ttl", "key:CART#expired ttl:true"),
  ofCatalogue("no-new-image", "key:CART#expired ttl:true", "new"),
];
