// `npm run screenshots` renews the README's pictures. `npm run screenshots -- --all FOLDER [NAME…]` takes every state of
// e2e/states.ts, or those whose names hold one of NAME, in both themes and two sizes. Needs a build: npm run build.
import { mkdirSync } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";
import { readmePictures } from "../e2e/readme-pictures.ts";
import { startWorld } from "../e2e/states/world.ts";
import { states, visit } from "../e2e/states.ts";
import { findBrowser } from "./browser.mjs";

const THEMES = /** @type {const} */ (["light", "dark"]);
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
];

const [flag, folder, ...names] = process.argv.slice(2);
if (flag !== undefined && (flag !== "--all" || folder === undefined)) {
  console.error("npm run screenshots [-- --all FOLDER [NAME…]]");
  process.exit(1);
}

const browser = await chromium.launch({ executablePath: await findBrowser(), args: ["--no-sandbox"] });
const page = await browser.newPage({ reducedMotion: "reduce", viewport: SIZES[0] ?? null });
const world = await startWorld(Number(process.env.PORT || 4480));
try {
  if (folder === undefined) await takeReadme();
  else await takeAll(folder);
} finally {
  await browser.close();
  await world.end();
}

async function takeReadme() {
  mkdirSync("docs/images", { recursive: true });
  for (const picture of readmePictures) {
    await visit(page, world, picture, async () => {
      for (const colorScheme of THEMES) {
        await page.emulateMedia({ colorScheme });
        await drawn();
        await page.screenshot({ path: `docs/images/${picture.name}-${colorScheme}.png` });
      }
    });
    console.log(picture.name);
  }
}

/** @param {string} folder */
async function takeAll(folder) {
  mkdirSync(folder, { recursive: true });
  let failed = 0;
  for (const state of states) {
    const { name } = state;
    if (names.length > 0 && !names.some((part) => name.includes(part))) continue;
    try {
      await visit(page, world, state, async () => {
        for (const size of SIZES) {
          await page.setViewportSize(size);
          for (const colorScheme of THEMES) {
            await page.emulateMedia({ colorScheme });
            await drawn();
            await page.screenshot({ path: path.join(folder, `${name}-${size.width}-${colorScheme}.png`) });
          }
        }
      });
      console.log(name);
    } catch (error) {
      failed += 1;
      console.error(`${name}  ${error}`);
    }
    await page.setViewportSize(SIZES[0] ?? { width: 0, height: 0 });
  }
  if (failed > 0) process.exitCode = 1;
}

/** Resolves when what has changed is on the screen: colours that fade are at their end, and a frame was drawn after. */
async function drawn() {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    await frame();
    const fading = document.getAnimations().filter((animation) => animation instanceof CSSTransition);
    await Promise.allSettled(fading.map((animation) => animation.finished));
    await frame();
  });
}
