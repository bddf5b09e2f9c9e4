import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { defineConfig } from "@playwright/test";

/** Away from the ports that people use, so that tests run beside a dashboard that is open. */
const port = Number(process.env.E2E_PORT ?? 4460);
const sandboxPort = port + 1;

// Workers load this file again: all must agree on one directory.
process.env.E2E_DATA ??= mkdtempSync(path.join(tmpdir(), "shardscope-e2e-"));
process.env.E2E_URL = `http://127.0.0.1:${port}`;
process.env.E2E_SANDBOX = `http://127.0.0.1:${sandboxPort}`;

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: false,
  workers: 1,
  timeout: 90_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1440, height: 900 },
    // A trace of every test would take as much of the machine as the tests do: what failed is traced as it is tried again.
    trace: "on-first-retry",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"],
    },
  },
  webServer: {
    command: "npm start",
    url: `http://127.0.0.1:${port}/api/health`,
    timeout: 180_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    stdout: "pipe",
    env: {
      PORT: String(port),
      SANDBOX_PORT: String(sandboxPort),
      SHARDSCOPE_DATA: process.env.E2E_DATA,
      // No real account takes part in a test.
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    },
  },
});
