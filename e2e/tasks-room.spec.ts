import { expect, type Locator, type Page, test } from "@playwright/test";
import * as tasks from "./tasks";

/** Little room, no motion, and where the focus stands: what the tasks need on any screen. */
const { detail, filterBar, records, row, rows, tree } = tasks;
let shop: tasks.Shop;

test.beforeAll(async ({ browserName: _ }, { workerIndex }) => {
  shop = await tasks.openShop(`room-${workerIndex}-with-a-name-that-is-rather-long`);
});

/** Names of the controls that cannot be pressed where they stand: out of the window, under something, or cut off. */
async function outOfReach(within: Locator): Promise<string[]> {
  return within.evaluate((root) => {
    const controls = root.querySelectorAll<HTMLElement>(
      "button, a[href], input, textarea, [role=combobox], [role=tab], [role=slider], [role=treegrid], [role=grid]",
    );
    return [...controls].flatMap((control) => {
      const style = getComputedStyle(control);
      // A file field stands behind its button; a canvas has its own words for screen readers.
      if (!control.checkVisibility() || style.clipPath !== "none" || control.tabIndex < 0) return [];
      control.scrollIntoView({ block: "nearest", inline: "nearest" });
      const box = control.getBoundingClientRect();
      const at = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 20) / 2);
      const inside = box.left >= -1 && box.right <= innerWidth + 1 && box.top >= -1 && box.top < innerHeight - 8;
      const hit = at !== null && (control.contains(at) || at.contains(control));
      const whole = !(control instanceof HTMLButtonElement) || control.scrollWidth <= control.clientWidth + 1;
      if (inside && hit && whole) return [];
      const name = control.getAttribute("aria-label") ?? control.textContent ?? control.tagName;
      return [`${name} ${inside ? "" : "outside "}${hit ? "" : `under ${at?.className} `}${whole ? "" : "cut off"}`];
    });
  });
}

async function expectRoom(page: Page, within: Locator, what: string): Promise<void> {
  // Drawers slide in: what counts is where they come to rest.
  await expect.poll(() => outOfReach(within), { message: what }).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), what).toBeLessThanOrEqual(0);
}

/** 200 % of a window of 1440×900 and of 1024×768, and 1024×768 itself. */
for (const { width, height, scale } of [
  { width: 720, height: 450, scale: 2 },
  { width: 512, height: 384, scale: 2 },
  { width: 1024, height: 768, scale: 1 },
]) {
  test.describe(`${width} × ${height}`, () => {
    test.use({ viewport: { width, height }, deviceScaleFactor: scale, reducedMotion: "reduce" });

    test("home keeps everything in reach", async ({ page }) => {
      await tasks.openHome(page, shop);
      await page.getByRole("radio", { name: "At a record" }).check();
      await expectRoom(page, page.locator("body"), "home");
    });

    test("the inspector keeps everything in reach, and each popup fits", async ({ page }) => {
      await tasks.openLive(page, shop);
      await rows(page).last().click();
      for (const name of [
        /^Pause/,
        /^Go to/,
        "Lambda",
        /^Export/,
        "Change theme",
        /keys$/,
        /^(UTC|Local time) ·/,
        /^keeps/,
      ])
        await expect(page.getByRole("button", { name })).toBeInViewport({ ratio: 1 });
      await expect(page.getByRole("heading", { level: 1 })).toBeInViewport();
      await expect(row(page, `ORDER#${tasks.ORDERS}`).last()).toBeInViewport({ ratio: 1 });
      await expectRoom(page, page.locator("main"), "inspector");

      if (width < 1024) {
        const away = () => page.mouse.move(1, height - 1);
        await page.getByRole("button", { name: "Shards", exact: true }).click();
        await away();
        await expect(tree(page)).toBeVisible();
        await expectRoom(page, page.getByRole("dialog", { name: "Shards" }), "shards");
        await page.keyboard.press("Escape");
        await page.getByRole("button", { name: "Record", exact: true }).click();
        await away();
        await expect(detail(page).getByRole("heading", { level: 2 })).toBeVisible();
        await expectRoom(page, page.getByRole("dialog", { name: "Record" }), "record");
        await page.keyboard.press("Escape");
        await expect(page.getByRole("dialog")).toHaveCount(0);
      }

      for (const [opener, item, name] of [
        [/^Go to/, undefined, "Go to a time"],
        [/^Export/, undefined, "Export records"],
        [/^Live/, undefined, "What the capture is doing"],
        [/^keeps/, undefined, "How much is kept"],
        [/keys$/, undefined, "Keys"],
        ["Legend of the timeline", undefined, "Legend of the timeline"],
        ["What changes most", undefined, "What changes most"],
        ["Lambda", /Filter lab/, "Lambda filter lab"],
        ["Lambda", /failed batch/, "Find a failed batch"],
      ] as const) {
        await page.getByRole("button", { name: opener, exact: typeof opener === "string" }).click();
        if (item) await page.getByRole("menuitem", { name: item }).click();
        const popup = page.getByRole("dialog", { name });
        await expect(popup).toBeVisible();
        await expectRoom(page, popup, name);
        await page.keyboard.press("Escape");
        await expect(popup).toHaveCount(0);
      }
      await filterBar(page).fill("evnt:x");
      await expect(page.getByText(/no field evnt/)).toBeInViewport({ ratio: 1 });
    });
  });
}

test("who asks for less motion gets none", async ({ page }) => {
  /** What moves for longer than a moment, or without an end. */
  const moving = () =>
    page.evaluate(() => {
      const long = (text: string) => text.split(",").some((part) => Number.parseFloat(part) > 0.001);
      return [...document.querySelectorAll("*")].flatMap((element) => {
        const style = getComputedStyle(element);
        const animated = style.animationName !== "none" && style.animationIterationCount === "infinite";
        return animated || long(style.transitionDuration) || long(style.animationDuration) ? [element.className] : [];
      });
    });
  const running = () =>
    page.evaluate(() =>
      document
        .getAnimations()
        .filter((animation) => Number(animation.effect?.getComputedTiming().endTime) > 1)
        .map((animation) => (animation.effect as KeyframeEffect).target?.className),
    );
  const still = async (what: string) => {
    expect(await moving(), what).toEqual([]);
    expect(await running(), what).toEqual([]);
  };
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.setViewportSize({ width: 1000, height: 768 });
  // Held back, so that what shows that something loads is seen.
  await page.route("**/api/captures", async (route) => {
    await still("home, loading");
    await route.continue();
  });
  await tasks.openHome(page, shop);
  await tasks.openLive(page, shop);
  await still("inspector");
  for (const key of ["g", "e", "?", "o"]) {
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog")).toBeVisible();
    await still(key);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  }
});

test.describe("the focus", () => {
  test.use({ reducedMotion: "reduce" });

  /** Walks the page once by Tab. Each stop: what it is called, and whether it is seen to have the focus. */
  async function stops(page: Page): Promise<{ name: string; seen: boolean; inView: boolean }[]> {
    const found = [];
    for (let step = 0; step < 90; step++) {
      await page.keyboard.press("Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement;
        if (element === document.body || element.dataset.walked) return undefined;
        element.dataset.walked = "true";
        const around = [element, element.parentElement, element.closest("li, label, form, search > div")];
        const looks = () =>
          [...around, ...[...element.querySelectorAll("*")].slice(0, 30)].map((each) => {
            if (!each) return "";
            const { outline, borderColor, boxShadow, backgroundColor } = getComputedStyle(each);
            return [outline, borderColor, boxShadow, backgroundColor].join();
          });
        const box = element.getBoundingClientRect();
        const inView = box.right > 0 && box.left < innerWidth && box.bottom > 0 && box.top < innerHeight;
        const focused = looks().join("|");
        element.blur();
        const blurred = looks().join("|");
        element.focus();
        const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40) ?? "";
        return {
          name: `${element.getAttribute("role") ?? element.tagName} ${name}`,
          seen: focused !== blurred,
          inView,
        };
      });
      if (!stop) return found;
      found.push(stop);
    }
    throw new Error(`no end: ${found.map(({ name }) => name).join(", ")}`);
  }

  test("is seen at every stop of the inspector and of home, in the order of the screen, and gets out", async ({
    page,
  }) => {
    await tasks.openLive(page, shop);
    await rows(page).last().click();
    await expect(detail(page).getByRole("tabpanel")).toContainText("version");
    await page.getByRole("heading", { level: 1 }).click();
    const walked = await stops(page);
    expect(walked.filter(({ seen, inView }) => !seen || !inView)).toEqual([]);
    const order = [
      "Pause",
      "Export",
      "treegrid",
      "Start of the range",
      "Time to go to",
      "Filter records",
      "grid Records",
    ];
    const places = [...order, "Copy the key", "tab Diff", "keeps", "keys"].map((part) =>
      walked.findIndex(({ name }) => name.includes(part)),
    );
    expect(places, walked.map(({ name }) => name).join("\n")).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);

    await tasks.openHome(page, shop);
    await page.getByRole("heading", { level: 1 }).click();
    expect((await stops(page)).filter(({ seen, inView }) => !seen || !inView)).toEqual([]);
  });

  test("comes back from every popup to where it was", async ({ page }) => {
    await tasks.openLive(page, shop);
    for (const [key, name] of [
      ["g", "Go to a time"],
      ["e", "Export records"],
      ["?", "Keys"],
    ] as const) {
      await page.keyboard.press("Escape");
      await expect(records(page)).toBeFocused();
      await page.keyboard.press(key);
      const popup = page.getByRole("dialog", { name });
      await expect(popup).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(popup).toHaveCount(0);
      await expect(records(page), `after ${key}`).toBeFocused();
    }
    for (const [opener, item] of [
      ["What changes most"],
      ["Lambda", /Filter lab/],
      ["Lambda", /failed batch/],
    ] as const) {
      const button = page.getByRole("button", { name: opener, exact: true });
      await button.click();
      if (item) await page.getByRole("menuitem", { name: item }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await page.keyboard.press("Escape");
      await expect(page.getByRole("dialog")).toHaveCount(0);
      await expect(button, `after ${opener}`).toBeFocused();
    }
  });
});
