import type { TableDescription } from "dynalite/db/index.js";
import type { Clock } from "@/lib/clock";
import { resourceNotFound, validation } from "./aws-error";
import { validate } from "./engine";
import { expiryKey } from "./expiry";
import { indexChange } from "./global-indexes";
import { type ReplicaChange, replicaChange } from "./replicas";
import { boolean, integer, oneOf, structure, text } from "./request";
import { rewriteItems } from "./rewrite";
import { expiryPrefix, type TableEntry, type Tables } from "./tables";
import type { Answer, Parts } from "./write-unit";

type Body = Record<string, unknown>;

/** Operations on whole tables. */
export class TablesApi {
  readonly #parts: Parts;
  readonly #tables: Tables;
  readonly #clock: Clock;
  readonly #address: () => string;

  /** `address` is where the sandbox listens, as host:port. */
  constructor(parts: Parts, clock: Clock, address: () => string) {
    this.#parts = parts;
    this.#tables = parts.tables;
    this.#clock = clock;
    this.#address = address;
  }

  async call(operation: string, region: string, body: Body): Promise<Answer | undefined> {
    switch (operation) {
      case "CreateTable":
        return { TableDescription: await this.#tables.create(region, validate("CreateTable", body), body) };
      case "DeleteTable":
        return { TableDescription: await this.#tables.remove(region, this.#name(body)) };
      case "DescribeTable":
        return { Table: this.#describe(this.#entry(region, body)) };
      case "ListTables":
        return this.#list(region, body);
      case "UpdateTable":
        return this.#update(this.#entry(region, body), body);
      case "DescribeTimeToLive":
        return { TimeToLiveDescription: timeToLive(this.#entry(region, body)) };
      case "UpdateTimeToLive":
        return this.#updateTimeToLive(this.#entry(region, body), body);
      case "DescribeContinuousBackups":
        this.#entry(region, body);
        return {
          ContinuousBackupsDescription: {
            ContinuousBackupsStatus: "ENABLED",
            PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: "DISABLED" },
          },
        };
      case "DescribeEndpoints":
        return { Endpoints: [{ Address: this.#address(), CachePeriodInMinutes: 1440 }] };
      case "DescribeLimits":
        return {
          AccountMaxReadCapacityUnits: 80000,
          AccountMaxWriteCapacityUnits: 80000,
          TableMaxReadCapacityUnits: 40000,
          TableMaxWriteCapacityUnits: 40000,
        };
      case "ListTagsOfResource":
        return { Tags: Object.entries(this.#tagged(region, body).tags).map(([Key, Value]) => ({ Key, Value })) };
      case "TagResource":
        return this.#tag(this.#tagged(region, body), body);
      case "UntagResource":
        return this.#untag(this.#tagged(region, body), body);
      default:
        return undefined;
    }
  }

  #name(body: Body): string {
    const name = text(body, "TableName");
    if (name === undefined)
      throw validation("The parameter 'TableName' is required but was not present in the request");
    if (name.length < 3 || name.length > 255) {
      throw validation("TableName must be at least 3 characters long and at most 255 characters long");
    }
    return name;
  }

  #entry(region: string, body: Body): TableEntry {
    return this.#tables.get(region, this.#name(body));
  }

  #list(region: string, body: Body): Answer {
    validate("ListTables", body);
    const limit = integer(body, "Limit", 1, 100) ?? 100;
    const after = text(body, "ExclusiveStartTableName");
    const names = this.#tables
      .all()
      .filter((entry) => entry.region === region)
      .map((entry) => entry.description.TableName)
      .filter((name) => after === undefined || name > after)
      .sort();
    const page = names.slice(0, limit);
    return { TableNames: page, ...(names.length > limit ? { LastEvaluatedTableName: page.at(-1) } : {}) };
  }

  async #update(entry: TableEntry, body: Body): Promise<Answer> {
    const { description } = entry;
    const protection = boolean(body, "DeletionProtectionEnabled");
    const billing = oneOf(body, "BillingMode", ["PROVISIONED", "PAY_PER_REQUEST"]);
    const throughput = structure(body, "ProvisionedThroughput");
    const members = ["StreamSpecification", "GlobalSecondaryIndexUpdates", "ReplicaUpdates"];
    if (protection === undefined && !billing && !throughput && !members.some((member) => body[member])) {
      throw validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required",
      );
    }
    if (throughput) this.#checkThroughput(description, billing, throughput);
    const indexes = indexChange(this.#parts, entry, body);
    const replicas = replicaChange(this.#parts, entry, body);
    const operations = this.#tables.setStream(entry, body);
    indexes?.describe();
    if (protection !== undefined) description.DeletionProtectionEnabled = protection;
    for (const replica of this.#tables.replicas(entry)) this.#setCapacity(replica.description, billing, throughput);
    if (replicas) operations.push(...replicas.make());
    await this.#tables.save(entry, operations);
    await indexes?.settle();
    const answer = { ...this.#describe(entry), TableStatus: "UPDATING" };
    return { TableDescription: replicas ? { ...answer, ...this.#changing(entry, replicas.statuses) } : answer };
  }

  #setCapacity(description: TableDescription, billing: string | undefined, throughput: Body | undefined): void {
    if (throughput) {
      description.ProvisionedThroughput = {
        ...(description.ProvisionedThroughput as object),
        ReadCapacityUnits: integer(throughput, "ReadCapacityUnits", 1, 1e12),
        WriteCapacityUnits: integer(throughput, "WriteCapacityUnits", 1, 1e12),
      };
    }
    if (billing === "PAY_PER_REQUEST") {
      const now = this.#clock.now() / 1000;
      description.BillingModeSummary = { BillingMode: billing, LastUpdateToPayPerRequestDateTime: now };
      description.ProvisionedThroughput = { NumberOfDecreasesToday: 0, ReadCapacityUnits: 0, WriteCapacityUnits: 0 };
    }
    if (billing === "PROVISIONED") description.BillingModeSummary = { BillingMode: billing };
  }

  /** The table as it is now, as DescribeTable tells of it. */
  #describe(entry: TableEntry): TableDescription {
    const { items, bytes } = this.#tables.counts.get(entry.place);
    const others = this.#tables.replicas(entry).filter((each) => each !== entry);
    return {
      ...structuredClone(entry.description),
      ItemCount: items,
      TableSizeBytes: bytes,
      WarmThroughput: warmThroughput(entry.description),
      ...(others.length > 0 ? replication(others.map(({ region }) => replicaStatus(region, "ACTIVE"))) : {}),
    };
  }

  /** AWS answers while replicas are on their way; here they are ready, or gone, at once. */
  #changing(entry: TableEntry, statuses: ReplicaChange["statuses"]): object {
    const others = this.#tables.replicas(entry).filter((each) => each !== entry && !statuses.has(each.region));
    return replication([
      ...others.map(({ region }) => replicaStatus(region, "ACTIVE")),
      ...[...statuses].map(([region, status]) => replicaStatus(region, status)),
    ]);
  }

  #checkThroughput(description: TableEntry["description"], billing: string | undefined, throughput: Body): void {
    const current = (description.BillingModeSummary as { BillingMode?: string } | undefined)?.BillingMode;
    if ((billing ?? current) === "PAY_PER_REQUEST") {
      throw validation(
        "One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
      );
    }
    for (const member of ["ReadCapacityUnits", "WriteCapacityUnits"]) {
      if (integer(throughput, member, 1, 1e12) === undefined) throw validation(`${member} must not be null`);
    }
  }

  async #updateTimeToLive(entry: TableEntry, body: Body): Promise<Answer> {
    const wanted = structure(body, "TimeToLiveSpecification");
    const enabled = wanted && boolean(wanted, "Enabled");
    const attribute = wanted && text(wanted, "AttributeName");
    if (enabled === undefined || !attribute)
      throw validation("TimeToLiveSpecification must name Enabled and AttributeName");
    if (enabled === (entry.timeToLive !== undefined)) {
      throw validation(`TimeToLive is already ${enabled ? "enabled" : "disabled"}`);
    }
    if (!enabled && entry.timeToLive !== attribute) {
      throw validation(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${entry.timeToLive}`,
      );
    }
    for (const replica of this.#tables.replicas(entry)) {
      if (enabled) replica.timeToLive = attribute;
      else delete replica.timeToLive;
    }
    await this.#tables.save(entry);
    await this.#indexExpiry(entry);
    return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
  }

  /** Items that were there before: writes from now on keep the index themselves, under the same locks. */
  async #indexExpiry(entry: TableEntry): Promise<void> {
    const index = expiryPrefix(entry);
    if (entry.timeToLive === undefined) {
      await this.#parts.db.clear({ gte: index, lt: `${index}\xff` });
      return;
    }
    await rewriteItems(this.#parts, entry, (key, item) => {
      const expiry = expiryKey(entry, key, item);
      return expiry ? [{ type: "put", key: expiry, value: key }] : [];
    });
  }

  #tagged(region: string, body: Body): TableEntry {
    const arn = text(body, "ResourceArn") ?? "";
    const name = /^arn:aws[a-z-]*:dynamodb:[^:]*:\d{12}:table\/([\w.-]+)$/.exec(arn)?.[1];
    if (name === undefined) throw validation(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
    const entry = this.#tables.find(region, name);
    if (!entry) throw resourceNotFound(`Requested resource not found: ResourcArn: ${arn} not found`);
    return entry;
  }

  async #tag(entry: TableEntry, body: Body): Promise<Answer> {
    for (const tag of Array.isArray(body.Tags) ? body.Tags : []) {
      const [key, value] = [text(tag, "Key"), text(tag, "Value")];
      if (key === undefined || value === undefined) throw validation("A tag must have Key and Value");
      Object.defineProperty(entry.tags, key, { value, enumerable: true, configurable: true, writable: true });
    }
    await this.#tables.save(entry);
    return {};
  }

  async #untag(entry: TableEntry, body: Body): Promise<Answer> {
    for (const key of Array.isArray(body.TagKeys) ? body.TagKeys : []) delete entry.tags[String(key)];
    await this.#tables.save(entry);
    return {};
  }
}

/** Recorded: 12000 and 4000 for a new on-demand table, the provisioned units for others. */
function warmThroughput(description: TableDescription): object {
  const units = description.ProvisionedThroughput as { ReadCapacityUnits: number; WriteCapacityUnits: number };
  return {
    ReadUnitsPerSecond: units.ReadCapacityUnits || 12_000,
    Status: "ACTIVE",
    WriteUnitsPerSecond: units.WriteCapacityUnits || 4000,
  };
}

function replicaStatus(RegionName: string, ReplicaStatus: string): object {
  return { RegionName, ReplicaStatus };
}

function replication(Replicas: object[]): object {
  return { GlobalTableVersion: "2019.11.21", Replicas };
}

function timeToLive(entry: TableEntry): object {
  return entry.timeToLive === undefined
    ? { TimeToLiveStatus: "DISABLED" }
    : { AttributeName: entry.timeToLive, TimeToLiveStatus: "ENABLED" };
}
