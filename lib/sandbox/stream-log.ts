import type { BatchOperation, LevelDb } from "dynalite/db/index.js";
import type { Clock } from "@/lib/clock";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { StreamViewType } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import type { CommitQueue } from "./commit-queue";
import { cut, HASH_END, partitionHash, type Shard, shardId } from "./lineage";
import { type Change, recordText } from "./record";
import { RecordStore, recordKey } from "./record-store";
import type { SequenceCounter } from "./sequence";

export interface StreamEntry {
  /** Short, for keys on disk. */
  id: string;
  arn: string;
  region: string;
  tableName: string;
  label: string;
  viewType: StreamViewType;
  keySchema: { AttributeName: string; KeyType: "HASH" | "RANGE" }[];
  status: "ENABLED" | "DISABLED";
  createdAt: number;
  disabledAt?: number;
  /** By id, in lexical order. */
  shards: Map<string, Shard>;
  /** Those of them that take records. */
  open: Shard[];
}

export interface NewStream {
  tableArn: string;
  region: string;
  tableName: string;
  viewType: StreamViewType;
  keySchema: StreamEntry["keySchema"];
  /** Root shards. */
  roots: number;
}

type StoredStream = Omit<StreamEntry, "shards" | "open">;

const STREAM = "stream~";
const SHARD = "shard~";
const AFTER = "\xff";

/**
 * The streams, their shards and records. Streams and shards are few and held in memory; records are on disk alone.
 *
 * What changes here is changed in memory at once and returned as operations, to be queued in the same turn of the event loop: then
 * the order in memory, of numbers and on disk is one and the same.
 */
export class StreamLog {
  readonly records: RecordStore;
  readonly #db: LevelDb;
  readonly #commits: CommitQueue;
  readonly #numbers: SequenceCounter;
  readonly #clock: Clock;
  readonly #streams = new Map<string, StreamEntry>();

  constructor(db: LevelDb, commits: CommitQueue, numbers: SequenceCounter, clock: Clock) {
    this.records = new RecordStore(db);
    this.#db = db;
    this.#commits = commits;
    this.#numbers = numbers;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    const byId = new Map<string, StreamEntry>();
    for await (const stored of this.#db.values({ gte: STREAM, lt: STREAM + AFTER })) {
      const stream = { ...(stored as StoredStream), shards: new Map<string, Shard>(), open: [] };
      byId.set(stream.id, stream);
      this.#streams.set(stream.arn, stream);
    }
    const shards = this.#db.iterator({ gte: SHARD, lt: SHARD + AFTER });
    try {
      for (let page = await shards.nextv(1000); page.length > 0; page = await shards.nextv(1000)) {
        for (const [key, shard] of page) {
          const stream = byId.get(key.split("~")[1] as string);
          stream?.shards.set((shard as Shard).id, shard as Shard);
          if ((shard as Shard).end === undefined) stream?.open.push(shard as Shard);
        }
      }
    } finally {
      await shards.close();
    }
  }

  get(arn: string): StreamEntry | undefined {
    return this.#streams.get(arn);
  }

  /** In the order of their making. */
  all(): StreamEntry[] {
    return [...this.#streams.values()];
  }

  create(wanted: NewStream): { stream: StreamEntry; operations: BatchOperation[] } {
    let createdAt = this.#clock.now();
    const arn = () => `${wanted.tableArn}/stream/${streamLabel(createdAt)}`;
    while (this.#streams.has(arn())) createdAt += 1;
    const stream: StreamEntry = {
      id: `${String(Math.floor(createdAt)).padStart(14, "0")}${Math.floor(this.#clock.random() * 2 ** 32).toString(16)}`,
      arn: arn(),
      region: wanted.region,
      tableName: wanted.tableName,
      label: streamLabel(createdAt),
      viewType: wanted.viewType,
      keySchema: wanted.keySchema,
      status: "ENABLED",
      createdAt,
      shards: new Map(),
      open: [],
    };
    this.#streams.set(stream.arn, stream);
    const operations = cut(0, HASH_END, wanted.roots).map((range) =>
      this.#open(stream, { ...range, generation: 0, createdAt }),
    );
    return { stream, operations: [this.#putStream(stream), ...operations] };
  }

  /** Closes the open shards; what they hold stays readable for the retention (streams.md, sandbox rule 9). */
  disable(stream: StreamEntry): BatchOperation[] {
    stream.status = "DISABLED";
    stream.disabledAt = this.#clock.now();
    return [this.#putStream(stream), ...[...stream.open].map((shard) => this.#close(stream, shard))];
  }

  /** Closes an open shard and opens `children` (1 rolls it over, 2 split it) in its place. */
  replace(stream: StreamEntry, shard: Shard, children: 1 | 2): { opened: Shard[]; operations: BatchOperation[] } {
    const operations = [this.#close(stream, shard)];
    // Later than the parent by a millisecond at least: listings are in the order of ids, and AWS lists parents first.
    const createdAt = Math.max(this.#clock.now(), shard.createdAt + 1);
    for (const range of cut(shard.from, shard.to, children)) {
      operations.push(this.#open(stream, { ...range, generation: shard.generation + 1, createdAt, parent: shard.id }));
    }
    return { opened: stream.open.slice(-children), operations };
  }

  /** The operation that writes the record of a change. */
  append(stream: StreamEntry, change: Change): BatchOperation {
    const hash = partitionHash(change.keys[hashKeyName(stream)] as AttributeMap[string]);
    const shard = stream.open.find((candidate) => candidate.from <= hash && hash < candidate.to);
    if (!shard) throw new Error(`No open shard of ${stream.arn} takes the key`);
    const number = this.#numbers.next(shard.generation);
    return {
      type: "put",
      key: recordKey(stream.id, shard.id, number),
      value: recordText(stream, change, number, this.#clock),
      valueEncoding: "utf8",
    };
  }

  /** What to write so that the disk has the streams and shards that memory has, and no others. */
  async restated(): Promise<BatchOperation[]> {
    const operations = this.all().flatMap((stream) => [
      this.#putStream(stream),
      ...[...stream.shards.values()].map((shard) => this.#putShard(stream, shard)),
    ]);
    const known = new Set(operations.map((operation) => operation.key));
    for (const prefix of [STREAM, SHARD]) {
      for await (const key of this.#db.keys({ gte: prefix, lt: prefix + AFTER })) {
        if (!known.has(key)) operations.push({ type: "del", key });
      }
    }
    return [...operations, this.#numbers.restated()];
  }

  /** The greatest number that a record of this shard can have by now. */
  latest(shard: Shard): string {
    return this.#numbers.current(shard.generation);
  }

  /** Everything queued is on disk after this; then a closed shard has all its records. */
  flushed(): Promise<void> {
    return this.#commits.flushed();
  }

  /** Removes the records older than `time` (ms); closed shards that closed before it go altogether. Returns how many records went. */
  async trim(stream: StreamEntry, time: number): Promise<number> {
    let removed = 0;
    for (const shard of [...stream.shards.values()]) {
      removed += await this.#trimShard(stream, shard, time);
      if (shard.closedAt !== undefined && shard.closedAt < time) {
        stream.shards.delete(shard.id);
        await this.#commits.write([{ type: "del", key: shardKey(stream, shard) }]);
      }
    }
    if (stream.disabledAt !== undefined && stream.disabledAt < time && stream.shards.size === 0) {
      this.#streams.delete(stream.arn);
      await this.#commits.write([{ type: "del", key: STREAM + stream.id }]);
    }
    return removed;
  }

  async #trimShard(stream: StreamEntry, shard: Shard, time: number): Promise<number> {
    let removed = 0;
    for (;;) {
      const { operations, last } = await this.records.before(stream.id, shard.id, time);
      if (last === undefined) return removed;
      // Two trims may run side by side, by hand and by age.
      if (compareSequenceNumbers(last, shard.trimmedTo ?? "0") > 0) shard.trimmedTo = last;
      removed += operations.length;
      await this.#commits.write([this.#putShard(stream, shard), ...operations]);
    }
  }

  #open(stream: StreamEntry, shard: Omit<Shard, "id" | "start">): BatchOperation {
    let id = shardId(shard.createdAt, this.#clock.random());
    while (stream.shards.has(id)) id = shardId(shard.createdAt, this.#clock.random());
    const opened: Shard = { id, start: this.#numbers.next(shard.generation), ...shard };
    stream.open.push(opened);
    // Listings are in lexical order, a map in that of insertion; only roots of one moment come out of turn.
    const inTurn = ([...stream.shards.keys()].at(-1) ?? "") < id;
    stream.shards.set(id, opened);
    if (!inTurn) stream.shards = new Map([...stream.shards].sort(([a], [b]) => (a < b ? -1 : 1)));
    return this.#putShard(stream, opened);
  }

  #close(stream: StreamEntry, shard: Shard): BatchOperation {
    shard.end = this.#numbers.next(shard.generation);
    shard.closedAt = this.#clock.now();
    stream.open = stream.open.filter((each) => each !== shard);
    return this.#putShard(stream, shard);
  }

  #putStream(stream: StreamEntry): BatchOperation {
    const { shards: _shards, open: _open, ...stored } = stream;
    return { type: "put", key: STREAM + stream.id, value: stored };
  }

  /** A copy: the shard may change again before the batch is written. */
  #putShard(stream: StreamEntry, shard: Shard): BatchOperation {
    return { type: "put", key: shardKey(stream, shard), value: { ...shard } };
  }
}

function hashKeyName(stream: StreamEntry): string {
  return stream.keySchema.find((element) => element.KeyType === "HASH")?.AttributeName as string;
}

function shardKey(stream: StreamEntry, shard: Shard): string {
  return `${SHARD}${stream.id}~${shard.id}`;
}

/** `YYYY-MM-DDTHH:mm:ss.SSS` */
function streamLabel(time: number): string {
  return new Date(time).toISOString().slice(0, -1);
}
