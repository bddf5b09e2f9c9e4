import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ReadPoint, RecordPage } from "@/lib/reader/source";
import type { Position } from "@/lib/stream/position";
import type { StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import type { ShardDescription } from "@/lib/stream/shard";
import type { MakeBench, SourceBench } from "./source-bench";

const never = new AbortController().signal;
const MINUTE = 60_000;

/** What lib/reader/source.ts promises of every StreamSource, and what the reader takes for granted of it. */
export function sourceSuite(name: string, makeBench: MakeBench): void {
  describe(`${name} as a StreamSource`, () => {
    let bench: SourceBench;

    beforeEach(async () => {
      bench = await makeBench({ roots: 1 });
    });
    afterEach(() => bench.close());

    const describeStream = (request: { after?: string; childrenOf?: string; limit?: number } = {}) =>
      bench.settle(bench.source.describeStream({ streamArn: bench.streamArn, ...request }, never));
    const open = (shardId: string, position: Position) =>
      bench.settle(bench.source.openShard({ streamArn: bench.streamArn, shardId, position }, never));
    const read = (readPoint: ReadPoint, limit?: number) =>
      bench.settle(bench.source.readPage({ readPoint, ...(limit === undefined ? {} : { limit }) }, never));

    async function onlyShard(): Promise<ShardDescription> {
      const { shards } = await describeStream();
      const shard = shards.find(({ endingSequenceNumber }) => endingSequenceNumber === undefined);
      if (!shard) throw new Error("There is no open shard.");
      return shard;
    }

    async function write(count: number): Promise<void> {
      for (let i = 0; i < count; i += 1) await bench.write(`key${i % 3}`);
    }

    /** Pages until one is empty, or the shard ends. */
    async function readAll(readPoint: ReadPoint, limit?: number): Promise<{ pages: RecordPage[]; numbers: string[] }> {
      const pages: RecordPage[] = [];
      for (let next: ReadPoint | undefined = readPoint; next !== undefined; next = pages.at(-1)?.next) {
        pages.push(await read(next, limit));
        if (pages.at(-1)?.records.length === 0) break;
      }
      return { pages, numbers: numbersOf(pages.flatMap(({ records }) => records)) };
    }

    describe("listing", () => {
      test("tells what the stream is", async () => {
        const { stream } = await describeStream();
        expect(stream).toMatchObject({
          arn: bench.streamArn,
          tableName: "orders",
          status: "ENABLED",
          keySchema: { hash: "pk" },
        });
      });

      test("pages in the order of ids, each shard once, a parent with its end and its children with their parent", async () => {
        const root = await onlyShard();
        await bench.divide(root.shardId, 2);
        await bench.divide((await onlyShard()).shardId, 1);
        const shards: ShardDescription[] = [];
        let after: string | undefined;
        do {
          const page = await describeStream({ limit: 2, ...(after === undefined ? {} : { after }) });
          expect(page.shards.length).toBeLessThanOrEqual(2);
          shards.push(...page.shards);
          after = page.next;
        } while (after !== undefined);
        const ids = shards.map(({ shardId }) => shardId);
        expect(ids).toEqual([...new Set(ids)].sort());
        expect(ids).toHaveLength(4);
        expect(shards.filter(({ endingSequenceNumber }) => endingSequenceNumber === undefined)).toHaveLength(2);
        expect(shards.filter(({ parentShardId }) => parentShardId === root.shardId)).toHaveLength(2);
        expect(shards.find(({ shardId }) => shardId === root.shardId)?.parentShardId).toBeUndefined();
      });

      test("gives the children of one shard, and none where there are none", async () => {
        const root = await onlyShard();
        expect((await describeStream({ childrenOf: root.shardId })).shards).toEqual([]);
        await bench.divide(root.shardId, 2);
        const { shards } = await describeStream({ childrenOf: root.shardId });
        expect(shards.map(({ parentShardId }) => parentShardId)).toEqual([root.shardId, root.shardId]);
      });

      test("does not show a child that is hidden, and shows it later", async () => {
        const root = await onlyShard();
        await bench.faults({ hideChildrenMs: MINUTE });
        await bench.divide(root.shardId, 1);
        expect((await describeStream()).shards.map(({ shardId }) => shardId)).toEqual([root.shardId]);
        await bench.advance(2 * MINUTE);
        expect((await describeStream()).shards).toHaveLength(2);
      });

      test("says of a disabled stream that it is, and gives every shard its end", async () => {
        await write(2);
        await bench.disable();
        const { stream, shards } = await describeStream();
        expect(stream.status).toBe("DISABLED");
        expect(shards.every(({ endingSequenceNumber }) => endingSequenceNumber !== undefined)).toBe(true);
      });
    });

    describe("positions", () => {
      test("trim horizon is the oldest record, in the order of the shard", async () => {
        await write(7);
        const { shardId, startingSequenceNumber } = await onlyShard();
        const { numbers } = await readAll(await open(shardId, { at: "trimHorizon" }));
        expect(numbers).toHaveLength(7);
        expect(numbers).toEqual(numbers.toSorted(compareSequenceNumbers));
        expect(compareSequenceNumbers(numbers[0] ?? "0", startingSequenceNumber)).toBe(1);
      });

      test("a number is inclusive AT, exclusive AFTER; the shard's own start is a number", async () => {
        await write(5);
        const { shardId, startingSequenceNumber } = await onlyShard();
        const { numbers } = await readAll(
          await open(shardId, { at: "atSequence", sequenceNumber: startingSequenceNumber }),
        );
        expect(numbers).toHaveLength(5);
        const sequenceNumber = numbers[2] ?? "";
        const at = await readAll(await open(shardId, { at: "atSequence", sequenceNumber }));
        expect(at.numbers).toEqual(numbers.slice(2));
        const after = await readAll(await open(shardId, { at: "afterSequence", sequenceNumber }));
        expect(after.numbers).toEqual(numbers.slice(3));
      });

      test("latest is what comes next", async () => {
        await write(3);
        const { shardId } = await onlyShard();
        const readPoint = await open(shardId, { at: "latest" });
        expect((await read(readPoint)).records).toEqual([]);
        await write(2);
        expect((await readAll(readPoint)).numbers).toHaveLength(2);
      });
    });

    describe("pages", () => {
      test("hold as many records as asked for, and a page can be asked for twice", async () => {
        await write(5);
        const { shardId } = await onlyShard();
        const start = await open(shardId, { at: "trimHorizon" });
        const first = await read(start, 2);
        expect(first.records).toHaveLength(2);
        expect(first.bytes).toBeGreaterThan(0);
        expect((await read(start, 2)).records).toEqual(first.records);
        expect((await readAll(start, 1)).numbers).toEqual((await readAll(start)).numbers);
      });

      test("an empty page in the middle has a next one, from the same place", async () => {
        await write(3);
        const { shardId } = await onlyShard();
        const start = await open(shardId, { at: "trimHorizon" });
        await bench.faults({ emptyPages: 1 });
        const empty = await read(start);
        expect(empty.records).toEqual([]);
        expect(empty.next).toBeDefined();
        await bench.faults({});
        expect((await readAll(empty.next as ReadPoint)).numbers).toHaveLength(3);
      });

      test("the end of a closed shard is a missing next, and that page has its records", async () => {
        await write(3);
        const { shardId } = await onlyShard();
        const start = await open(shardId, { at: "trimHorizon" });
        await bench.divide(shardId, 1);
        const page = await read(start);
        expect(page.records).toHaveLength(3);
        expect(page).not.toHaveProperty("next");
        expect((await read(start, 2)).next).toBeDefined();
      });

      test("an open shard has always a next", async () => {
        const { shardId } = await onlyShard();
        expect((await read(await open(shardId, { at: "trimHorizon" }))).next).toBeDefined();
      });
    });

    describe("refusals", () => {
      test("throttling and a fault of the source's own can be tried again", async () => {
        const { shardId } = await onlyShard();
        const start = await open(shardId, { at: "trimHorizon" });
        for (const [faults, code] of [
          [{ throttle: 1 }, "throttled"],
          [{ serverError: 1 }, "sourceFailed"],
        ] as const) {
          await bench.faults(faults);
          const refused = { code, retriable: true };
          await expect(describeStream()).rejects.toMatchObject(refused);
          await expect(open(shardId, { at: "trimHorizon" })).rejects.toMatchObject(refused);
          await expect(read(start)).rejects.toMatchObject(refused);
        }
        await bench.faults({});
        await expect(read(start)).resolves.toMatchObject({ records: [] });
      });

      test("a read point lives a quarter of an hour", async () => {
        const { shardId } = await onlyShard();
        const start = await open(shardId, { at: "trimHorizon" });
        await bench.advance(14 * MINUTE);
        await expect(read(start)).resolves.toBeDefined();
        await bench.advance(2 * MINUTE);
        await expect(read(start)).rejects.toMatchObject({ code: "positionExpired" });
      });

      test("what was trimmed is said where it is asked for, and passed over at the trim horizon", async () => {
        await write(3);
        const { shardId, startingSequenceNumber } = await onlyShard();
        const { numbers } = await readAll(await open(shardId, { at: "trimHorizon" }));
        await bench.trim();
        await write(2);
        const trimmed = { code: "trimmed" };
        for (const sequenceNumber of [startingSequenceNumber, numbers[0] ?? ""]) {
          await expect(open(shardId, { at: "atSequence", sequenceNumber })).rejects.toMatchObject(trimmed);
        }
        expect((await readAll(await open(shardId, { at: "trimHorizon" }))).numbers).toHaveLength(2);
      });

      test("a read point before a trim is told of it, not moved silently", async () => {
        await write(1);
        const { shardId, startingSequenceNumber } = await onlyShard();
        const start = await open(shardId, { at: "atSequence", sequenceNumber: startingSequenceNumber });
        await bench.trim();
        await expect(read(start)).rejects.toMatchObject({ code: "trimmed" });
      });

      test("a number outside a shard is refused for good", async () => {
        await write(1);
        const { shardId, startingSequenceNumber } = await onlyShard();
        await bench.divide(shardId, 1);
        const end = (await describeStream()).shards.find((shard) => shard.shardId === shardId)?.endingSequenceNumber;
        const below = (BigInt(startingSequenceNumber) - 1n).toString().padStart(startingSequenceNumber.length, "0");
        const above = (BigInt(end ?? 0) + 1n).toString().padStart(startingSequenceNumber.length, "0");
        for (const sequenceNumber of [below, above]) {
          await expect(open(shardId, { at: "atSequence", sequenceNumber })).rejects.toMatchObject({
            code: "positionInvalid",
            retriable: false,
          });
        }
      });

      test("an unknown shard and an unknown stream are told apart", async () => {
        await expect(open("shardId-00000001000000000000-deadbeef", { at: "trimHorizon" })).rejects.toMatchObject({
          code: "shardNotFound",
        });
        const streamArn = bench.streamArn.replace("table/orders", "table/others");
        await expect(bench.settle(bench.source.describeStream({ streamArn }, never))).rejects.toMatchObject({
          code: "streamNotFound",
        });
      });
    });

    test("an abort rejects with its reason, before a call and during one", async () => {
      const reason = new Error("enough");
      const stop = new AbortController();
      const during = bench.source.describeStream({ streamArn: bench.streamArn }, stop.signal);
      stop.abort(reason);
      await expect(bench.settle(during)).rejects.toBe(reason);
      await expect(bench.settle(bench.source.readPage({ readPoint: "any" as ReadPoint }, stop.signal))).rejects.toBe(
        reason,
      );
    });
  });
}

function numbersOf(records: StreamRecord[]): string[] {
  return records.map(({ dynamodb }) => dynamodb.SequenceNumber);
}
