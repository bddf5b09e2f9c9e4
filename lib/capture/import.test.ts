import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { systemClock } from "@/lib/clock";
import { attributeMap } from "@/lib/stream/attribute-value.arbitrary";
import type { StreamRecord } from "@/lib/stream/record";
import { exportFormats } from "./export";
import type { ExportContext } from "./export/exporter";
import { importCapture } from "./import";
import { createMemoryStore } from "./memory-store";
import type { CaptureStore } from "./store";

const ARN = "arn:aws:dynamodb:eu-central-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000";

function record(n: number, changes: object = {}): StreamRecord {
  return {
    eventID: String(n),
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-central-1",
    dynamodb: {
      ApproximateCreationDateTime: 1_700_000_000 + n,
      Keys: { pk: { S: `ORDER#${n}` }, sk: { S: "META" } },
      NewImage: { pk: { S: `ORDER#${n}` }, sk: { S: "META" }, total: { N: "12345678901234567890123456789012345678" } },
      SequenceNumber: String(100_000_000_000_000_000_000n + BigInt(n)),
      SizeBytes: 60,
      StreamViewType: "NEW_AND_OLD_IMAGES",
      ...changes,
    },
  };
}

const line = (n: number, changes: object = {}) =>
  JSON.stringify({ streamArn: ARN, shardId: "s1", ...record(n, changes) });

/** The file in pieces of any size, as a network brings it. */
async function* pieces(content: string | Buffer, size = 1000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function importer(store: CaptureStore = createMemoryStore({ clock: systemClock })) {
  return {
    store,
    run: (content: string | Buffer, size?: number, name = "orders.ndjson") =>
      importCapture(pieces(content, size), { store, clock: systemClock, name, keySchemaOf: () => undefined }),
  };
}

async function exported(store: CaptureStore, id: string, extra: Partial<ExportContext> = {}): Promise<string> {
  let text = "";
  const context = { streamArn: ARN, keySchema: { hash: "pk" }, ...extra };
  for await (const chunk of exportFormats.ndjson.write(() => store.scan(id, {}), context)) text += chunk;
  return text;
}

describe("what we exported", () => {
  test("comes back byte for byte, from NDJSON and from JSON, however the network cuts it", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.tuple(fc.nat({ max: 500 }), attributeMap), {
          selector: ([n]) => n,
          minLength: 1,
          maxLength: 8,
        }),
        fc.integer({ min: 1, max: 700 }),
        fc.boolean(),
        async (items, size, asArray) => {
          const lines = items
            .sort(([a], [b]) => a - b)
            .map(([n, NewImage]) => line(n, { NewImage, Keys: { pk: { S: String(n) } } }));
          const { store, run } = importer();
          const { stored, result } = await run(
            asArray ? `[\n${lines.join(",\n")}\n]\n` : `${lines.join("\n")}\n`,
            size,
          );
          expect(result).toEqual({ imported: lines.length, duplicates: 0, skipped: [], skippedTotal: 0 });
          expect(await exported(store, stored.id)).toBe(`${lines.join("\n")}\n`);
        },
      ),
    ));

  test("is an offline capture of its stream", async () => {
    const { stored } = await importer().run([line(1), line(2)].join("\n"));
    expect(stored).toMatchObject({
      stream: { arn: ARN, tableName: "orders", keySchema: { hash: "pk", range: "sk" }, status: "DISABLED" },
      connection: { kind: "import", label: "orders.ndjson" },
      reading: "paused",
      imported: { completeness: "unknown" },
    });
  });

  test("knows with a trailer what it holds, and nothing is claimed that a cut or narrowed file lost", async () => {
    const shard = {
      shardId: "s1",
      parentShardId: "s0",
      state: "finished" as const,
      open: false,
      listed: true,
      startingSequenceNumber: "1",
      coverage: [{ from: "1", to: "900000000000000000000", fromTime: 1_700_000_001_000, toTime: 1_700_000_003_000 }],
      gaps: [],
    };
    const source = importer();
    const { stored } = await source.run([1, 2, 3].map((n) => line(n)).join("\n"));
    const whole = await exported(source.store, stored.id, { trailer: { shards: [shard] } });
    const completeness = async (content: string) => {
      const { store, run } = importer();
      const again = await run(content);
      const [checkpoint] = await store.checkpoints(again.stored.id);
      return [again.stored.imported?.completeness, checkpoint?.coverage[0]?.from, checkpoint?.parentShardId];
    };
    const first = record(1).dynamodb.SequenceNumber;
    expect(await completeness(whole)).toEqual(["complete", "1", "s0"]);
    expect(await completeness(whole.split("\n").slice(1).join("\n"))).toEqual([
      "incomplete",
      record(2).dynamodb.SequenceNumber,
      undefined,
    ]);
    expect(await completeness(whole.split("\n").slice(0, 3).join("\n"))).toEqual(["unknown", first, undefined]);
    expect(await completeness(whole + line(9))).toEqual(["unknown", first, undefined]);
    for (const narrowed of [{ filter: "event:insert" }, { selected: true as const }]) {
      const part = await exported(source.store, stored.id, { trailer: { shards: [shard], ...narrowed } });
      expect(await completeness(part)).toEqual(["incomplete", first, undefined]);
    }
    const unsure = await exported(source.store, stored.id, { trailer: { shards: [shard], unsure: true } });
    expect(await completeness(unsure)).toEqual(["unknown", "1", "s0"]);
  });

  test("without a trailer claims nothing between two records", async () => {
    const version = (n: number) => line(n, { Keys: { pk: { S: "ORDER#1" }, sk: { S: "META" } } });
    const { store, run } = importer();
    const { stored } = await run([5, 1, 3].map(version).join("\n"));
    const edge = (n: number) => {
      const number = record(n).dynamodb.SequenceNumber;
      const time = (1_700_000_000 + n) * 1000;
      return { from: number, to: number, fromTime: time, toTime: time };
    };
    expect(await store.checkpoints(stored.id)).toMatchObject([
      { shardId: "s1", startingSequenceNumber: "0", finished: true, coverage: [edge(1), edge(5)], gaps: [] },
    ]);
    const history = await store.history(stored.id, record(1).dynamodb.Keys);
    // The first is an INSERT: nothing came before it.
    expect(history.map(({ hole }) => hole)).toEqual([false, true, true]);
  });
});

describe("what others wrote", () => {
  test("an answer of GetRecords, on one line or many, and times as the AWS CLI prints them", async () => {
    const answer = {
      Records: [record(1), record(2, { ApproximateCreationDateTime: "2026-11-20T07:52:33+00:00" })],
      NextShardIterator: "x",
    };
    for (const content of [JSON.stringify(answer), JSON.stringify(answer, null, 4), `${JSON.stringify(answer)}\n`]) {
      const { store, run } = importer();
      const { stored, result } = await run(content, 7, "page.json");
      expect(result.imported).toBe(2);
      expect(stored.stream).toMatchObject({ arn: "", tableName: "page" });
      const [shard] = Object.keys((await store.totals(stored.id)).byShard);
      expect(shard).toBe("unknown-shard");
      const found = await store.record(stored.id, "unknown-shard", record(2).dynamodb.SequenceNumber);
      expect(found?.row.time).toBe(Date.parse("2026-11-20T07:52:33Z"));
    }
    const pretty = JSON.stringify([record(1), record(2), record(3)], null, 2);
    expect((await importer().run(pretty)).result.imported).toBe(3);
  });

  test("Lambda events, a batch a line", async () => {
    const event = { Records: [1, 2].map((n) => ({ ...record(n), eventSourceARN: ARN })) };
    const { store, run } = importer();
    const { stored } = await run(`${JSON.stringify(event)}\n${JSON.stringify({ Records: [record(3)] })}\n`);
    expect(stored.stream.arn).toBe(ARN);
    expect((await store.totals(stored.id)).records).toBe(3);
  });

  test("records with nothing but what makes a record, in any order and twice", async () => {
    const bare = (n: number) =>
      JSON.stringify({
        eventName: "REMOVE",
        dynamodb: { ApproximateCreationDateTime: n, Keys: { id: { N: "1" } }, SequenceNumber: String(n) },
      });
    const { store, run } = importer();
    const { stored, result } = await run([bare(9), bare(3), bare(9), bare(5)].join("\r\n"));
    expect(result).toEqual({ imported: 3, duplicates: 1, skipped: [], skippedTotal: 0 });
    expect(stored.stream).toMatchObject({ viewType: "KEYS_ONLY", keySchema: { hash: "id" } });
    const { rows } = await store.records(stored.id, { by: "list", order: "asc", limit: 10 });
    expect(rows.map(({ sequenceNumber }) => sequenceNumber)).toEqual(["3", "5", "9"]);
  });

  test("records of no named stream take their key from no other capture", async () => {
    const store = createMemoryStore({ clock: systemClock });
    const { stored } = await importCapture(pieces(JSON.stringify(record(1))), {
      store,
      clock: systemClock,
      name: "day.ndjson",
      // Another file that names no stream either.
      keySchemaOf: (streamArn) => (streamArn === "" ? { hash: "id" } : undefined),
    });
    expect(stored.stream.keySchema).toEqual({ hash: "pk", range: "sk" });
  });
});

describe("what is no record", () => {
  const cases: [string, string, RegExp][] = [
    ["text", "hello", /^not JSON$/],
    ["a number", "17", /not an object/],
    ["null", "null", /not an object/],
    ["another event", '{"eventName":"UPDATE"}', /eventName/],
    ["no change", '{"eventName":"INSERT"}', /dynamodb is missing/],
    ["a number for a sequence number", line(1, { SequenceNumber: 5 }), /SequenceNumber/],
    ["no time", line(1, { ApproximateCreationDateTime: "yesterday" }), /ApproximateCreationDateTime/],
    ["no keys", line(1, { Keys: undefined }), /Keys: it is missing/],
    ["plain values", line(1, { NewImage: { a: "x" } }), /NewImage: "a" is not typed JSON/],
    ["a number that is no text", line(1, { NewImage: { a: { N: 5 } } }), /"a" is of type N/],
    ["an unknown type", line(1, { OldImage: { a: { Z: "5" } } }), /typed JSON/],
    ["deep nesting", line(1, { NewImage: nested(200) }), /nested too deeply/],
    ["deep nesting elsewhere", line(1, { later: "DEEP" }).replace('"DEEP"', deepText(20_000)), /nested too deeply/],
    ["a trailer of another kind", '{"shardscope":{"coverage":1}}', /trailer/],
    ["another stream", line(1).replace(ARN, ARN.replace("orders", "carts")), /another stream/],
    ["half a character", "BAD", /not UTF-8/],
  ];

  test.each(cases)("%s is told of by its line, and the rest is kept", async (_, bad, reason) => {
    const broken = bad === "BAD" ? Buffer.from([0x22, 0xc3, 0x28, 0x22]) : Buffer.from(bad);
    const content = Buffer.concat([Buffer.from(`${line(1)}\n\n`), broken, Buffer.from(`\n${line(2)}\n`)]);
    const { result } = await importer().run(content);
    expect(result).toMatchObject({
      imported: 2,
      skippedTotal: 1,
      skipped: [{ line: 3, reason: expect.stringMatching(reason) }],
    });
  });

  test("a line of any length costs no memory", async () => {
    const huge = "x".repeat(9 * 1024 * 1024);
    const { result } = await importer().run(`${line(1)}\n"${huge}"\n${line(2)}`, 65_536);
    expect(result).toMatchObject({ imported: 2, skipped: [{ line: 2, reason: "longer than 8 MB" }] });
  });

  test("a file cut off in a line says so", async () => {
    const { result } = await importer().run(`${line(1)}\n${line(2).slice(0, 80)}`);
    expect(result).toMatchObject({ imported: 1, skipped: [{ line: 2, reason: expect.stringContaining("cut off") }] });
  });

  test("only the first hundred are told one by one", async () => {
    const { result } = await importer().run(`${line(1)}\n${"x\n".repeat(250)}`);
    expect(result.skippedTotal).toBe(250);
    expect(result.skipped).toHaveLength(100);
  });

  test.each([
    ["an empty file", "", /There is no record/],
    ["a file of other things", '{"a":1}\n{"b":2}\n', /There is no record/],
    ["a document that is cut off", '{\n  "Records": [\n', /cut off/],
    ["UTF-16", Buffer.from(`\ufeff${line(1)}`, "utf16le"), /not UTF-8/],
    ["a compressed file", Buffer.from([0x1f, 0x8b, 8, 0]), /not UTF-8/],
  ] as [string, string | Buffer, RegExp][])("%s is refused, and leaves nothing", async (_, content, message) => {
    const { store, run } = importer();
    await expect(run(content)).rejects.toMatchObject({ code: "badRequest", message: expect.stringMatching(message) });
    expect(await store.list()).toEqual([]);
  });

  test("an upload that breaks off leaves nothing", async () => {
    const store = createMemoryStore({ clock: systemClock });
    async function* broken(): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < 3000; n++) yield Buffer.from(`${line(n)}\n`);
      throw new Error("connection lost");
    }
    const parts = { store, clock: systemClock, name: undefined, keySchemaOf: () => undefined };
    await expect(importCapture(broken(), parts)).rejects.toThrow("connection lost");
    expect(await store.list()).toEqual([]);
  });
});

function nested(depth: number): object {
  let value: object = { S: "x" };
  for (let level = 0; level < depth; level++) value = { M: { a: value } };
  return { a: value };
}

/** JSON.stringify would itself run out of stack. */
function deepText(depth: number): string {
  return "[".repeat(depth) + "]".repeat(depth);
}
