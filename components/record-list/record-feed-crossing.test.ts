import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareRows } from "./row-window";
import { loadAll, makeRow, openFeed, Store, settle } from "./testing";

// Pages, frames, counts and a person's moves are under way at the same time, and end in any order.

/** Stored already, with places ten apart. */
function storeOf(rows: number, pageSize: number): Store {
  const store = new Store(pageSize);
  for (let cursor = 1; cursor <= rows; cursor++) store.rows.push(makeRow(cursor, 10 * cursor));
  return store;
}

/** Holds back the answers that `which` chooses, until it is called. */
function holdBack(store: Store, which: (request: { order?: string; cursor?: string }) => boolean): () => void {
  const held: (() => void)[] = [];
  store.gate = (request) =>
    request && which(request) ? new Promise<void>((resolve) => held.push(resolve)) : undefined;
  return () => {
    store.gate = undefined;
    for (const release of held) release();
  };
}

/** Opened at the oldest row; the answer to the next page is made, and held back. */
async function readingNewer(store: Store) {
  const feed = openFeed(store);
  feed.open({ filter: "" }, { place: store.rows[0]?.place ?? "", align: "start" });
  await settle();
  const release = holdBack(store, () => true);
  const reading = feed.loadNewer();
  await settle();
  return { feed, reading, release };
}

const isStored = (cursor: string | undefined) => cursor !== undefined && /^\d+$/.test(cursor);
const cursors = (rows: readonly { cursor: number }[]) => rows.map(({ cursor }) => cursor);

describe("a page that is under way", () => {
  it("joins what was told meanwhile, when it is the last", async () => {
    const store = storeOf(8, 5);
    const { feed, reading, release } = await readingNewer(store);
    const news = [makeRow(9, 90), makeRow(10, 100)];
    store.rows.push(...news);
    feed.frame(10, news);
    release();
    await reading;
    await settle();
    expect(feed.state().atHead).toBe(true);
    expect(cursors(feed.rows)).toEqual(cursors(store.rows));
  });

  it("joins a row that was stored inside it after it was answered", async () => {
    const store = storeOf(12, 3);
    const { feed, reading, release } = await readingNewer(store);
    const between = makeRow(13, 45);
    store.rows.push(between);
    feed.frame(13, [between]);
    await settle();
    release();
    await reading;
    await loadAll(feed);
    expect(cursors(feed.rows)).toEqual([1, 2, 3, 4, 13, 5, 6, 7, 8, 9, 10, 11, 12]);
  });

  it("is left out where the list has gone elsewhere, as to the head that ran away", async () => {
    const store = storeOf(3000, 500);
    const feed = openFeed(store);
    feed.open({ filter: "" });
    await settle();
    const release = holdBack(store, ({ order, cursor }) => order === "desc" && cursor !== undefined);
    const reading = feed.loadOlder();
    await settle();
    for (let cursor = 3001; cursor <= 12_000; cursor++) store.rows.push(makeRow(cursor, 10 * cursor));
    feed.frame(12_000, []);
    await settle();
    release();
    await reading;
    await settle();
    expect(cursors(feed.rows)).toEqual(cursors(store.rows.slice(-feed.rows.length)));
    expect(feed.rows.at(-1)?.cursor).toBe(12_000);
  });
});

it("the tail goes on from where the list went while its page was under way", async () => {
  const store = storeOf(3, 1);
  const feed = openFeed(store);
  feed.open({ filter: "" });
  await settle();
  let pages = 0;
  let atPlace = () => {};
  let atTail = () => {};
  store.gate = (request) => {
    if (request?.cursor === "4") return new Promise<void>((resolve) => (atTail = resolve));
    return isStored(request?.cursor) || ++pages !== 2 ? undefined : new Promise<void>((resolve) => (atPlace = resolve));
  };
  feed.goTo({ place: store.rows[0]?.place ?? "", align: "start" });
  await settle();
  store.rows.push(makeRow(4, 15), makeRow(5, 50));
  feed.frame(5, []);
  await settle();
  atPlace();
  await settle();
  store.gate = undefined;
  atTail();
  await settle();
  await loadAll(feed);
  expect(cursors(feed.rows)).toEqual([1, 4, 2, 3, 5]);
});

it("counts a row once that came with a page answered beyond its head", async () => {
  const store = storeOf(30, 500);
  store.telling = false;
  const feed = openFeed(store);
  feed.open({ filter: "match" });
  await settle();
  await feed.count();
  expect(feed.state().counted).toBe(10);
  for (let cursor = 31; cursor <= 36; cursor++) store.rows.push(makeRow(cursor, 10 * cursor));
  store.late = 4;
  feed.frame(32, []);
  await settle();
  store.late = 0;
  feed.frame(36, []);
  await settle();
  expect(feed.state().counted).toBe(12);
});

/** What happens while answers are held back. `told`: how the news of stored rows reaches the list. */
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("store" as const),
      rows: fc.integer({ min: 1, max: 4 }),
      place: fc.nat(60),
      told: fc.constantFrom("rows", "rows", "head", "none"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("answer" as const), which: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("newer" as const) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("older" as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("goTo" as const), place: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("head", "count", "answerAll") }) },
);

for (const filter of ["", "match"]) {
  it(`nothing is lost or doubled, whatever crosses (filter: "${filter}")`, async () => {
    const given = fc.tuple(fc.array(step, { maxLength: 60 }), fc.integer({ min: 1, max: 6 }), fc.nat(2), fc.nat(20));
    await fc.assert(
      fc.asyncProperty(given, async ([steps, pageSize, late, stored]) => {
        const store = new Store(pageSize);
        store.telling = false;
        store.late = late;
        for (let cursor = 1; cursor <= stored; cursor++) store.rows.push(makeRow(cursor, 3 * cursor));
        const held: (() => void)[] = [];
        const answerAll = () => {
          for (const release of held.splice(0)) release();
        };
        store.gate = () => new Promise<void>((resolve) => held.push(resolve));
        const feed = openFeed(store);
        feed.open({ filter }, { place: makeRow(0, 20).place, align: "start" });
        await settle(3);
        for (const each of steps) {
          if (each.do === "store") {
            const from = store.rows.length;
            for (let cursor = from + 1; cursor <= from + each.rows; cursor++)
              store.rows.push(makeRow(cursor, each.place));
            const news = each.told === "rows" ? store.rows.slice(from) : [];
            if (each.told !== "none") feed.frame(store.rows.length, news);
          } else if (each.do === "answer") held.splice(each.which % Math.max(1, held.length), 1)[0]?.();
          else if (each.do === "newer") void feed.loadNewer();
          else if (each.do === "older") void feed.loadOlder();
          else if (each.do === "goTo") feed.goTo({ place: makeRow(0, each.place).place, align: "start" });
          else if (each.do === "head") feed.toHead();
          else if (each.do === "count") void feed.count();
          else answerAll();
          await settle(2);
        }
        store.gate = undefined;
        store.late = 0;
        answerAll();
        await settle();
        feed.frame(store.rows.length, []);
        await settle();
        await loadAll(feed);
        const all = store.rows.filter(({ keyText }) => filter === "" || keyText === filter).sort(compareRows);
        expect(cursors(feed.rows)).toEqual(cursors(all));
        expect([undefined, all.length]).toContain(feed.state().counted);
      }),
      { numRuns: 200 },
    );
  });
}
