import engine, { type DynaliteError } from "dynalite/db/index.js";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import { AwsError, conditionFailed, validation } from "./aws-error";
import { actions, validate } from "./engine";
import { type Expression, matches } from "./expression";
import { itemPrefix, type TableEntry } from "./tables";
import { type Answer, type Parts, WriteUnit } from "./write-unit";

type Body = Record<string, unknown>;
type Parsed = { expression: Expression };

const ALWAYS: Expression = { type: "=", args: [{ BOOL: true }, { BOOL: true }] };
const READS = ["BatchGetItem", "GetItem", "Query", "Scan"] as const;
const WRITES = ["DeleteItem", "PutItem", "UpdateItem"] as const;
/** [D] */
const MAX_BATCH_WRITES = 25;

/** Reads and writes of items, one at a time and in batches. */
export class ItemsApi {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async call(operation: string, region: string, body: Body): Promise<Answer | undefined> {
    const read = READS.find((name) => name === operation);
    if (read) return this.#read(read, region, validate(read, body));
    const write = WRITES.find((name) => name === operation);
    if (write) return this.#write(write, region, body);
    if (operation === "BatchWriteItem") return this.#batchWrite(region, body);
    return undefined;
  }

  #read(operation: (typeof READS)[number], region: string, data: Body): Promise<Answer> {
    const unit = new WriteUnit(this.#parts, region);
    const action = actions[operation];
    if (!data._filter) return unit.run(action, data);
    // dynalite checks the request and reads the range; what it found is filtered and cut down here.
    const filter = data._filter as Parsed;
    const projection = data._projection as { paths: unknown[] } | undefined;
    const { Select, ...request } = data;
    const counts = Select === "COUNT";
    const range = {
      ...request,
      ...(counts || Select === undefined ? {} : { Select }),
      _filter: { ...filter, expression: ALWAYS },
      ...(projection ? { _projection: { ...projection, paths: undefined } } : {}),
    };
    return unit.run(action, range).then(({ Items, ...answer }) => {
      const found = (Items as AttributeMap[]).filter((item) => matches(filter.expression, item));
      const items = projection ? found.map((item) => engine.mapPaths(projection.paths, item)) : found;
      return { ...answer, Count: found.length, ...(counts ? {} : { Items: items }) };
    });
  }

  async #write(operation: (typeof WRITES)[number], region: string, body: Body): Promise<Answer> {
    const data = validate(operation, body);
    const unit = new WriteUnit(this.#parts, region);
    try {
      const answer = await unit.run(actions[operation], data);
      await unit.commit();
      return answer;
    } catch (error) {
      if (body.ReturnValuesOnConditionCheckFailure !== "ALL_OLD" || !isConditionFailure(error)) throw error;
      const entry = this.#parts.tables.get(region, String(data.TableName));
      const item = await unit.read(fullKey(entry, (data.Item ?? data.Key) as AttributeMap));
      const { type, message } = conditionFailed();
      throw new AwsError(type, message, 400, item ? { Item: item } : {});
    } finally {
      unit.release();
    }
  }

  async #batchWrite(region: string, body: Body): Promise<Answer> {
    const data = validate("BatchWriteItem", body);
    const writes = this.#batchedWrites(region, data);
    const unit = new WriteUnit(this.#parts, region);
    try {
      await unit.lock(writes.map((write) => write.fullKey));
      const capacity = new Map<string, number>();
      // One after the other: the records of a batch come in the order of the request [R].
      for (const { action, request } of writes) {
        const { ConsumedCapacity: used } = await unit.run(action, request);
        const units = (used as { CapacityUnits: number } | undefined)?.CapacityUnits ?? 0;
        capacity.set(request.TableName, (capacity.get(request.TableName) ?? 0) + units);
      }
      await unit.commit();
      const wanted = data.ReturnConsumedCapacity === "TOTAL" || data.ReturnConsumedCapacity === "INDEXES";
      const used = [...capacity].map(([TableName, CapacityUnits]) => ({ CapacityUnits, TableName }));
      return { UnprocessedItems: {}, ...(wanted ? { ConsumedCapacity: used } : {}) };
    } finally {
      unit.release();
    }
  }

  #batchedWrites(region: string, data: Body) {
    const requests = Object.entries(data.RequestItems as Record<string, BatchedWrite[]>).flatMap(([name, writes]) =>
      writes.map((write) => ({ name, write })),
    );
    if (requests.length > MAX_BATCH_WRITES) throw validation("Too many items requested for the BatchWriteItem call");
    const writes = requests.map(({ name, write }) => {
      const entry = this.#parts.tables.find(region, name);
      if (!entry) {
        throw new AwsError(
          "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
          "Requested resource not found",
        );
      }
      const common = { TableName: name, ReturnConsumedCapacity: data.ReturnConsumedCapacity };
      if (write.PutRequest) {
        const { Item } = write.PutRequest;
        throwIfInvalid(engine.validateItem(Item, entry.description));
        return { action: actions.PutItem, request: { ...common, Item }, fullKey: fullKey(entry, Item) };
      }
      const { Key } = write.DeleteRequest;
      throwIfInvalid(engine.validateKey(Key, entry.description));
      return { action: actions.DeleteItem, request: { ...common, Key }, fullKey: fullKey(entry, Key) };
    });
    if (new Set(writes.map((write) => write.fullKey)).size < writes.length) {
      throw validation("Provided list of item keys contains duplicates");
    }
    return writes;
  }
}

type BatchedWrite =
  | { PutRequest: { Item: AttributeMap }; DeleteRequest?: never }
  | { DeleteRequest: { Key: AttributeMap }; PutRequest?: never };

/** Where an item is on disk; its lock has the same name. `item` must hold valid keys. */
export function fullKey(entry: TableEntry, item: AttributeMap): string {
  return itemPrefix(entry) + engine.createKey(item, entry.description);
}

/** By an expression, or by the older `Expected`, which is dynalite's. */
export function isConditionFailure(error: unknown): error is Error {
  const type = error instanceof AwsError ? error.type : (error as Partial<DynaliteError> | undefined)?.body?.__type;
  return type?.endsWith("#ConditionalCheckFailedException") === true;
}

export function throwIfInvalid(error: DynaliteError | null | undefined): void {
  if (error) throw error;
}
