import { expect, it } from "vitest";
import type { Clock } from "@/lib/clock";
import { type ConnectionState, connectEvents } from "./event-connection";

/** As much of an EventSource as is listened to. */
class FakeSource extends EventTarget {
  readonly CLOSED = 2;
  readyState = 0;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  close() {
    this.readyState = 2;
  }
  opens() {
    this.readyState = 1;
    this.onopen?.();
  }
  /** The network went; the browser tries again by itself. */
  drops() {
    this.readyState = 0;
    this.onerror?.();
  }
  /** The server said no; the browser gives up. */
  refuses() {
    this.readyState = 2;
    this.onerror?.();
  }
  sends(name: string, data: unknown) {
    this.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(data) }));
  }
}

/** Waits only as long as the test says. */
class FakeClock implements Clock {
  readonly waits: { ms: number; end: () => void; signal: AbortSignal | undefined }[] = [];
  time = 0;
  now = () => this.time;
  random = () => 1;
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      this.waits.push({ ms, end: resolve, signal });
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }
  /** The waits for another attempt; all others watch for silence. */
  get retries() {
    return this.waits.filter(({ ms }) => ms !== SILENCE);
  }
  /** The time of one look for silence passes. */
  async passSilence() {
    this.time += SILENCE;
    this.waits
      .filter(({ ms }) => ms === SILENCE)
      .at(-1)
      ?.end();
    await Promise.resolve();
  }
}

const SILENCE = 20_000;

function start() {
  const sources: FakeSource[] = [];
  const states: [ConnectionState, boolean][] = [];
  const events: unknown[] = [];
  const clock = new FakeClock();
  const stop = connectEvents(
    "c/1",
    { connection: (...state) => states.push(state), event: (...event) => events.push(event) },
    clock,
    (url) => {
      expect(url).toBe("/api/captures/c%2F1/events");
      const source = new FakeSource();
      sources.push(source);
      return source as unknown as EventSource;
    },
  );
  const source = (index: number): FakeSource => {
    const found = sources[index];
    if (!found) throw new Error(`no connection ${index}`);
    return found;
  };
  return { source, sources, states, events, clock, stop };
}

it("hands on what comes, and leaves a dropped connection to the browser", () => {
  const { source, sources, states, events, clock } = start();
  source(0).opens();
  source(0).sends("frame", { cursor: 7 });
  source(0).drops();
  source(0).opens();
  expect(events).toEqual([["frame", `{"cursor":7}`]]);
  expect(states).toEqual([
    ["connecting", false],
    ["connected", false],
    ["reconnecting", true],
    ["connected", true],
  ]);
  expect(sources).toHaveLength(1);
  expect(clock.retries).toHaveLength(0);
});

it("begins anew after a refusal, waiting longer each time, and says that it did not resume", async () => {
  const { source, states, clock } = start();
  source(0).opens();
  for (let attempt = 0; attempt < 8; attempt += 1) {
    source(attempt).refuses();
    clock.retries[attempt]?.end();
    await Promise.resolve();
  }
  expect(clock.retries.map(({ ms }) => ms)).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  source(8).opens();
  expect(states.at(-1)).toEqual(["connected", false]);
  source(8).refuses();
  expect(clock.retries.at(-1)?.ms).toBe(500);
});

it("leaves nothing behind when it ends, also while it waits", async () => {
  const { source, sources, clock, stop } = start();
  source(0).refuses();
  stop();
  expect(clock.waits).toHaveLength(2);
  expect(clock.waits.every(({ signal }) => signal?.aborted)).toBe(true);
  await Promise.resolve();
  expect(sources).toHaveLength(1);
  expect(source(0).readyState).toBe(2);
});

it("begins anew when an open connection falls silent, and says that it did not resume", async () => {
  const { source, sources, states, clock } = start();
  source(0).opens();
  clock.time += 1;
  source(0).sends("frame", { cursor: 1 });
  clock.time -= 1;
  await clock.passSilence();
  expect(sources).toHaveLength(1);
  await clock.passSilence();
  expect(source(0).readyState).toBe(2);
  source(1).opens();
  expect(states.slice(-2)).toEqual([
    ["reconnecting", false],
    ["connected", false],
  ]);
});

it("does not take the wait after a refusal for silence", async () => {
  const { source, sources, clock } = start();
  source(0).refuses();
  await clock.passSilence();
  await clock.passSilence();
  expect(sources).toHaveLength(1);
});
