import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { type Browser, chromium, type Page } from "@playwright/test";
import type { CaptureDetail } from "@/lib/api/contract";
import { systemClock } from "@/lib/clock";
import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { diffImages } from "@/lib/stream/diff";
import { findBrowser } from "../scripts/browser.mjs";
import { type ReplayPlan, replayShards } from "./replay-stream";
import { type Product, startProduct, startReplay } from "./screen-product";
import { REGION, seedCapture } from "./screen-seed";
import { ARN, DAY, FROM } from "./store-records";

/**
 * The screen's figures of performance.md (2, 6, 7, 9, 11, 12), in a browser without a window, on the product as it is
 * shipped. One JSON line a figure on standard output. BENCH_ROWS (1000000), BENCH_SHARDS (5000) and BENCH_SECONDS (10)
 * size it; BENCH_FIGURES ("start,tail,list,tree,diff") picks.
 */
const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const SHARDS = Number(process.env.BENCH_SHARDS ?? 5_000);
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);
const FIGURES = (process.env.BENCH_FIGURES ?? "start,tail,list,tree,diff").split(",");
const HOUR = 3_600_000;
const ROW = '[role="grid"] [data-cursor]';

function print(figure: string, value: number, unit: string, work: string): void {
  console.log(JSON.stringify({ figure, value: Math.round(value * 100) / 100, unit, work }));
}

const browser: Browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: ["--no-sandbox", "--enable-precise-memory-info", "--disable-background-networking", "--no-first-run"],
});

async function withProduct<T>(
  environment: Record<string, string>,
  prepare: (dataDirectory: string) => Promise<T>,
  work: (product: Product, page: Page, prepared: T) => Promise<void>,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "shardscope-screen-"));
  const prepared = await prepare(directory);
  const product = await startProduct(directory, environment);
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  // What runs these files names functions by a helper that a page does not have.
  await page.addInitScript("globalThis.__name = (named) => named");
  try {
    await work(product, page, prepared);
  } finally {
    await page.close();
    await product.stop();
    await rm(directory, { recursive: true });
  }
}

async function openCapture(product: Product, endpoint: string): Promise<CaptureDetail> {
  const answer = await fetch(`${product.url}/api/captures`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streamArn: ARN, connection: { endpoint, region: REGION }, start: { at: "latest" } }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()) as CaptureDetail;
}

/** Begins to count the page's frames and long tasks (over 50 ms); the result ends it. */
async function watchFrames(page: Page): Promise<() => Promise<{ fps: number; longest: number; slow: number }>> {
  await page.evaluate(() => {
    const watch = { frames: 0, longest: 0, slow: 0, began: performance.now(), slowest: 0, on: true };
    Reflect.set(window, "watch", watch);
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        watch.longest = Math.max(watch.longest, duration);
        if (duration > 100) watch.slow += 1;
      }
    }).observe({ type: "longtask" });
    const frame = () => {
      watch.frames += 1;
      if (watch.on) requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  return () =>
    page.evaluate(() => {
      const watch = Reflect.get(window, "watch") as {
        frames: number;
        longest: number;
        slow: number;
        began: number;
        on: boolean;
      };
      watch.on = false;
      return {
        fps: watch.frames / ((performance.now() - watch.began) / 1000),
        longest: watch.longest,
        slow: watch.slow,
      };
    });
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** 12: from the command to a record of the sandbox on the screen, and from SIGTERM to the end of all. */
async function start(): Promise<void> {
  // Whatever must be built is built.
  await withProduct(
    {},
    async () => undefined,
    async () => undefined,
  );
  const began = performance.now();
  await withProduct(
    {},
    async () => undefined,
    async (product, page) => {
      await page.goto(product.url);
      await page.getByRole("button", { name: "Open the sandbox" }).click();
      await page.locator(ROW).first().waitFor();
      print(
        "12 start to the first record",
        (performance.now() - began) / 1000,
        "s",
        "built before; a click on the sandbox",
      );
      const asked = performance.now();
      await product.stop();
      print("12 SIGTERM to the end", (performance.now() - asked) / 1000, "s", "a page listens");
    },
  );
}

/** 2: a busy stream, from the source to rows on the screen. */
async function tail(rate: number): Promise<void> {
  const now = systemClock.now();
  const plan: ReplayPlan = { lineages: 8, generations: 1, records: 8000, from: now - HOUR, to: now, growth: rate / 8 };
  const replay = await startReplay(plan);
  const [shard] = replayShards(plan);
  if (!shard) throw new Error("no shards");
  try {
    await withProduct(
      { SANDBOX: "off" },
      async () => undefined,
      async (product, page) => {
        const { id } = await openCapture(product, replay.url);
        await page.goto(`${product.url}/captures/${id}`);
        await page.locator(ROW).first().waitFor();
        // The shards are found and read from their heads.
        const state = async () =>
          ((await (await fetch(`${product.url}/api/captures/${id}`)).json()) as CaptureDetail).status.state;
        await systemClock.sleep(3000);
        for (let wait = 0; (await state()) !== "live" && wait < 60; wait++) await systemClock.sleep(500);
        // What a record's number says of when it could first be read.
        const asked = Date.now();
        const known = await replay.countOf(shard.shardId);
        const knownAt = (asked + Date.now()) / 2;
        const ended = await watchFrames(page);
        const seen = await page.evaluate(async (seconds) => {
          const samples: { at: number; cursor: number; key: string }[] = [];
          const until = performance.now() + seconds * 1000;
          while (performance.now() < until) {
            await new Promise(requestAnimationFrame);
            let newest: HTMLElement | undefined;
            for (const row of document.querySelectorAll<HTMLElement>('[role="grid"] [data-cursor]')) {
              if (Number(row.dataset.cursor) > Number(newest?.dataset.cursor ?? 0)) newest = row;
            }
            const cursor = Number(newest?.dataset.cursor ?? 0);
            if (cursor !== samples.at(-1)?.cursor) {
              samples.push({ at: Date.now(), cursor, key: newest?.textContent ?? "" });
            }
          }
          return samples;
        }, SECONDS);
        const frames = await ended();
        const first = seen[0];
        const last = seen.at(-1);
        if (!first || !last) throw new Error("No rows came.");
        const delays = seen.flatMap(({ at, key }) => {
          const number = /ORDER#(\d{21})/.exec(key)?.[1];
          // All shards grow alike; their numbers lie 10^15 apart.
          const index = number === undefined ? Number.NaN : Number((BigInt(number) - shard.start) % 10n ** 15n) - 1;
          const readable = knownAt + ((index - known) / (rate / 8)) * 1000;
          return Number.isNaN(index) ? [] : [at - readable];
        });
        const work = `${rate} records/s in 8 shards, ${SECONDS} s, following the head`;
        print(
          "2 source to rendered rows",
          ((last.cursor - first.cursor) / (last.at - first.at)) * 1000,
          "records/s",
          work,
        );
        print("2 page while tailing", frames.fps, "frames/s", `${work}; longest task ${Math.round(frames.longest)} ms`);
        print("2 write to row, p50", median(delays), "ms", `${work}, the poll pace in it`);
      },
    );
  } finally {
    await replay.stop();
  }
}

/** 6 and 7: a long list while it grows. */
async function list(): Promise<void> {
  const rate = 5000;
  const plan: ReplayPlan = {
    lineages: 8,
    generations: 1,
    records: 0,
    from: FROM + DAY,
    to: FROM + DAY + HOUR,
    growth: rate / 8,
  };
  const replay = await startReplay(plan);
  try {
    await withProduct(
      { SANDBOX: "off" },
      (directory) => seedCapture(directory, replay.url, ROWS),
      async (product, page, id) => {
        await page.goto(`${product.url}/captures/${id}`);
        await page.locator(ROW).first().waitFor();
        const grid = page.locator('[role="grid"]');
        const stored = async () =>
          ((await (await fetch(`${product.url}/api/captures/${id}`)).json()) as CaptureDetail).totals.records;
        const work = `${ROWS} rows, ${rate} appends/s`;
        await grid.hover();
        const scroll = async (name: string, step: number) => {
          const before = await stored();
          const began = performance.now();
          const ended = await watchFrames(page);
          while (performance.now() - began < SECONDS * 1000) {
            await page.mouse.wheel(0, step);
            await systemClock.sleep(16);
          }
          const { fps, longest, slow } = await ended();
          const appended = ((await stored()) - before) / ((performance.now() - began) / 1000);
          const of = `${work} (${Math.round(appended)}/s came), ${SECONDS} s by wheel`;
          print(`6 list, ${name}`, fps, "frames/s", of);
          print(`6 list, ${name}, longest task`, longest, "ms", `${of}, ${slow} over 100 ms`);
        };
        await scroll("scrolling up from the head", -300);
        await drag(page, 0.5);
        await scroll("scrolling in the middle", 300);
        const times: number[] = [];
        for (let at = 0; at < 20; at++) times.push(await drag(page, ((at * 7) % 20) / 20));
        print("6 list, scroll bar to any place, p50", median(times), "ms", `${work}, until its rows are drawn`);
        const session = await page.context().newCDPSession(page);
        await session.send("HeapProfiler.collectGarbage");
        const { usedSize } = (await session.send("Runtime.getHeapUsage")) as { usedSize: number };
        print("7 browser heap", usedSize / 1e6, "MB", `${work}, after the scrolling`);
      },
    );
  } finally {
    await replay.stop();
  }
}

/** Moves the scroll bar to a share of its way; resolves with the milliseconds until rows stand there. */
function drag(page: Page, share: number): Promise<number> {
  return page.evaluate(async (to) => {
    const list = document.querySelector<HTMLElement>('[role="grid"]');
    if (!list) throw new Error("There is no list.");
    const began = performance.now();
    list.scrollTop = to * (list.scrollHeight - list.clientHeight);
    const inSight = () => {
      const { top, bottom } = list.getBoundingClientRect();
      return [...list.querySelectorAll("[data-cursor]")].some((row) => {
        const box = row.getBoundingClientRect();
        return box.top >= top && box.bottom <= bottom;
      });
    };
    do await new Promise(requestAnimationFrame);
    while (!inSight() && performance.now() - began < 10_000);
    return performance.now() - began;
  }, share);
}

/** 9: a stream of very many shards. */
async function tree(): Promise<void> {
  const now = systemClock.now();
  const plan: ReplayPlan = {
    lineages: SHARDS / 5,
    generations: 5,
    records: SHARDS * 2,
    from: now - 20 * HOUR,
    to: now,
  };
  const replay = await startReplay(plan);
  try {
    await withProduct(
      { SANDBOX: "off" },
      async () => undefined,
      async (product, page) => {
        const { id } = await openCapture(product, replay.url);
        const shards = async () =>
          ((await (await fetch(`${product.url}/api/captures/${id}`)).json()) as CaptureDetail).shards.length;
        for (let wait = 0; (await shards()) < SHARDS && wait < 600; wait++) await systemClock.sleep(500);
        const times: number[] = [];
        for (let run = 0; run < 5; run++) {
          await page.goto("about:blank");
          await page.addInitScript(() => {
            // They come twice, by the live connection and as an answer: the first of them is what is drawn.
            const { parse } = JSON;
            JSON.parse = (text: string, ...rest) => {
              if (text.length > 200_000 && Reflect.get(window, "heard") === undefined)
                Reflect.set(window, "heard", performance.now());
              return parse(text, ...rest);
            };
            const drawn = new MutationObserver(() => {
              const row = document.querySelector('[role="treegrid"] [role="row"][aria-level]');
              if (!row) return;
              drawn.disconnect();
              // Told with the frame that has the row in sight, not with the one after it.
              new IntersectionObserver((_, sight) => {
                sight.disconnect();
                Reflect.set(window, "drawn", performance.now());
              }).observe(row);
            });
            drawn.observe(document, { childList: true, subtree: true });
          });
          await page.goto(`${product.url}/captures/${id}`);
          await page.waitForFunction(() => Reflect.get(window, "drawn") !== undefined);
          times.push(
            await page.evaluate((path) => {
              const answers = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
              const answer = answers.find(({ name }) => new URL(name).pathname === path);
              const heard = Math.min(
                Reflect.get(window, "heard") as number,
                answer?.responseEnd || Number.POSITIVE_INFINITY,
              );
              return (Reflect.get(window, "drawn") as number) - heard;
            }, `/api/captures/${id}`),
          );
        }
        print(
          "9 shard tree on the screen, p50",
          median(times),
          "ms",
          `${await shards()} shards, from the last byte that tells of them to the frame`,
        );
      },
    );
  } finally {
    await replay.stop();
  }
}

/** 11: the differ, in the engine that the browser has. */
function diff(): void {
  const text = (bytes: number, seed: number) =>
    "the quick brown fox ".repeat(Math.ceil(bytes / 20)).slice(0, bytes - 8) + String(seed).padStart(8, "0");
  const item = (bytes: number): { [name: string]: AttributeValue; lines: { L: AttributeValue[] } } => ({
    pk: { S: "ORDER#17" },
    status: { S: "PENDING" },
    lines: {
      L: Array.from({ length: Math.floor(bytes / 200) }, (_, at) => ({
        M: { sku: { S: `SKU-${at}` }, count: { N: String(at % 7) }, note: { S: text(140, at) } },
      })),
    },
  });
  const large = item(400_000);
  const withLines = (lines: AttributeValue[]): AttributeMap => ({ ...large, lines: { L: lines } });
  const { L: lines } = large.lines;
  const shuffled = lines.map((line, at) => ({ line, key: (at * 7919) % lines.length })).sort((a, b) => a.key - b.key);
  const cases: [string, AttributeMap, AttributeMap][] = [
    ["5 KB, one edit", item(5000), { ...item(5000), status: { S: "SHIPPED" } }],
    ["400 KB, one edit", large, { ...large, status: { S: "SHIPPED" } }],
    ["400 KB, insert in front", large, withLines([{ S: "new" }, ...lines])],
    ["400 KB, moves", large, withLines([...lines.slice(200), ...lines.slice(0, 200)])],
    ["400 KB, shuffle", large, withLines(shuffled.map(({ line }) => line))],
  ];
  for (const [name, old, next] of cases) {
    const times = Array.from({ length: 21 }, () => {
      // As they come: parsed anew, with nothing in common but what they say.
      const [a, b] = [JSON.parse(JSON.stringify(old)), JSON.parse(JSON.stringify(next))] as [
        AttributeMap,
        AttributeMap,
      ];
      const began = performance.now();
      diffImages(a, b);
      return performance.now() - began;
    });
    print(`11 diff ${name}, p50`, median(times), "ms", `${JSON.stringify(old).length} characters of typed JSON`);
  }
}

try {
  if (FIGURES.includes("diff")) diff();
  if (FIGURES.includes("start")) await start();
  if (FIGURES.includes("tail")) for (const rate of [200, 20_000]) await tail(rate);
  if (FIGURES.includes("list")) await list();
  if (FIGURES.includes("tree")) await tree();
} finally {
  await browser.close();
}
