import engine, { type IndexDescription, type KeySchemaElement, type TableDescription } from "dynalite/db/index.js";
import { resourceNotFound, validation } from "./aws-error";
import { integer, oneOf, structure, text } from "./request";
import { rewriteItems } from "./rewrite";
import { describeIndex } from "./table-description";
import { indexPrefix, type TableEntry } from "./tables";
import type { Parts } from "./write-unit";

type Body = Record<string, unknown>;
type Definitions = TableDescription["AttributeDefinitions"];

/** One change of UpdateTable to a table's global indexes, checked and ready to be made. */
export interface IndexChange {
  /** Changes the description, at once. */
  describe(): void;
  /** Makes the index's entries true: fills a new one, empties a removed one. */
  settle(): Promise<void>;
}

/** What `GlobalSecondaryIndexUpdates` asks for; undefined when absent. Throws ValidationException, changes nothing. */
export function indexChange(parts: Parts, entry: TableEntry, body: Body): IndexChange | undefined {
  const updates = body.GlobalSecondaryIndexUpdates;
  if (updates === undefined || updates === null) return undefined;
  if (!Array.isArray(updates) || updates.length !== 1) {
    throw validation(
      "Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table",
    );
  }
  const update = structure({ update: updates[0] }, "update") ?? {};
  const [create, remove, change] = [
    structure(update, "Create"),
    structure(update, "Delete"),
    structure(update, "Update"),
  ];
  if (create) return creation(parts, entry, create, body);
  if (remove) return removal(parts, entry, indexNamed(entry, remove).IndexName);
  if (change) return throughputChange(indexNamed(entry, change), change);
  throw validation(
    "One or more parameter values were invalid: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, GlobalSecondaryIndexUpdate.Delete must not be null",
  );
}

function creation(parts: Parts, entry: TableEntry, create: Body, body: Body): IndexChange {
  const { description } = entry;
  const IndexName = text(create, "IndexName") ?? "";
  if (!/^[\w.-]{3,255}$/.test(IndexName))
    throw validation("IndexName must satisfy the pattern [a-zA-Z0-9_.-]+, 3 to 255 characters");
  if (description.GlobalSecondaryIndexes?.some((index) => index.IndexName === IndexName)) {
    throw validation(`Attempting to create an index which already exists: ${IndexName}`);
  }
  const definitions = mergedDefinitions(description.AttributeDefinitions, body.AttributeDefinitions);
  const KeySchema = keySchema(create.KeySchema, definitions);
  const projection = structure(create, "Projection") ?? {};
  const ProjectionType = oneOf(projection, "ProjectionType", ["ALL", "INCLUDE", "KEYS_ONLY"]);
  if (!ProjectionType) throw validation("One or more parameter values were invalid: Unknown ProjectionType: null");
  const names = Array.isArray(projection.NonKeyAttributes) ? projection.NonKeyAttributes.map(String) : undefined;
  const throughput = structure(create, "ProvisionedThroughput");
  const index: IndexDescription = {
    IndexName,
    KeySchema,
    Projection: { ProjectionType, ...(names ? { NonKeyAttributes: names } : {}) },
    ...(throughput ? { ProvisionedThroughput: throughput } : {}),
  };
  return {
    describe() {
      for (const { description: each } of parts.tables.replicas(entry)) {
        each.AttributeDefinitions = definitions;
        const own = structuredClone(index);
        describeIndex(own, each.TableArn, true);
        each.GlobalSecondaryIndexes = [...(each.GlobalSecondaryIndexes ?? []), own];
      }
    },
    async settle() {
      const prefix = indexPrefix(entry, IndexName);
      const typeOf = (name: string) => definitions.find((each) => each.AttributeName === name)?.AttributeType ?? "S";
      await rewriteItems(parts, entry, (_, item) => {
        // Items whose attribute has another type stay outside the index.
        const fits = KeySchema.every(({ AttributeName: name }) => Object.hasOwn(item[name] ?? {}, typeOf(name)));
        if (!fits) return [];
        const { puts } = engine.getIndexActions([index], undefined, item, description);
        return puts.map((put) => ({ type: "put" as const, key: prefix + put.key, value: put.item }));
      });
    },
  };
}

function removal(parts: Parts, entry: TableEntry, IndexName: string): IndexChange {
  return {
    describe() {
      for (const { description } of parts.tables.replicas(entry)) withoutIndex(description, IndexName);
    },
    async settle() {
      const prefix = indexPrefix(entry, IndexName);
      await parts.commits.flushed();
      await parts.db.clear({ gte: prefix, lt: `${prefix}\xff` });
    },
  };
}

function withoutIndex(description: TableDescription, IndexName: string): void {
  const left = description.GlobalSecondaryIndexes?.filter((each) => each.IndexName !== IndexName) ?? [];
  if (left.length > 0) description.GlobalSecondaryIndexes = left;
  else delete description.GlobalSecondaryIndexes;
  const schemas = [description, ...left, ...(description.LocalSecondaryIndexes ?? [])];
  const used = new Set(schemas.flatMap((schema) => schema.KeySchema.map((key) => key.AttributeName)));
  description.AttributeDefinitions = description.AttributeDefinitions.filter((each) => used.has(each.AttributeName));
}

function throughputChange(index: IndexDescription, change: Body): IndexChange {
  const wanted = structure(change, "ProvisionedThroughput") ?? {};
  const ReadCapacityUnits = integer(wanted, "ReadCapacityUnits", 1, 1e12);
  const WriteCapacityUnits = integer(wanted, "WriteCapacityUnits", 1, 1e12);
  return {
    describe() {
      index.ProvisionedThroughput = { NumberOfDecreasesToday: 0, ReadCapacityUnits, WriteCapacityUnits };
    },
    async settle() {},
  };
}

function indexNamed(entry: TableEntry, update: Body): IndexDescription {
  const name = text(update, "IndexName");
  const index = entry.description.GlobalSecondaryIndexes?.find((each) => each.IndexName === name);
  if (!index) throw resourceNotFound(`Requested resource not found: Index: ${name} not found`);
  return index;
}

function mergedDefinitions(known: Definitions, given: unknown): Definitions {
  const merged = [...known];
  for (const member of Array.isArray(given) ? given : []) {
    const definition = structure({ member }, "member") ?? {};
    const AttributeName = text(definition, "AttributeName") ?? "";
    const AttributeType = oneOf(definition, "AttributeType", ["S", "N", "B"]);
    if (!AttributeType) throw validation("AttributeType must not be null");
    if (!merged.some((each) => each.AttributeName === AttributeName)) merged.push({ AttributeName, AttributeType });
  }
  return merged;
}

function keySchema(given: unknown, definitions: Definitions): KeySchemaElement[] {
  const elements = Array.isArray(given) ? given : [];
  if (elements.length < 1 || elements.length > 2) throw validation("KeySchema must have one or two elements");
  return elements.map((member, i) => {
    const element = structure({ member }, "member") ?? {};
    const AttributeName = text(element, "AttributeName") ?? "";
    const KeyType = oneOf(element, "KeyType", ["HASH", "RANGE"]);
    if (KeyType !== (i === 0 ? "HASH" : "RANGE")) throw validation("Invalid KeySchema: HASH comes first, then RANGE");
    if (!definitions.some((each) => each.AttributeName === AttributeName)) {
      throw validation(
        `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${AttributeName}]`,
      );
    }
    return { AttributeName, KeyType };
  });
}
