import { randomUUID } from "node:crypto";
import type { BatchOperation, LevelDb, TableDescription } from "dynalite/db/index.js";
import type { Clock } from "@/lib/clock";
import type { StreamViewType } from "@/lib/stream/record";
import { resourceInUse, tableNotFound, validation } from "./aws-error";
import type { CommitQueue } from "./commit-queue";
import { boolean, structure } from "./request";
import type { StreamEntry, StreamLog } from "./stream-log";
import { TableCounts } from "./table-counts";
import { describeIndex, rootShards, throughput, wantedTags, wantedViewType } from "./table-description";

export interface TableEntry {
  region: string;
  /** Where its items are on disk, no two tables' the same; the replicas of one table share theirs. */
  place: string;
  description: TableDescription;
  /** The attribute of time to live, while it is on. */
  timeToLive?: string;
  tags: Record<string, string>;
}

type Body = Record<string, unknown>;

const ACCOUNT = "000000000000";
const TABLE = "table~";
const ITEM = "item~";

/** The tables, by region and name. They are few and held in memory; each change is one batch on disk. */
export class Tables {
  readonly counts: TableCounts;
  readonly #db: LevelDb;
  readonly #commits: CommitQueue;
  readonly #log: StreamLog;
  readonly #clock: Clock;
  readonly #tables = new Map<string, TableEntry>();
  /** By place, the oldest first. */
  readonly #replicas = new Map<string, TableEntry[]>();

  constructor(db: LevelDb, commits: CommitQueue, log: StreamLog, clock: Clock) {
    this.counts = new TableCounts(db);
    this.#db = db;
    this.#commits = commits;
    this.#log = log;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    const entries: TableEntry[] = [];
    for await (const stored of this.#db.values({ gte: TABLE, lt: `${TABLE}\xff` })) {
      const entry = stored as TableEntry;
      // Where the items of tables were that are older than replicas.
      entry.place ??= `${entry.region}/${entry.description.TableName}`;
      entries.push(entry);
    }
    entries.sort((a, b) => Number(a.description.CreationDateTime) - Number(b.description.CreationDateTime));
    for (const entry of entries) this.#add(entry);
    await this.counts.load();
    await this.#clearLeftBehind();
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

  /** The table itself and its replicas in other regions, the oldest first. */
  replicas(entry: TableEntry): TableEntry[] {
    return this.#replicas.get(entry.place) ?? [];
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
    if (this.find(region, name)) throw resourceInUse(`Table already exists: ${name}`);
    const arn = tableArn(region, name);
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
    const place = `${region}/${name}/${Math.floor(this.#clock.now()).toString(36)}`;
    const entry: TableEntry = { region, place, description, tags: wantedTags(body) };
    this.#add(entry);
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
    await this.#commits.write(this.drop(entry));
    if (this.replicas(entry).length === 0) await this.#clear(entry.place);
    return { ...structuredClone(entry.description), TableStatus: "DELETING" };
  }

  /** Forgets the table in its region; its items stay, for its replicas. Its stream closes. */
  drop(entry: TableEntry): BatchOperation[] {
    const key = tableKey(entry.region, entry.description.TableName);
    this.#tables.delete(key);
    const left = this.replicas(entry).filter((each) => each !== entry);
    if (left.length > 0) this.#replicas.set(entry.place, left);
    else this.#replicas.delete(entry.place);
    const stream = this.stream(entry);
    return [...(stream ? this.#log.disable(stream) : []), { type: "del", key }];
  }

  /** A replica of the table in another region: the same items, a stream of its own (streams.md). */
  replicate(entry: TableEntry, region: string): BatchOperation[] {
    const operations = this.stream(entry) ? [] : this.#enable(entry, "NEW_AND_OLD_IMAGES");
    const { LatestStreamArn: _arn, LatestStreamLabel: _label, ...description } = structuredClone(entry.description);
    const name = description.TableName;
    description.TableArn = tableArn(region, name);
    description.TableId = randomUUID();
    description.CreationDateTime = this.#clock.now() / 1000;
    description.DeletionProtectionEnabled = false;
    for (const index of [...(description.LocalSecondaryIndexes ?? []), ...(description.GlobalSecondaryIndexes ?? [])]) {
      index.IndexArn = `${description.TableArn}/index/${index.IndexName}`;
    }
    const { place, timeToLive } = entry;
    const replica: TableEntry = { region, place, description, ...(timeToLive ? { timeToLive } : {}), tags: {} };
    this.#add(replica);
    operations.push(...this.#enable(replica, "NEW_AND_OLD_IMAGES"));
    return [...operations, this.#put(entry), this.#put(replica)];
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
    // [D] Replicas live on their streams.
    if (this.replicas(entry).length > 1) {
      throw validation("The stream of a global table cannot be disabled while the table has replicas");
    }
    // LatestStreamArn stays: DescribeTable keeps naming the stream that was.
    delete entry.description.StreamSpecification;
    return this.#log.disable(stream);
  }

  /** Writes the table and its replicas as they are now, together with other operations. */
  async save(entry: TableEntry, operations: BatchOperation[] = []): Promise<void> {
    await this.#commits.write([...operations, ...this.replicas(entry).map((each) => this.#put(each))]);
  }

  /** What to write so that the disk has the tables that memory has, and no others. */
  async restated(): Promise<BatchOperation[]> {
    const operations = this.all().map((entry) => this.#put(entry));
    const known = new Set(operations.map((operation) => operation.key));
    for await (const key of this.#db.keys({ gte: TABLE, lt: `${TABLE}\xff` })) {
      if (!known.has(key)) operations.push({ type: "del", key });
    }
    return operations;
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

  #add(entry: TableEntry): void {
    this.#tables.set(tableKey(entry.region, entry.description.TableName), entry);
    this.#replicas.set(entry.place, [...this.replicas(entry), entry]);
  }

  async #clear(place: string): Promise<void> {
    for (const prefix of [itemPrefix({ place }), indexPrefix({ place }), expiryPrefix({ place })]) {
      await this.#db.clear({ gte: prefix, lt: `${prefix}\xff` });
    }
    await this.#commits.write([this.counts.forget(place)]);
  }

  /** What a kill between the end of a table and that of its items left. */
  async #clearLeftBehind(): Promise<void> {
    let after = ITEM;
    for (;;) {
      let place: string | undefined;
      for await (const key of this.#db.keys({ gt: after, lt: `${ITEM}\xff`, limit: 1 })) place = key.split("~")[1];
      if (place === undefined) return;
      if (!this.#replicas.has(place)) await this.#clear(place);
      after = `${itemPrefix({ place })}\xff`;
    }
  }

  #put(entry: TableEntry): BatchOperation {
    const key = tableKey(entry.region, entry.description.TableName);
    return { type: "put", key, value: structuredClone(entry) };
  }
}

type Place = Pick<TableEntry, "place">;

export function itemPrefix({ place }: Place): string {
  return `${ITEM}${place}~`;
}

export function indexPrefix({ place }: Place, index?: string): string {
  return `index~${place}~${index === undefined ? "" : `${index}~`}`;
}

export function expiryPrefix({ place }: Place): string {
  return `expiry~${place}~`;
}

function tableArn(region: string, name: string): string {
  return `arn:aws:dynamodb:${region}:${ACCOUNT}:table/${name}`;
}

function tableKey(region: string, name: string): string {
  return `${TABLE}${region}/${name}`;
}
