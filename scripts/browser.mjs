import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { chromium } from "@playwright/test";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const PLACES = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/**
 * The path of a Chromium to test with: CHROMIUM_PATH, one that the system has, Playwright's own; else installs one, by
 * Playwright or, where its download is not to be had, from Debian's packages.
 * @returns {Promise<string>}
 */
export async function findBrowser() {
  const found = process.env.CHROMIUM_PATH || onSystem() || playwrights();
  if (found) return found;
  console.log("No Chromium found: installing one …");
  spawnSync("npx", ["playwright", "install", "chromium"], { stdio: "inherit", timeout: 300_000 });
  if (playwrights()) return playwrights();
  if (process.platform === "linux" && process.getuid?.() === 0) {
    spawnSync("sh", ["-c", "apt-get update -qq && apt-get install -y -qq chromium"], {
      stdio: ["ignore", "ignore", "inherit"],
      timeout: 600_000,
    });
  }
  const installed = onSystem();
  if (installed) return installed;
  console.error("No browser could be found or installed. Install Chromium or Chrome, or set CHROMIUM_PATH to one.");
  process.exit(1);
}

function onSystem() {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return (
    [...folders.flatMap((folder) => NAMES.map((name) => path.join(folder, name))), ...PLACES].find(isExecutable) ?? ""
  );
}

function playwrights() {
  const own = chromium.executablePath();
  return isExecutable(own) ? own : "";
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
