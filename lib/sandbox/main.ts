import { join } from "node:path";
import { defaultDataDirectory } from "@/lib/data-directory";
import { SandboxStartError, startSandbox } from "./sandbox";

function portFrom(text: string | undefined): number {
  const port = Number(text || 4401);
  if (Number.isInteger(port) && port >= 0 && port <= 65535) return port;
  throw new SandboxStartError(`SANDBOX_PORT must be a port from 0 to 65535, not "${text}".`);
}

try {
  const sandbox = await startSandbox({
    port: portFrom(process.env.SANDBOX_PORT),
    dataDir: join(process.env.SHARDSCOPE_DATA || defaultDataDirectory(process.env), "sandbox"),
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      sandbox.close().then(
        () => process.exit(0),
        (error) => {
          console.error(`Sandbox  did not close cleanly: ${(error as Error).message}`);
          process.exit(1);
        },
      );
    });
  }
  // dynalite works in callbacks of streams, where a throw has no one to catch it; the request is lost, the rest goes on.
  process.on("uncaughtException", (error) => console.error(`Sandbox  ${error.stack}`));
  console.log(`Sandbox    ${sandbox.url}`);
  // Run by `npm start`: says so there, and ends with it, however it ends; else the port and the files stayed taken.
  process.send?.("ready");
  process.once("disconnect", () => process.exit(0));
} catch (error) {
  console.error(error instanceof SandboxStartError ? error.message : error);
  process.exit(1);
}
