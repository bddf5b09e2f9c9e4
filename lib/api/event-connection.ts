import { type Clock, systemClock } from "@/lib/clock";
import { eventsUrl } from "./routes";

/** `reconnecting`: nothing comes for now, and nothing is lost, since the store has it. */
export type ConnectionState = "connecting" | "connected" | "reconnecting";

export const eventKinds = ["frame", "gap", "status", "seek"] as const;
export type EventKind = (typeof eventKinds)[number];

/** Takes what a connection brings. */
export interface EventSink {
  /** `text` is JSON, as the server wrote it. */
  event(kind: EventKind, text: string): void;
  /**
   * `resumed` is false on the first connection and after one had to begin anew (the server refused for a while, or fell
   * silent): the next frame may then start later than the last one ended; what lies between is read from the store.
   */
  connection(state: ConnectionState, resumed: boolean): void;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;
/** A frame comes about every two seconds at least. After so long without, the connection is dead though nobody said so: sleep, another network. */
const SILENCE_MS = 20_000;

/**
 * Holds one connection to a capture's events until the function it returns is called. A lost one is taken up again by the
 * browser, which sends Last-Event-ID; where it gives up (any answer but 200), a new one is made after a growing wait with
 * jitter.
 */
export function connectEvents(
  captureId: string,
  sink: EventSink,
  clock: Clock = systemClock,
  open: (url: string) => EventSource = (url) => new EventSource(url),
): () => void {
  const stop = new AbortController();
  let source: EventSource | undefined;
  let refusals = 0;
  let heardAt = clock.now();

  const connect = () => {
    const current = open(eventsUrl(captureId));
    let wasOpen = false;
    source = current;
    heardAt = clock.now();
    for (const kind of eventKinds) {
      current.addEventListener(kind, ({ data }) => {
        heardAt = clock.now();
        sink.event(kind, data);
      });
    }
    current.onopen = () => {
      heardAt = clock.now();
      sink.connection("connected", wasOpen);
      wasOpen = true;
      refusals = 0;
    };
    current.onerror = () => {
      heardAt = clock.now();
      sink.connection("reconnecting", wasOpen);
      // CONNECTING: the browser is at it already.
      if (current.readyState !== current.CLOSED) return;
      const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** refusals) * (0.5 + clock.random() / 2);
      refusals += 1;
      clock.sleep(wait, stop.signal).then(connect, ignore);
    };
  };

  const watch = async () => {
    for (;;) {
      await clock.sleep(SILENCE_MS, stop.signal);
      if (!source || source.readyState === source.CLOSED || clock.now() - heardAt < SILENCE_MS) continue;
      source.close();
      sink.connection("reconnecting", false);
      connect();
    }
  };

  sink.connection("connecting", false);
  connect();
  watch().catch(ignore);
  return () => {
    stop.abort();
    source?.close();
  };
}

/** It was stopped while it waited. */
function ignore(): void {}
