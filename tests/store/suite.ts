import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CaptureStore, ExpireStep, KeepLimit, RecordQuery, RecordRow } from "@/lib/capture/store";
import { placeBefore } from "@/lib/capture/store-place";
import type { Filter } from "@/lib/filter/filter";
import type { StreamRecord } from "@/lib/stream/record";
import { itemsSuite } from "./items-suite";
import { checkpoint, NEW_CAPTURE, record, sequence } from "./records";

const T = 1_700_000_000;
const MS = T * 1000;

/** What every CaptureStore must do, whatever it is made of. */
export function storeSuite(name: string, open: () => Promise<{ store: CaptureStore; dispose(): Promise<void> }>): void {
  describe(name, () => {
    let store: CaptureStore;
    let dispose: () => Promise<void>;
    let id: string;

    beforeEach(async () => {
      ({ store, dispose } = await open());
      id = (await store.create(NEW_CAPTURE)).id;
    });
    afterEach(() => dispose());

    const put = async (shardId: string, records: StreamRecord[], parent?: string) =>
      (await store.commit(id, { shardId, records, checkpoints: [checkpoint(shardId, records.length, parent)] })).rows;

    describe("captures", () => {
      test("are created, listed, changed and deleted", async () => {
        const [listed] = await store.list();
        expect(listed).toEqual({ ...NEW_CAPTURE, id });
        expect(id).toMatch(/^[a-z0-9]+$/);
        expect(await store.get(id)).toEqual(listed);
        expect(await store.update(id, { reading: "paused", openedAt: 5 })).toEqual({
          ...NEW_CAPTURE,
          id,
          reading: "paused",
          openedAt: 5,
        });
        const other = await store.create(NEW_CAPTURE);
        expect(other.id).not.toBe(id);
        await store.delete(id);
        expect(await store.get(id)).toBeUndefined();
        expect(await store.list()).toEqual([other]);
      });

      test.each(["nosuch", "../captures/x", "..", "/etc/passwd", "a\0b", "A", "", "%2e%2e", "a/b", "x".repeat(500)])(
        "%j is not found",
        async (bad) => {
          const notFound = expect.objectContaining({ code: "captureNotFound" });
          expect(await store.get(bad)).toBeUndefined();
          await expect(store.cursor(bad)).rejects.toEqual(notFound);
          await expect(store.delete(bad)).rejects.toEqual(notFound);
          await expect(store.commit(bad, { shardId: "s", records: [], checkpoints: [] })).rejects.toEqual(notFound);
          await expect(store.update(bad, { openedAt: 1 })).rejects.toEqual(notFound);
        },
      );
    });

    describe("commit", () => {
      test("answers rows in stored order, and stores the checkpoints with them", async () => {
        const rows = await put("s1", [
          record(1, T),
          record(2, T, { event: "MODIFY", key: "ORDER#1", status: "PAID" }),
          record(3, T + 1, { event: "REMOVE", key: "ORDER#1", ttl: true }),
        ]);
        expect(rows.map(({ place: _, ...row }) => row)).toEqual([
          {
            cursor: 1,
            shardId: "s1",
            sequenceNumber: sequence(1),
            time: MS,
            eventName: "INSERT",
            keyText: "ORDER#1 / META",
            change: { kind: "new", attributes: 4 },
            size: 61,
            ttl: false,
          },
          {
            cursor: 2,
            shardId: "s1",
            sequenceNumber: sequence(2),
            time: MS,
            eventName: "MODIFY",
            keyText: "ORDER#1 / META",
            change: { kind: "changed", path: "status", old: "DRAFT", new: "PAID", more: 0 },
            size: 62,
            ttl: false,
          },
          {
            cursor: 3,
            shardId: "s1",
            sequenceNumber: sequence(3),
            time: MS + 1000,
            eventName: "REMOVE",
            keyText: "ORDER#1 / META",
            change: { kind: "removed", attributes: 4, ttl: true },
            size: 63,
            ttl: true,
          },
        ]);
        expect(await store.checkpoints(id)).toEqual([checkpoint("s1", 3)]);
        expect(await store.cursor(id)).toBe(3);
        const read = await all({ by: "stored", order: "asc", limit: 1000 });
        expect(read).toEqual(rows);
      });

      test("stores 1,000 duplicates as none", async () => {
        const records = Array.from({ length: 1000 }, (_, n) => record(n, T + n));
        expect(await put("s1", records)).toHaveLength(1000);
        expect(await store.commit(id, { shardId: "s1", records, checkpoints: [] })).toMatchObject({
          cursor: 1000,
          rows: [],
        });
        expect((await store.totals(id)).records).toBe(1000);
        // The same number in another shard is another record.
        expect(await put("s2", records.slice(0, 10))).toHaveLength(10);
      });

      test("takes checkpoints without records, and the last one given stands", async () => {
        await store.commit(id, { shardId: "s1", records: [], checkpoints: [checkpoint("s1", 1), checkpoint("s2", 1)] });
        await store.commit(id, { shardId: "s1", records: [], checkpoints: [checkpoint("s1", 9)] });
        const stored = await store.checkpoints(id);
        expect(stored).toHaveLength(2);
        expect(stored).toContainEqual(checkpoint("s1", 9));
        expect(await store.cursor(id)).toBe(0);
      });

      test("gives a record back exactly as it was", async () => {
        const strange = JSON.parse(`{
          "eventID": "e", "eventName": "INSERT", "eventVersion": "1.1", "eventSource": "aws:dynamodb", "awsRegion": "r",
          "dynamodb": {
            "ApproximateCreationDateTime": 1700000000.25,
            "Keys": {"pk": {"S": "\\u0000\\ud800 é / \\n"}, "sk": {"S": "__proto__"}},
            "NewImage": {
              "pk": {"S": "\\u0000\\ud800 é / \\n"}, "sk": {"S": "__proto__"}, "__proto__": {"M": {"__proto__": {"S": "x"}}},
              "constructor": {"N": "12345678901234567890123456789012345678"}, "10": {"N": "1E100"}, "9": {"NS": ["1.0", "1"]},
              "": {"NULL": true}, "b": {"B": "AAECAw=="}, "new": {"Z": [1, {"deep": "\\u2028"}]}
            },
            "SequenceNumber": "000000000000000000012", "SizeBytes": 99, "StreamViewType": "NEW_IMAGE", "extra": {"a": [null]}
          },
          "unknown": "kept"
        }`) as StreamRecord;
        const [row] = await put("__proto__", [strange]);
        expect(row?.sequenceNumber).toBe("000000000000000000012");
        const found = await store.record(id, "__proto__", "000000000000000000012");
        expect(JSON.stringify(found?.record)).toBe(JSON.stringify(strange));
        expect(found?.row).toEqual(row);
        expect(Object.entries((await store.totals(id)).byShard)).toEqual([["__proto__", 1]]);
        expect(await store.history(id, strange.dynamodb.Keys)).toEqual([{ ...row, hole: false }]);
        expect(await scanned({})).toEqual([strange]);
      });

      test("counts", async () => {
        await put("s1", [record(1, T + 5), record(2, T, { event: "MODIFY" })]);
        await put("s2", [record(3, T + 9, { event: "REMOVE" }), record(4, T + 2)]);
        expect(await store.totals(id)).toEqual({
          records: 4,
          inserts: 2,
          modifies: 1,
          removes: 1,
          bytes: expect.any(Number),
          firstTime: MS,
          lastTime: MS + 9000,
          byShard: { s1: 2, s2: 2 },
        });
      });
    });

    describe("list order", () => {
      test("follows a shard where its times step backwards, and otherwise time", async () => {
        await put("s1", [record(1, T), record(2, T + 10), record(3, T + 5), record(4, T + 20)]);
        await put("s2", [record(1, T + 7), record(2, T + 15)]);
        const order = (await all({ by: "list", order: "asc", limit: 10 })).map(short);
        expect(order).toEqual(["s1/1", "s2/1", "s1/2", "s1/3", "s2/2", "s1/4"]);
        expect((await all({ by: "list", order: "desc", limit: 10 })).map(short)).toEqual(order.reverse());
      });

      test("puts a parent's records before its child's, whichever was stored first", async () => {
        await put("child", [record(10, T + 1), record(11, T + 2)], "parent");
        await put("parent", [record(1, T), record(2, T + 30)]);
        await put("grandchild", [record(20, T)], "child");
        expect((await all({ by: "list", order: "asc", limit: 10 })).map(short)).toEqual([
          "parent/1",
          "parent/2",
          "child/10",
          "child/11",
          "grandchild/20",
        ]);
      });

      test("keeps places when older records of the shard are stored later", async () => {
        const later = await put("s1", [record(50, T + 50), record(60, T + 60)]);
        const earlier = await put("s1", [record(10, T + 99), record(49, T), record(55, T + 1), record(61, T)]);
        expect(earlier).toHaveLength(4);
        const listed = await all({ by: "list", order: "asc", limit: 10 });
        expect(listed.map(short)).toEqual(["s1/10", "s1/49", "s1/50", "s1/55", "s1/60", "s1/61"]);
        expect(listed.filter((row) => row.cursor <= 2)).toEqual(later);
      });

      test("is entered by time", async () => {
        await put("s1", [record(1, T), record(2, T + 10), record(3, T + 20)]);
        const query = { by: "list", order: "asc", limit: 1, after: placeBefore(MS + 10_000) } as const;
        expect((await store.records(id, query)).rows.map(short)).toEqual(["s1/2"]);
        const before = await store.records(id, { ...query, order: "desc" });
        expect(before.rows.map(short)).toEqual(["s1/1"]);
      });
    });

    describe("records", () => {
      beforeEach(async () => {
        await put(
          "shardId-00000001700000000000-aaaa",
          Array.from({ length: 120 }, (_, n) =>
            record(n, T + n, {
              event: (["INSERT", "MODIFY", "REMOVE"] as const)[n % 3] as "INSERT",
              key: `ORDER#${n % 20}`,
            }),
          ),
        );
        await put(
          "shardId-00000001700000000000-bbbb",
          Array.from({ length: 30 }, (_, n) =>
            record(n, T + 4 * n, { key: `CART#${n}`, event: "REMOVE", ttl: n % 2 === 0 }),
          ),
        );
      });

      test("pages through everything once, in both directions and both orders", async () => {
        for (const by of ["list", "stored"] as const) {
          const rows = await all({ by, order: "asc", limit: 7 });
          expect(new Set(rows.map(({ cursor }) => cursor)).size).toBe(150);
          expect(await all({ by, order: "desc", limit: 11 })).toEqual(rows.toReversed());
          const sorted = rows.toSorted((a, b) => (by === "list" ? (a.place < b.place ? -1 : 1) : a.cursor - b.cursor));
          expect(rows).toEqual(sorted);
        }
      });

      const terms: [string, Filter, (row: RecordRow) => boolean][] = [
        ["event", { kind: "event", names: ["MODIFY", "REMOVE"] }, (row) => row.eventName !== "INSERT"],
        ["ttl", { kind: "ttl", value: true }, (row) => row.ttl],
        ["not ttl", { kind: "not", of: { kind: "ttl", value: true } }, (row) => !row.ttl],
        ["size", { kind: "size", from: 70, to: 80 }, (row) => row.size >= 70 && row.size <= 80],
        [
          "seq",
          { kind: "seq", from: sequence(3), to: sequence(7) },
          (row) => [3, 4, 5, 6, 7].some((n) => row.sequenceNumber === sequence(n)),
        ],
        ["shard", { kind: "shard", pattern: ["bbbb"] }, (row) => row.shardId.endsWith("bbbb")],
        ["no shard", { kind: "shard", pattern: ["cccc"] }, () => false],
        [
          "time",
          { kind: "time", from: MS + 5000, to: MS + 9000 },
          (row) => row.time >= MS + 5000 && row.time < MS + 9000,
        ],
        ["key", { kind: "key", pattern: ["ORDER#7"] }, (row) => row.keyText === "ORDER#7 / META"],
        ["whole key", { kind: "key", pattern: ["ORDER#7 / META"] }, (row) => row.keyText === "ORDER#7 / META"],
        ["key prefix", { kind: "key", pattern: ["ORDER#1", ""] }, (row) => row.keyText.startsWith("ORDER#1")],
        ["cut whole key", { kind: "key", pattern: ["ORDER#1 /", ""] }, (row) => row.keyText === "ORDER#1 / META"],
        ["range key", { kind: "key", pattern: ["META"] }, () => true],
        ["key suffix", { kind: "key", pattern: ["", "#3"] }, (row) => /#3 /.test(row.keyText)],
        ["text", { kind: "text", pieces: ["cart#1"] }, (row) => row.keyText.startsWith("CART#1")],
        [
          "several",
          {
            kind: "and",
            of: [
              { kind: "event", names: ["REMOVE"] },
              { kind: "key", pattern: ["ORDER#2", ""] },
              { kind: "equals", image: "old", path: ["status"], pattern: ["DRAFT"], quoted: false },
            ],
          },
          (row) => row.eventName === "REMOVE" && row.keyText.startsWith("ORDER#2"),
        ],
        [
          "either",
          {
            kind: "or",
            of: [
              { kind: "ttl", value: true },
              { kind: "key", pattern: ["ORDER#4"] },
            ],
          },
          (row) => row.ttl || row.keyText === "ORDER#4 / META",
        ],
        ["all", { kind: "and", of: [] }, () => true],
      ];
      test.each(terms)("filters by %s", async (_name, filter, fits) => {
        const every = await all({ by: "list", order: "asc", limit: 1000 });
        for (const order of ["asc", "desc"] as const) {
          const expected = order === "asc" ? every.filter(fits) : every.filter(fits).reverse();
          expect(await all({ by: "list", order, limit: 10, filter })).toEqual(expected);
        }
        const stored = every.filter(fits).sort((a, b) => a.cursor - b.cursor);
        expect(await all({ by: "stored", order: "asc", limit: 10, filter })).toEqual(stored);
        expect((await scanned({ filter })).map(({ eventID }) => eventID)).toHaveLength(stored.length);
      });

      test("keeps to a range of time, also where times step backwards", async () => {
        await put("back", [record(1, T + 500), record(2, T + 3), record(3, T + 600), record(4, T - 100)]);
        const every = await all({ by: "list", order: "asc", limit: 1000 });
        for (const [from, to] of [
          [MS, MS + 10_000],
          [MS - 200_000, MS],
          [MS + 119_000, MS + 550_000],
          [MS + 10_000, MS + 10_000],
          [undefined, MS + 1000],
          [MS + 100_000, undefined],
        ] as const) {
          const range = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
          const expected = every.filter(({ time }) => time >= (from ?? 0) && time < (to ?? Number.POSITIVE_INFINITY));
          expect(await all({ by: "list", order: "asc", limit: 9, ...range })).toEqual(expected);
          expect(await scanned(range)).toHaveLength(expected.length);
        }
      });

      test("refuses a place that is none", async () => {
        const query = { by: "list", order: "asc", limit: 1, after: "1; DROP TABLE records" } as const;
        await expect(store.records(id, query)).rejects.toMatchObject({ code: "badRequest" });
      });

      test("rejects with the reason when aborted", async () => {
        const reason = new Error("left");
        await expect(store.records(id, { by: "list", order: "asc", limit: 1 }, AbortSignal.abort(reason))).rejects.toBe(
          reason,
        );
        const scan = store.scan(id, {}, AbortSignal.abort(reason))[Symbol.asyncIterator]();
        await expect(scan.next()).rejects.toBe(reason);
      });

      test("finds one record, and not what is not there", async () => {
        const shardId = "shardId-00000001700000000000-aaaa";
        const found = await store.record(id, shardId, sequence(17));
        expect(found?.record).toEqual(record(17, T + 17, { event: "REMOVE", key: "ORDER#17" }));
        expect(found?.row.cursor).toBe(18);
        expect(await store.record(id, shardId, sequence(999))).toBeUndefined();
        expect(await store.record(id, shardId, "no number")).toBeUndefined();
        expect(await store.record(id, "other", sequence(1))).toBeUndefined();
      });

      test("tells an item's history across shards", async () => {
        await put("shardId-other", [record(200, T + 50, { key: "ORDER#3", event: "MODIFY" })]);
        const rows = await store.history(id, { pk: { S: "ORDER#3" }, sk: { S: "META" } });
        for (const [index, { shardId, sequenceNumber, hole }] of rows.entries()) {
          const { hole: _, ...previous } = rows[index - 1] ?? {};
          const next = rows[index + 1];
          expect(await store.neighbours(id, shardId, sequenceNumber)).toEqual({
            index,
            total: rows.length,
            hole,
            ...(index > 0 && { previous }),
            ...(next && { next }),
          });
        }
        expect(await store.neighbours(id, "nowhere", "1")).toBeUndefined();
        expect(rows.map(({ sequenceNumber }) => sequenceNumber)).toEqual(
          [3, 23, 43, 200, 63, 83, 103].map((n) => sequence(n)),
        );
        expect(await store.history(id, { pk: { N: "3" }, sk: { S: "META" } })).toEqual([]);
        expect(await store.history(id, {})).toEqual([]);
      });

      test("says how many match in all, where it says so", async () => {
        const every = await all({ by: "list", order: "asc", limit: 1000 });
        const range = { from: MS + 20_000, to: MS + 61_000 };
        const within = ({ time }: RecordRow) => time >= range.from && time < range.to;
        const cases: [Omit<RecordQuery, "by" | "order" | "limit">, (row: RecordRow) => boolean][] = [
          [{}, () => true],
          [range, within],
          [{ filter: { kind: "event", names: ["REMOVE"] } }, (row) => row.eventName === "REMOVE"],
          [
            { ...range, filter: { kind: "event", names: ["REMOVE"] } },
            (row) => within(row) && row.eventName === "REMOVE",
          ],
          [{ filter: { kind: "shard", pattern: ["bbbb"] } }, (row) => row.shardId.endsWith("bbbb")],
          [{ filter: { kind: "ttl", value: true } }, (row) => row.ttl],
          [{ filter: { kind: "size", from: 80 } }, (row) => row.size >= 80],
          [{ filter: { kind: "text", pieces: ["cart#2"] } }, (row) => row.keyText.startsWith("CART#2")],
          [
            { ...range, filter: { kind: "key", pattern: ["ORDER#7"] } },
            (row) => within(row) && row.keyText === "ORDER#7 / META",
          ],
        ];
        for (const [query, fits] of cases) {
          const expected = every.filter(fits).length;
          for (const limit of [1, 1000]) {
            const { matched = expected } = await store.records(id, { ...query, by: "list", order: "desc", limit });
            expect(matched, JSON.stringify(query)).toBe(expected);
          }
        }
      });

      test("knows the last record before a time in a shard", async () => {
        const shardId = "shardId-00000001700000000000-aaaa";
        expect(await store.nearestBefore(id, shardId, MS + 40_500)).toEqual({
          sequenceNumber: sequence(40),
          time: MS + 40_000,
        });
        expect(await store.nearestBefore(id, shardId, MS - 1)).toBeUndefined();
        expect(await store.nearestBefore(id, "other", MS)).toBeUndefined();
        await put("back", [record(1, T + 100), record(2, T + 10), record(3, T + 200)]);
        expect(await store.nearestBefore(id, "back", MS + 20_000)).toEqual({
          sequenceNumber: sequence(2),
          time: MS + 10_000,
        });
      });

      test("finds the place that a share of the records stands before, and the share before a place", async () => {
        const records = Array.from({ length: 60 }, (_, n) => record(100 + n, T + Math.floor((n * n) / 20)));
        const { id: other } = await store.create(NEW_CAPTURE);
        for (const shardId of ["a", "b"]) {
          const own = records.filter((_, n) => (n % 3 === 0) === (shardId === "a"));
          await store.commit(other, { shardId, records: own, checkpoints: [checkpoint(shardId, 60)] });
        }
        const { rows } = await store.records(other, { by: "list", order: "asc", limit: 1000 });
        for (const range of [{}, { from: MS + 10_000 }, { to: MS + 90_000 }, { from: MS + 1000, to: MS + 61_000 }]) {
          const { from = 0, to = Number.POSITIVE_INFINITY } = range as { from?: number; to?: number };
          const within = rows.filter(({ time }) => time >= from && time < to);
          for (const [index, { place, cursor }] of within.entries()) {
            const share = index / within.length;
            expect((await store.locate(other, { ...range, at: { place } })).share).toBeCloseTo(share, 9);
            const { place: found } = await store.locate(other, { ...range, at: { share } });
            const query = { by: "list", order: "asc", limit: 1, after: found } as const;
            expect((await store.records(other, query)).rows[0]?.cursor).toBe(cursor);
          }
        }
        const { place: end } = await store.locate(other, { at: { share: 1 } });
        expect((await store.records(other, { by: "list", order: "asc", limit: 1, after: end })).rows).toEqual([]);
        const { id: empty } = await store.create(NEW_CAPTURE);
        const { place, share } = await store.locate(empty, { at: { share: 0.5 } });
        expect(share).toBe(0.5);
        expect(await store.locate(empty, { at: { place } })).toEqual({ place, share: 0 });
        await expect(store.locate(other, { at: { place: "nowhere" } })).rejects.toMatchObject({ code: "badRequest" });
      });

      test("tells what rows hold at some paths, of those that are there", async () => {
        const [first, second] = await put("values", [
          record(900, T, { status: "NEW" }),
          record(901, T, { event: "MODIFY", status: "PAID" }),
        ]);
        if (!first || !second) throw new Error("nothing was stored");
        const paths = [["status"], ["nowhere", 0]];
        expect(await store.values(id, { cursors: [second.cursor, first.cursor, 999_999, 0], paths })).toEqual([
          { cursor: first.cursor, values: [{ new: "NEW" }, {}] },
          { cursor: second.cursor, values: [{ old: "DRAFT", new: "PAID" }, {}] },
        ]);
      });

      test("tells the timeline at any grain, and its counts are the rows'", async () => {
        const rows = await all({ by: "list", order: "asc", limit: 1000 });
        for (const query of [
          { from: MS, to: MS + 120_000, buckets: 1 },
          { from: MS - 7_777, to: MS + 99_999, buckets: 10 },
          { from: MS + 1, to: MS + 60_002, buckets: 600 },
          { from: MS - 3_600_000, to: MS + 3_600_000, buckets: 60 },
          { from: MS, to: MS + 10_000, buckets: 3, filter: { kind: "event", names: ["INSERT"] } as Filter },
          { from: MS, to: MS + 120_000, buckets: 1, head: Math.floor(rows.length / 2) },
        ]) {
          const { from, to, bucketMs, shards } = await store.timeline(id, query);
          expect(from).toBeLessThanOrEqual(query.from);
          expect(to).toBeGreaterThanOrEqual(query.to);
          expect((to - from) / bucketMs).toBeLessThanOrEqual(query.buckets + 1);
          const expected = new Map<string, number>();
          for (const row of rows) {
            if (row.time < from || row.time >= to || (query.filter && row.eventName !== "INSERT")) continue;
            if (row.cursor > (query.head ?? row.cursor)) continue;
            const name = `${row.shardId} ${Math.floor((row.time - from) / bucketMs)} ${row.eventName}`;
            expected.set(name, (expected.get(name) ?? 0) + 1);
          }
          const told = shards.flatMap(({ shardId, buckets }) =>
            buckets.flatMap(([index, ...counts]) =>
              (["INSERT", "MODIFY", "REMOVE"] as const).map(
                (event, at) => [`${shardId} ${index} ${event}`, counts[at]] as const,
              ),
            ),
          );
          expect(new Map(told.filter(([, count]) => count !== 0))).toEqual(expected);
        }
        await expect(store.timeline(id, { from: 1, to: 1, buckets: 5 })).rejects.toMatchObject({ code: "badRequest" });
      });
    });

    describe("retention", () => {
      const expireAll = async (limit: KeepLimit) => {
        let removed = 0;
        for (let step: ExpireStep | undefined; step?.more !== false; removed += step.removed) {
          step = await store.expire(id, limit);
        }
        return removed;
      };

      test("by age removes what is older, of every shard its beginning, and what is told follows", async () => {
        await put(
          "s1",
          Array.from({ length: 900 }, (_, n) => record(n, T + n, { key: `ORDER#${n % 40}` })),
        );
        await put(
          "s2",
          Array.from({ length: 90 }, (_, n) => record(n, T + 10 * n, { event: "REMOVE", ttl: true, key: `OLD#${n}` })),
        );
        const before = await all({ by: "list", order: "asc", limit: 1000 });
        const checkpoints = await store.checkpoints(id);
        const cut = MS + 700_000;
        const kept = before.filter(({ time }) => time >= cut);
        expect(await expireAll({ before: cut })).toBe(before.length - kept.length);
        expect(await expireAll({ before: cut })).toBe(0);

        expect(await all({ by: "list", order: "asc", limit: 70 })).toEqual(kept);
        expect((await all({ by: "stored", order: "desc", limit: 70 })).length).toBe(kept.length);
        expect(await scanned({})).toHaveLength(kept.length);
        expect(await store.totals(id)).toEqual({
          records: kept.length,
          inserts: 200,
          modifies: 0,
          removes: 20,
          bytes: expect.any(Number),
          firstTime: cut,
          lastTime: MS + 899_000,
          byShard: { s1: 200, s2: 20 },
        });
        const { shards } = await store.timeline(id, { from: MS, to: MS + 900_000, buckets: 15 });
        const counted = shards.flatMap(({ buckets }) => buckets.map(([, ...counts]) => counts)).flat();
        expect(counted.reduce((a, b) => a + b, 0)).toBe(kept.length);
        expect(await store.record(id, "s1", sequence(699))).toBeUndefined();
        expect((await store.record(id, "s1", sequence(700)))?.record).toEqual(
          record(700, T + 700, { key: "ORDER#20" }),
        );
        expect(await store.history(id, { pk: { S: "OLD#5" }, sk: { S: "META" } })).toEqual([]);
        expect(await store.history(id, { pk: { S: "ORDER#1" }, sk: { S: "META" } })).toHaveLength(5);
        // What was read stays told: retention is no reason to read it again.
        expect(await store.checkpoints(id)).toEqual(checkpoints);
        expect(await store.expired(id)).toEqual([
          { shardId: "s1", upTo: sequence(699), toTime: cut - 1000, at: expect.any(Number) },
          { shardId: "s2", upTo: sequence(69), toTime: cut - 10_000, at: expect.any(Number) },
        ]);
      });

      test("can remove all, and no cursor is given twice", async () => {
        await put(
          "s1",
          Array.from({ length: 120 }, (_, n) => record(n, T + n)),
        );
        expect(await expireAll({ before: MS + 3_600_000 })).toBe(120);
        expect(await store.totals(id)).toMatchObject({ records: 0, inserts: 0, byShard: {} });
        expect(await store.totals(id)).not.toHaveProperty("firstTime");
        expect(await store.cursor(id)).toBe(120);
        const [row] = await put("s1", [record(500, T + 500)]);
        expect(row?.cursor).toBe(121);
        expect((await store.record(id, "s1", sequence(500)))?.row).toEqual(row);
        // What was removed and is read again is stored again.
        expect(await put("s1", [record(3, T + 3)])).toHaveLength(1);
      });

      test("by size keeps the newest", async () => {
        for (let part = 0; part < 20; part++) {
          await put(
            "s1",
            Array.from({ length: 100 }, (_, n) => {
              const at = part * 100 + n;
              return record(at, T + at, { pad: 600, key: `ORDER#${at}-${Math.sin(at)}` });
            }),
          );
        }
        expect(await expireAll({ maxBytes: 1e9 })).toBe(0);
        const removed = await expireAll({ maxBytes: 300_000 });
        expect(removed).toBeGreaterThan(400);
        expect(removed).toBeLessThan(2000);
        const rows = await all({ by: "list", order: "asc", limit: 1000 });
        expect(rows.map(({ time }) => time)).toEqual(
          Array.from({ length: 2000 - removed }, (_, n) => MS + (removed + n) * 1000),
        );
      });
    });

    itemsSuite(() => ({ store, id }));

    async function all(query: RecordQuery): Promise<RecordRow[]> {
      const rows: RecordRow[] = [];
      let after: string | number | undefined;
      do {
        const page = await store.records(id, { ...query, ...(after !== undefined && { after }) });
        expect(page.rows.length).toBeLessThanOrEqual(query.limit);
        rows.push(...page.rows);
        after = page.next;
      } while (after !== undefined);
      return rows;
    }

    async function scanned(query: { filter?: Filter; from?: number; to?: number }): Promise<StreamRecord[]> {
      const records: StreamRecord[] = [];
      for await (const batch of store.scan(id, query)) records.push(...batch.map((entry) => entry.record));
      return records;
    }
  });
}

/** "s1/3": shard and number, for those that `sequence` made. */
function short({ shardId, sequenceNumber }: RecordRow): string {
  return `${shardId}/${BigInt(sequenceNumber) - BigInt(sequence(0))}`;
}
