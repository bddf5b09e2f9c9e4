import fc from "fast-check";
import { expect, it } from "vitest";
import type { EventSink } from "./event-connection";
import { EventHub, type FromTab, type ToTab } from "./event-hub";

/** A browser of tabs around one hub, and the connections that it holds. */
function browser() {
  const connections = new Map<string, EventSink>();
  let opened = 0;
  const hub = new EventHub((captureId, sink) => {
    expect(connections.has(captureId), "two connections to one capture").toBe(false);
    opened += 1;
    connections.set(captureId, sink);
    sink.connection("connecting", false);
    sink.connection("connected", false);
    return () => connections.delete(captureId);
  });
  const tab = (captureId: string, visible = true) => {
    const got: ToTab[] = [];
    let answered = 0;
    const say = hub.join((message) => got.push(message));
    say({ type: "listen", captureId, visible });
    return {
      show: (visible: boolean) => say({ type: "visible", visible }),
      leave: () => say({ type: "leave" }),
      /** Answers all that came, as a tab that runs does. */
      runs() {
        while (answered < got.length) {
          answered += 1;
          say({ type: "taken" });
        }
      },
      waiting: () => got.length - answered,
      frames: () => got.flatMap((message) => (message.type === "event" ? [message.text] : [])),
      last: () => got.at(-1),
    };
  };
  const frame = (captureId: string, text: string) => connections.get(captureId)?.event("frame", text);
  return { hub, tab, frame, connections, opened: () => opened };
}

const FRESH = { type: "connection", state: "connected", resumed: false };

it("gives the frames of one connection to all tabs of a capture, and lets go with the last", () => {
  const { tab, frame, connections, opened } = browser();
  const tabs = Array.from({ length: 20 }, () => tab("a"));
  for (const { runs } of tabs) runs();
  frame("a", "1");
  for (const { frames } of tabs) expect(frames()).toEqual(["1"]);
  expect(opened()).toBe(1);
  for (const { leave } of tabs.slice(1)) leave();
  frame("a", "2");
  expect(tabs[0]?.frames()).toEqual(["1", "2"]);
  expect(tabs[1]?.frames()).toEqual(["1"]);
  expect(connections.size).toBe(1);
  tabs[0]?.leave();
  expect(connections.size).toBe(0);
});

it("tells a tab that comes later that the connection is there: what was before it is in the store", () => {
  const { tab, frame } = browser();
  tab("a");
  frame("a", "1");
  const later = tab("a");
  expect(later.last()).toEqual(FRESH);
  frame("a", "2");
  expect(later.frames()).toEqual(["2"]);
});

it("sends nothing to a hidden tab, and tells it when it is shown to read what it lacks", () => {
  const { tab, frame } = browser();
  tab("a");
  const hidden = tab("a");
  hidden.runs();
  hidden.show(false);
  for (let count = 0; count < 1000; count++) frame("a", String(count));
  expect(hidden.waiting()).toBe(0);
  hidden.show(true);
  expect(hidden.last()).toEqual(FRESH);
  frame("a", "next");
  expect(hidden.frames()).toEqual(["next"]);
});

it("a second turn to a tab that was visible all along makes nothing anew", () => {
  const { tab } = browser();
  const one = tab("a");
  one.runs();
  one.show(true);
  expect(one.waiting()).toBe(0);
});

it("holds no connection while all tabs are hidden", () => {
  const { tab, connections } = browser();
  const one = tab("a");
  const background = tab("b", false);
  expect([...connections.keys()]).toEqual(["a"]);
  one.show(false);
  expect(connections.size).toBe(0);
  background.show(true);
  expect([...connections.keys()]).toEqual(["b"]);
  expect(background.last()).toEqual(FRESH);
  one.runs();
  one.show(true);
  expect(one.last()).toEqual(FRESH);
});

it("does not pile up messages for a tab that stopped running, and goes on when it has taken them", () => {
  const { tab, frame } = browser();
  tab("a").runs();
  const frozen = tab("a");
  for (let count = 0; count < 10_000; count++) frame("a", String(count));
  expect(frozen.waiting()).toBe(16);
  frozen.runs();
  expect(frozen.last()).toEqual(FRESH);
  frame("a", "next");
  expect(frozen.frames().at(-1)).toBe("next");
});

it("takes three beats without an answer for a closed tab, and takes it up again should it answer later", () => {
  const { hub, tab, connections } = browser();
  const one = tab("a");
  for (let beats = 0; beats < 100; beats++) {
    one.runs();
    hub.beat();
  }
  expect(connections.size).toBe(1);
  for (let beats = 0; beats < 3; beats++) hub.beat();
  expect(connections.size).toBe(0);
  one.runs();
  expect(connections.size).toBe(1);
  expect(one.last()).toEqual(FRESH);
});

it("counts no beats that nobody sent: after the machine slept, no tab is lost", () => {
  const { hub, tab, connections } = browser();
  const one = tab("a");
  one.runs();
  hub.beat();
  expect(one.last()).toEqual({ type: "beat" });
  hub.beat();
  hub.beat();
  one.runs();
  hub.beat();
  hub.beat();
  expect(connections.size).toBe(1);
});

it("holds three connections at most: the captures turned to last are live, the others say that they wait", () => {
  const { tab, frame, connections } = browser();
  const tabs = ["a", "b", "c", "d"].map((captureId) => tab(captureId));
  for (const { runs } of tabs) runs();
  expect([...connections.keys()]).toEqual(["b", "c", "d"]);
  expect(tabs[0]?.last()).toEqual({ type: "connection", state: "waiting", resumed: false });
  tabs[0]?.show(true);
  expect([...connections.keys()].sort()).toEqual(["a", "c", "d"]);
  expect(tabs[0]?.last()).toEqual(FRESH);
  expect(tabs[1]?.last()).toEqual({ type: "connection", state: "waiting", resumed: false });
  frame("a", "1");
  expect(tabs[0]?.frames()).toEqual(["1"]);
  tabs[3]?.leave();
  expect([...connections.keys()].sort()).toEqual(["a", "b", "c"]);
});

it("passes on that the connection was lost and resumed", () => {
  const { tab, connections } = browser();
  const one = tab("a");
  connections.get("a")?.connection("reconnecting", true);
  expect(one.last()).toMatchObject({ state: "reconnecting" });
  connections.get("a")?.connection("connected", true);
  expect(one.last()).toEqual({ ...FRESH, resumed: true });
});

it("lets no frame go past a tab without telling it to read anew, whatever tabs and connections do", () => {
  const step = fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({ does: fc.constant("frame" as const), times: fc.integer({ min: 1, max: 20 }) }),
    },
    { weight: 4, arbitrary: fc.record({ does: fc.constant("run" as const), tab: fc.nat(3), most: fc.nat(20) }) },
    fc.record({ does: fc.constantFrom("hide", "show", "leave", "join"), tab: fc.nat(3) }),
    fc.record({ does: fc.constant("beats" as const), times: fc.integer({ min: 1, max: 5 }) }),
    fc.record({ does: fc.constantFrom("resume", "beginAnew") }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
      let head = 0;
      let sink: EventSink | undefined;
      const hub = new EventHub((_captureId, given) => {
        sink = given;
        given.connection("connected", false);
        return () => {
          sink = undefined;
        };
      });
      const frame = () => {
        head += 1;
        sink?.event("frame", String(head));
      };
      /** Reads the store when told that the connection is new; each frame must go on where it is. */
      const openTab = () => {
        const queue: ToTab[] = [];
        let known = head;
        let left = false;
        const take = hub.join((message) => queue.push(message));
        const say = (message: FromTab) => {
          left ||= message.type === "leave";
          take(message);
        };
        say({ type: "listen", captureId: "a", visible: true });
        const run = (most: number) => {
          for (let count = 0; count < most; count++) {
            const message = queue.shift();
            if (!message) return;
            say({ type: "taken" });
            if (message.type === "connection" && !message.resumed) known = head;
            if (message.type !== "event") continue;
            expect(Number(message.text)).toBeLessThanOrEqual(known + 1);
            known = Math.max(known, Number(message.text));
          }
        };
        return { say, run, known: () => known, waiting: () => queue.length, left: () => left };
      };
      const tabs = Array.from({ length: 4 }, openTab);
      for (const what of steps) {
        const tab = tabs["tab" in what ? what.tab : 0];
        if (!tab) throw new Error("no such tab");
        if (what.does === "frame") for (let count = 0; count < what.times; count++) frame();
        else if (what.does === "run") tab.run(what.most);
        else if (what.does === "hide") tab.say({ type: "visible", visible: false });
        else if (what.does === "show") tab.say({ type: "visible", visible: true });
        else if (what.does === "leave") tab.say({ type: "leave" });
        else if (what.does === "join") tabs["tab" in what ? what.tab : 0] = openTab();
        else if (what.does === "beats") for (let count = 0; count < what.times; count++) hub.beat();
        else sink?.connection("connected", what.does === "resume");
        // The connection's own news are few; of frames no more than the window is under way.
        for (const { waiting } of tabs) expect(waiting()).toBeLessThanOrEqual(16);
      }
      for (const [index, { left }] of tabs.entries()) if (left()) tabs[index] = openTab();
      for (const { say, run } of tabs) {
        run(Number.POSITIVE_INFINITY);
        say({ type: "visible", visible: true });
      }
      frame();
      for (const { run, known } of tabs) {
        run(Number.POSITIVE_INFINITY);
        expect(known()).toBe(head);
      }
    }),
    { numRuns: 500 },
  );
});
