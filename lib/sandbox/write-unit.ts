import type { Stream } from "node:stream";
import type { BatchOperation, LevelDb, RangeOptions } from "dynalite/db/index.js";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { AwsError, conditionFailed } from "./aws-error";
import type { CommitQueue } from "./commit-queue";
import { expiryKey } from "./expiry";
import { type Expression, matches } from "./expression";
import { sameItem, withoutPrototypes } from "./item";
import type { KeyLocks } from "./key-locks";
import type { Change } from "./record";
import type { StreamLog } from "./stream-log";
import { indexPrefix, itemPrefix, type TableEntry, type Tables } from "./tables";
import { ValueStream } from "./value-stream";

export interface Parts {
  db: LevelDb;
  commits: CommitQueue;
  locks: KeyLocks;
  tables: Tables;
  log: StreamLog;
}

type Callback<T = unknown> = (error?: unknown, value?: T) => void;
export type Answer = Record<string, unknown>;
/** An action of dynalite, or one like it. */
export type Action = (
  store: object,
  data: object,
  callback: (error: Error | null | undefined, answer: Answer) => void,
) => void;

/** [D] The most an item may weigh, bytes. */
const MAX_ITEM_BYTES = 400 * 1024;
export const engineOptions = { maxItemSize: MAX_ITEM_BYTES };

interface ItemChange {
  entry: TableEntry;
  key: string;
  old: AttributeMap | undefined;
  new: AttributeMap | undefined;
}

/**
 * What one request reads and writes. dynalite's actions run over its `store`: locks are kept until the end, writes gather
 * here, and `commit` puts items, indexes and records to disk in one batch. So an item never changes without its record, nor
 * the other way round, and a transaction is all or nothing.
 */
export class WriteUnit {
  readonly #parts: Parts;
  readonly #region: string;
  readonly #reads = new Map<string, AttributeMap | undefined>();
  readonly #changes = new Map<string, ItemChange>();
  readonly #indexes: BatchOperation[] = [];
  readonly #held = new Set<string>();
  #releases: (() => void)[] = [];
  #fail: (error: unknown) => void = () => {};
  #condition: Expression | undefined;

  constructor(parts: Parts, region: string) {
    this.#parts = parts;
    this.#region = region;
  }

  /** Queues for the items' locks, all at once. */
  async lock(fullKeys: string[]): Promise<void> {
    this.#releases.push(await this.#parts.locks.acquire(fullKeys));
    for (const key of fullKeys) this.#held.add(key);
  }

  /** Runs one action over this unit; what it writes waits for `commit`. Its condition is looked at here, not by dynalite. */
  run(action: Action, data: object): Promise<Answer> {
    const { _condition, ...request } = data as { _condition?: { expression: Expression } };
    this.#condition = _condition?.expression;
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      action(this.#store, request, (error, answer) => (error ? reject(error) : resolve(answer)));
    });
  }

  /** The item as this unit sees it. */
  async read(fullKey: string): Promise<AttributeMap | undefined> {
    const change = this.#changes.get(fullKey);
    if (change) return change.new;
    const stored = this.#parts.db.getSync(fullKey) as AttributeMap | undefined;
    const item = stored && withoutPrototypes(stored);
    this.#reads.set(fullKey, item);
    return item;
  }

  /** Writes everything in one batch, records in the order of the writes. `expired`: the deletes are those of time to live. */
  async commit(expired = false, further: BatchOperation[] = []): Promise<void> {
    const operations = [...this.#indexes, ...further];
    for (const [fullKey, change] of this.#changes) operations.push(...this.#operations(fullKey, change, expired));
    if (operations.length > 0) await this.#parts.commits.write(operations);
  }

  release(): void {
    for (const release of this.#releases) release();
    this.#releases = [];
  }

  #operations(fullKey: string, change: ItemChange, expired: boolean): BatchOperation[] {
    const { entry, old } = change;
    if (!old && !change.new) return [];
    // A write that changes nothing makes no record [R, T].
    if (old && change.new && sameItem(old, change.new)) return [];
    if (this.#parts.tables.find(entry.region, entry.description.TableName) !== entry) {
      throw new AwsError("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "Requested resource not found");
    }
    const operations: BatchOperation[] = [
      change.new
        ? { type: "put", key: fullKey, value: JSON.stringify(change.new), valueEncoding: "utf8" }
        : { type: "del", key: fullKey },
    ];
    const [expiryBefore, expiryAfter] = [expiryKey(entry, change.key, old), expiryKey(entry, change.key, change.new)];
    if (expiryBefore !== expiryAfter) {
      if (expiryBefore) operations.push({ type: "del", key: expiryBefore });
      if (expiryAfter) operations.push({ type: "put", key: expiryAfter, value: change.key });
    }
    operations.push(this.#parts.tables.counts.change(entry.place, old, change.new));
    for (const replica of this.#parts.tables.replicas(entry)) {
      const stream = this.#parts.tables.stream(replica);
      // Only where time to live deletes does the record say so; to a replica it is a delete like any other [D].
      const expiredHere = expired && replica === entry;
      if (stream) operations.push(this.#parts.log.append(stream, recordChange(entry, change, expiredHere)));
    }
    return operations;
  }

  /** The store as dynalite's actions know it. */
  readonly #store = {
    options: engineOptions,
    getTable: (name: string, checked: boolean | Callback, then?: Callback) => {
      const callback = typeof checked === "function" ? checked : (then as Callback);
      const entry = this.#parts.tables.find(this.#region, name);
      if (entry) return callback(null, entry.description);
      const suffix = checked === false ? `: Table: ${name} not found` : "";
      callback(
        new AwsError(
          "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          `Requested resource not found${suffix}`,
        ),
      );
    },
    getItemDb: (name: string) => this.#itemDb(name),
    getIndexDb: (_type: string, table: string, index: string) => {
      const prefix = indexPrefix(this.#parts.tables.get(this.#region, table), index);
      return {
        put: (key: string, value: unknown, callback: Callback) => {
          this.#indexes.push({ type: "put", key: prefix + key, value });
          callback();
        },
        del: (key: string, callback: Callback) => {
          this.#indexes.push({ type: "del", key: prefix + key });
          callback();
        },
        createValueStream: (range: RangeOptions) => this.#values(prefix, range),
      };
    },
  };

  #itemDb(name: string) {
    const entry = this.#parts.tables.get(this.#region, name);
    const prefix = itemPrefix(entry);
    return {
      lock: (key: string, run: (release: (callback: Callback) => Callback) => void) => {
        // Released with the unit, not by the action: the write is not on disk yet when the action ends.
        const go = () => run((callback) => callback);
        if (this.#held.has(prefix + key)) go();
        else this.#later(this.lock([prefix + key]), go);
      },
      get: (key: string, callback: Callback) => {
        this.#later(this.read(prefix + key), (item) => {
          if (this.#condition && !matches(this.#condition, item)) throw conditionFailed();
          callback(null, item);
        });
      },
      put: (key: string, item: AttributeMap, callback: Callback) => {
        this.#change(entry, key, item);
        callback();
      },
      del: (key: string, callback: Callback) => {
        this.#change(entry, key, undefined);
        callback();
      },
      createValueStream: (range: RangeOptions) => this.#values(prefix, range),
    };
  }

  #change(entry: TableEntry, key: string, item: AttributeMap | undefined): void {
    const fullKey = itemPrefix(entry) + key;
    this.#changes.set(fullKey, { entry, key, old: this.#reads.get(fullKey), new: item });
  }

  /** The values of a range as dynalite reads them: a stream's events. */
  #values(prefix: string, range: RangeOptions): Stream {
    const { gt, gte, lt, lte, ...rest } = range;
    const lower = gt !== undefined ? { gt: prefix + gt } : { gte: prefix + (gte ?? "") };
    const upper =
      lt !== undefined ? { lt: prefix + lt } : lte !== undefined ? { lte: prefix + lte } : { lt: `${prefix}\xff` };
    const stream = new ValueStream();
    stream.flow(this.#parts.db.values({ ...rest, ...lower, ...upper })).catch((error) => this.#fail(error));
    return stream;
  }

  /** Goes on with a callback of the action; what it throws fails the request and nothing else. */
  #later<T>(promise: Promise<T>, callback: (value: T) => void): void {
    promise.then(callback).catch((error) => this.#fail(error));
  }
}

function recordChange(entry: TableEntry, change: ItemChange, expired: boolean): Change {
  const item = (change.new ?? change.old) as AttributeMap;
  const keys: AttributeMap = Object.create(null);
  for (const { AttributeName } of entry.description.KeySchema) {
    keys[AttributeName] = item[AttributeName] as AttributeMap[string];
  }
  return { keys, old: change.old, new: change.new, expired };
}
