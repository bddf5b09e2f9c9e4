import { systemClock } from "@/lib/clock";
import { connectEvents } from "./event-connection";
import { EventHub, type FromTab } from "./event-hub";

/** The shared worker: the hub of all tabs of this browser. Ends with the last of them. */

const BEAT_MS = 5_000;

const hub = new EventHub(connectEvents);

addEventListener("connect", (event) => {
  const [port] = (event as MessageEvent).ports;
  if (!port) return;
  const take = hub.join((message) => port.postMessage(message));
  port.addEventListener("message", ({ data }: MessageEvent<FromTab>) => take(data));
  // Where browsers tell it, a tab that was closed or crashed is known at once; elsewhere by its silence.
  port.addEventListener("close", () => take({ type: "leave" }));
  port.start();
});

void (async () => {
  for (;;) {
    await systemClock.sleep(BEAT_MS);
    hub.beat();
  }
})();
