import type { Clock } from "@/lib/clock";
import { type CompletionWant, keyCompletion, shardCompletion } from "@/lib/filter/completion";
import { compileFilter } from "@/lib/filter/predicate";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { columnValue } from "@/lib/stream/column-value";
import { equalValues, own } from "@/lib/stream/equal-values";
import { ShardscopeError } from "@/lib/stream/error";
import type { StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { type Entry, hasHole, listOrder, type MemoryCapture, storeRecord } from "./memory-entries";
import {
  type Added,
  type CaptureStore,
  type CaptureTotals,
  type ChangesQuery,
  type KeepLimit,
  type Locate,
  type RecordQuery,
  type RecordRow,
  type StoredCapture,
  scannedRecord,
} from "./store";
import { ChangeCounter } from "./store-changes";
import { parsePlace, placeBefore } from "./store-place";
import { timelineGrid } from "./store-timeline";
import { Vocabulary } from "./store-vocabulary";

const SCAN_RECORDS = 1000;

/** Captures in memory alone, for tests: the plainest thing that does what CaptureStore says. */
export function createMemoryStore({ clock }: { clock: Clock }): CaptureStore {
  return new MemoryStore(clock);
}

class MemoryStore implements CaptureStore {
  private readonly captures = new Map<string, MemoryCapture>();

  constructor(private readonly clock: Clock) {}

  async list() {
    return [...this.captures.values()].map(({ capture }) => structuredClone(capture));
  }

  async create(capture: Omit<StoredCapture, "id">) {
    const id = `m${this.captures.size}${Math.floor(this.clock.random() * 1e12).toString(36)}`;
    const stored = structuredClone({ ...capture, id });
    this.captures.set(id, {
      capture: stored,
      checkpoints: new Map(),
      known: new Set(),
      shards: new Map(),
      entries: [],
      cursor: 0,
      expired: new Map(),
    });
    return structuredClone(stored);
  }

  async get(id: string) {
    return structuredClone(this.captures.get(id)?.capture);
  }

  async update(id: string, change: Partial<StoredCapture>) {
    const held = this.held(id);
    held.capture = structuredClone({ ...held.capture, ...change });
    return structuredClone(held.capture);
  }

  async delete(id: string) {
    this.held(id);
    this.captures.delete(id);
  }

  async commit(id: string, { shardId, records, checkpoints }: Parameters<CaptureStore["commit"]>[1]) {
    const held = this.held(id);
    for (const checkpoint of checkpoints) {
      held.known.add(checkpoint.shardId);
      held.checkpoints.set(checkpoint.shardId, structuredClone(checkpoint));
    }
    held.known.add(shardId);
    const rows = records.flatMap((record) => storeRecord(held, shardId, JSON.stringify(record)) ?? []);
    return { cursor: held.cursor, added: addedBy(rows), rows, bytes: bytesOf(held) };
  }

  async checkpoints(id: string) {
    return structuredClone([...this.held(id).checkpoints.values()]);
  }

  async totals(id: string): Promise<CaptureTotals> {
    const { entries, shards } = this.held(id);
    const count = (name: string) => entries.filter(({ row }) => row.eventName === name).length;
    const times = entries.map(({ row }) => row.time);
    return {
      records: entries.length,
      inserts: count("INSERT"),
      modifies: count("MODIFY"),
      removes: count("REMOVE"),
      bytes: bytesOf(this.held(id)),
      ...(entries.length > 0 && {
        firstTime: times.reduce((a, b) => Math.min(a, b)),
        lastTime: times.reduce((a, b) => Math.max(a, b)),
      }),
      byShard: Object.fromEntries(
        [...shards].flatMap(([shardId, held]) => (held.length > 0 ? [[shardId, held.length]] : [])),
      ),
    };
  }

  async cursor(id: string) {
    return this.held(id).cursor;
  }

  async records(id: string, query: RecordQuery, signal?: AbortSignal) {
    signal?.throwIfAborted();
    const held = this.held(id);
    const found = select(held, query).filter((entry) => isBeyond(entry.row, query));
    if (query.order === "desc") found.reverse();
    const rows = found.slice(0, query.limit).map(({ row }) => structuredClone(row));
    const last = rows.at(-1);
    const next = found.length > rows.length && last ? (query.by === "list" ? last.place : last.cursor) : undefined;
    return { rows, scanned: held.entries.length, ...(next !== undefined && { next }) };
  }

  async locate(id: string, { at, ...range }: Locate) {
    const places = select(this.held(id), { ...range, by: "list" }).map(({ row }) => row.place);
    if ("share" in at)
      return { place: places[Math.round(at.share * places.length) - 1] ?? placeBefore(range.from ?? 0), ...at };
    const { place } = at;
    parsePlace(place);
    return { place, share: places.filter((other) => other < place).length / Math.max(1, places.length) };
  }

  async values(id: string, { cursors, paths }: Parameters<CaptureStore["values"]>[1]) {
    return this.held(id)
      .entries.filter(({ row }) => cursors.includes(row.cursor))
      .map(({ row, text }) => {
        const record = JSON.parse(text) as StreamRecord;
        return { cursor: row.cursor, values: paths.map((path) => columnValue(record, path)) };
      });
  }

  async record(id: string, shardId: string, sequenceNumber: string) {
    const entry = this.held(id).entries.find(
      ({ row }) => row.shardId === shardId && compareSequenceNumbers(row.sequenceNumber, sequenceNumber) === 0,
    );
    return entry && { record: JSON.parse(entry.text) as StreamRecord, row: structuredClone(entry.row) };
  }

  async history(id: string, key: AttributeMap) {
    const held = this.held(id);
    const { hash, range } = held.capture.stream.keySchema;
    const names = range === undefined ? [hash] : [hash, range];
    return listOrder(held)
      .filter(({ text }) => {
        const keys = (JSON.parse(text) as StreamRecord).dynamodb.Keys;
        return names.every((name) => {
          const [a, b] = [own(keys, name), own(key, name)];
          return a && b ? equalValues(a, b) : a === b;
        });
      })
      .map(({ row }, at, versions) => ({ ...structuredClone(row), hole: hasHole(held, versions[at - 1]?.row, row) }));
  }

  async neighbours(id: string, shardId: string, sequenceNumber: string) {
    const found = await this.record(id, shardId, sequenceNumber);
    if (!found) return undefined;
    const versions = await this.history(id, found.record.dynamodb.Keys);
    const index = versions.findIndex(({ cursor }) => cursor === found.row.cursor);
    const { hole: _, ...previous } = versions[index - 1] ?? { hole: false };
    const next = versions[index + 1];
    return {
      index,
      total: versions.length,
      hole: versions[index]?.hole ?? true,
      ...("cursor" in previous && { previous }),
      ...(next && { next }),
    };
  }

  async changes(id: string, { limit, ...query }: ChangesQuery, signal?: AbortSignal) {
    signal?.throwIfAborted();
    const held = this.held(id);
    const found = select(held, { ...query, by: "list" }).reverse();
    const counter = new ChangeCounter();
    for (const { row, text } of found.slice(0, limit)) {
      counter.add(row.shardId, JSON.parse(text) as StreamRecord, held.capture.stream.keySchema);
    }
    return counter.report(held.entries.length, found.length <= limit);
  }

  async complete(id: string, want: CompletionWant) {
    const { entries } = this.held(id);
    const starts = (text: string) => text.toLowerCase().startsWith(want.prefix.toLowerCase());
    if (want.kind === "key")
      return [...new Set(entries.map(({ row }) => row.keyText))].filter(starts).map(keyCompletion);
    if (want.kind === "shard")
      return [...new Set(entries.map(({ row }) => row.shardId))].flatMap((shardId) =>
        shardCompletion(shardId, want.prefix),
      );
    const vocabulary = new Vocabulary();
    for (const { text } of entries) vocabulary.add(JSON.parse(text) as StreamRecord);
    return vocabulary.complete(want);
  }

  async timeline(id: string, query: Parameters<CaptureStore["timeline"]>[1], signal?: AbortSignal) {
    signal?.throwIfAborted();
    const grid = timelineGrid(query);
    const shards = new Map<string, Map<number, [number, number, number, number]>>();
    const { filter, head = Number.POSITIVE_INFINITY } = query;
    for (const { row } of select(this.held(id), {
      ...(filter && { filter }),
      from: grid.from,
      to: grid.to,
      by: "list",
    })) {
      if (row.cursor > head) continue;
      const index = Math.floor((row.time - grid.from) / grid.bucketMs);
      const buckets = shards.get(row.shardId) ?? new Map<number, [number, number, number, number]>();
      shards.set(row.shardId, buckets);
      const bucket = buckets.get(index) ?? [index, 0, 0, 0];
      buckets.set(index, bucket);
      bucket[row.eventName === "INSERT" ? 1 : row.eventName === "MODIFY" ? 2 : 3]++;
    }
    return {
      ...grid,
      shards: [...shards]
        .map(([shardId, buckets]) => ({ shardId, buckets: [...buckets.values()].sort((a, b) => a[0] - b[0]) }))
        .sort((a, b) => (a.shardId < b.shardId ? -1 : 1)),
    };
  }

  async *scan(id: string, query: Parameters<CaptureStore["scan"]>[1], signal?: AbortSignal) {
    const found = select(this.held(id), { ...query, by: "list" });
    for (let start = 0; start < found.length; start += SCAN_RECORDS) {
      signal?.throwIfAborted();
      yield found.slice(start, start + SCAN_RECORDS).map(({ row, text }) => scannedRecord(row.shardId, text));
    }
  }

  async nearestBefore(id: string, shardId: string, time: number) {
    const row = this.held(id)
      .shards.get(shardId)
      ?.findLast((entry) => entry.row.time <= time)?.row;
    return row && { sequenceNumber: row.sequenceNumber, time: row.time };
  }

  async expire(id: string, limit: KeepLimit) {
    const held = this.held(id);
    let bytes = bytesOf(held);
    let removed = 0;
    for (const entry of listOrder(held)) {
      if ("before" in limit ? entry.order >= limit.before : bytes <= limit.maxBytes) break;
      const { shardId, sequenceNumber, time } = entry.row;
      bytes -= entry.text.length;
      removed++;
      held.entries.splice(held.entries.indexOf(entry), 1);
      held.shards.get(shardId)?.shift();
      const toTime = Math.max(held.expired.get(shardId)?.toTime ?? 0, time);
      held.expired.set(shardId, { shardId, upTo: sequenceNumber, toTime, at: this.clock.now() });
    }
    return { removed, more: false };
  }

  async expired(id: string) {
    return structuredClone([...this.held(id).expired.values()]);
  }

  async close() {
    this.captures.clear();
  }

  private held(id: string): MemoryCapture {
    const held = this.captures.get(id);
    if (!held) throw new ShardscopeError("captureNotFound", `There is no capture "${id.slice(0, 40)}".`);
    return held;
  }
}

/** Entries that fit, ascending. */
function select(held: MemoryCapture, query: Pick<RecordQuery, "filter" | "from" | "to" | "by">): Entry[] {
  const { from = Number.NEGATIVE_INFINITY, to = Number.POSITIVE_INFINITY } = query;
  const fits = query.filter ? compileFilter(query.filter) : () => true;
  return (query.by === "list" ? listOrder(held) : held.entries).filter(
    ({ row, text }) => row.time >= from && row.time < to && fits(JSON.parse(text) as StreamRecord, row.shardId),
  );
}

function isBeyond(row: RecordRow, { by, order, after }: RecordQuery): boolean {
  if (after === undefined) return true;
  if (by === "list") parsePlace(String(after));
  const [a, b] = by === "list" ? [row.place, String(after)] : [row.cursor, Number(after)];
  return order === "asc" ? a > b : a < b;
}

function bytesOf({ entries }: MemoryCapture): number {
  return entries.reduce((sum, { text }) => sum + text.length, 0);
}

function addedBy(rows: readonly RecordRow[]): Added {
  const count = (name: string) => rows.filter(({ eventName }) => eventName === name).length;
  const times = rows.map(({ time }) => time);
  return {
    records: rows.length,
    inserts: count("INSERT"),
    modifies: count("MODIFY"),
    removes: count("REMOVE"),
    ...(rows.length > 0 && {
      firstTime: times.reduce((a, b) => Math.min(a, b)),
      lastTime: times.reduce((a, b) => Math.max(a, b)),
    }),
  };
}
