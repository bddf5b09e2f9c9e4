import { type Clock, systemClock } from "@/lib/clock";
import type { EventSink } from "./event-connection";
import type { FromTab, TabConnection, ToTab } from "./event-hub";
import { type PageView, thisPage } from "./page-view";

/** As much of a MessagePort as is used. */
export interface HubPort {
  post(message: FromTab): void;
  close(): void;
}

/** Opens a port to the hub. `onFailure`: the hub cannot be started. Throws where there are no shared workers. */
export type OpenHub = (onMessage: (message: ToTab) => void, onFailure: () => void) => HubPort;

export interface TabSink extends Omit<EventSink, "connection"> {
  connection(state: TabConnection, resumed: boolean): void;
}

/** The hub asks for a sign of life every five seconds: one that is silent for so long has ended. */
const SILENCE_MS = 15_000;

/**
 * Listens to a capture through the hub that all tabs of the browser share, until the function it returns is called. Takes
 * up another hub when the one it has falls silent. Calls `onNoHub` once, and ends, where there is none to be had.
 */
export function linkToHub(
  captureId: string,
  sink: TabSink,
  onNoHub: () => void,
  open: OpenHub = openSharedWorker,
  page: PageView = thisPage,
  clock: Clock = systemClock,
): () => void {
  const stop = new AbortController();
  let port: HubPort | undefined;
  let heardAt = clock.now();
  let wasHeard = false;

  const unwatch = page.watch(() => {
    // While hidden, the clock of this page may have stood still.
    heardAt = clock.now();
    port?.post({ type: "visible", visible: page.visible() });
  });
  const end = () => {
    stop.abort();
    unwatch();
    port?.post({ type: "leave" });
    port?.close();
    port = undefined;
  };
  const giveUp = () => {
    if (stop.signal.aborted) return;
    end();
    onNoHub();
  };
  const connect = () => {
    heardAt = clock.now();
    const current = open((message) => {
      if (port !== current) return;
      heardAt = clock.now();
      wasHeard = true;
      // Taken first: should the sink fail, the tab must not seem frozen.
      current.post({ type: "taken" });
      if (message.type === "event") sink.event(message.kind, message.text);
      else if (message.type === "connection") sink.connection(message.state, message.resumed);
    }, giveUp);
    port = current;
    current.post({ type: "listen", captureId, visible: page.visible() });
  };
  const watch = async () => {
    for (;;) {
      await clock.sleep(SILENCE_MS, stop.signal);
      if (!page.visible() || clock.now() - heardAt < SILENCE_MS) continue;
      if (!wasHeard) return giveUp();
      port?.post({ type: "leave" });
      port?.close();
      connect();
    }
  };

  try {
    connect();
    watch().catch(() => {});
  } catch {
    giveUp();
  }
  return end;
}

function openSharedWorker(onMessage: (message: ToTab) => void, onFailure: () => void): HubPort {
  const worker = new SharedWorker(new URL("./events.worker.ts", import.meta.url), {
    name: "Shardscope events",
    type: "module",
  });
  worker.addEventListener("error", onFailure);
  worker.port.addEventListener("message", ({ data }: MessageEvent<ToTab>) => onMessage(data));
  worker.port.start();
  return { post: (message) => worker.port.postMessage(message), close: () => worker.port.close() };
}
