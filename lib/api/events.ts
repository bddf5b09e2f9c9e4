import { type Clock, systemClock } from "@/lib/clock";
import type { Frame, GapEvent, SeekEvent, StatusEvent } from "./contract";
import { eventsUrl } from "./routes";

/** `reconnecting`: nothing comes for now, and nothing is lost, since the store has it. */
export type ConnectionState = "connecting" | "connected" | "reconnecting";

export interface EventHandlers {
  onFrame?: (frame: Frame) => void;
  onGap?: (gap: GapEvent) => void;
  onStatus?: (status: StatusEvent) => void;
  onSeek?: (seek: SeekEvent) => void;
  /**
   * `resumed` is false on the first connection and after the browser had to begin anew (the server refused for a while):
   * the next frame may then start later than the last one ended; read what lies between with `getRecords`.
   */
  onConnection?: (state: ConnectionState, resumed: boolean) => void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

/**
 * Listens to a capture until the function it returns is called. A lost connection is taken up again by the browser, which
 * sends Last-Event-ID; where it gives up (any answer but 200), a new one is made after a growing wait with jitter.
 */
export function listen(
  captureId: string,
  handlers: EventHandlers,
  clock: Clock = systemClock,
  open: (url: string) => EventSource = (url) => new EventSource(url),
): () => void {
  const stop = new AbortController();
  let source: EventSource | undefined;
  let refusals = 0;

  const connect = () => {
    const current = open(eventsUrl(captureId));
    let wasOpen = false;
    source = current;
    const on = <Data>(name: string, handler: ((data: Data) => void) | undefined) => {
      if (handler) current.addEventListener(name, (event) => handler(JSON.parse(event.data)));
    };
    on("frame", handlers.onFrame);
    on("gap", handlers.onGap);
    on("status", handlers.onStatus);
    on("seek", handlers.onSeek);
    current.onopen = () => {
      handlers.onConnection?.("connected", wasOpen);
      wasOpen = true;
      refusals = 0;
    };
    current.onerror = () => {
      handlers.onConnection?.("reconnecting", wasOpen);
      // CONNECTING: the browser is at it already.
      if (current.readyState !== current.CLOSED) return;
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** refusals) * (0.5 + clock.random() / 2);
      refusals += 1;
      clock.sleep(wait, stop.signal).then(connect, () => {});
    };
  };

  handlers.onConnection?.("connecting", false);
  connect();
  return () => {
    stop.abort();
    source?.close();
  };
}
