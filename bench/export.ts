import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { exportFormats } from "@/lib/capture/export";
import { parseColumns } from "@/lib/capture/export/csv-columns";
import { importCapture } from "@/lib/capture/import";
import type { CaptureStore, StoredCapture } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { benchRecord, DAY, FROM, SHARDS, shardOf } from "./store-records";

/**
 * The export's figures of performance.md (10), and the import and retention of as many. One JSON line a figure on standard
 * output. BENCH_RECORDS (1000000) sizes it; of several, the largest counts.
 */
const RECORDS = Math.max(...(process.env.BENCH_RECORDS ?? "1000000").split(",").map(Number));
const PAGE = 1000;
const ARN = "arn:aws:dynamodb:eu-west-1:000000000000:table/orders/stream/2026-11-20T00:00:00.000";
const context = { streamArn: ARN, keySchema: { hash: "pk", range: "sk" } };
const MEGABYTE = 1e6;

function print(figure: string, value: number, unit: string, work: string): void {
  console.log(JSON.stringify({ figure, value: Math.round(value * 1000) / 1000, unit, work }));
}

async function fill(store: CaptureStore): Promise<StoredCapture> {
  const capture = await store.create({
    stream: {
      arn: ARN,
      tableName: "orders",
      label: "2026-11-20T00:00:00.000",
      status: "ENABLED",
      viewType: "NEW_AND_OLD_IMAGES",
      keySchema: context.keySchema,
    },
    connection: { id: "sandbox", kind: "sandbox", label: "Sandbox" },
    start: { at: "trimHorizon" },
    createdAt: FROM,
    openedAt: FROM,
    reading: "paused",
  });
  for (let first = 0; first < RECORDS; first += PAGE * SHARDS) {
    for (let shard = 0; shard < SHARDS; shard++) {
      const records = Array.from({ length: PAGE }, (_, index) => first + index * SHARDS + shard)
        .filter((n) => n < RECORDS)
        .map((n) => benchRecord(n, RECORDS));
      await store.commit(capture.id, { shardId: shardOf(shard), records, checkpoints: [] });
    }
  }
  return capture;
}

/** Takes all chunks and drops them, watching what the process holds meanwhile. */
async function drain(chunks: AsyncIterable<string | Uint8Array>) {
  let bytes = 0;
  let early = 0;
  let most = 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const began = performance.now();
  delay.enable();
  let count = 0;
  for await (const chunk of chunks) {
    bytes += Buffer.byteLength(chunk);
    const resident = process.memoryUsage.rss();
    // What the first chunks need is needed by every export; growth beyond is what must not be.
    if (count++ < 100) early = Math.max(early, resident);
    most = Math.max(most, resident);
    // As a slow client does: whatever else waits has its turn between two chunks.
    await new Promise(setImmediate);
  }
  delay.disable();
  const seconds = (performance.now() - began) / 1000;
  return { bytes, seconds, growth: most - early, most, stall: delay.percentile(99) / 1e6 };
}

async function measure(store: CaptureStore, id: string): Promise<void> {
  const columns = parseColumns("time,event,keys.*,shard,sequence,size,new.status,new.total,old.status");
  for (const [name, format, options] of [
    ["NDJSON", "ndjson", {}],
    ["JSON", "json", {}],
    ["CSV", "csv", { columns }],
    ["CSV with every attribute", "csv", { columns: parseColumns("time,event,new.*,old.*") }],
    ["Parquet", "parquet", {}],
    ["Lambda batches", "lambda", {}],
  ] as const) {
    const { write } = exportFormats[format];
    const { bytes, seconds, growth, most, stall } = await drain(
      write(() => store.scan(id, {}), { ...context, ...options }),
    );
    const work = `${RECORDS} records, ${(bytes / MEGABYTE).toFixed(0)} MB`;
    print(`export ${name}`, RECORDS / seconds, "records/s", work);
    print(
      `export ${name}, memory grown after the first 100 chunks`,
      growth / MEGABYTE,
      "MB",
      `${(most / MEGABYTE).toFixed(0)} MB resident at most`,
    );
    print(`export ${name}, event-loop delay p99`, stall, "ms", work);
  }
}

async function measureImport(store: CaptureStore, id: string): Promise<string> {
  async function* file(): AsyncGenerator<Uint8Array> {
    for await (const chunk of exportFormats.ndjson.write(() => store.scan(id, {}), context)) yield Buffer.from(chunk);
  }
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const { stored, result } = await importCapture(file(), {
    store,
    clock: systemClock,
    name: "bench.ndjson",
    keySchemaOf: () => context.keySchema,
  });
  const seconds = (performance.now() - began) / 1000;
  print("import NDJSON, exported meanwhile", result.imported / seconds, "records/s", `${RECORDS} records`);
  print("import NDJSON, memory grown", (process.memoryUsage.rss() - before) / MEGABYTE, "MB", `${RECORDS} records`);
  return stored.id;
}

async function measureRetention(store: CaptureStore, id: string): Promise<void> {
  const before = FROM + DAY / 2;
  let removed = 0;
  const times: number[] = [];
  const began = performance.now();
  for (let more = true; more; ) {
    const start = performance.now();
    const step = await store.expire(id, { before });
    times.push(performance.now() - start);
    removed += step.removed;
    more = step.more;
  }
  const seconds = (performance.now() - began) / 1000;
  print("retention", removed / seconds, "records/s removed", `${removed} of ${RECORDS} records, without rests`);
  times.sort((a, b) => a - b);
  const p99 = times[Math.floor(times.length * 0.99)] ?? 0;
  print("retention, a step, p99", p99, "ms", `what a commit may have to wait for; ${times.length} steps`);
}

const directory = await mkdtemp(join(tmpdir(), "shardscope-export-"));
const store = await createSqliteStore({ directory, clock: systemClock });
try {
  const { id } = await fill(store);
  await measure(store, id);
  await measureRetention(store, await measureImport(store, id));
} finally {
  await store.close();
  await rm(directory, { recursive: true });
}
