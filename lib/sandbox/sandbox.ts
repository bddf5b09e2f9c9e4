import type { AddressInfo } from "node:net";
import { type Clock, systemClock } from "@/lib/clock";
import { Api } from "./api";
import { CommitQueue } from "./commit-queue";
import { CLOCK_KEY, Control } from "./control";
import { openDatabase, reopenDatabase } from "./database";
import { FaultInjector } from "./faults";
import { Housekeeping } from "./housekeeping";
import { ItemsApi } from "./items-api";
import { KeyLocks } from "./key-locks";
import { SandboxClock } from "./sandbox-clock";
import { SequenceCounter } from "./sequence";
import { createHttpServer } from "./server";
import { StatementsApi } from "./statements-api";
import { StreamLog } from "./stream-log";
import { StreamsApi } from "./streams-api";
import { Tables } from "./tables";
import { TablesApi } from "./tables-api";
import { TransactionsApi } from "./transactions-api";
import { Workload } from "./workload";
import type { Parts } from "./write-unit";

export interface SandboxOptions {
  /** On 127.0.0.1; 0 takes a free one. */
  port: number;
  /** Made when missing. One process at a time. */
  dataDir: string;
  clock?: Clock;
}

export interface Sandbox {
  /** `http://127.0.0.1:<port>` */
  url: string;
  /** Cuts every connection, writes what was accepted, frees port and directory. */
  close(): Promise<void>;
}

/** Why the sandbox could not start, in a sentence for a person. */
export class SandboxStartError extends Error {}

/** Starts the embedded DynamoDB with streams. Throws SandboxStartError when the port or the directory is taken. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const db = await open(options.dataDir);
  const stop = new AbortController();
  try {
    const clock = new SandboxClock(
      options.clock ?? systemClock,
      ((await db.get(CLOCK_KEY)) as number | undefined) ?? 0,
    );
    const commits = new CommitQueue(db);
    const log = new StreamLog(db, commits, await SequenceCounter.open(db, commits), clock);
    const tables = new Tables(db, commits, log, clock);
    await log.load();
    await tables.load();
    commits.recoverWith(async () => {
      await reopenDatabase(db, options.dataDir);
      return [...(await log.restated()), ...(await tables.restated())];
    });
    const parts: Parts = { db, commits, locks: new KeyLocks(), tables, log };
    const faults = new FaultInjector(clock);
    let address = "127.0.0.1";
    const items = new ItemsApi(parts);
    const transactions = new TransactionsApi(parts, clock);
    const api = new Api({
      items,
      tables: new TablesApi(parts, clock, () => address),
      transactions,
      statements: new StatementsApi(items, transactions, tables),
      streams: new StreamsApi(log, clock, faults),
      faults,
    });
    const housekeeping = new Housekeeping(parts, clock);
    const workload = new Workload(api, parts, clock, stop.signal);
    const server = createHttpServer(api, new Control(parts, clock, faults, housekeeping, workload), stop.signal);
    await listen(server, options.port);
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    const chores = housekeeping.run(stop.signal);
    return {
      url: `http://${address}`,
      async close() {
        stop.abort(new Error("The sandbox is closing"));
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await Promise.all([closed, chores, workload.stopped()]);
        await commits.flushed();
        await db.close();
      },
    };
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function open(dataDir: string) {
  try {
    return await openDatabase(dataDir);
  } catch (error) {
    const cause = (error as Error).cause as NodeJS.ErrnoException | undefined;
    if (cause?.code === "LEVEL_LOCKED") {
      throw new SandboxStartError(
        `The sandbox's data in ${dataDir} is in use by another process. Stop that one, or set SHARDSCOPE_DATA to another directory.`,
      );
    }
    throw new SandboxStartError(
      `The sandbox's data directory ${dataDir} cannot be opened: ${cause?.message ?? (error as Error).message}. Set SHARDSCOPE_DATA to a directory that can be written.`,
    );
  }
}

function listen(server: ReturnType<typeof createHttpServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      reject(
        error.code === "EADDRINUSE"
          ? new SandboxStartError(
              `Port ${port} is in use by another program. Stop that one, or set SANDBOX_PORT to a free port.`,
            )
          : new SandboxStartError(`The sandbox cannot listen on 127.0.0.1:${port}: ${error.message}.`),
      );
    });
    server.listen(port, "127.0.0.1", resolve);
  });
}
