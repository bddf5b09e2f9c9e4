import { Worker } from "node:worker_threads";

/**
 * Starts a thread from a TypeScript file beside the one that asks. `bundled` must make it from a literal
 * `new Worker(new URL("./file.ts", import.meta.url), …)`: Next bundles a worker where it sees that very expression, and takes
 * `workerData` for itself. Outside of Next, tsx compiles `file` as it does the rest.
 */
export function startThread(name: string, bundled: () => Worker, file: URL): Worker {
  if (process.env.NEXT_RUNTIME) return bundled();
  const entry = JSON.stringify(file.href);
  // Node 20 does not hand tsx's loader down to a thread, whatever its execArgv.
  const start = `import("tsx/esm/api").then(({ register }) => { register(); return import(${entry}); })`;
  return new Worker(start, { eval: true, execArgv: [], name });
}
