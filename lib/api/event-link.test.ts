import { expect, it } from "vitest";
import type { Clock } from "@/lib/clock";
import type { FromTab, ToTab } from "./event-hub";
import { linkToHub, type OpenHub } from "./event-link";
import { type EventHandlers, listen, listenAlone } from "./events";
import type { PageView } from "./page-view";

/** A page that is hidden and shown as the test says. */
function fakePage(): PageView & { show(visible: boolean): void } {
  let visible = true;
  const listeners = new Set<() => void>();
  return {
    visible: () => visible,
    watch(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show(next) {
      visible = next;
      for (const listener of listeners) listener();
    },
  };
}

/** Looks for silence when the test says so. */
function fakeClock() {
  let time = 0;
  let wake = () => {};
  const clock: Clock = {
    now: () => time,
    random: () => 0,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        wake = resolve;
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const passSilence = async () => {
    time += 15_000;
    wake();
    await Promise.resolve();
  };
  return { clock, passSilence };
}

function start(open: (attempt: number) => OpenHub) {
  const page = fakePage();
  const { clock, passSilence } = fakeClock();
  const got: string[] = [];
  let attempts = 0;
  const stop = linkToHub(
    "a",
    {
      event: (kind, text) => got.push(`${kind} ${text}`),
      connection: (state, resumed) => got.push(`${state} ${resumed}`),
    },
    () => got.push("no hub"),
    (...parameters) => open(attempts++)(...parameters),
    page,
    clock,
  );
  return { page, passSilence, got, stop, attempts: () => attempts };
}

/** A port whose other end is the test's. */
function fakePort() {
  const said: FromTab[] = [];
  let deliver: (message: ToTab) => void = () => {};
  let fail = () => {};
  let closed = false;
  const open: OpenHub = (onMessage, onFailure) => {
    deliver = onMessage;
    fail = onFailure;
    return {
      post: (message) => said.push(message),
      close: () => {
        closed = true;
      },
    };
  };
  return { open, said, deliver: (message: ToTab) => deliver(message), fail: () => fail(), isClosed: () => closed };
}

it("hands on what comes, answers each message, and says when the page is hidden and shown", () => {
  const port = fakePort();
  const { got, page, stop } = start(() => port.open);
  port.deliver({ type: "connection", state: "connected", resumed: false });
  port.deliver({ type: "event", kind: "frame", text: "1" });
  port.deliver({ type: "beat" });
  page.show(false);
  page.show(true);
  stop();
  expect(got).toEqual(["connected false", "frame 1"]);
  expect(port.said).toEqual([
    { type: "listen", captureId: "a", visible: true },
    { type: "taken" },
    { type: "taken" },
    { type: "taken" },
    { type: "visible", visible: false },
    { type: "visible", visible: true },
    { type: "leave" },
  ]);
  expect(port.isClosed()).toBe(true);
  page.show(false);
  port.deliver({ type: "event", kind: "frame", text: "2" });
  expect(port.said).toHaveLength(7);
  expect(got).toHaveLength(2);
});

it("takes up another hub when the one it has falls silent, but not while it is hidden", async () => {
  const [first, second] = [fakePort(), fakePort()];
  const { got, page, passSilence, attempts } = start((attempt) => (attempt === 0 ? first : second).open);
  first.deliver({ type: "beat" });
  page.show(false);
  await passSilence();
  await passSilence();
  page.show(true);
  expect(attempts()).toBe(1);
  await passSilence();
  expect(attempts()).toBe(2);
  expect(first.isClosed()).toBe(true);
  first.deliver({ type: "event", kind: "frame", text: "late" });
  second.deliver({ type: "event", kind: "frame", text: "1" });
  expect(got).toEqual(["frame 1"]);
});

it("says once that there is no hub: none to be made, one that fails, one that never speaks", async () => {
  const denied = start(() => () => {
    throw new DOMException("Denied.", "SecurityError");
  });
  expect(denied.got).toEqual(["no hub"]);

  const port = fakePort();
  const failing = start(() => port.open);
  port.fail();
  port.fail();
  expect(failing.got).toEqual(["no hub"]);

  const mute = start(() => fakePort().open);
  await mute.passSilence();
  expect(mute.got).toEqual(["no hub"]);

  const left = fakePort();
  const { stop, got } = start(() => left.open);
  stop();
  left.fail();
  expect(got).toEqual([]);
});

it("without a hub, a connection of its own is held while the page is visible", () => {
  const page = fakePage();
  let open = 0;
  const sink = { event: () => {}, connection: () => {} };
  const connect = () => {
    open += 1;
    return () => {
      open -= 1;
    };
  };
  const stop = listenAlone("a", sink, connect, page);
  expect(open).toBe(1);
  page.show(true);
  expect(open).toBe(1);
  page.show(false);
  expect(open).toBe(0);
  page.show(true);
  expect(open).toBe(1);
  stop();
  expect(open).toBe(0);
  page.show(true);
  expect(open).toBe(0);
});

it("gives each kind of event to its handler, and turns to a connection of its own where there is no hub", () => {
  const got: unknown[] = [];
  const handlers: EventHandlers = {
    onFrame: (frame) => got.push(["frame", frame]),
    onGap: (gap) => got.push(["gap", gap]),
    onStatus: (status) => got.push(["status", status]),
    onSeek: (seek) => got.push(["seek", seek]),
    onConnection: (...state) => got.push(state),
  };
  let ended = 0;
  const stop = listen(
    "a",
    handlers,
    (_id, _sink, onNoHub) => {
      onNoHub();
      return () => {};
    },
    (id, sink) => {
      expect(id).toBe("a");
      sink.connection("connected", false);
      for (const kind of ["frame", "gap", "status", "seek"] as const) sink.event(kind, `{"of":"${kind}"}`);
      return () => {
        ended += 1;
      };
    },
  );
  expect(got).toEqual([
    ["connecting", false],
    ["connected", false],
    ...["frame", "gap", "status", "seek"].map((kind) => [kind, { of: kind }]),
  ]);
  stop();
  expect(ended).toBe(1);
});
