import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { attributeMap } from "@/lib/stream/attribute-value.arbitrary";
import { toLambdaRecord } from "@/lib/stream/lambda-event";
import type { EventName, StreamRecord } from "@/lib/stream/record";
import { type ScannedRecord, scannedRecord } from "../store";
import { csvCell } from "./csv-cell";
import { parseColumns } from "./csv-columns";
import type { ExportContext, Exporter } from "./exporter";
import { exportFormats } from "./index";
import { parseTrailer } from "./trailer";

const ARN = "arn:aws:dynamodb:eu-central-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000";
const context: ExportContext = { streamArn: ARN, keySchema: { hash: "pk", range: "sk" } };

/** Any record that a stream could send. */
const anyRecord: fc.Arbitrary<StreamRecord> = fc
  .record({
    eventName: fc.constantFrom<EventName>("INSERT", "MODIFY", "REMOVE"),
    keys: attributeMap,
    images: fc.tuple(fc.option(attributeMap), fc.option(attributeMap)),
    time: fc.integer({ min: 0, max: 4e12 }),
    number: fc.bigInt({ min: 0n, max: 10n ** 40n - 1n }),
    size: fc.nat(),
    pk: fc.string({ unit: "binary", maxLength: 8 }),
    identity: fc.constantFrom(undefined, { type: "Service", principalId: "dynamodb.amazonaws.com" }),
    later: fc.option(fc.constantFrom({ later: [1, null] }, { x: { "10": 1, "2": 2 } })),
  })
  .map(({ eventName, keys, images: [NewImage, OldImage], time, number, size, pk, identity, later }) => {
    const record = {
      eventID: number.toString(16),
      eventName,
      eventVersion: "1.1",
      eventSource: "aws:dynamodb",
      awsRegion: "eu-central-1",
      dynamodb: {
        ApproximateCreationDateTime: time / 1000,
        Keys: { ...keys, pk: { S: pk }, sk: { N: "12345678901234567890123456789012345678" } },
        ...(NewImage && { NewImage }),
        ...(OldImage && { OldImage }),
        SequenceNumber: number.toString().padStart(21, "0"),
        SizeBytes: size,
        StreamViewType: "NEW_AND_OLD_IMAGES" as const,
        ...later,
      },
      ...(identity && { userIdentity: identity }),
      ...later,
    };
    return JSON.parse(JSON.stringify(record)) as StreamRecord;
  });

const anyBatches = fc.array(
  fc.array(
    fc.tuple(fc.constantFrom("shardId-1", "shardId-2", "__proto__"), anyRecord).map(([shardId, record]) => ({
      shardId,
      record,
    })),
    { maxLength: 5 },
  ),
  { maxLength: 4 },
);
type Rows = { shardId: string; record: StreamRecord }[];

function scanOf(batches: Rows[]): () => AsyncIterable<ScannedRecord[]> {
  return async function* () {
    for (const batch of batches) {
      yield batch.map(({ shardId, record }) => scannedRecord(shardId, JSON.stringify(record)));
    }
  };
}

async function written(exporter: Exporter, batches: Rows[], extra: Partial<ExportContext> = {}): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of exporter.write(scanOf(batches), { ...context, ...extra })) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

async function text(...parameters: Parameters<typeof written>): Promise<string> {
  return (await written(...parameters)).toString("utf8");
}

/** Each record as the JSON exports have it, as text: what must come back byte for byte. */
function linesOf(batches: Rows[]): string[] {
  return batches.flat().map(({ shardId, record }) => JSON.stringify({ streamArn: ARN, shardId, ...record }));
}

describe("NDJSON and JSON", () => {
  test("hold each record exactly as it was sent, on a line of its own", () =>
    fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        const lines = (await text(exportFormats.ndjson, batches)).split("\n");
        expect(lines.pop()).toBe("");
        expect(lines.map((line) => JSON.stringify(JSON.parse(line)))).toEqual(linesOf(batches));
        expect(lines).toEqual(linesOf(batches));
        const array = JSON.parse(await text(exportFormats.json, batches)) as object[];
        expect(array.map((object) => JSON.stringify(object))).toEqual(linesOf(batches));
      }),
    ));

  test("end with a trailer where one is asked for, and only there", async () => {
    const record = fc.sample(anyRecord, { numRuns: 1, seed: 1 })[0] as StreamRecord;
    const shard = {
      shardId: "shardId-1",
      state: "finished" as const,
      open: false,
      listed: true,
      startingSequenceNumber: "100",
      endingSequenceNumber: "300",
      coverage: [{ from: "150", to: "300", fromTime: 1000, toTime: 9000 }],
      gaps: [{ shardId: "shardId-1", reason: "trimmed" as const, before: "150", toTime: 1000, noticedAt: 9500 }],
    };
    const exported = await text(exportFormats.ndjson, [[{ shardId: "shardId-1", record }]], {
      trailer: { shards: [shard], filter: "event:insert" },
    });
    const [, last = "", end] = exported.split("\n");
    expect(end).toBe("");
    const { shardscope } = JSON.parse(last) as { shardscope: object };
    expect(shardscope).toMatchObject({ records: 1, complete: false, filter: "event:insert" });
    expect(parseTrailer(shardscope)?.coverage[0]?.ranges).toEqual(shard.coverage);
    expect(parseTrailer(shardscope)?.gaps).toEqual(shard.gaps);

    const complete = async (trailer: ExportContext["trailer"]) =>
      (JSON.parse(await text(exportFormats.ndjson, [], { ...(trailer && { trailer }) })) as { shardscope: object })
        .shardscope;
    expect(await complete({ shards: [shard], from: 2000 })).toMatchObject({ complete: true, gaps: [] });
    const holed = { ...shard, gaps: [], coverage: [...shard.coverage, { from: "400", to: "500" }] };
    expect(await complete({ shards: [holed] })).toMatchObject({ complete: false });
    const whole = { ...shard, gaps: [] };
    expect(await complete({ shards: [whole] })).toMatchObject({ complete: true });
    expect(await complete({ shards: [whole], unsure: true })).toMatchObject({ complete: null });
    expect(await complete({ shards: [whole], selected: true, unsure: true })).toMatchObject({
      complete: false,
      selected: true,
    });
  });
});

describe("CSV", () => {
  test("parses back to the same values, whatever they hold", () =>
    fc.assert(
      fc.asyncProperty(anyBatches, async (batches) => {
        const columns = parseColumns("time,event,shard,sequence,size,keys.pk,new.a,new,old,keys");
        const [heading, ...rows] = parseCsv(await text(exportFormats.csv, batches, { columns }));
        expect(heading).toEqual(["time", "event", "shard", "sequence", "size", "pk", "new.a", "new", "old", "keys"]);
        expect(rows.length).toBe(batches.flat().length);
        for (const [index, { shardId, record }] of batches.flat().entries()) {
          const { dynamodb } = record;
          const [time, event, shard, sequence, size, pk, a, next, old, keys] = rows[index] ?? [];
          expect(time).toBe(new Date(Math.round(dynamodb.ApproximateCreationDateTime * 1000)).toISOString());
          expect([event, shard, sequence, size]).toEqual([
            record.eventName,
            shardId,
            dynamodb.SequenceNumber,
            String(dynamodb.SizeBytes),
          ]);
          expect(pk).toBe(wellFormed((dynamodb.Keys.pk as { S: string }).S));
          expect(next).toBe(dynamodb.NewImage && JSON.stringify(dynamodb.NewImage));
          expect(old).toBe(dynamodb.OldImage && JSON.stringify(dynamodb.OldImage));
          expect(keys).toBe(JSON.stringify(dynamodb.Keys));
          const value = dynamodb.NewImage && Object.hasOwn(dynamodb.NewImage, "a") ? dynamodb.NewImage.a : undefined;
          if (value === undefined) expect(a).toBeUndefined();
          else if ("S" in value) expect(a).toBe(wellFormed(value.S));
          else if ("N" in value) expect(a).toBe(value.N);
        }
      }),
    ));

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "'=1", "''@x", '=HYPERLINK("http://x","y")'])(
    "lets no spreadsheet run %j, and loses nothing of it",
    (value) => {
      const cell = csvCell(value);
      expect(cell.replace(/^"/, "")).toMatch(/^'/);
      expect(parseCsv(`${cell}\r\n`)).toEqual([[value]]);
    },
  );

  test("leaves numbers to be calculated with", () => {
    expect(csvCell({ number: "-12.5" })).toBe("-12.5");
    expect(csvCell({ number: "-1+cmd" })).toBe("'-1+cmd");
    expect([csvCell(""), csvCell(undefined)]).toEqual(['""', ""]);
  });

  test("has a column for each attribute there is, and its heading runs nowhere either", async () => {
    const [first, second] = [
      { "=cmd": { S: "x" }, b: { N: "1" } },
      { a: { L: [{ S: "in" }] }, b: { N: "2" } },
    ] as AttributeMap[];
    const rows = fc.sample(anyRecord, { numRuns: 2, seed: 3 }).map((record, index) => {
      const { OldImage: _, ...dynamodb } = {
        ...record.dynamodb,
        NewImage: (index === 0 ? first : second) as AttributeMap,
      };
      return { shardId: "s", record: { ...record, dynamodb } };
    });
    const columns = parseColumns("event,keys.*,new.*,new.a[0],old.*");
    const exported = await text(exportFormats.csv, [rows], { columns });
    expect(exported).not.toMatch(/^=|,=/m);
    const [heading, ...cells] = parseCsv(exported);
    expect(heading).toEqual([
      ...["event", "pk", "sk", "new.pk", "new.sk", 'new."=cmd"', "new.a", "new.b", "new.a[0]", "old.pk", "old.sk"],
    ]);
    expect(cells.map((row) => row.slice(5, 9))).toEqual([
      ["x", undefined, "1", undefined],
      [undefined, '{"L":[{"S":"in"}]}', "2", "in"],
    ]);
  });

  test.each(["tme", "new.", "", ",", "new.a[", "key", "new.a..b", "__proto__", "constructor"])(
    "refuses the columns %j",
    (columns) => {
      expect(() => parseColumns(columns)).toThrow(expect.objectContaining({ code: "badRequest" }));
    },
  );

  test("takes names with commas in quotes", () => {
    expect(parseColumns('time, new."a,b".c ,old')).toEqual([
      { kind: "fact", name: "time" },
      { kind: "value", image: "new", path: ["a,b", "c"] },
      { kind: "image", image: "old" },
    ]);
  });
});

describe("Parquet", () => {
  test("read back by DuckDB is the same records", async () => {
    const directory = await mkdtemp(join(tmpdir(), "shardscope-parquet-"));
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    try {
      await fc.assert(
        fc.asyncProperty(anyBatches, async (batches) => {
          const file = join(directory, "x.parquet");
          await writeFile(file, await written(exportFormats.parquet, batches));
          const read = await connection.runAndReadAll(
            `SELECT *, epoch_ms("time")::VARCHAR AS ms, typeof("time") AS "type" FROM '${file}'`,
          );
          const rows = read.getRowObjectsJson() as Record<string, string | boolean | null>[];
          expect(rows.map((row) => JSON.stringify(recordOf(row)))).toEqual(
            batches.flat().map(({ shardId, record }) => JSON.stringify(sorted(shardId, record))),
          );
          for (const [index, { record }] of batches.flat().entries()) {
            expect(rows[index]?.type).toBe("TIMESTAMP WITH TIME ZONE");
            expect(rows[index]?.pk).toBe(wellFormed((record.dynamodb.Keys.pk as { S: string }).S));
            expect(rows[index]?.sk).toBe("12345678901234567890123456789012345678");
          }
        }),
      );
    } finally {
      connection.closeSync();
      await rm(directory, { recursive: true });
    }
  });
});

describe("Lambda", () => {
  test("batches hold the records of one shard, in order, as a function gets them", () =>
    fc.assert(
      fc.asyncProperty(anyBatches, fc.integer({ min: 1, max: 4 }), async (batches, batchSize) => {
        const lines = (await text(exportFormats.lambda, batches, { batchSize })).split("\n");
        expect(lines.pop()).toBe("");
        const events = lines.map((line) => (JSON.parse(line) as { Records: StreamRecord[] }).Records);
        expect(events.every(({ length }) => length >= 1 && length <= batchSize)).toBe(true);
        const expected = new Map<string, string[]>();
        for (const { shardId, record } of batches.flat()) {
          const texts = expected.get(shardId) ?? [];
          expected.set(shardId, texts);
          texts.push(JSON.stringify(toLambdaRecord(record, ARN)));
        }
        // Each batch takes up a shard where the one before left it.
        for (const event of events) {
          const texts = event.map((record) => JSON.stringify(record));
          const shard = [...expected].find(([, left]) => texts.every((one, index) => left[index] === one));
          expect(shard).toBeDefined();
          shard?.[1].splice(0, texts.length);
        }
        expect([...expected.values()].flat()).toEqual([]);
      }),
    ));
});

/** What UTF-8 makes of half a surrogate pair. */
function wellFormed(value: string): string {
  return Buffer.from(value, "utf8").toString("utf8");
}

/** A Parquet row as the record it came from. */
function recordOf(row: Record<string, unknown>): object {
  const json = (name: string) => (row[name] === null ? undefined : JSON.parse(row[name] as string));
  const { dynamodb: inside, ...more } = (json("more") ?? {}) as { dynamodb?: object };
  return {
    shardId: row.shard_id,
    eventID: row.event_id,
    eventName: row.event,
    eventVersion: row.event_version,
    eventSource: row.event_source,
    awsRegion: row.aws_region,
    dynamodb: {
      ApproximateCreationDateTime: Number(row.ms) / 1000,
      Keys: json("keys"),
      NewImage: json("new_image"),
      OldImage: json("old_image"),
      SequenceNumber: row.sequence_number,
      SizeBytes: Number(row.size_bytes),
      StreamViewType: row.view_type,
      ...inside,
    },
    userIdentity: json("user_identity"),
    ...more,
  };
}

/** A record with its fields in the order of recordOf. */
function sorted(shardId: string, record: StreamRecord): object {
  const { eventID, eventName, eventVersion, eventSource, awsRegion, userIdentity, dynamodb, ...more } = record;
  const {
    ApproximateCreationDateTime,
    Keys,
    NewImage,
    OldImage,
    SequenceNumber,
    SizeBytes,
    StreamViewType,
    ...inside
  } = dynamodb;
  const known = { ApproximateCreationDateTime, Keys, NewImage, OldImage, SequenceNumber, SizeBytes, StreamViewType };
  const origin = { shardId, eventID, eventName, eventVersion, eventSource, awsRegion };
  return { ...origin, dynamodb: { ...known, ...inside }, userIdentity, ...more };
}

/** RFC 4180, with the ' in front of what would be a formula taken away; a field of nothing at all is undefined. */
function parseCsv(content: string): (string | undefined)[][] {
  const rows: (string | undefined)[][] = [];
  let row: (string | undefined)[] = [];
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy;
  for (let match = field.exec(content); match; match = field.exec(content)) {
    const [, raw = "", end] = match;
    const value = raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw || undefined;
    row.push(value?.replace(/^'(?='*[=+\-@\t\r\n])/, ""));
    if (end === "\r\n") {
      rows.push(row);
      row = [];
    }
    if (field.lastIndex === content.length) return rows;
  }
  throw new Error("not CSV");
}
