import { randomUUID } from "node:crypto";
import type { BatchOperation, IndexDescription, LevelDb, TableDescription } from "dynalite/db/index.js";
import type { Clock } from "@/lib/clock";
import type { StreamViewType } from "@/lib/stream/record";
import { resourceInUse, tableNotFound, validation } from "./aws-error";
import type { CommitQueue } from "./commit-queue";
import { boolean, oneOf, structure } from "./request";
import type { StreamEntry, StreamLog } from "./stream-log";

export interface TableEntry {
  region: string;
  description: TableDescription;
  /** The attribute of time to live, while it is on. */
  timeToLive?: string;
  tags: Record<string, string>;
}

type Body = Record<string, unknown>;

const ACCOUNT = "000000000000";
const TABLE = "table~";
const VIEW_TYPES = ["NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES", "KEYS_ONLY"] as const;
/** [3] A new on-demand table starts with four partitions. */
const ON_DEMAND_ROOTS = 4;

/** The tables, by region and name. They are few and held in memory; each change is one batch on disk. */
export class Tables {
  readonly #db: LevelDb;
  readonly #commits: CommitQueue;
  readonly #log: StreamLog;
  readonly #clock: Clock;
  readonly #tables = new Map<string, TableEntry>();

  constructor(db: LevelDb, commits: CommitQueue, log: StreamLog, clock: Clock) {
    this.#db = db;
    this.#commits = commits;
    this.#log = log;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    for await (const stored of this.#db.values({ gte: TABLE, lt: `${TABLE}\xff` })) {
      const entry = stored as TableEntry;
      this.#tables.set(tableKey(entry.region, entry.description.TableName), entry);
    }
  }

  find(region: string, name: string): TableEntry | undefined {
    return this.#tables.get(tableKey(region, name));
  }

  get(region: string, name: string): TableEntry {
    const entry = this.find(region, name);
    if (!entry) throw tableNotFound(name);
    return entry;
  }

  all(): TableEntry[] {
    return [...this.#tables.values()];
  }

  /** The stream that takes this table's records now. */
  stream(entry: TableEntry): StreamEntry | undefined {
    const stream = this.#log.get(String(entry.description.LatestStreamArn));
    return stream?.status === "ENABLED" ? stream : undefined;
  }

  /** `wanted` has passed the engine's validation; `body` holds what the engine does not know. */
  async create(region: string, wanted: Body, body: Body): Promise<object> {
    const name = String(wanted.TableName);
    const viewType = wantedViewType(body);
    // A kill between the end of a table and that of its items may have left some behind.
    await this.#clear(region, name);
    if (this.find(region, name)) throw resourceInUse(`Table already exists: ${name}`);
    const arn = `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`;
    const { BillingMode, ProvisionedThroughput, ...fields } = wanted;
    const onDemand = BillingMode === "PAY_PER_REQUEST";
    const now = this.#clock.now() / 1000;
    const description = {
      ...fields,
      ...(onDemand
        ? { BillingModeSummary: { BillingMode: "PAY_PER_REQUEST", LastUpdateToPayPerRequestDateTime: now } }
        : {}),
      CreationDateTime: now,
      DeletionProtectionEnabled: boolean(body, "DeletionProtectionEnabled") ?? false,
      ItemCount: 0,
      ProvisionedThroughput: throughput(ProvisionedThroughput),
      TableArn: arn,
      TableId: randomUUID(),
      TableSizeBytes: 0,
      // AWS answers CREATING and is ready some seconds later; here it is ready at once.
      TableStatus: "ACTIVE",
    } as unknown as TableDescription;
    for (const kind of ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] as const) {
      for (const index of description[kind] ?? []) {
        describeIndex(index, arn, kind === "GlobalSecondaryIndexes");
      }
    }
    const entry: TableEntry = { region, description, tags: wantedTags(body) };
    this.#tables.set(tableKey(region, name), entry);
    const operations = viewType ? this.#enable(entry, viewType) : [];
    await this.#commits.write([...operations, this.#put(entry)]);
    const answer = { ...structuredClone(description), TableStatus: "CREATING" };
    return onDemand ? { ...answer, BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" } } : answer;
  }

  /** Items and indexes go too; the streams stay readable for the retention (streams.md, sandbox rule 9). */
  async remove(region: string, name: string): Promise<object> {
    const entry = this.get(region, name);
    if (entry.description.DeletionProtectionEnabled === true) {
      throw validation(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    }
    this.#tables.delete(tableKey(region, name));
    const stream = this.stream(entry);
    const closing = stream ? this.#log.disable(stream) : [];
    await this.#commits.write([...closing, { type: "del", key: tableKey(region, name) }]);
    await this.#clear(region, name);
    return { ...structuredClone(entry.description), TableStatus: "DELETING" };
  }

  /** Enables or disables the stream as `StreamSpecification` asks. */
  setStream(entry: TableEntry, body: Body): BatchOperation[] {
    const specification = structure(body, "StreamSpecification");
    if (!specification) return [];
    const name = entry.description.TableName;
    const viewType = wantedViewType(body);
    const stream = this.stream(entry);
    if (viewType) {
      if (stream) throw validation(`Table already has an enabled stream: TableName: ${name}`);
      return this.#enable(entry, viewType);
    }
    if (!stream) throw validation(`Table already has a disabled stream: TableName: ${name}`);
    // LatestStreamArn stays: DescribeTable keeps naming the stream that was.
    delete entry.description.StreamSpecification;
    return this.#log.disable(stream);
  }

  /** Writes the entry as it is now, together with other operations. */
  async save(entry: TableEntry, operations: BatchOperation[] = []): Promise<void> {
    await this.#commits.write([...operations, this.#put(entry)]);
  }

  #enable(entry: TableEntry, viewType: StreamViewType): BatchOperation[] {
    const { description } = entry;
    const { stream, operations } = this.#log.create({
      tableArn: description.TableArn,
      region: entry.region,
      tableName: description.TableName,
      viewType,
      keySchema: description.KeySchema,
      roots: rootShards(description),
    });
    description.StreamSpecification = { StreamEnabled: true, StreamViewType: viewType };
    description.LatestStreamArn = stream.arn;
    description.LatestStreamLabel = stream.label;
    return operations;
  }

  async #clear(region: string, name: string): Promise<void> {
    if (this.find(region, name)) return;
    for (const prefix of [itemPrefix(region, name), indexPrefix(region, name), expiryPrefix(region, name)]) {
      await this.#db.clear({ gte: prefix, lt: `${prefix}\xff` });
    }
  }

  #put(entry: TableEntry): BatchOperation {
    const key = tableKey(entry.region, entry.description.TableName);
    return { type: "put", key, value: structuredClone(entry) };
  }
}

export function itemPrefix(region: string, table: string): string {
  return `item~${region}/${table}~`;
}

export function indexPrefix(region: string, table: string, index?: string): string {
  return `index~${region}/${table}~${index === undefined ? "" : `${index}~`}`;
}

export function expiryPrefix(region: string, table: string): string {
  return `expiry~${region}/${table}~`;
}

function tableKey(region: string, name: string): string {
  return `${TABLE}${region}/${name}`;
}

/** The view type that a request enables; undefined when it does not enable a stream. */
function wantedViewType(body: Body): StreamViewType | undefined {
  const specification = structure(body, "StreamSpecification");
  if (!specification) return undefined;
  const enabled = boolean(specification, "StreamEnabled");
  const viewType = oneOf(specification, "StreamViewType", VIEW_TYPES);
  if (enabled === undefined) {
    throw validation(
      "1 validation error detected: Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null",
    );
  }
  if (enabled && !viewType) {
    throw validation(
      "One or more parameter values were invalid: StreamViewType is required when StreamEnabled is true",
    );
  }
  if (!enabled && viewType) {
    throw validation(
      "One or more parameter values were invalid: StreamViewType must not be given when StreamEnabled is false",
    );
  }
  return viewType;
}

/** One partition per 1000 write units or 3000 read units [D]; recorded: one for 5 units. */
function rootShards(description: TableDescription): number {
  const units = description.ProvisionedThroughput as { ReadCapacityUnits: number; WriteCapacityUnits: number };
  if (units.WriteCapacityUnits === 0) return ON_DEMAND_ROOTS;
  return Math.min(100, Math.ceil(units.WriteCapacityUnits / 1000 + units.ReadCapacityUnits / 3000));
}

function throughput(given: unknown): object {
  const { ReadCapacityUnits = 0, WriteCapacityUnits = 0 } = (given ?? {}) as Record<string, number>;
  return { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
}

/** Fills in what a description of an index says beyond the request. */
export function describeIndex(index: IndexDescription, tableArn: string, isGlobal: boolean): void {
  index.IndexArn = `${tableArn}/index/${index.IndexName}`;
  index.IndexSizeBytes = 0;
  index.ItemCount = 0;
  if (!isGlobal) return;
  index.IndexStatus = "ACTIVE";
  index.ProvisionedThroughput = throughput(index.ProvisionedThroughput);
}

function wantedTags(body: Body): Record<string, string> {
  const tags: Record<string, string> = Object.create(null);
  for (const tag of Array.isArray(body.Tags) ? body.Tags : []) {
    if (tag && typeof tag.Key === "string" && typeof tag.Value === "string") tags[tag.Key] = tag.Value;
  }
  return tags;
}
