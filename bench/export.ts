import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { parseColumns } from "@/lib/capture/export/csv-columns";
import { writeInThread } from "@/lib/capture/export/thread";
import { importCapture } from "@/lib/capture/import";
import type { CaptureStore, StoredCapture } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { ARN, benchCapture, benchPages, DAY, FROM } from "./store-records";

/**
 * The export's figures of performance.md (10, 13), and the import and retention of as many. One JSON line a figure on
 * standard output. BENCH_RECORDS (1000000) sizes it; of several, the largest counts. Memory is told of a tenth as well.
 */
const RECORDS = Math.max(...(process.env.BENCH_RECORDS ?? "1000000").split(",").map(Number));
const context = { streamArn: ARN, keySchema: benchCapture.stream.keySchema };
const MEGABYTE = 1e6;
const forever = new AbortController().signal;

function print(figure: string, value: number, unit: string, work: string): void {
  console.log(JSON.stringify({ figure, value: Math.round(value * 1000) / 1000, unit, work }));
}

async function fill(store: CaptureStore, count: number): Promise<StoredCapture> {
  const capture = await store.create(benchCapture);
  for (const page of benchPages(count)) await store.commit(capture.id, { ...page, checkpoints: [] });
  return capture;
}

/** Takes all chunks and drops them, watching what the process holds meanwhile. */
async function drain(chunks: AsyncIterable<Uint8Array>) {
  global.gc?.();
  let bytes = 0;
  let most = 0;
  const delay = monitorEventLoopDelay({ resolution: 5 });
  const began = performance.now();
  delay.enable();
  for await (const chunk of chunks) {
    bytes += chunk.byteLength;
    most = Math.max(most, process.memoryUsage.rss());
    // As a slow client does: whatever else waits has its turn between two chunks.
    await new Promise(setImmediate);
  }
  delay.disable();
  const seconds = (performance.now() - began) / 1000;
  return { bytes, seconds, most, stall: delay.percentile(99) / 1e6 };
}

async function measure(store: CaptureStore, tenth: string, all: string): Promise<void> {
  const columns = parseColumns("time,event,keys.*,shard,sequence,size,new.status,new.total,old.status");
  for (const [name, format, options] of [
    ["NDJSON", "ndjson", {}],
    ["JSON", "json", {}],
    ["CSV", "csv", { columns }],
    ["CSV with every attribute", "csv", { columns: parseColumns("time,event,new.*,old.*") }],
    ["Parquet", "parquet", {}],
    ["Lambda batches", "lambda", {}],
  ] as const) {
    const write = (id: string) =>
      drain(writeInThread({ format, context: { ...context, ...options }, scan: () => store.scan(id, {}) }, forever));
    const few = await write(tenth);
    const { bytes, seconds, most, stall } = await write(all);
    const work = `${RECORDS} records, ${(bytes / MEGABYTE).toFixed(0)} MB`;
    print(`export ${name}`, RECORDS / seconds, "records/s", work);
    print(
      `export ${name}, resident at most against a tenth of the records`,
      most / few.most,
      "×",
      `${(most / MEGABYTE).toFixed(0)} MB against ${(few.most / MEGABYTE).toFixed(0)} MB`,
    );
    print(`export ${name}, event-loop delay p99`, stall, "ms", work);
  }
}

async function measureImport(store: CaptureStore, id: string): Promise<string> {
  const file = writeInThread({ format: "ndjson", context, scan: () => store.scan(id, {}) }, forever);
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const { stored, result } = await importCapture(file, {
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
  const tenth = await fill(store, Math.ceil(RECORDS / 10));
  const { id } = await fill(store, RECORDS);
  await measure(store, tenth.id, id);
  await measureRetention(store, await measureImport(store, id));
} finally {
  await store.close();
  await rm(directory, { recursive: true });
}
