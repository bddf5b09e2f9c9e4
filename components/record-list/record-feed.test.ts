import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordRow } from "@/lib/api/contract";
import { RecordFeed } from "./record-feed";
import { compareRows, mergeRows } from "./row-window";
import { clock, loadAll, makeRow, openFeed, Store, settle } from "./testing";

/** Every row of the view is in the window or counted beside it. */
function expectAllCounted(feed: RecordFeed, total: number): void {
  const { before, after } = feed.state();
  expect(before + feed.rows.length + after).toBe(total);
}

/** A capture's places in the order they were stored, and how the news of them reached the browser. */
const delivery = fc.record({
  places: fc.array(fc.nat(50), { maxLength: 60 }),
  before: fc.nat(60),
  frames: fc.array(
    fc.record({
      rows: fc.integer({ min: 1, max: 7 }),
      /** lost: a connection that had to begin anew; repeated: sent again after a reconnect; cut: the server skipped some. */
      fate: fc.constantFrom("whole", "whole", "lost", "repeated", "cut"),
      settle: fc.boolean(),
    }),
    { maxLength: 40 },
  ),
  pageSize: fc.integer({ min: 1, max: 9 }),
});

describe("mergeRows", () => {
  it("gives the sorted union of what it was given, whatever the order and the repeats", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.tuple(fc.nat(9), fc.nat(9)))), (batches) => {
        const place = new Map<number, number>();
        const rows: RecordRow[] = [];
        for (const batch of batches) {
          const incoming = batch.map(([cursor, at]) => {
            const kept = place.get(cursor) ?? at;
            place.set(cursor, kept);
            return makeRow(cursor, kept);
          });
          const before = rows.length;
          expect(mergeRows(rows, incoming)).toBe(rows.length - before);
        }
        expect(rows).toEqual([...place].map(([cursor, at]) => makeRow(cursor, at)).sort(compareRows));
      }),
    );
  });
});

describe("RecordFeed", () => {
  for (const filter of ["", "match"]) {
    it(`holds each row once, in list order, however the news is cut, lost or repeated (filter: "${filter}")`, async () => {
      await fc.assert(
        fc.asyncProperty(delivery, async ({ places, before, frames, pageSize }) => {
          const all = places.map((place, index) => makeRow(index + 1, place));
          const store = new Store(pageSize);
          store.rows.push(...all.slice(0, before));
          const feed = openFeed(store);
          feed.open({ filter });
          await settle();
          let sent = store.rows.length;
          for (const { rows, fate, settle: wait } of frames) {
            const from = fate === "repeated" ? Math.max(0, sent - 4) : sent;
            const news = all.slice(from, sent + rows);
            sent = Math.min(all.length, sent + rows);
            store.rows.push(...all.slice(store.rows.length, sent));
            if (fate !== "lost") feed.frame(sent, fate === "cut" ? news.slice(1) : news);
            if (wait) await settle();
          }
          store.rows.push(...all.slice(store.rows.length));
          feed.frame(all.length, all.slice(sent));
          await settle();
          await loadAll(feed);
          const expected = all.filter((row) => filter === "" || row.keyText === filter).sort(compareRows);
          expect(feed.rows.map((row) => row.cursor)).toEqual(expected.map((row) => row.cursor));
          expectAllCounted(feed, expected.length);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("counts the rows of the view when asked, and the number stays true as rows come and the list goes elsewhere", async () => {
    await fc.assert(
      fc.asyncProperty(delivery, async ({ places, before, frames, pageSize }) => {
        const all = places.map((place, index) => makeRow(index + 1, place));
        const store = new Store(pageSize);
        store.telling = false;
        store.rows.push(...all.slice(0, before));
        const feed = openFeed(store);
        feed.open({ filter: "match" });
        await settle();
        let counted = feed.count();
        for (const [at, { rows, fate, settle: wait }] of frames.entries()) {
          const from = store.rows.length;
          store.rows.push(...all.slice(from, from + rows));
          if (fate !== "lost") feed.frame(store.rows.length, all.slice(from, from + rows));
          if (fate === "repeated") feed.goTo({ place: "", align: "start" });
          if (fate === "cut") feed.toHead();
          if (at === 3) counted = counted.then(() => feed.count());
          if (wait) await settle();
        }
        await counted;
        feed.frame(store.rows.length, []);
        await settle();
        const { counted: rows, counting } = feed.state();
        expect(counting).toBe(false);
        if (rows !== undefined) expect(rows).toBe(store.matching("match"));
        await feed.count();
        expect(feed.state().counted).toBe(store.matching("match"));
        feed.open({ filter: "other" });
        expect(feed.state().counted).toBeUndefined();
      }),
      { numRuns: 60 },
    );
  });

  it("gives up a count that fails, and counts when asked again", async () => {
    const store = new Store(5);
    store.telling = false;
    for (let cursor = 1; cursor <= 30; cursor++) store.rows.push(makeRow(cursor, cursor));
    let cut = true;
    const feed = new RecordFeed({
      load: store.load,
      locate: store.locate,
      count: (query, signal) => (cut ? Promise.reject(new Error("cut off")) : store.count(query, signal)),
      schedule: (paint) => paint(),
      clock,
    });
    feed.open({ filter: "match" });
    await settle();
    await expect(feed.count()).rejects.toThrow("cut off");
    expect(feed.state()).toMatchObject({ counting: false, counted: undefined, phase: "ready" });
    cut = false;
    await feed.count();
    expect(feed.state()).toMatchObject({ counting: false, counted: 10 });
  });

  it("loses no row that was stored, with an older place, while the last page was read", async () => {
    const store = new Store(5);
    for (let cursor = 1; cursor <= 20; cursor++) store.rows.push(makeRow(cursor, 10 * cursor));
    const feed = openFeed(store);
    feed.open({ filter: "match" }, { place: store.rows[0]?.place ?? "", align: "start" });
    await settle();
    while (!feed.state().atHead) {
      const reading = feed.loadNewer();
      // Between two that are there; told of once the last page has come.
      if (feed.rows.at(-1)?.cursor === 15) store.rows.push(makeRow(21, 25));
      await reading;
    }
    feed.frame(21, []);
    await settle();
    expect(feed.rows.map(({ cursor }) => cursor)).toContain(21);
  });

  it("asks the store nothing while frames come whole", async () => {
    const store = new Store(100);
    const feed = openFeed(store);
    feed.open({ filter: "" });
    await settle();
    const calls = store.calls;
    for (let cursor = 1; cursor <= 50; cursor++) {
      store.rows.push(makeRow(cursor, cursor));
      feed.frame(cursor, [makeRow(cursor, cursor)]);
    }
    await settle();
    expect(feed.rows).toHaveLength(50);
    expect(store.calls).toBe(calls);
    expect(feed.state()).toMatchObject({ following: true, unseen: 0, atHead: true, atOldest: true });
  });

  it("catches up with a stream that is written to while it is read", async () => {
    const store = new Store(500);
    for (let cursor = 1; cursor <= 100; cursor++) store.rows.push(makeRow(cursor, cursor));
    let sent = 100;
    const feed: RecordFeed = new RecordFeed({
      load: async (request, signal) => {
        const answer = await store.load(request, signal);
        // Ten more while the answer is on its way, each told in a frame.
        for (const end = sent + 10; sent < end; ) {
          store.rows.push(makeRow(++sent, sent));
          feed.frame(sent, [makeRow(sent, sent)]);
        }
        return answer;
      },
      locate: store.locate,
      count: store.count,
      schedule: (paint) => paint(),
      clock,
    });
    feed.open({ filter: "" });
    await settle();
    const calls = store.calls;
    expect(feed.rows.at(-1)?.cursor).toBe(sent);
    feed.frame(sent + 5, []);
    store.rows.push(...[1, 2, 3, 4, 5].map((more) => makeRow(sent + more, sent + more)));
    sent += 5;
    await settle();
    expect(store.calls - calls).toBeLessThanOrEqual(2);
    expect(feed.rows.map((row) => row.cursor)).toEqual(store.rows.map((row) => row.cursor));
  });

  it("takes nothing while paused, counts it, and has it all when the pause ends", async () => {
    const store = new Store(3);
    store.rows.push(makeRow(1, 1));
    const feed = openFeed(store);
    feed.open({ filter: "" });
    await settle();
    feed.setPaused(true);
    for (let cursor = 2; cursor <= 9; cursor++) {
      store.rows.push(makeRow(cursor, cursor));
      feed.frame(cursor, [makeRow(cursor, cursor)]);
    }
    await settle();
    expect(feed.rows).toHaveLength(1);
    expect(feed.state()).toMatchObject({ paused: true, unseen: 8 });
    feed.setPaused(false);
    await settle();
    expect(feed.rows.map((row) => row.cursor)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(feed.state()).toMatchObject({ paused: false, following: true, unseen: 0 });
  });

  it("stays within its capacity while it follows and while it stands still, and reads back what it let go", async () => {
    const store = new Store(500);
    const feed = openFeed(store, 100);
    feed.open({ filter: "" });
    await settle();
    const push = (from: number, to: number) => {
      for (let cursor = from; cursor <= to; cursor++) {
        store.rows.push(makeRow(cursor, cursor));
        feed.frame(cursor, [makeRow(cursor, cursor)]);
      }
    };
    push(1, 300);
    expect(feed.rows.length).toBeLessThanOrEqual(104);
    expect(feed.rows.at(-1)?.cursor).toBe(300);
    expectAllCounted(feed, 300);
    feed.setFollowing(false);
    const oldest = feed.rows[0]?.cursor;
    push(301, 900);
    expect(feed.rows.length).toBeLessThanOrEqual(104);
    expect(feed.rows[0]?.cursor).toBe(oldest);
    expect(feed.state()).toMatchObject({ atHead: false, unseen: 600 });
    expectAllCounted(feed, 900);
    feed.toHead();
    await settle();
    expectAllCounted(feed, 900);
    expect(feed.rows.at(-1)?.cursor).toBe(900);
    expect(feed.state()).toMatchObject({ atHead: true, following: true, unseen: 0 });
  });

  it("opens around a place with the row that stands exactly there", async () => {
    const store = new Store(500);
    for (let cursor = 1; cursor <= 20; cursor++) store.rows.push(makeRow(cursor, cursor));
    const feed = openFeed(store);
    const target = store.rows[9] as RecordRow;
    feed.open({ filter: "" }, { place: target.place, align: "center" });
    await settle();
    expect(feed.rows).toHaveLength(20);
    expect(feed.state()).toMatchObject({ following: false, atHead: true, jump: { row: target } });
  });

  it("goes to any row of the view by its number, and counts those beside the window", async () => {
    const store = new Store(500);
    for (let cursor = 1; cursor <= 10_000; cursor++) store.rows.push(makeRow(cursor, cursor));
    const feed = openFeed(store);
    feed.open({ filter: "" }, { place: store.rows[7000]?.place ?? "", align: "center" });
    await settle();
    expectAllCounted(feed, 10_000);
    expect(feed.rows[0]?.cursor).toBe(feed.state().before + 1);
    for (const index of [5000, 9_999, 10_000, 0, 42]) {
      feed.goTo({ index });
      await settle();
      const { before, atOldest, atHead } = feed.state();
      expectAllCounted(feed, 10_000);
      expect(feed.rows[0]?.cursor).toBe(before + 1);
      expect([atOldest, atHead]).toEqual([before === 0, before + feed.rows.length === 10_000]);
      expect(before).toBeLessThanOrEqual(index);
      expect(before + feed.rows.length).toBeGreaterThanOrEqual(Math.min(index, 9_999));
    }
    store.rows.push(makeRow(10_001, 10_001));
    feed.frame(10_001, [makeRow(10_001, 10_001)]);
    expectAllCounted(feed, 10_001);
    await feed.loadNewer();
    expectAllCounted(feed, 10_001);
    feed.open({ filter: "match" });
    await settle();
    feed.goTo({ index: 1000 });
    await settle();
    expectAllCounted(feed, 3333);
    expect(feed.rows.map(({ cursor }) => cursor)).toContain(3003);
  });

  it("does not start over the rows of a capture that ran far ahead, but opens at its head", async () => {
    const store = new Store(500);
    const feed = openFeed(store);
    feed.open({ filter: "" });
    await settle();
    for (let cursor = 1; cursor <= 20_000; cursor++) store.rows.push(makeRow(cursor, cursor));
    const calls = store.calls;
    feed.frame(20_000, []);
    await settle();
    expect(store.calls - calls).toBeLessThanOrEqual(2);
    expect(feed.rows.at(-1)?.cursor).toBe(20_000);
    expect(feed.state().atOldest).toBe(false);
  });

  for (const following of [true, false]) {
    it(`falls behind no further when rows are stored faster than it reads them (following: ${following})`, async () => {
      const store = new Store(500);
      let sent = 0;
      let furthest = 0;
      const write = () => {
        if (sent >= 60_000) return;
        for (const end = sent + 700; sent < end; ) store.rows.push(makeRow(++sent, sent));
        // The server left the rows out: too many for a frame.
        feed.frame(sent, []);
      };
      const feed: RecordFeed = new RecordFeed({
        load: async (request, signal) => {
          furthest = Math.max(furthest, sent - Number(request.cursor ?? sent));
          const answer = await store.load(request, signal);
          if (sent > 0) write();
          return answer;
        },
        locate: store.locate,
        count: store.count,
        schedule: (paint) => paint(),
        clock,
        capacity: 1000,
      });
      feed.open({ filter: "" });
      await settle();
      feed.setFollowing(following);
      while (sent < 60_000) {
        write();
        await settle();
      }
      expect(furthest).toBeLessThanOrEqual(6000);
      expectAllCounted(feed, sent);
      if (following) expect(feed.rows.at(-1)?.cursor).toBe(sent);
    });
  }

  it("shows why it could not open, and opens on retry", async () => {
    const store = new Store(500);
    store.rows.push(makeRow(1, 1));
    store.failing = true;
    const feed = openFeed(store);
    feed.open({ filter: "" });
    await settle();
    expect(feed.state()).toMatchObject({ phase: "failed", error: new Error("cut off") });
    store.failing = false;
    feed.retry();
    await settle();
    expect(feed.state()).toMatchObject({ phase: "ready" });
    expect(feed.state().error).toBeUndefined();
    expect(feed.rows).toHaveLength(1);
  });
});
