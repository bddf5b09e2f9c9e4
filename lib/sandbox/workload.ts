import type { Clock } from "@/lib/clock";
import type { Api } from "./api";
import { validation } from "./aws-error";
import { OrdersShop } from "./orders-shop";
import { ShopIds } from "./shop-ids";
import type { StreamEntry } from "./stream-log";
import type { Parts } from "./write-unit";

const REGION = "us-east-1";
const DEFAULT_TABLE = "orders";
const TTL_ATTRIBUTE = "expiresAt";
const TICK_MS = 100;
/** More open shards than this and the shop only rolls them over. */
const MAX_OPEN_SHARDS = 8;
const LINEAGE_EVERY_MS = 120_000;

export interface WorkloadState {
  /** Null while the table, or its stream, is missing. */
  streamArn: string | null;
  table: string;
  /** 0 while it stands still. */
  writesPerSecond: number;
}

/**
 * The sample workload: a small shop on one table. It runs only while someone asked this process for it: after a restart it
 * stands still until it is asked again, so that a captured table does not go on changing behind a person's back.
 */
export class Workload {
  readonly #api: Api;
  readonly #parts: Parts;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  #table = DEFAULT_TABLE;
  #writesPerSecond = 0;
  #running: Promise<void> = Promise.resolve();
  #settings: Promise<unknown> = Promise.resolve();
  #stop = new AbortController();

  constructor(api: Api, parts: Parts, clock: Clock, signal: AbortSignal) {
    this.#api = api;
    this.#parts = parts;
    this.#clock = clock;
    this.#signal = signal;
  }

  state(): WorkloadState {
    return {
      streamArn: this.#stream()?.arn ?? null,
      table: this.#table,
      writesPerSecond: this.#writesPerSecond,
    };
  }

  /** Sets the pace; makes the table, with stream and time to live, when it is missing. 0 stops. */
  set(writesPerSecond: number, table = DEFAULT_TABLE): Promise<WorkloadState> {
    // One after the other: two tabs that open the sandbox at once must not both make the table, nor start two shops.
    const state = this.#settings.then(() => this.#set(writesPerSecond, table));
    this.#settings = state.catch(() => {});
    return state;
  }

  async #set(writesPerSecond: number, table: string): Promise<WorkloadState> {
    if (writesPerSecond > 0) await this.#prepare(table);
    const running = this.#writesPerSecond > 0 && this.#table === table;
    this.#writesPerSecond = writesPerSecond;
    this.#table = table;
    if (writesPerSecond > 0 && running) return this.state();
    this.#stop.abort(new Error("The workload was stopped"));
    await this.#running;
    if (writesPerSecond > 0) {
      this.#stop = new AbortController();
      this.#running = this.#run(AbortSignal.any([this.#signal, this.#stop.signal]));
    }
    return this.state();
  }

  /** Resolves when the shop has closed, after the signal. */
  async stopped(): Promise<void> {
    await this.#settings;
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    let budget = 1;
    let lineageAt = this.#clock.now() + LINEAGE_EVERY_MS;
    try {
      const { db, commits, tables } = this.#parts;
      const ids = await ShopIds.open(db, commits, tables.get(REGION, this.#table).place);
      const shop = new OrdersShop(this.#clock, ids, (operation, body) => this.#write(operation, body));
      while (!signal.aborted) {
        while (budget >= 1 && !signal.aborted) budget -= await shop.step();
        if (this.#clock.now() >= lineageAt) {
          lineageAt = this.#clock.now() + LINEAGE_EVERY_MS;
          await this.#changeLineage();
        }
        await this.#clock.sleep(TICK_MS, signal);
        budget = Math.min(budget + (this.#writesPerSecond * TICK_MS) / 1000, Math.max(1, this.#writesPerSecond));
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#writesPerSecond = 0;
      console.error(`Sandbox  the sample workload stopped: ${(error as Error).message}`);
    }
  }

  async #write(operation: string, body: object): Promise<void> {
    await this.#api.dynamodb(operation, REGION, withTable(body, this.#table));
  }

  async #prepare(table: string): Promise<void> {
    if (!/^[\w.-]{3,255}$/.test(table)) throw validation("table must be a table name of 3 to 255 characters.");
    const existing = this.#parts.tables.find(REGION, table);
    if (!existing) {
      await this.#api.dynamodb("CreateTable", REGION, {
        TableName: table,
        BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [
          { AttributeName: "pk", AttributeType: "S" },
          { AttributeName: "sk", AttributeType: "S" },
        ],
        KeySchema: [
          { AttributeName: "pk", KeyType: "HASH" },
          { AttributeName: "sk", KeyType: "RANGE" },
        ],
        StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
      });
    } else if (existing.description.KeySchema.map((key) => key.AttributeName).join() !== "pk,sk") {
      throw validation(`The table ${table} has other keys than pk and sk; name another table for the workload.`);
    } else if (!this.#parts.tables.stream(existing)) {
      const StreamSpecification = { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" };
      await this.#api.dynamodb("UpdateTable", REGION, { TableName: table, StreamSpecification });
    }
    if (this.#parts.tables.get(REGION, table).timeToLive === undefined) {
      await this.#api.dynamodb("UpdateTimeToLive", REGION, {
        TableName: table,
        TimeToLiveSpecification: { AttributeName: TTL_ATTRIBUTE, Enabled: true },
      });
    }
  }

  /** Now and then a shard rolls over, or splits while there are few. */
  async #changeLineage(): Promise<void> {
    const stream = this.#stream();
    const shard = stream?.open[Math.floor(this.#clock.random() * stream.open.length)];
    if (!stream || !shard) return;
    const split = stream.open.length < MAX_OPEN_SHARDS && shard.to - shard.from > 1 && this.#clock.random() < 0.5;
    await this.#parts.commits.write(this.#parts.log.replace(stream, shard, split ? 2 : 1).operations);
  }

  #stream(): StreamEntry | undefined {
    const entry = this.#parts.tables.find(REGION, this.#table);
    return entry && this.#parts.tables.stream(entry);
  }
}

/** The shop writes without naming its table; here the name goes wherever the operation wants it. */
function withTable(body: object, table: string): Record<string, unknown> {
  const { TransactItems, Writes } = body as { TransactItems?: Record<string, object>[]; Writes?: object[] };
  if (Writes) return { RequestItems: { [table]: Writes } };
  if (!TransactItems) return { ...body, TableName: table };
  return {
    TransactItems: TransactItems.map((item) =>
      Object.fromEntries(Object.entries(item).map(([member, request]) => [member, { ...request, TableName: table }])),
    ),
  };
}
