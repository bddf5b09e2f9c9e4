import { setTimeout as pass } from "node:timers/promises";
import { dayShop, liveShop } from "./states/shops";
import { control, expect, recordOf, type State, show, type World } from "./states/world";

/** A minute and a half of the sandbox's shop at changing paces, with a roll-over and a split, as a person meets it. */
async function shopOfAWhile(world: World): Promise<string> {
  const { id, streamArn } = await world.once(liveShop);
  const pace = async (writesPerSecond: number, seconds: number) => {
    await control(world, "workload", { writesPerSecond });
    await pass(seconds * 1000);
  };
  await pace(12, 12);
  const { opened } = await control<{ opened: string[] }>(world, "roll", { streamArn });
  await pace(40, 15);
  await pace(6, 12);
  await control(world, "split", { streamArn, shardId: opened[0] });
  await pace(25, 18);
  await pace(70, 8);
  await pace(9, 15);
  return id;
}

/** What the README shows. */
export const readmePictures: readonly State[] = [
  {
    name: "inspector",
    async reach(page, world) {
      const id = await world.once(shopOfAWhile);
      const r = await recordOf(world, id, "key:ORDER#* changed:status new.status:DELIVERED");
      await show(page, world, id, { r });
      await expect(page.getByRole("tabpanel")).toContainText("DELIVERED");
      // The link led to where the record stands; the picture shows the head as well.
      await page.keyboard.press("End");
      await expect(page.getByText("Live", { exact: true }).first()).toBeVisible();
      return undefined;
    },
  },
  {
    name: "day",
    async reach(page, world) {
      const { id } = await world.once(dayShop);
      const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString();
      const range = { from: hoursAgo(15), to: hoursAgo(8) };
      const q = "changed:status";
      const r = await recordOf(world, id, `${q} new.status:PACKED time<${hoursAgo(9)}`);
      // Of the lanes and of the overview: both are in the picture.
      let timelines = 0;
      page.on("response", (answer) => {
        if (answer.url().includes("/timeline?")) timelines += 1;
      });
      await show(page, world, id, { q, ...range, r });
      await expect.poll(() => timelines).toBeGreaterThan(1);
      await expect(page.getByRole("tabpanel")).toContainText("PACKED");
      return undefined;
    },
  },
  {
    name: "lambda-lab",
    async reach(page, world) {
      const id = await world.once(shopOfAWhile);
      const r = await recordOf(world, id, "key:ORDER#* changed:status");
      await show(page, world, id, { r });
      await expect(page.getByRole("tabpanel")).toContainText("status");
      await page.getByRole("button", { name: "Lambda", exact: true }).click();
      await page.getByRole("menuitem", { name: /filter lab/i }).click();
      const pattern = { eventName: ["MODIFY"], dynamodb: { NewImage: { status: { S: ["SHIPPED", "DELIVERED"] } } } };
      await page.getByRole("textbox", { name: /Filter criteria/ }).fill(JSON.stringify(pattern, null, 2));
      await expect(page.getByRole("list", { name: "Examples" }).getByLabel("Passes").first()).toBeVisible();
      return undefined;
    },
  },
];
