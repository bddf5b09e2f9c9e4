// `npm start` and `npm run dev`: builds when needed, serves the dashboard, runs the sandbox beside it, and ends all of
// it within two seconds of SIGINT or SIGTERM. Plain JavaScript, so that nothing stands between Node and the server.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
process.chdir(root);

const dev = process.argv.includes("--dev");
const port = Number(process.env.PORT || 4400);
const host = process.env.SHARDSCOPE_HOST || "127.0.0.1";
const sandboxPort = Number(process.env.SANDBOX_PORT || 4401);
const loopback = ["127.0.0.1", "localhost", "::1"].includes(host);

/** All of it ends within 2 s: what has not ended by then is cut off. */
const SHUTDOWN_MS = 1500;
/** After kill -9 of an earlier run its sandbox needs a moment to notice and let go of its port. */
const PORT_PATIENCE_MS = 3000;

process.env.NODE_ENV = dev ? "development" : "production";
// Advice about the SDK's own future releases is for us, not for the person who starts the dashboard.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";
// What runs on this machine tells nobody that it runs: Next would send figures of each build, and say so at the first.
process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @type {import("node:child_process").ChildProcess | undefined} */
let sandbox;
/** @type {import("node:http").Server | undefined} */
let server;
let stopping = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => void stop(0));
stopWithNpm();
await start();

async function start() {
  if (![port, sandboxPort].every((number) => Number.isInteger(number) && number > 0 && number < 65536)) {
    return fail("PORT and SANDBOX_PORT must be numbers from 1 to 65535.");
  }
  if (!loopback && !process.env.SHARDSCOPE_TOKEN) {
    return fail(`SHARDSCOPE_HOST=${host} listens beyond this machine, so SHARDSCOPE_TOKEN must be set.`);
  }
  if (!dev && buildIsStale()) {
    console.log("Building the dashboard (once, about a minute) …");
    const code = await run(["node_modules/next/dist/bin/next", "build"]);
    if (code !== 0 || stopping) return stop(code || 1);
  }
  if (process.env.SANDBOX !== "off") startSandbox();
  await serve();
}

async function serve() {
  const { default: next } = await import("next");
  const app = next({ dev, hostname: host, port, dir: root });
  await app.prepare();
  const handle = app.getRequestHandler();
  server = createServer((request, response) => {
    // Node keeps the first of two Host headers and drops the second without a word: refuse such a request here, where
    // the raw headers can be seen. Everything else about Host is checked in the proxy and in each route.
    if (request.rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host").length !== 1) {
      response.writeHead(421, { "content-type": "text/plain", connection: "close" }).end("One Host header, please.\n");
      return;
    }
    void handle(request, response);
  });
  if (dev) server.on("upgrade", app.getUpgradeHandler());
  server.on("error", (error) => {
    if ("code" in error && error.code === "EADDRINUSE") {
      fail(`Port ${port} is taken. Stop what uses it, or choose another: PORT=4500 npm start`);
    } else fail(String(error));
  });
  server.listen(port, host, () => {
    console.log(`Dashboard  http://${host.includes(":") ? `[${host}]` : host}:${port}`);
    void wake();
  });
}

/** The first request makes the server open its captures, so that reading goes on after a restart without a browser. */
async function wake() {
  const token = process.env.SHARDSCOPE_TOKEN;
  const headers = token ? { authorization: `Bearer ${token}` } : {};
  const name = loopback || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  try {
    await fetch(`http://${name}:${port}/api/health`, { headers });
  } catch {
    // The first person's request does the same.
  }
}

/** @param {number} since when the first attempt was made, in `performance.now()` */
function startSandbox(since = performance.now()) {
  let ready = false;
  let complaint = "";
  // The channel ends with this process, however it dies; the sandbox then ends too and frees its port and its files.
  const child = spawn(process.execPath, ["--import", "tsx", "lib/sandbox/main.ts"], {
    stdio: ["ignore", "inherit", "pipe", "ipc"],
  });
  sandbox = child;
  child.on("message", () => {
    ready = true;
  });
  child.stderr?.on("data", (chunk) => {
    if (ready) process.stderr.write(chunk);
    else complaint += chunk;
  });
  child.on("close", () => {
    sandbox = undefined;
    if (stopping) return;
    if (!ready && performance.now() - since > PORT_PATIENCE_MS) {
      return fail(`${complaint.trim()}\nSANDBOX=off starts the dashboard without it.`);
    }
    setTimeout(() => !stopping && startSandbox(ready ? undefined : since), 500);
  });
}

function buildIsStale() {
  if (!existsSync(".next/BUILD_ID")) return true;
  const builtAt = statSync(".next/BUILD_ID").mtimeMs;
  const sources = [
    "app",
    "components",
    "lib",
    "public",
    "package-lock.json",
    "next.config.js",
    "postcss.config.mjs",
    "proxy.ts",
    "tsconfig.json",
  ];
  return sources.some((source) => newest(source) > builtAt);
}

/** @param {string} place */
function newest(place) {
  if (!existsSync(place)) return 0;
  const stat = statSync(place);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(place).reduce((latest, name) => Math.max(latest, newest(path.join(place, name))), 0);
}

/** @param {string[]} args @returns {Promise<number>} */
function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    const interrupt = () => child.kill("SIGTERM");
    process.once("beforeExit", interrupt);
    process.once("SIGTERM", interrupt);
    process.once("SIGINT", interrupt);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/**
 * npm that was killed cannot pass a signal on: without this its dashboard would live on unseen and hold the port. Nor does
 * the shell that npm starts: of the two seconds until all has ended, what it takes to notice is as good as nothing.
 */
function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  setInterval(() => process.ppid !== parent && void stop(0), 100).unref();
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  return stop(1);
}

/** @param {number} code */
async function stop(code) {
  if (stopping) return;
  stopping = true;
  const deadline = setTimeout(() => process.exit(code), SHUTDOWN_MS);
  const sandboxEnded = new Promise((resolve) => (sandbox ? sandbox.once("exit", resolve) : resolve(undefined)));
  sandbox?.kill("SIGTERM");
  server?.close();
  // The server's own code runs in Next's bundles; this is the one thing it shares with us.
  const container = Reflect.get(globalThis, Symbol.for("shardscope"));
  await container?.dispose();
  server?.closeAllConnections();
  await sandboxEnded;
  clearTimeout(deadline);
  process.exit(code);
}
