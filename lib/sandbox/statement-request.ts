import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";
import type { Condition, Operand, Path, Statement } from "./partiql";
import type { TableEntry } from "./tables";

export interface StatementRequest {
  operation: "PutItem" | "UpdateItem" | "DeleteItem" | "GetItem" | "Query" | "Scan";
  body: Record<string, unknown>;
}

/** The plain request that does what a statement says. */
export function statementRequest(statement: Statement, entry: TableEntry): StatementRequest {
  const expressions = new Expressions();
  const TableName = entry.description.TableName;
  const keys = entry.description.KeySchema.map((key) => key.AttributeName);
  const [hash = ""] = keys;
  switch (statement.kind) {
    case "insert":
      return {
        operation: "PutItem",
        body: {
          TableName,
          Item: statement.item,
          ConditionExpression: `attribute_not_exists(${expressions.path([hash])})`,
          ...expressions.members(),
        },
      };
    case "update": {
      const { Key, rest } = keyOf(statement.where, keys);
      const set = statement.set.map(({ path, to }) => `${expressions.path(path)} = ${expressions.operand(to)}`);
      const remove = statement.remove.map((path) => expressions.path(path));
      const exists = `attribute_exists(${expressions.path([hash])})`;
      return {
        operation: "UpdateItem",
        body: {
          TableName,
          Key,
          UpdateExpression: [
            ...(set.length > 0 ? [`SET ${set.join(", ")}`] : []),
            ...(remove.length > 0 ? [`REMOVE ${remove.join(", ")}`] : []),
          ].join(" "),
          ConditionExpression: [exists, ...rest.map((condition) => expressions.condition(condition))].join(" AND "),
          ...expressions.members(),
        },
      };
    }
    case "delete": {
      const { Key, rest } = keyOf(statement.where, keys);
      const conditions = rest.map((condition) => expressions.condition(condition));
      return {
        operation: "DeleteItem",
        body: {
          TableName,
          Key,
          ...(conditions.length > 0 ? { ConditionExpression: conditions.join(" AND ") } : {}),
          ...expressions.members(),
        },
      };
    }
    case "select":
      return selection(statement, entry, expressions);
  }
}

/** A SELECT of one whole key as GetItem, for a transaction. */
export function itemRequest(statement: Statement, entry: TableEntry): StatementRequest {
  if (statement.kind !== "select") return statementRequest(statement, entry);
  const keys = entry.description.KeySchema.map((key) => key.AttributeName);
  const { Key, rest } = keyOf(statement.where, keys);
  if (rest.length > 0) throw validation("A SELECT in a transaction names the whole key and nothing else");
  return { operation: "GetItem", body: { TableName: entry.description.TableName, Key } };
}

function selection(
  statement: Extract<Statement, { kind: "select" }>,
  entry: TableEntry,
  expressions: Expressions,
): StatementRequest {
  const { description } = entry;
  const indexes = [...(description.GlobalSecondaryIndexes ?? []), ...(description.LocalSecondaryIndexes ?? [])];
  const index = indexes.find((each) => each.IndexName === statement.index);
  if (statement.index !== undefined && !index) {
    throw validation(`The table does not have the specified index: ${statement.index}`);
  }
  const [hash, range] = (index ?? description).KeySchema.map((key) => key.AttributeName);
  const onHash = statement.where.find((each) => each.operator === "=" && isAttribute(each.path, hash));
  const sortable = ["=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"];
  const onRange =
    onHash && statement.where.find((each) => isAttribute(each.path, range) && sortable.includes(each.operator));
  const byKey = [onHash, onRange].filter((condition) => condition !== undefined);
  // A query's filter must leave the key alone; what says more of the key than a query can is a scan.
  const isQuery =
    onHash && statement.where.every((each) => byKey.includes(each) || ![hash, range].includes(String(each.path[0])));
  const key = isQuery ? byKey : [];
  const rest = statement.where.filter((condition) => !key.includes(condition));
  const keyConditions = key.map((condition) => expressions.condition(condition));
  const filters = rest.map((condition) => expressions.condition(condition));
  const columns = statement.columns.map((path) => expressions.path(path));
  return {
    operation: isQuery ? "Query" : "Scan",
    body: {
      TableName: description.TableName,
      ...(statement.index === undefined ? {} : { IndexName: statement.index }),
      ...(keyConditions.length > 0 ? { KeyConditionExpression: keyConditions.join(" AND ") } : {}),
      ...(filters.length > 0 ? { FilterExpression: filters.join(" AND ") } : {}),
      ...(columns.length > 0 ? { ProjectionExpression: columns.join(", ") } : {}),
      ...expressions.members(),
    },
  };
}

/** The key that the equalities give, and the other conditions. */
function keyOf(where: Condition[], keys: string[]): { Key: AttributeMap; rest: Condition[] } {
  const Key: AttributeMap = Object.create(null);
  const rest: Condition[] = [];
  for (const condition of where) {
    const name = condition.path.length === 1 ? String(condition.path[0]) : "";
    if (condition.operator === "=" && keys.includes(name) && !Object.hasOwn(Key, name)) {
      Key[name] = condition.values[0] as AttributeValue;
    } else rest.push(condition);
  }
  if (Object.keys(Key).length < keys.length) {
    throw validation("Where clause does not contain a mandatory equality on all key attributes");
  }
  return { Key, rest };
}

function isAttribute(path: Path, name: string | undefined): boolean {
  return path.length === 1 && path[0] === name;
}

/** Writes DynamoDB's expressions, every name and value through a placeholder. */
class Expressions {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, AttributeValue> = {};
  #count = 0;

  path(path: Path): string {
    return path
      .map((step, i) => (typeof step === "number" ? `[${step}]` : `${i > 0 ? "." : ""}${this.#name(step)}`))
      .join("");
  }

  value(value: AttributeValue): string {
    const placeholder = `:v${this.#count++}`;
    this.#values[placeholder] = value;
    return placeholder;
  }

  operand(operand: Operand): string {
    if ("value" in operand) return this.value(operand.value);
    if ("path" in operand) return this.path(operand.path);
    if ("sum" in operand) return operand.sum.map((each) => this.operand(each)).join(` ${operand.sign} `);
    if (operand.call !== "list_append" && operand.call !== "if_not_exists") {
      throw validation(`The function ${operand.call} is not supported by the sandbox`);
    }
    return `${operand.call}(${operand.operands.map((each) => this.operand(each)).join(", ")})`;
  }

  condition({ path, operator, values }: Condition): string {
    const name = this.path(path);
    const [first = "", second = ""] = values.map((value) => this.value(value));
    switch (operator) {
      case "BETWEEN":
        return `${name} BETWEEN ${first} AND ${second}`;
      case "IN":
        return `${name} IN (${Object.keys(this.#values).slice(-values.length).join(", ")})`;
      case "begins_with":
      case "contains":
        return `${operator}(${name}, ${first})`;
      case "MISSING":
        return `attribute_not_exists(${name})`;
      case "NOT MISSING":
        return `attribute_exists(${name})`;
      default:
        return `${name} ${operator} ${first}`;
    }
  }

  /** The placeholders, for the request; only those in use. */
  members(): object {
    return {
      ...(Object.keys(this.#names).length > 0 ? { ExpressionAttributeNames: { ...this.#names } } : {}),
      ...(Object.keys(this.#values).length > 0 ? { ExpressionAttributeValues: { ...this.#values } } : {}),
    };
  }

  #name(name: string): string {
    const known = Object.keys(this.#names).find((placeholder) => this.#names[placeholder] === name);
    if (known) return known;
    const placeholder = `#n${this.#count++}`;
    this.#names[placeholder] = name;
    return placeholder;
  }
}
