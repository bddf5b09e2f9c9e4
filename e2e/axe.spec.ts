import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { statesOf, visit } from "./states";
import { startWorld, type World } from "./states/world";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

let world: World;
test.beforeAll(async () => {
  world = await startWorld(Number(process.env.E2E_PORT ?? 4460) + 10);
});
test.afterAll(() => world?.end());

// Some states of reading come about only after a while, and axe computes long where others compute too.
test.describe.configure({ timeout: 600_000 });

for (const [part, states] of Object.entries(statesOf)) {
  test(`nothing grave in any state of: ${part}, light and dark`, async ({ page }) => {
    const found: string[] = [];
    for (const state of states) {
      const { name, within = "body" } = state;
      await test.step(name, async () => {
        await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
        try {
          await visit(page, world, state, async () => {
            found.push(...(await grave(page, within, WCAG)).map((what) => `${name}, light: ${what}`));
            await page.emulateMedia({ colorScheme: "dark" });
            // The themes differ in colours alone.
            found.push(...(await grave(page, within, ["color-contrast"])).map((what) => `${name}, dark: ${what}`));
          });
        } catch (error) {
          // One state that is not reached must not hide what is wrong in the others.
          found.push(`${name} was not reached: ${error}`);
        }
      });
    }
    expect(found).toEqual([]);
  });
}

/** What is serious or critical in a part of the page: the rule, and where. */
async function grave(page: Page, within: string, rules: string[]): Promise<string[]> {
  // Faster by half: nothing is told of what is right, and there are no frames to look into.
  const axe = new AxeBuilder({ page })
    .options({ resultTypes: ["violations"] })
    .setLegacyMode()
    .include(within);
  if (rules === WCAG) axe.withTags(WCAG);
  else axe.withRules(rules);
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join("\n  ")}`);
}
