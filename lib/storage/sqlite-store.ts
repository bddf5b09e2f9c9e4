import { resolve } from "node:path";
import {
  type CaptureStore,
  type ChangesQuery,
  type ChangesReport,
  type ItemVersion,
  type KeepLimit,
  type Locate,
  type RecordQuery,
  type StoredCapture,
  scannedRecord,
  type Timeline,
} from "@/lib/capture/store";
import { ChangeCounter } from "@/lib/capture/store-changes";
import { timelineGrid } from "@/lib/capture/store-timeline";
import type { Clock } from "@/lib/clock";
import type { CompletionWant } from "@/lib/filter/completion";
import type { StreamRecord } from "@/lib/stream/record";
import type { KeySchema } from "@/lib/stream/shard";
import { committedRows } from "./committed-rows";
import { captureNotFound, storageError } from "./errors";
import type { ChangesStep, ScanStep } from "./protocol";
import { type RecordsApart, takeApart } from "./record-facts";
import { StorageThreads } from "./storage-threads";
import type { Bucket, TimelineStep } from "./timeline";

/**
 * Opens the captures under `directory`, made when absent. Rejects with storageFailed while another process holds them.
 * `close` lets them go.
 */
export async function createSqliteStore(options: { directory: string; clock: Clock }): Promise<CaptureStore> {
  const directory = resolve(options.directory);
  const threads = new StorageThreads(options.clock);
  try {
    await threads.open(directory);
  } catch (error) {
    await threads.stop();
    throw error;
  }
  return new SqliteStore(threads, options.clock);
}

class SqliteStore implements CaptureStore {
  /** Of the captures that were stored to. */
  private readonly schemas = new Map<string, KeySchema>();
  /** Pages are taken apart one in a turn of the event loop, however many came at once: others have theirs in between. */
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly threads: StorageThreads,
    private readonly clock: Clock,
  ) {}

  list() {
    return this.threads.list();
  }

  async create(capture: Omit<StoredCapture, "id">) {
    const stored: StoredCapture = { ...capture, id: newId(this.clock) };
    await this.threads.create(stored);
    return stored;
  }

  async get(id: string) {
    return (await this.threads.write("get", id)) ?? undefined;
  }

  update(id: string, change: Parameters<CaptureStore["update"]>[1]) {
    this.schemas.delete(id);
    return this.threads.write("update", id, change);
  }

  delete(id: string) {
    this.schemas.delete(id);
    return this.threads.delete(id);
  }

  async commit(id: string, { shardId, records, checkpoints }: Parameters<CaptureStore["commit"]>[1]) {
    if (records.length > AT_ONCE) this.turn = this.turn.then(() => this.clock.sleep(0));
    // The others as well: commits are stored in the order they were asked for.
    await this.turn;
    if (records.length === 0) {
      return { ...(await this.threads.write("commit", id, { shardId, records: null, checkpoints })), rows: [] };
    }
    const schema = this.schemas.get(id) ?? (await this.schemaOf(id));
    const { facts, changes } = apart(records, schema);
    // The texts are let go of once they are stored.
    const { texts: _texts, details: _details, ...shown } = facts;
    const places = await this.threads.write("commit", id, { shardId, records: facts, checkpoints });
    return committedRows(shardId, { ...shown, changes }, places, schema);
  }

  checkpoints(id: string) {
    return this.threads.write("checkpoints", id);
  }

  totals(id: string) {
    return this.threads.write("totals", id);
  }

  cursor(id: string) {
    return this.threads.write("cursor", id);
  }

  async records(id: string, query: RecordQuery, signal?: AbortSignal) {
    signal?.throwIfAborted();
    const result = await this.threads.query("records", id, query);
    signal?.throwIfAborted();
    return result;
  }

  locate(id: string, query: Locate) {
    return this.threads.query("locate", id, query);
  }

  values(id: string, query: Parameters<CaptureStore["values"]>[1]) {
    return this.threads.query("values", id, query);
  }

  async record(id: string, shardId: string, sequenceNumber: string) {
    const found = await this.threads.query("record", id, shardId, sequenceNumber);
    return found ? { record: JSON.parse(found.record) as StreamRecord, row: found.row } : undefined;
  }

  async history(id: string, key: Parameters<CaptureStore["history"]>[1]) {
    const versions: ItemVersion[] = [];
    for (let after: string | null | undefined = null; after !== undefined; ) {
      const step: { rows: ItemVersion[]; next?: string } = await this.threads.query("history", id, key, after);
      versions.push(...step.rows);
      after = step.next;
    }
    return versions;
  }

  async neighbours(id: string, shardId: string, sequenceNumber: string) {
    return (await this.threads.query("neighbours", id, shardId, sequenceNumber)) ?? undefined;
  }

  async changes(id: string, { limit, ...query }: ChangesQuery, signal?: AbortSignal): Promise<ChangesReport> {
    const head = await this.threads.query("head", id);
    const counter = new ChangeCounter();
    let scanned = 0;
    let after: string | null | undefined = null;
    while (after !== undefined && counter.counted < limit) {
      signal?.throwIfAborted();
      const step: ChangesStep = await this.threads.query("changes", id, { ...query, head }, after);
      counter.merge(step.part);
      scanned += step.scanned;
      after = step.next;
    }
    signal?.throwIfAborted();
    return counter.report(scanned, after === undefined);
  }

  complete(id: string, want: CompletionWant) {
    return this.threads.query("complete", id, want);
  }

  async timeline(id: string, query: Parameters<CaptureStore["timeline"]>[1], signal?: AbortSignal): Promise<Timeline> {
    const grid = timelineGrid(query);
    const { filter, head } = query;
    const narrowed = { ...(filter && { filter }), ...(head !== undefined && { head }) };
    const shards = new Map<string, Map<number, Bucket>>();
    for (let after: string | null | undefined = null; after !== undefined; ) {
      signal?.throwIfAborted();
      const step: TimelineStep = await this.threads.query("timeline", id, grid, narrowed, after);
      for (const { shardId, buckets } of step.shards) {
        const held = shards.get(shardId) ?? new Map<number, Bucket>();
        shards.set(shardId, held);
        for (const bucket of buckets) {
          const known = held.get(bucket[0]);
          if (!known) held.set(bucket[0], bucket);
          else for (const event of [1, 2, 3] as const) known[event] += bucket[event];
        }
      }
      after = step.next;
    }
    signal?.throwIfAborted();
    return {
      ...grid,
      shards: [...shards]
        .map(([shardId, buckets]) => ({ shardId, buckets: [...buckets.values()].sort((a, b) => a[0] - b[0]) }))
        .sort((a, b) => (a.shardId < b.shardId ? -1 : 1)),
    };
  }

  async *scan(id: string, query: Parameters<CaptureStore["scan"]>[1], signal?: AbortSignal) {
    // What is stored while the scan runs is left out: an export ends, whatever is being written.
    const head = await this.threads.query("head", id);
    const read = (after: string | null) => {
      const step: Promise<ScanStep> = this.threads.query("scan", id, { ...query, head }, after);
      // Whoever has had enough need not hear how the step ahead ended.
      step.catch(() => undefined);
      return step;
    };
    for (let ahead: Promise<ScanStep> | undefined = read(null); ahead; ) {
      signal?.throwIfAborted();
      const step: ScanStep = await ahead;
      signal?.throwIfAborted();
      // The thread reads the next records while these are being written.
      ahead = step.next === undefined ? undefined : read(step.next);
      if (step.records.length > 0) {
        yield step.records.map(({ shardId, text }) => scannedRecord(shardId, text));
      }
    }
  }

  async nearestBefore(id: string, shardId: string, time: number) {
    return (await this.threads.query("nearestBefore", id, shardId, time)) ?? undefined;
  }

  expire(id: string, limit: KeepLimit) {
    return this.threads.write("expire", id, limit);
  }

  expired(id: string) {
    return this.threads.write("expired", id);
  }

  close() {
    return this.threads.close();
  }

  private async schemaOf(id: string): Promise<KeySchema> {
    const capture = await this.threads.write("get", id);
    if (!capture) throw captureNotFound(id);
    this.schemas.set(id, capture.stream.keySchema);
    return capture.stream.keySchema;
  }
}

/** What a record is made of is the source's affair: anything may be wrong with it. */
function apart(records: readonly StreamRecord[], schema: KeySchema): RecordsApart {
  try {
    return takeApart(records, schema);
  } catch (cause) {
    throw storageError(cause);
  }
}

/** Records that are taken apart without waiting for a turn: well under a millisecond. */
const AT_ONCE = 100;

const ID_LENGTH = 12;

/** Lower-case letters and digits: safe in a path and in a URL. 62 bits. */
function newId(clock: Clock): string {
  return Array.from({ length: ID_LENGTH }, () => Math.floor(clock.random() * 36).toString(36)).join("");
}
