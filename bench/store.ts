import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import type { CaptureStore, RecordQuery } from "@/lib/capture/store";
import { placeBefore } from "@/lib/capture/store-place";
import { systemClock } from "@/lib/clock";
import { parseFilter } from "@/lib/filter/filter";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import { benchCapture, benchPages, benchRecord, customerOf, DAY, FROM, PAGE, SHARDS, shardOf } from "./store-records";

/**
 * The store's figures of performance.md (5, 8, 13). One JSON line a figure on standard output. BENCH_RECORDS
 * ("10000,100000,1000000") are the sizes.
 */
const SIZES = (process.env.BENCH_RECORDS ?? "10000,100000,1000000").split(",").map(Number);
const RUNS = 15;
/** Milliseconds after which a slow query is not repeated. */
const ENOUGH = 4_000;

function print(figure: string, value: number, unit: string, work: string): void {
  console.log(JSON.stringify({ figure, value: Math.round(value * 1000) / 1000, unit, work }));
}

function filterOf(text: string) {
  const { filter, error } = parseFilter(text, { now: FROM + DAY });
  if (!filter) throw new Error(error.message);
  return filter;
}

async function p50(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  const until = performance.now() + ENOUGH;
  for (let run = 0; run < RUNS && (run === 0 || performance.now() < until); run++) {
    const began = performance.now();
    await work();
    times.push(performance.now() - began);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

async function all(store: CaptureStore, id: string, query: Omit<RecordQuery, "by" | "order" | "limit">) {
  let found = 0;
  let after: string | number | undefined;
  do {
    const page = await store.records(id, {
      ...query,
      by: "list",
      order: "desc",
      limit: 1000,
      ...(after !== undefined && { after }),
    });
    found += page.rows.length;
    after = page.next;
  } while (after !== undefined);
  return found;
}

/** What a list asks for: rows until there is a screen of them. */
async function firstRows(store: CaptureStore, id: string, text: string) {
  let found = 0;
  let after: string | number | undefined;
  const filter = filterOf(text);
  do {
    const page = await store.records(id, {
      filter,
      by: "list",
      order: "desc",
      limit: 200,
      ...(after !== undefined && { after }),
    });
    found += page.rows.length;
    after = page.next;
  } while (after !== undefined && found < 50);
  return found;
}

async function measure(size: number): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "shardscope-bench-"));
  const store = await createSqliteStore({ directory, clock: systemClock });
  const { id } = await store.create(benchCapture);
  const of = `${size} records`;

  let spent = 0;
  let characters = 0;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (const { shardId, records } of benchPages(size)) {
    characters += records.reduce((sum, record) => sum + JSON.stringify(record).length + 1, 0);
    // The loop turns once, so that making the records is not counted as delay.
    await systemClock.sleep(0);
    delay.enable();
    const began = performance.now();
    await store.commit(id, { shardId, records, checkpoints: [] });
    spent += performance.now() - began;
    delay.disable();
  }
  print("13 responsiveness while storing, p99", delay.percentile(99) / 1e6, "ms", `${of}, commits of ${PAGE}`);
  print(
    "store",
    size / (spent / 1000),
    "records/s",
    `${of} of ${Math.round(characters / size)} characters, ${SHARDS} shards`,
  );

  print("8 disk, stored", (await store.totals(id)).bytes / characters, "× NDJSON", `${of}, before the text is indexed`);
  const began = performance.now();
  await indexed();
  print("5 text indexed behind the head", size / ((performance.now() - began - 300) / 1000), "records/s", of);
  print(
    "8 disk",
    (await store.totals(id)).bytes / characters,
    "× NDJSON",
    `${of}, ${Math.round((await store.totals(id)).bytes / size)} bytes a record`,
  );

  const middle = placeBefore(FROM + DAY / 2);
  const order = Math.floor(size / 60);
  const queries: [string, () => Promise<unknown>][] = [
    ["page of 1000 by time", () => store.records(id, { by: "list", order: "asc", limit: 1000, after: middle })],
    ["page of 200 by time", () => store.records(id, { by: "list", order: "asc", limit: 200, after: middle })],
    ["page by key", () => firstRows(store, id, `key:ORDER#${order}`)],
    ["item history", () => store.history(id, { pk: { S: `ORDER#${order}` }, sk: { S: "META" } })],
    ["text: an id", () => firstRows(store, id, customerOf(order))],
    ["text: part of an id", () => firstRows(store, id, customerOf(order).slice(0, 8))],
    ["text: a number", () => firstRows(store, id, `ORDER#${order}`)],
    ["text: a common word", () => firstRows(store, id, "neighbour")],
    ["text: nowhere", () => firstRows(store, id, "nowhere to be found")],
    ["event filter", () => firstRows(store, id, "event:remove")],
    ["value filter, all", () => all(store, id, { filter: filterOf(`new.customer:${customerOf(order)}`) })],
    ["timeline of a day", () => store.timeline(id, { from: FROM, to: FROM + DAY, buckets: 600 })],
    ["timeline of an hour", () => store.timeline(id, { from: FROM, to: FROM + DAY / 24, buckets: 600 })],
    [
      "timeline, event filter",
      () => store.timeline(id, { from: FROM, to: FROM + DAY, buckets: 600, filter: filterOf("event:insert") }),
    ],
    [
      "timeline, text filter",
      () => store.timeline(id, { from: FROM, to: FROM + DAY, buckets: 600, filter: filterOf(customerOf(order)) }),
    ],
  ];
  for (const [name, work] of queries) print(`5 ${name}, p50`, await p50(work), "ms", of);

  // The same while a reader stores: a busy table, and as fast as it can.
  for (const [pace, records] of [
    ["5,000 records/s", 100],
    ["at full speed", PAGE],
  ] as const) {
    let stop = false;
    let stored = 0;
    const began = performance.now();
    const ingest = (async () => {
      for (let page = 0; !stop; page++) {
        if (records < PAGE) await systemClock.sleep(Math.max(0, began + page * (records / 5) - performance.now()));
        const shard = page % SHARDS;
        const first = Math.floor(page / SHARDS) * records * SHARDS + shard;
        const added = Array.from({ length: records }, (_, index) => benchRecord(first + index * SHARDS, 1_000_000));
        await store.commit(id, { shardId: `${shardOf(shard)}-${records}`, records: added, checkpoints: [] });
        stored += records;
      }
    })();
    for (const [name, work] of queries.slice(0, 9))
      print(`5 ${name}, p50 while storing ${pace}`, await p50(work), "ms", of);
    stop = true;
    await ingest;
    print(`5 stored meanwhile, ${pace}`, stored / ((performance.now() - began) / 1000), "records/s", of);
  }

  const exporting = performance.now();
  let scanned = 0;
  for await (const batch of store.scan(id, { to: FROM + DAY })) scanned += batch.length;
  print("10 export scan", scanned / ((performance.now() - exporting) / 1000), "records/s", of);
  await store.close();
  await rm(directory, { recursive: true });
}

/** Until nothing is done behind the scenes: the text is indexed when nobody calls. */
async function indexed(): Promise<void> {
  for (let quiet = 0; quiet < 3; ) {
    const before = process.cpuUsage();
    await systemClock.sleep(100);
    const { user, system } = process.cpuUsage(before);
    quiet = user + system < 20_000 ? quiet + 1 : 0;
  }
}

for (const size of SIZES) await measure(size);
