import { beforeAll, describe, expect, test } from "vitest";
import type { Capture } from "@/lib/capture/capture";
import { Captures } from "@/lib/capture/captures";
import { importCapture } from "@/lib/capture/import";
import { createMemoryStore } from "@/lib/capture/memory-store";
import type { CaptureStore, ScannedRecord } from "@/lib/capture/store";
import { systemClock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import { estimateExport, exportCapture } from "./export";
import { exportRequest, selectionRequest } from "./export-request";

const T = 1_700_000_000;
const RECORDS = 2_500;

let store: CaptureStore;
let capture: Capture;

beforeAll(async () => {
  store = createMemoryStore({ clock: systemClock });
  async function* file() {
    for (let n = 0; n < RECORDS; n++) {
      const dynamodb = {
        ApproximateCreationDateTime: T + n,
        Keys: { id: { N: String(n) } },
        SequenceNumber: String(100 + n),
      };
      const eventName = n % 5 === 0 ? "REMOVE" : "INSERT";
      yield Buffer.from(`${JSON.stringify({ shardId: `s${n % 2}`, eventName, dynamodb })}\n`);
    }
  }
  const parts = { store, clock: systemClock, name: "my table.ndjson", keySchemaOf: () => undefined };
  const { stored } = await importCapture(file(), parts);
  capture = await new Captures({
    store,
    clock: systemClock,
    sourceOf: () => undefined,
    newerStreamOf: async () => undefined,
  }).add(stored);
});

const wanted = (query: string) => exportRequest(new URL(`http://127.0.0.1/x?${query}`), systemClock);
const run = (query: string, signal = new AbortController().signal, from = store) =>
  exportCapture(from, capture, wanted(query), signal);

async function numbers(response: Response): Promise<number[]> {
  const lines = (await response.text()).trimEnd().split("\n");
  return lines.map((line) =>
    Number((JSON.parse(line) as { dynamodb: { SequenceNumber: string } }).dynamodb.SequenceNumber),
  );
}

describe("an export", () => {
  test("is a download named after the table", async () => {
    const response = await run("format=csv&columns=event,shard");
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="my_table.csv"');
    expect(response.headers.get("content-type")).toMatch(/^text\/csv/);
    expect((await response.text()).split("\r\n").slice(0, 2)).toEqual(["event,shard", "REMOVE,s0"]);
  });

  test("holds what the filter, the range or the choice lets through", async () => {
    expect(await numbers(await run("filter=event:remove"))).toHaveLength(RECORDS / 5);
    const iso = (second: number) => new Date((T + second) * 1000).toISOString();
    expect(await numbers(await run(`from=${iso(10)}&to=${iso(13)}`))).toEqual([110, 111, 112]);
    // In list order, however they were named.
    expect(await numbers(await run("record=s1/103&record=s0/100&record=s0/102&record=s0/100"))).toEqual([
      100, 102, 103,
    ]);
  });

  test("of a selection is in list order, each record once, in any format", async () => {
    const chosen = (numbers: number[]) => numbers.map((n) => ({ shardId: `s${n % 2}`, sequenceNumber: String(n) }));
    const choose = (body: object) =>
      exportCapture(store, capture, selectionRequest(body), new AbortController().signal);
    const most = Array.from({ length: RECORDS }, (_, n) => RECORDS + 99 - n);
    expect(await numbers(await choose({ records: chosen(most) }))).toEqual(most.toReversed());
    const csv = await choose({ format: "csv", columns: "sequence,event", records: chosen([107, 105, 107]) });
    expect(await csv.text()).toBe("sequence,event\r\n105,REMOVE\r\n107,INSERT\r\n");
    const told = await choose({ trailer: "true", records: chosen([101]) });
    expect(JSON.parse((await told.text()).trimEnd().split("\n")[1] ?? "")).toMatchObject({
      shardscope: { records: 1, complete: false, selected: true },
    });
    await expect(choose({ records: chosen([101, 99_999]) })).rejects.toMatchObject({ code: "recordNotFound" });
  });

  test.each([
    {},
    { records: [] },
    { records: [{ shardId: "s1" }] },
    { records: [{ shardId: "s1", sequenceNumber: 101 }] },
    { format: "xml", records: [{ shardId: "s1", sequenceNumber: "101" }] },
    { records: Array.from({ length: 10_001 }, () => ({ shardId: "s1", sequenceNumber: "101" })) },
    null,
  ])("of a selection is refused when it is none", (body) => {
    expect(() => selectionRequest(body)).toThrow(expect.objectContaining({ code: "badRequest" }));
  });

  test.each(["record=s0/101", "record=s0/99999", "record=nowhere/100"])(
    "of a record that is not there: %s",
    async (query) => {
      await expect(run(query)).rejects.toMatchObject({ code: "recordNotFound" });
    },
  );

  test.each([
    "format=xml",
    "format=csv&columns=nothing",
    "format=lambda&batch=0",
    "record=s0",
    "record=s0/x",
    "trailer=1",
  ])("is refused at once: %s", async (query) => {
    await expect((async () => run(query))()).rejects.toMatchObject({ code: "badRequest" });
  });

  test("that fails on the way is cut off, and does not look whole", async () => {
    const failing = withScan(async function* (batches) {
      for await (const batch of batches) {
        // A few at a time: the scan is ahead of what is sent.
        for (let start = 0; start < batch.length; start += 10) yield batch.slice(start, start + 10);
        throw new Error("disk");
      }
    });
    const response = await run("format=ndjson", undefined, failing);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("disk");
  });

  test("that cannot begin is refused", async () => {
    const failing = withScan(async function* () {
      yield await Promise.reject(new ShardscopeError("storageFailed", "disk"));
    });
    await expect(run("format=ndjson", undefined, failing)).rejects.toMatchObject({ code: "storageFailed" });
  });

  test("that nobody takes any more stops reading", async () => {
    let ended = false;
    let read = 0;
    const watched = withScan(async function* (batches) {
      try {
        for await (const batch of batches) {
          for (let start = 0; start < batch.length; start += 10) {
            read++;
            yield batch.slice(start, start + 10);
          }
        }
      } finally {
        ended = true;
      }
    });
    const reader = (await run("format=ndjson", undefined, watched)).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(ended).toBe(true);
    expect(read).toBeLessThan(6);
  });
});

describe("an estimate", () => {
  const estimate = (query: string) => estimateExport(store, capture, wanted(query), new AbortController().signal);

  test.each(["format=ndjson", "format=json&filter=event:remove", "format=csv", "format=lambda&filter=event:insert"])(
    "is the count, and about the size: %s",
    async (query) => {
      const { records, bytes } = await estimate(query);
      const text = await (await run(query)).text();
      expect(records).toBe(
        query.includes("remove") ? RECORDS / 5 : query.includes("insert") ? (RECORDS * 4) / 5 : RECORDS,
      );
      expect(bytes / text.length).toBeGreaterThan(0.9);
      expect(bytes / text.length).toBeLessThan(1.1);
    },
  );

  test("counts a range to the record, and nothing where there is nothing", async () => {
    const iso = (second: number) => new Date((T + second) * 1000).toISOString();
    expect(await estimate(`from=${iso(7)}&to=${iso(2007)}`)).toMatchObject({ records: 2000 });
    expect(await estimate(`from=${iso(7)}&filter=event:remove`)).toMatchObject({ records: (RECORDS - 10) / 5 });
    expect(await estimate(`from=${iso(90_000)}`)).toMatchObject({ records: 0 });
    expect(await estimate("record=s0/100")).toMatchObject({ records: 1 });
  });
});

/** The store, with what its scans give passing through `through`. */
function withScan(through: (batches: AsyncIterable<ScannedRecord[]>) => AsyncIterable<ScannedRecord[]>): CaptureStore {
  const scan: CaptureStore["scan"] = (...parameters) => through(store.scan(...parameters));
  return new Proxy(store, {
    get(target, name) {
      if (name === "scan") return scan;
      const value = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
