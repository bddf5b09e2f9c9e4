// `npm test`: every check there is, one after another, cheapest first. Ends with a count of the tests.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./browser.mjs";

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const reports = mkdtempSync(path.join(tmpdir(), "shardscope-test-"));
const unitReport = path.join(reports, "unit.json");
const browserReport = path.join(reports, "browser.json");

/** @type {[string, string[], NodeJS.ProcessEnv?][]} */
const steps = [
  ["lint", ["npm", "run", "lint"]],
  ["types", ["npm", "run", "types"]],
  ["unused code", ["npm", "run", "unused"]],
  [
    "unit, contract, model, faults, security",
    ["npx", "vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`],
  ],
  ["build", ["npm", "run", "build"]],
  // A busy machine can make one step late: a second try tells that from a fault, and the report still names it as flaky.
  [
    "browser",
    ["npx", "playwright", "test", "--retries=1", "--reporter=list,json"],
    { PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport },
  ],
];

const started = performance.now();
for (const [name, command, environment] of steps) {
  if (name === "browser") process.env.CHROMIUM_PATH = await findBrowser();
  const begun = performance.now();
  console.log(`\n── ${name}`);
  const code = await run(command, environment);
  if (code !== 0) {
    console.error(`\n${name} failed (exit code ${code}).`);
    process.exit(code);
  }
  console.log(`── ${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
}

const unit = JSON.parse(readFileSync(unitReport, "utf8"));
const browser = JSON.parse(readFileSync(browserReport, "utf8")).stats;
rmSync(reports, { recursive: true });
const passed = unit.numPassedTests + browser.expected + browser.flaky;
const failed = unit.numFailedTests + browser.unexpected;
const skipped = unit.numPendingTests + browser.skipped;
console.log(`\nAll checks passed in ${((performance.now() - started) / 60_000).toFixed(1)} minutes.`);
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);

/** @param {string[]} command @param {NodeJS.ProcessEnv} [environment] @returns {Promise<number>} */
function run([program = "", ...args], environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: "inherit",
      env: { ...process.env, ...environment },
      shell: process.platform === "win32",
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
