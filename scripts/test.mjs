// `npm test`: every check there is, one after another, cheapest first. Ends with a count of the tests.
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { findBrowser } from "./browser.mjs";

process.chdir(path.dirname(path.dirname(fileURLToPath(import.meta.url))));
const scratch = mkdtempSync(path.join(tmpdir(), "shardscope-test-"));
const unitReport = path.join(scratch, "unit.json");

/** The browser tests wait half of their time: two halves at once, each with a dashboard of its own, take little more than one. */
const HALVES = [1, 2];
/** A half uses ports up to 15 above its first. */
const PORTS_APART = 40;
const browserReport = (/** @type {number} */ half) => path.join(scratch, `browser-${half}.json`);

/** @type {[string, () => Promise<number>][]} */
const steps = [
  ["lint", () => run("npm", ["run", "lint"])],
  ["types", () => run("npm", ["run", "types"])],
  ["unused code", () => run("npm", ["run", "unused"])],
  [
    "unit, contract, model, faults, security",
    () => run("npx", ["vitest", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${unitReport}`]),
  ],
  ["build", () => run("npm", ["run", "build"])],
  ["browser", browserTests],
];

/** @type {Set<import("node:child_process").ChildProcess>} */
const running = new Set();
/** Set by the first signal: nothing is begun any more, and what runs is let end in order, servers and browsers first. */
let stopping = 0;
for (const signal of /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"])) {
  process.on(signal, () => {
    stopping = 128 + constants.signals[signal];
    // Playwright ends its server on SIGINT alone. On Windows a signal would kill it at once; its console tells all of it.
    if (process.platform !== "win32") for (const child of running) child.kill("SIGINT");
  });
}

const started = performance.now();
const code = await allSteps();
if (code === 0) summary();
rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
process.exitCode = code;

async function allSteps() {
  for (const [name, step] of steps) {
    const begun = performance.now();
    console.log(`\n── ${name}`);
    const code = await step();
    if (stopping) return stopping;
    if (code !== 0) {
      console.error(`\n${name} failed (exit code ${code}).`);
      return code;
    }
    console.log(`── ${name}: ${((performance.now() - begun) / 1000).toFixed(1)} s`);
  }
  return 0;
}

/** Both halves run to their end, so that each failure is told. */
async function browserTests() {
  const browser = await findBrowser();
  const codes = await Promise.all(HALVES.map((half) => browserHalf(half, browser)));
  return Math.max(...codes);
}

/** @param {number} half @param {string} browser @returns {Promise<number>} */
function browserHalf(half, browser) {
  // A busy machine can make one step late: a second try tells that from a fault, and the report still names it as flaky.
  const options = ["--retries=1", "--reporter=list,json", `--output=test-results/${half}`];
  const environment = {
    CHROMIUM_PATH: browser,
    E2E_PORT: String(Number(process.env.E2E_PORT ?? 4460) + (half - 1) * PORTS_APART),
    E2E_DATA: path.join(scratch, `data-${half}`),
    PLAYWRIGHT_JSON_OUTPUT_NAME: browserReport(half),
    ...(process.stdout.isTTY && { FORCE_COLOR: "1" }),
  };
  // By its file and not by npx: a signal must reach Playwright itself.
  const playwright = ["node_modules/@playwright/test/cli.js", "test", `--shard=${half}/${HALVES.length}`, ...options];
  const child = spawn(process.execPath, playwright, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
  });
  createInterface(child.stdout).on("line", (line) => console.log(`${half} │ ${line}`));
  createInterface(child.stderr).on("line", (line) => console.error(`${half} │ ${line}`));
  return ended(child);
}

/** @param {string} program @param {string[]} args @returns {Promise<number>} */
function run(program, args) {
  return ended(spawn(program, args, { stdio: "inherit", shell: process.platform === "win32" }));
}

/** Resolves with the exit code once all it wrote has been passed on. @param {import("node:child_process").ChildProcess} child @returns {Promise<number>} */
function ended(child) {
  running.add(child);
  return new Promise((resolve) => {
    child.on("close", (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

function summary() {
  const unit = JSON.parse(readFileSync(unitReport, "utf8"));
  const halves = HALVES.map((half) => JSON.parse(readFileSync(browserReport(half), "utf8")).stats);
  const sum = (/** @type {string} */ key) => halves.reduce((total, stats) => total + stats[key], 0);
  const passed = unit.numPassedTests + sum("expected") + sum("flaky");
  const failed = unit.numFailedTests + sum("unexpected");
  const skipped = unit.numPendingTests + sum("skipped");
  console.log(`\nAll checks passed in ${((performance.now() - started) / 60_000).toFixed(1)} minutes.`);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
}
