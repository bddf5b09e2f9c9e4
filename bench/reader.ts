import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { Agent } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay, performance } from "node:perf_hooks";
import { fileURLToPath } from "node:url";
import { DynamoDBStreamsClient, GetRecordsCommand } from "@aws-sdk/client-dynamodb-streams";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { createClients } from "@/lib/aws/clients";
import { createAwsSource } from "@/lib/aws/source";
import type { Capture } from "@/lib/capture/capture";
import { Captures } from "@/lib/capture/captures";
import type { CaptureStore } from "@/lib/capture/store";
import { type Clock, systemClock } from "@/lib/clock";
import type { StreamSource } from "@/lib/reader/source";
import { createSqliteStore } from "@/lib/storage/sqlite-store";
import type { StartPosition } from "@/lib/stream/position";
import { HurriedClock } from "../tests/contract/hurried-clock";
import { type ReplayPlan, replayShards } from "./replay-stream";
import { ARN } from "./store-records";

/**
 * The reader's figures of performance.md, over a server that answers from memory. One JSON line a figure on standard
 * output. BENCH_RECORDS (1000000) and BENCH_SHARDS (5000) size it; BENCH_FIGURES ("drain,seek,pace,shards") picks.
 */
const RECORDS = Number(process.env.BENCH_RECORDS ?? 1_000_000);
const SHARDS = Number(process.env.BENCH_SHARDS ?? 5_000);
const FIGURES = (process.env.BENCH_FIGURES ?? "drain,seek,pace,shards").split(",");
const REGION = "eu-west-1";
const HOUR = 3_600_000;

function print(figure: string, value: number, unit: string, work: string): void {
  console.log(JSON.stringify({ figure, value: Math.round(value * 1000) / 1000, unit, work }));
}

async function replay(plan: ReplayPlan): Promise<{ url: string; stop(): Promise<void> }> {
  const child = fork(
    fileURLToPath(new URL("replay-server.ts", import.meta.url)),
    [JSON.stringify({ ...plan, streamArn: ARN })],
    { execArgv: ["--import", "tsx"] },
  );
  const [url] = (await once(child, "message")) as [string];
  return {
    url,
    async stop() {
      const ended = once(child, "exit");
      child.kill();
      await ended;
    },
  };
}

/** Pages of all shards, each shard's one after another, by whatever reads one page. */
async function countAll(
  plan: ReplayPlan,
  readPage: (iterator: string) => Promise<{ count: number; next?: string }>,
): Promise<number> {
  const counts = await Promise.all(
    replayShards(plan).map(async ({ shardId }) => {
      let count = 0;
      for (let iterator: string | undefined = `${shardId}|0`; iterator !== undefined; ) {
        const page = await readPage(iterator);
        count += page.count;
        // An open shard has always a next page; the first one that is empty is the end of what there is.
        iterator = page.count > 0 ? page.next : undefined;
      }
      return count;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function perSecond(work: () => Promise<number>): Promise<number> {
  const began = performance.now();
  const count = await work();
  return count / ((performance.now() - began) / 1000);
}

function bareSdk(plan: ReplayPlan, url: string): Promise<number> {
  const client = new DynamoDBStreamsClient({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: "any", secretAccessKey: "any" },
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true }) }),
  });
  return countAll(plan, async (iterator) => {
    const answer = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
    return {
      count: answer.Records?.length ?? 0,
      ...(answer.NextShardIterator ? { next: answer.NextShardIterator } : {}),
    };
  }).finally(() => client.destroy());
}

function bareFetch(plan: ReplayPlan, url: string): Promise<number> {
  return countAll(plan, async (iterator) => {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "x-amz-target": "DynamoDBStreams_20120810.GetRecords" },
      body: JSON.stringify({ ShardIterator: iterator }),
    });
    const page = JSON.parse(await answer.text()) as { Records: unknown[]; NextShardIterator?: string };
    return { count: page.Records.length, ...(page.NextShardIterator ? { next: page.NextShardIterator } : {}) };
  });
}

interface Reading {
  capture: Capture;
  store: CaptureStore;
  /** Calls of GetRecords. */
  pages(): number;
  close(): Promise<void>;
}

/** The reader as the product has it: capture and SQLite store. */
async function read(url: string, start: StartPosition, clock: Clock = systemClock): Promise<Reading> {
  const directory = await mkdtemp(join(tmpdir(), "shardscope-bench-"));
  const connection = { id: "replay", kind: "endpoint" as const, label: "Replay", endpoint: url, region: REGION };
  const clients = createClients(connection, REGION, []);
  const source: StreamSource = createAwsSource(clients, systemClock);
  const store = await createSqliteStore({ directory, clock: systemClock });
  const captures = new Captures({ store, clock, sourceOf: () => source, newerStreamOf: async () => undefined });
  const { stream } = await source.describeStream({ streamArn: ARN, limit: 1 }, new AbortController().signal);
  const capture = await captures.open({ stream, connection, start });
  return {
    capture,
    store,
    pages: () => Object.values(capture.snapshot().calls.readPage).reduce((sum, count) => sum + count, 0),
    async close() {
      await captures.dispose();
      await store.close();
      clients.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function until(reading: Reading, condition: () => boolean): Promise<void> {
  while (!condition())
    await reading.capture.news.changedSince(reading.capture.news.version, AbortSignal.timeout(600_000));
}

async function drain(): Promise<void> {
  const now = systemClock.now();
  const plan: ReplayPlan = { lineages: 8, generations: 1, records: RECORDS, from: now - 20 * HOUR, to: now };
  const total = Math.floor(RECORDS / 8) * 8;
  const server = await replay(plan);
  const sdk = await perSecond(() => bareSdk(plan, server.url));
  const bare = await perSecond(() => bareFetch(plan, server.url));
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  let bytes = 0;
  const ours = await perSecond(async () => {
    const reading = await read(server.url, { at: "trimHorizon" });
    await until(reading, () => reading.capture.totals.records >= total);
    bytes = reading.capture.totals.bytes;
    // Closing is no part of draining.
    closing = reading;
    return total;
  });
  delay.disable();
  await closing?.close();
  await server.stop();
  const work = `${total} records of ~600 B in 8 shards, HTTP from memory to SQLite`;
  print("1 drain", ours, "records/s", work);
  print("1 bare SDK loop, counting", sdk, "records/s", work);
  print("1 bare fetch + JSON.parse", bare, "records/s", work);
  print("1 drain / bare SDK loop (goal 2)", ours / sdk, "ratio", work);
  print("1 drain / bare fetch (goal 0.6)", ours / bare, "ratio", work);
  print("8 stored", bytes / total, "bytes/record", work);
  // The sampling interval is in every sample.
  print("13 event loop delay p99 while draining (goal 50)", delay.percentile(99) / 1e6, "ms", work);
}
let closing: Reading | undefined;

async function seek(): Promise<void> {
  const now = systemClock.now();
  for (const records of [RECORDS / 100, RECORDS / 10, RECORDS]) {
    const plan: ReplayPlan = { lineages: 8, generations: 7, records, from: now - 23.5 * HOUR, to: now };
    const server = await replay(plan);
    const shards = replayShards(plan);
    const scan = shards.reduce((pages, { count }) => pages + Math.ceil((count + 1) / 1000), 0);
    const reading = await read(server.url, { at: "latest" });
    await until(reading, () => reading.capture.snapshot().state === "live");
    const signal = new AbortController().signal;
    const time = now - 12.3 * HOUR;
    const began = performance.now();
    const outcome = await reading.capture.seek(time, signal);
    const cold = performance.now() - began;
    // A place is opened, then read.
    const pages = outcome.calls / 2;
    const opened = outcome.perShard.filter(({ calls }) => calls > 0).length;
    const work = `${records} records, 8 lineages of 6 rollovers, 24 h; a scan from trim horizon: ${scan} GetRecords, ${scan + shards.length} calls`;
    print("3 cold seek, calls of all kinds", outcome.calls, "calls", work);
    print("3 cold seek", cold, "ms", work);
    print("3 cold seek, GetRecords", pages, "calls", work);
    print("3 cold seek, GetRecords / scan's (goal 0.01)", pages / scan, "ratio", work);
    print("3 cold seek, calls of all kinds / scan's", outcome.calls / (scan + shards.length), "ratio", work);
    print("3 cold seek, shards looked into", opened, "shards", work);
    const wanted = outcome.perShard.filter(({ outcome: what }) => what === "found").length;
    print("3 cold seek, lineages landed in", wanted, "lineages", work);
    const again = performance.now();
    const warm = await reading.capture.seek(time + 1_000, signal);
    print("4 warm seek", performance.now() - again, "ms", work);
    print("4 warm seek, calls (goal 0)", warm.calls, "calls", work);
    await reading.close();
    const scanning = await read(server.url, { at: "trimHorizon" });
    const start = performance.now();
    await until(scanning, () => scanning.capture.totals.records >= shards.reduce((sum, { count }) => sum + count, 0));
    const seconds = (performance.now() - start) / 1000;
    print("3 scan from trim horizon", seconds, "s", work);
    print("3 scan from trim horizon, GetRecords made", scanning.pages(), "calls", work);
    print("3 cold seek / scan, time", cold / 1000 / seconds, "ratio", work);
    await scanning.close();
    await server.stop();
  }
}

async function pace(): Promise<void> {
  await paceOf({ what: "idle", growth: 0, goal: 1, hurry: 20, seconds: 120 });
  await paceOf({ what: "busy", growth: 10, goal: 4, hurry: 1, seconds: 20 });
}

/** On a clock `hurry` times as fast as real time. */
async function paceOf(options: {
  what: string;
  growth: number;
  goal: number;
  hurry: number;
  seconds: number;
}): Promise<void> {
  const { what, growth, goal, hurry, seconds } = options;
  const now = systemClock.now();
  const plan: ReplayPlan = { lineages: 1, generations: 1, records: 0, from: now, to: now + HOUR, growth };
  const server = await replay(plan);
  const clock = new HurriedClock(hurry);
  const reading = await read(server.url, { at: "latest" }, clock);
  const measure = async (tabs: number) => {
    const stop = new AbortController();
    for (let tab = 0; tab < tabs; tab += 1) {
      void (async () => {
        for (let version = 0; !stop.signal.aborted; version = reading.capture.news.version) {
          await reading.capture.news.changedSince(version, stop.signal);
          reading.capture.snapshot();
        }
      })().catch(() => undefined);
    }
    await clock.sleep(seconds * 250);
    const before = reading.pages();
    const began = clock.now();
    await clock.sleep(seconds * 1000);
    stop.abort();
    return (reading.pages() - before) / ((clock.now() - began) / 1000);
  };
  const work = `${growth} records/s in one shard, ${seconds} s on a clock ${hurry} times as fast`;
  print(`14 ${what} shard, 1 tab (goal ${goal})`, await measure(1), "calls/s", work);
  print(`14 ${what} shard, 20 tabs (the same)`, await measure(20), "calls/s", work);
  await reading.close();
  await server.stop();
}

async function shards(): Promise<void> {
  const now = systemClock.now();
  const server = await replay({ lineages: SHARDS, generations: 1, records: SHARDS, from: now - HOUR, to: now });
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  const began = performance.now();
  const reading = await read(server.url, { at: "trimHorizon" });
  await until(reading, () => reading.capture.totals.records > 0);
  const work = `${SHARDS} open shards of one record each`;
  print("9 first record stored after", performance.now() - began, "ms", work);
  await until(reading, () => reading.capture.totals.records >= SHARDS);
  print("9 every record stored after", performance.now() - began, "ms", work);
  await systemClock.sleep(20_000);
  const pages = reading.pages();
  const cpu = process.cpuUsage();
  const from = performance.now();
  await systemClock.sleep(20_000);
  const seconds = (performance.now() - from) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  print("9 calls while idle (goal: bounded by the pace, 100)", (reading.pages() - pages) / seconds, "calls/s", work);
  print("9 CPU while idle", ((user + system) / 1e6 / seconds) * 100, "% of a core", work);
  globalThis.gc?.();
  print("9 memory", (process.memoryUsage.rss() - before) / 1024 ** 2, "MB", work);
  const snapshot = performance.now();
  reading.capture.snapshot();
  print("9 one snapshot", performance.now() - snapshot, "ms", work);
  await reading.close();
  await server.stop();
}

const figures: Record<string, () => Promise<void>> = { drain, seek, pace, shards };
for (const name of FIGURES) await figures[name]?.();
