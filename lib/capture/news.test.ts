import { describe, expect, it } from "vitest";
import type { Gap } from "@/lib/stream/coverage";
import { News } from "./news";
import type { RecordRow } from "./store";

const row = (cursor: number): RecordRow => ({
  cursor,
  place: String(cursor),
  shardId: "s",
  sequenceNumber: String(cursor),
  time: 0,
  eventName: "INSERT",
  keyText: "k",
  change: { kind: "new", attributes: 1 },
  size: 1,
  ttl: false,
});
const batch = (rows: RecordRow[]) => ({ cursor: rows.at(-1)?.cursor ?? 0, added: { records: rows.length }, rows });
const gap: Gap = { shardId: "s", reason: "trimmed", noticedAt: 1 };
const never = new AbortController().signal;

describe("News", () => {
  it("tells each looker what changed since it last looked, and nothing twice", () => {
    const news = new News();
    const start = news.version;
    news.shardsChanged(["a", "b"]);
    const middle = news.version;
    news.shardsChanged(["b", "c"]);
    news.gapFound(gap);
    expect(news.since(start)).toEqual({ shardIds: ["a", "b", "c"], gaps: [gap], seeks: [], status: false });
    expect(news.since(middle).shardIds).toEqual(["b", "c"]);
    expect(news.since(news.version)).toEqual({ shardIds: [], gaps: [], seeks: [], status: false });
  });

  it("says once that the status changed", () => {
    const news = new News();
    news.statusChanged();
    const seen = news.version;
    expect(news.since(0).status).toBe(true);
    expect(news.since(seen).status).toBe(false);
  });

  it("resolves at once where there is something newer, else with the next change, for all who wait", async () => {
    const news = new News();
    news.statusChanged();
    await news.changedSince(0, never);
    const waiting = [news.changedSince(news.version, never), news.changedSince(news.version, never)];
    news.rowsStored(batch([row(1)]));
    await Promise.all(waiting);
  });

  it("lets go of who stops waiting, and of all at the end", async () => {
    const news = new News();
    const stop = new AbortController();
    const stopped = news.changedSince(news.version, stop.signal);
    stop.abort(new Error("gone"));
    await expect(stopped).rejects.toThrow("gone");
    const waiting = news.changedSince(news.version, never);
    news.close();
    await waiting;
    expect(news.closed).toBe(true);
  });

  it("keeps a bounded number of notices however many come", () => {
    const news = new News();
    for (let index = 0; index < 5_000; index++) news.gapFound({ ...gap, noticedAt: index });
    const { gaps } = news.since(0);
    expect(gaps).toHaveLength(1_000);
    expect(gaps.at(-1)?.noticedAt).toBe(4_999);
  });
});

describe("Tail", () => {
  const filled = (count: number, first = 1) => {
    const { tail } = new News();
    for (let cursor = first; cursor < first + count; cursor += 100) {
      const length = Math.min(100, first + count - cursor);
      tail.push(batch(Array.from({ length }, (_, index) => row(cursor + index))));
    }
    return tail;
  };

  it("gives the rows behind a cursor, at most as many as asked for", () => {
    expect(
      filled(250)
        .after(100, 3)
        ?.map(({ cursor }) => cursor),
    ).toEqual([101, 102, 103]);
    expect(
      filled(250)
        .after(248, 10)
        ?.map(({ cursor }) => cursor),
    ).toEqual([249, 250]);
    expect(filled(250).after(250, 10)).toEqual([]);
  });

  it("sends who is further behind to the store", () => {
    expect(filled(10, 500).after(498, 10)).toBeUndefined();
    expect(filled(10, 500).after(499, 10)).toHaveLength(10);
    expect(new News().tail.after(0, 10)).toBeUndefined();
  });

  it("forgets the oldest, without a hole in what is left", () => {
    const tail = filled(30_000);
    expect(tail.after(10, 10)).toBeUndefined();
    expect(tail.after(29_000, 1_000)?.map(({ cursor }) => cursor)).toEqual(
      Array.from({ length: 1_000 }, (_, index) => 29_001 + index),
    );
  });
});
