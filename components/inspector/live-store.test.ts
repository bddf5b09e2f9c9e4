import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CaptureDetail, Cost, Frame, ShardInfo, Totals } from "@/lib/api/contract";
import type { EventHandlers } from "@/lib/api/events";
import type { Clock } from "@/lib/clock";
import { LiveStore } from "./live-store";

const cost: Cost = {
  calls: {
    describeStream: { ok: 0, throttled: 0, failed: 0 },
    getShardIterator: { ok: 0, throttled: 0, failed: 0 },
    getRecords: { ok: 0, throttled: 0, failed: 0 },
  },
  callsPerSecond: 0,
  throttledPerMinute: 0,
  monthlyUsd: null,
};

const totals = (records: number): Totals => ({ records, inserts: records, modifies: 0, removes: 0, bytes: records });

const shard = (shardId: string, records: number): ShardInfo => ({
  shardId,
  state: "reading",
  open: true,
  startingSequenceNumber: "1",
  records,
  position: {},
  coverage: [],
  gaps: [],
});

const capture = (cursor: number, shards: ShardInfo[]): CaptureDetail => ({
  id: "a",
  stream: {
    arn: "arn",
    tableName: "orders",
    label: "label",
    region: "eu-west-1",
    accountId: "1",
    viewType: "NEW_AND_OLD_IMAGES",
    status: "ENABLED",
    keySchema: { hash: "pk" },
  },
  connection: { id: "sandbox", kind: "sandbox", label: "Sandbox" },
  status: { state: "live" },
  reading: "running",
  keep: null,
  totals: totals(cursor),
  gaps: 0,
  createdAt: "2026-11-20T07:52:33.000Z",
  openedAt: "2026-11-20T07:52:33.000Z",
  cursor,
  shards,
  cost,
});

const frame = (cursor: number, shards: ShardInfo[]): Frame => ({
  cursor,
  rows: [],
  shards,
  totals: totals(cursor),
  rate: 1,
  cost,
});

/** A store whose clock, screen and server move when the test says so. */
function open(load: () => Promise<CaptureDetail>) {
  const wakes: (() => void)[] = [];
  const page = { now: 0, visible: true };
  const clock: Clock = {
    now: () => page.now,
    random: () => 0.5,
    sleep: (_ms, signal) =>
      new Promise((resolve, reject) => {
        wakes.push(resolve);
        signal?.addEventListener("abort", () => reject(signal.reason));
      }),
  };
  const paints: (() => void)[] = [];
  const frames: number[] = [];
  let handlers: EventHandlers = {};
  const store = new LiveStore({
    loadCapture: load,
    listen: (given) => {
      handlers = given;
      return () => {};
    },
    onFrame: ({ cursor }) => frames.push(cursor),
    visible: () => page.visible,
    schedule: (paint) => paints.push(paint),
    clock,
  });
  const stop = store.start();
  const losePatience = wakes.shift() ?? (() => {});
  return { store, stop, wakes, losePatience, paints, frames, handlers, page };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("LiveStore", () => {
  it("ends in the same state whether the capture is read before, between or after the frames", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 }),
        fc.nat(12),
        async (names, at) => {
          const counts = new Map<string, number>();
          const news = names.map((name, index) => {
            counts.set(name, (counts.get(name) ?? 0) + 1);
            return { frame: frame(index + 1, [shard(name, counts.get(name) ?? 0)]), all: new Map(counts) };
          });
          const readAt = Math.min(at, news.length);
          const known = readAt === 0 ? new Map<string, number>() : (news[readAt - 1]?.all ?? new Map());
          const answer = capture(
            readAt,
            [...known].map(([name, count]) => shard(name, count)),
          );
          let respond: (detail: CaptureDetail) => void = () => {};
          const { store, handlers, stop, wakes } = open(() => new Promise((resolve) => (respond = resolve)));
          handlers.onConnection?.("connected", false);
          const respondAfter = (at * 7) % (news.length + 1);
          for (const [index, { frame }] of news.entries()) {
            if (index === respondAfter) respond(answer);
            await turn();
            handlers.onFrame?.(frame);
          }
          respond(answer);
          await turn();
          // What was held back to keep the pace is told in the end.
          for (const wake of wakes.splice(0)) wake();
          await turn();
          const { shards, totals } = store.state();
          expect(new Map(shards.map(({ shardId, records }) => [shardId, records]))).toEqual(counts);
          expect(totals?.records).toBe(names.length);
          stop();
        },
      ),
      { numRuns: 50 },
    );
  });

  it("tells the screen once a frame, however much came", () => {
    const { store, handlers, paints } = open(() => new Promise(() => {}));
    let told = 0;
    store.subscribe(() => {
      told += 1;
    });
    for (let cursor = 1; cursor <= 100; cursor++) handlers.onFrame?.(frame(cursor, []));
    expect(paints).toHaveLength(1);
    paints[0]?.();
    expect(told).toBe(1);
    expect(store.state().totals?.records).toBe(100);
  });

  it("keeps shards as they are while what is told of them is nothing new", async () => {
    const { store, handlers, wakes } = open(async () => capture(1, [shard("a", 1), shard("b", 1)]));
    handlers.onConnection?.("connected", false);
    await turn();
    const before = store.state().shards;
    handlers.onFrame?.(frame(1, [shard("a", 1), shard("b", 1)]));
    handlers.onConnection?.("connected", false);
    await turn();
    expect(store.state().shards).toBe(before);
    handlers.onFrame?.(frame(2, [shard("a", 1), shard("b", 2)]));
    for (const wake of wakes.splice(0)) wake();
    await turn();
    const { shards } = store.state();
    expect(shards.map(({ records }) => records)).toEqual([1, 2]);
    expect(shards[0]).toBe(before[0]);
  });

  it("raises the revision at once, then no more than once a pause, and not without rows", async () => {
    const { store, handlers, wakes } = open(() => new Promise(() => {}));
    for (let cursor = 1; cursor <= 5; cursor++) handlers.onFrame?.(frame(cursor, []));
    expect(store.state().revision).toBe(1);
    wakes.shift()?.();
    await turn();
    expect(store.state().revision).toBe(2);
    wakes.shift()?.();
    await turn();
    handlers.onFrame?.(frame(5, []));
    expect(store.state().revision).toBe(2);
  });

  it("reads the capture once when the page opens, as soon as nothing can happen unheard", async () => {
    let loads = 0;
    const { store, handlers, losePatience } = open(async () => {
      loads += 1;
      return capture(3, [shard("a", 3)]);
    });
    handlers.onConnection?.("connecting", false);
    await turn();
    expect(loads).toBe(0);
    handlers.onConnection?.("connected", false);
    handlers.onFrame?.(frame(3, [shard("a", 3)]));
    losePatience();
    await turn();
    expect(loads).toBe(1);
    expect(store.state().shards).toEqual([shard("a", 3)]);
  });

  it("keeps what is told of a shard while the capture is being read, though no record came", async () => {
    let respond: (detail: CaptureDetail) => void = () => {};
    const { store, handlers } = open(() => new Promise((resolve) => (respond = resolve)));
    handlers.onConnection?.("connected", false);
    const gaps = [{ shardId: "a", reason: "trimmed", after: "1", noticedAt: "2026-11-20T07:52:33.000Z" } as const];
    handlers.onFrame?.(frame(3, [{ ...shard("a", 3), gaps }]));
    respond(capture(3, [shard("a", 3), shard("b", 0)]));
    await turn();
    expect(store.state().shards).toEqual([{ ...shard("a", 3), gaps }, shard("b", 0)]);
  });

  it.each(["late", "waiting", "reconnecting"] as const)(
    "shows a capture whose connection is %s, and reads what it missed when there is one",
    async (why) => {
      let records = 3;
      const { store, handlers, losePatience } = open(async () => capture(records, [shard("a", records)]));
      if (why === "late") losePatience();
      else handlers.onConnection?.(why, false);
      await turn();
      expect(store.state().totals?.records).toBe(3);
      records = 9;
      handlers.onConnection?.("connected", false);
      await turn();
      expect(store.state().totals?.records).toBe(9);
      expect(store.state().shards).toEqual([shard("a", 9)]);
    },
  );

  it("reads the capture again when a connection began anew, and lets the list know how far it is", async () => {
    let cursor = 3;
    const { handlers, frames } = open(async () => capture(cursor, []));
    handlers.onConnection?.("connected", false);
    await turn();
    expect(frames).toEqual([3]);
    handlers.onConnection?.("reconnecting", true);
    cursor = 9;
    handlers.onConnection?.("connected", true);
    await turn();
    expect(frames).toEqual([3]);
    handlers.onConnection?.("connected", false);
    await turn();
    expect(frames).toEqual([3, 9]);
  });

  it("tells once what came while the page was hidden, when the connection is taken up again", async () => {
    let cursor = 3;
    const { store, handlers, page, frames } = open(async () => capture(cursor, []));
    handlers.onConnection?.("connected", false);
    await turn();
    page.visible = false;
    page.now = 60_000;
    cursor = 1207;
    page.visible = true;
    handlers.onConnection?.("connected", false);
    handlers.onFrame?.(frame(1207, []));
    await turn();
    const { absence } = store.state();
    expect(absence).toEqual({ records: 1204, ms: 60_000 });
    expect(frames).toContain(1207);
    handlers.onFrame?.(frame(1208, []));
    await turn();
    expect(store.state().absence).toBe(absence);
  });

  it("asks how far the capture is when frames come again after a silence, for they may still be catching up", async () => {
    let loads = 0;
    const { store, handlers, page } = open(async () => {
      loads += 1;
      return capture(loads === 1 ? 3 : 5003, []);
    });
    handlers.onConnection?.("connected", false);
    await turn();
    page.now = 60_000;
    handlers.onFrame?.(frame(1003, []));
    handlers.onFrame?.(frame(2003, []));
    await turn();
    expect(loads).toBe(2);
    expect(store.state().absence).toEqual({ records: 5000, ms: 60_000 });
  });

  it("reads the capture again where it could not, once its connection tells of it", async () => {
    let loads = 0;
    const { store, handlers } = open(async () => {
      loads += 1;
      if (loads === 1) throw new Error("cut off");
      return capture(1, [shard("a", 1)]);
    });
    handlers.onConnection?.("connected", false);
    await turn();
    expect(store.state().error).toEqual(new Error("cut off"));
    const { stream, status, reading } = capture(1, []);
    handlers.onStatus?.({ stream, status, reading });
    await turn();
    expect(loads).toBe(2);
    expect(store.state()).toMatchObject({ source: { id: "sandbox" }, shards: [{ shardId: "a" }] });
    expect(store.state().error).toBeUndefined();
  });

  it("keeps a gap once, and the reason why a capture cannot be opened until it can", async () => {
    let fail = true;
    const { store, handlers, losePatience } = open(async () => {
      if (fail) throw new Error("no such capture");
      return capture(1, [shard("a", 1)]);
    });
    losePatience();
    await turn();
    expect(store.state().error).toEqual(new Error("no such capture"));
    fail = false;
    store.retry();
    await turn();
    expect(store.state().error).toBeUndefined();
    const gap = { shardId: "a", reason: "trimmed", after: "1", noticedAt: "2026-11-20T07:52:33.000Z" } as const;
    handlers.onGap?.(gap);
    handlers.onGap?.(gap);
    expect(store.state().shards[0]?.gaps).toEqual([gap]);
  });
});
