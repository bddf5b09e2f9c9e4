import { beforeEach, describe, expect, test } from "vitest";
import type { CaptureStore } from "@/lib/capture/store";
import type { CompletionWant } from "@/lib/filter/completion";
import { parseFilter } from "@/lib/filter/filter";
import type { StreamRecord } from "@/lib/stream/record";
import { checkpoint, record, sequence } from "./records";

const T = 1_700_000_000;
const MS = T * 1000;

/** The part of the store's suite that looks at items and what they hold. `held` gives an empty capture for each test. */
export function itemsSuite(held: () => { store: CaptureStore; id: string }): void {
  describe("items", () => {
    let store: CaptureStore;
    let id: string;
    beforeEach(() => {
      ({ store, id } = held());
    });

    const put = async (shardId: string, records: StreamRecord[]) =>
      (await store.commit(id, { shardId, records, checkpoints: [checkpoint(shardId, records.length)] })).rows;

    describe("item history", () => {
      const versions = async (key: string) => store.history(id, { pk: { S: key }, sk: { S: "META" } });
      const modify = (n: number, key: string) => record(n, T + n, { key, event: "MODIFY" });

      test("marks where versions may be missing within a shard", async () => {
        const covered = (from: number, to: number) => ({ from: sequence(from), to: sequence(to) });
        await store.commit(id, {
          shardId: "s1",
          records: [record(1, T, { key: "A" }), modify(2, "A"), modify(20, "A"), modify(21, "A"), modify(3, "B")],
          checkpoints: [{ ...checkpoint("s1", 30), coverage: [covered(0, 9), covered(15, 30)] }],
        });
        expect((await versions("A")).map(({ hole }) => hole)).toEqual([false, false, true, false]);
        // The first one that is captured changed an item that was there.
        expect((await versions("B")).map(({ hole }) => hole)).toEqual([true]);
        expect(await store.neighbours(id, "s1", sequence(2))).toMatchObject({ hole: false, next: { hole: true } });
      });

      test("follows an item from a shard to its descendants", async () => {
        const whole = { finished: true, endingSequenceNumber: sequence(9) };
        const shard = (shardId: string, end: number, parent?: string) => ({
          ...checkpoint(shardId, end, parent),
          startingSequenceNumber: sequence(end - 9),
          coverage: [{ from: sequence(end - 9), to: sequence(end) }],
        });
        await store.commit(id, {
          shardId: "p",
          records: [record(1, T, { key: "A" })],
          checkpoints: [{ ...shard("p", 9), ...whole }],
        });
        await store.commit(id, {
          shardId: "c",
          records: [],
          checkpoints: [{ ...shard("c", 19, "p"), finished: true, endingSequenceNumber: sequence(19) }],
        });
        await store.commit(id, { shardId: "g", records: [modify(25, "A")], checkpoints: [shard("g", 29, "c")] });
        expect((await versions("A")).map(({ hole }) => hole)).toEqual([false, false]);
        // What lies between is not read to its end.
        await store.commit(id, { shardId: "c", records: [], checkpoints: [shard("c", 19, "p")] });
        expect((await versions("A")).map(({ hole }) => hole)).toEqual([false, true]);
        // A shard that is no kin of the other cannot be known to follow it.
        await store.commit(id, { shardId: "x", records: [modify(31, "A")], checkpoints: [shard("x", 39)] });
        expect((await versions("A")).map(({ hole }) => hole)).toEqual([false, true, true]);
      });
    });

    describe("what changes most", () => {
      beforeEach(async () => {
        await put("s1", [
          record(1, T, { key: "ORDER#1" }),
          record(2, T + 1, { key: "ORDER#1", event: "MODIFY", status: "PAID" }),
          record(3, T + 2, { key: "ORDER#1", event: "MODIFY", status: "SENT" }),
          record(4, T + 3, { key: "ORDER#1", event: "REMOVE", ttl: true }),
        ]);
        const both = record(5, T + 4, { key: "USER#1", event: "MODIFY", status: "PAID" });
        Object.assign(both.dynamodb.NewImage ?? {}, {
          address: { M: { city: { S: "Graz" }, lines: { L: [] } } },
          n: { N: "5.0" },
        });
        Object.assign(both.dynamodb.OldImage ?? {}, { address: { M: { city: { S: "Wien" }, lines: { L: [] } } } });
        const bare = record(6, T + 5, { key: "plain", event: "MODIFY" });
        delete bare.dynamodb.OldImage;
        await put("s2", [both, bare, record(7, T + 6, { key: "USER#2", event: "REMOVE" })]);
      });

      test("counts keys, attributes, entities, shards and deletes", async () => {
        const report = await store.changes(id, { limit: 1000 });
        expect(report).toMatchObject({
          counted: 7,
          whole: true,
          inserts: 1,
          modifies: 4,
          removes: 2,
          ttlRemoves: 1,
          compared: 3,
          oneAttribute: 2,
          firstTime: MS,
          lastTime: MS + 6000,
        });
        expect(report.keys.distinct).toBe(4);
        expect(report.keys.top[0]).toEqual({
          name: "ORDER#1 / META",
          filter: 'key:"ORDER#1 / META"',
          count: 4,
          inserts: 1,
          modifies: 2,
          removes: 1,
        });
        expect(report.attributes.top.map(({ name, filter, count }) => [name, filter, count])).toEqual([
          ["status", "changed:status", 3],
          ["address.city", "changed:address.city", 1],
        ]);
        expect(report.entities.top.map(({ name, count }) => [name, count])).toEqual([
          ["ORDER", 4],
          ["USER", 2],
        ]);
        expect(report.shards.top.map(({ name, count }) => [name, count])).toEqual([
          ["s1", 4],
          ["s2", 3],
        ]);
      });

      test("each row's filter finds what it counts", async () => {
        const report = await store.changes(id, { limit: 1000 });
        for (const list of [report.keys, report.attributes, report.entities, report.shards]) {
          for (const { filter: text, count } of list.top) {
            const { filter, error } = parseFilter(text, { now: MS });
            expect(error, text).toBeUndefined();
            const { rows } = await store.records(id, {
              by: "list",
              order: "asc",
              limit: 100,
              ...(filter && { filter }),
            });
            expect(rows.length, text).toBe(count);
          }
        }
      });

      test("keeps to a range, a filter, and the newest so many", async () => {
        const later = await store.changes(id, { from: MS + 4000, limit: 1000 });
        expect(later).toMatchObject({ counted: 3, inserts: 0, whole: true });
        const removes = await store.changes(id, { filter: { kind: "event", names: ["REMOVE"] }, limit: 1000 });
        expect(removes).toMatchObject({ counted: 2, removes: 2, ttlRemoves: 1 });
        const many = Array.from({ length: 3000 }, (_, n) => record(100 + n, T + 100 + n));
        await put("s3", many);
        const newest = await store.changes(id, { limit: 1000 });
        expect(newest.whole).toBe(false);
        expect(newest.counted).toBeGreaterThanOrEqual(1000);
        expect(newest.counted).toBeLessThan(1600);
        expect(newest.lastTime).toBe(MS + 3_099_000);
        expect(newest.shards.top.map(({ name }) => name)).toEqual(["s3"]);
        const reason = new Error("left");
        await expect(store.changes(id, { limit: 10 }, AbortSignal.abort(reason))).rejects.toBe(reason);
      });
    });

    describe("completion", () => {
      beforeEach(async () => {
        await put(
          "shardId-00000001700000000000-aaaa",
          Array.from({ length: 30 }, (_, n) => record(n, T + n, { status: n % 3 === 0 ? "PAID" : "PENDING" })),
        );
        const odd = record(40, T + 40, { key: 'CART#1 "x"' });
        Object.assign(odd.dynamodb.NewImage ?? {}, {
          address: { M: { city: { S: "St. Gallen" } } },
          flag: { BOOL: true },
          long: { S: "x".repeat(200) },
        });
        await put("shardId-00000001700000000000-bbbb", [odd]);
      });
      const texts = async (want: CompletionWant) => (await store.complete(id, want)).map(({ text }) => text);

      test("knows paths, values, keys and shards", async () => {
        expect(await texts({ kind: "path", image: "new", prefix: "st" })).toEqual(["status:"]);
        expect(await texts({ kind: "path", prefix: "ci" })).toEqual(["address.city"]);
        expect(await texts({ kind: "path", image: "keys", prefix: "" })).toEqual(["pk:", "sk:"]);
        expect(await texts({ kind: "field", prefix: "fla" })).toEqual(["new.flag:", "changed:flag"]);
        expect(await texts({ kind: "value", image: "new", path: "status", prefix: "" })).toEqual(["PENDING", "PAID"]);
        expect(await texts({ kind: "value", image: "new", path: "status", prefix: "pa" })).toEqual(["PAID"]);
        expect(await texts({ kind: "value", image: "new", path: "address.city", prefix: "st" })).toEqual([
          '"St. Gallen"',
        ]);
        expect(await texts({ kind: "value", image: "new", path: "long", prefix: "" })).toEqual([]);
        expect(await texts({ kind: "key", prefix: "CART" })).toEqual(['"CART#1 \\"x\\" / META"']);
        expect(await texts({ kind: "key", prefix: "ORDER#17 / M" })).toEqual(['"ORDER#17 / META"']);
        expect(await texts({ kind: "shard", prefix: "bb" })).toEqual(["bbbb"]);
        expect(await texts({ kind: "value", image: "new", path: "nothing", prefix: "" })).toEqual([]);
      });

      test("learns from what comes later", async () => {
        await texts({ kind: "path", prefix: "" });
        const later = record(50, T + 50);
        Object.assign(later.dynamodb.NewImage ?? {}, { brandNew: { N: "1" } });
        await put("shardId-00000001700000000000-bbbb", [later]);
        expect(await texts({ kind: "path", prefix: "brand" })).toEqual(["brandNew"]);
      });
    });
  });
}
