import { type Connection, DEFAULT_REGION } from "@/lib/aws/connections";
import { Captures } from "@/lib/capture/captures";
import { keepWithinLimits } from "@/lib/capture/retention";
import type { CaptureStore, StoredConnection } from "@/lib/capture/store";
import { type Clock, systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { log } from "./log";
import { readSettings, type Settings } from "./settings";
import { Sources } from "./sources";

/** Everything the server holds. The only place that constructs what others use through interfaces. */
export interface Container {
  settings: Settings;
  clock: Clock;
  sources: Sources;
  store: CaptureStore;
  captures: Captures;
  /** Aborts when the server stops: whatever waits on a client ends with it. */
  stopping: AbortSignal;
}

interface Shared {
  ready: Promise<Container>;
  dispose(): Promise<void>;
}

/** Route handlers and pages get different copies of this module; the process has one container all the same. */
const SHARED = Symbol.for("shardscope");
const shared = globalThis as { [SHARED]?: Shared };

/** The container, made by the first request. Rejects while it cannot be made (data directory, settings); then tries again. */
export function container(): Promise<Container> {
  shared[SHARED] ??= start();
  return shared[SHARED].ready;
}

function start(): Shared {
  const stop = new AbortController();
  const ready = create(stop.signal);
  ready.catch(() => {
    delete shared[SHARED];
  });
  return {
    ready,
    async dispose() {
      stop.abort();
      const { captures, sources, store } = await ready;
      await captures.dispose();
      sources.close();
      await store.close();
    },
  };
}

async function create(stopping: AbortSignal): Promise<Container> {
  const settings = readSettings(process.env);
  const clock = systemClock;
  const sources = new Sources(settings, clock);
  const store = await createSqliteStore({ directory: settings.dataDirectory, clock });
  const captures = new Captures({
    store,
    clock,
    sourceOf: (connection) => {
      const reached = reach(connection);
      return reached && sources.source(...reached);
    },
    newerStreamOf: async (connection, stream, signal) => {
      const reached = reach(connection);
      return reached && sources.newerStreamOf(...reached, stream, signal);
    },
  });
  // Those that were reading when the server ended go on, from their stored positions.
  await captures.resume();
  void keepWithinLimits(
    () => captures.list(),
    clock,
    stopping,
    (captureId, error) => log("warn", "old records could not be removed", { captureId, error }),
  );
  return { settings, clock, sources, store, captures, stopping };
}

/** The connection and region to read a capture's stream by; none for an import. */
function reach({ kind, ...connection }: StoredConnection): [Connection, string] | undefined {
  return kind === "import" ? undefined : [{ ...connection, kind }, connection.region ?? DEFAULT_REGION];
}
