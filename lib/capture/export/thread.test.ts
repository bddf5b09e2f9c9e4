import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import type { StreamRecord } from "@/lib/stream/record";
import { type ScannedRecord, scannedRecord } from "../store";
import { parseColumns } from "./csv-columns";
import type { ExportContext } from "./exporter";
import { type ExportFormat, exportFormats } from "./index";
import { writeInThread } from "./thread";

const context: ExportContext = {
  streamArn: "arn:aws:dynamodb:eu-central-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000",
  keySchema: { hash: "pk" },
};
const BATCHES = 12;
const BATCH_RECORDS = 50;

function scanned(n: number): ScannedRecord {
  const record: StreamRecord = {
    eventID: String(n),
    eventName: "INSERT",
    eventVersion: "1.1",
    eventSource: "aws:dynamodb",
    awsRegion: "eu-central-1",
    dynamodb: {
      ApproximateCreationDateTime: 1_700_000_000 + n,
      Keys: { pk: { S: `Größe ${n}` } },
      NewImage: { pk: { S: `Größe ${n}` }, [`a${n % 3}`]: { S: "=1+1 🜚" } },
      SequenceNumber: String(100 + n),
      SizeBytes: 60,
      StreamViewType: "NEW_AND_OLD_IMAGES",
    },
  };
  return scannedRecord(`s${n % 2}`, JSON.stringify(record));
}

/** Scans that tell how much of them was read, and that they have ended. */
function source(onBatch: (index: number) => void = () => {}) {
  const seen = { read: 0, ended: 0 };
  const scan = async function* () {
    try {
      for (let index = 0; index < BATCHES; index++) {
        onBatch(index);
        seen.read++;
        yield Array.from({ length: BATCH_RECORDS }, (_, n) => scanned(index * BATCH_RECORDS + n));
      }
    } finally {
      seen.ended++;
    }
  };
  return { seen, scan };
}

function run(
  scan: () => AsyncIterable<ScannedRecord[]>,
  {
    format = "ndjson",
    more = {},
    signal = new AbortController().signal,
  }: Partial<{
    format: ExportFormat;
    more: Partial<ExportContext>;
    signal: AbortSignal;
  }> = {},
) {
  return writeInThread({ format, context: { ...context, ...more }, scan }, signal);
}

async function all(chunks: AsyncIterable<string | Uint8Array>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(Buffer.from(chunk));
  return Buffer.concat(parts);
}

/** The next thread that is started. */
async function nextThread(): Promise<Worker> {
  const [worker] = (await once(process, "worker")) as [Worker];
  return worker;
}

describe("a file that a thread writes", () => {
  test.each([
    ["ndjson", { trailer: { shards: [] } }],
    ["json", {}],
    ["csv", { columns: parseColumns("time,keys.*,new.*") }],
    ["parquet", {}],
    ["lambda", { batchSize: 7 }],
  ] as [ExportFormat, Partial<ExportContext>][])("is the exporter's, byte for byte: %s", async (format, more) => {
    const { seen, scan } = source();
    const written = await all(run(scan, { format, more }));
    // To find its columns, CSV scans twice.
    expect(seen).toEqual({ read: BATCHES * (format === "csv" ? 2 : 1), ended: format === "csv" ? 2 : 1 });
    expect(written.equals(await all(exportFormats[format].write(scan, { ...context, ...more })))).toBe(true);
  });

  test("is written no faster than it is taken, and its thread ends with whoever takes it", async () => {
    const started = nextThread();
    const { seen, scan } = source();
    const chunks = run(scan);
    await chunks.next();
    const gone = once(await started, "exit");
    await chunks.next();
    await chunks.return();
    // One chunk ahead, and the records of the one after that.
    expect(seen.read).toBeLessThanOrEqual(4);
    expect(seen.ended).toBe(1);
    await gone;
  });

  test("ends at once when aborted, with the reason", async () => {
    const started = nextThread();
    const stop = new AbortController();
    const { seen, scan } = source((index) => index === 5 && stop.abort(new Error("enough")));
    await expect(all(run(scan, { signal: stop.signal }))).rejects.toThrow("enough");
    expect(seen.ended).toBe(1);
    expect((await started).threadId).toBe(-1);
    await expect(all(run(scan, { signal: stop.signal }))).rejects.toThrow("enough");
  });

  test("fails as the scan does", async () => {
    const started = nextThread();
    const { scan } = source((index) => {
      if (index === 5) throw new Error("disk");
    });
    await expect(all(run(scan))).rejects.toThrow("disk");
    expect((await started).threadId).toBe(-1);
  });

  test("fails as the exporter does", async () => {
    const wide = async function* () {
      const image = Object.fromEntries(Array.from({ length: 1100 }, (_, n) => [`a${n}`, { NULL: true }]));
      const record = JSON.parse(scanned(1).text) as StreamRecord;
      yield [scannedRecord("s", JSON.stringify({ ...record, dynamodb: { ...record.dynamodb, NewImage: image } }))];
    };
    const columns = parseColumns("new.*");
    await expect(all(run(wide, { format: "csv", more: { columns } }))).rejects.toMatchObject({
      code: "badRequest",
      hint: expect.stringContaining("Name the attributes"),
    });
    const broken = async function* () {
      yield [scannedRecord("s", "no JSON")];
    };
    await expect(all(run(broken, { format: "parquet" }))).rejects.toThrow(/thread failed: .*JSON/);
  });

  test("is cut off when its thread dies", async () => {
    const started = nextThread();
    const chunks = run(source().scan);
    await chunks.next();
    await (await started).terminate();
    await expect(all(chunks)).rejects.toThrow("ended before its file");
  });
});
