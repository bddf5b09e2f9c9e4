import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";
import type { Select, Statement, Update } from "./partiql";
import { type Comparison, type Condition, comparisons } from "./partiql-condition";
import { StatementExpressions } from "./statement-expressions";
import type { TableEntry } from "./tables";

export interface StatementRequest {
  operation: "PutItem" | "UpdateItem" | "DeleteItem" | "ConditionCheck" | "GetItem" | "Query" | "Scan";
  body: Record<string, unknown>;
}

/** [D] */
const MAX_HASH_VALUES = 50;
const SORTABLE = ["=", "<", "<=", ">", ">=", "BETWEEN", "begins_with"];

/** The plain request that does what a statement says, when that is a write or, in a transaction, a check. */
export function writeRequest(statement: Exclude<Statement, Select>, entry: TableEntry): StatementRequest {
  const expressions = new StatementExpressions();
  const TableName = entry.description.TableName;
  const keys = keyNames(entry);
  const hash = expressions.path(keys.slice(0, 1));
  switch (statement.kind) {
    case "insert":
      return {
        operation: "PutItem",
        body: {
          TableName,
          Item: statement.item,
          ConditionExpression: `attribute_not_exists(${hash})`,
          ...expressions.members(),
        },
      };
    case "update": {
      const { Key, rest } = keyOf(statement.where, keys);
      return {
        operation: "UpdateItem",
        body: {
          TableName,
          Key,
          UpdateExpression: updateExpression(statement, expressions),
          ConditionExpression: expressions.all([`attribute_exists(${hash})`], rest),
          ...(statement.returning ? { ReturnValues: statement.returning } : {}),
          ...expressions.members(),
        },
      };
    }
    case "delete": {
      const { Key, rest } = keyOf(statement.where, keys);
      // [D] That there is no such item is no failure.
      const absent: Condition = { path: keys.slice(0, 1), operator: "MISSING", values: [] };
      const ConditionExpression = expressions.all([], [{ any: [absent, { all: rest }] }]);
      return {
        operation: "DeleteItem",
        body: {
          TableName,
          Key,
          ...(rest.length > 0 ? { ConditionExpression, ...expressions.members() } : {}),
          ...(statement.returning ? { ReturnValues: statement.returning } : {}),
        },
      };
    }
    case "exists": {
      const { Key, rest } = keyOf(statement.select.where, keys);
      const ConditionExpression = expressions.all([`attribute_exists(${hash})`], rest);
      return { operation: "ConditionCheck", body: { TableName, Key, ConditionExpression, ...expressions.members() } };
    }
  }
}

/** A SELECT of one whole key as GetItem, for a batch or a transaction. */
export function itemRequest(statement: Select, entry: TableEntry): StatementRequest {
  const expressions = new StatementExpressions();
  const { Key, rest } = keyOf(statement.where, keyNames(entry));
  if (rest.length > 0) throw validation("A SELECT in a batch or transaction names the whole key and nothing else");
  const { TableName } = entry.description;
  return {
    operation: "GetItem",
    body: { TableName, Key, ...projection(statement, expressions), ...expressions.members() },
  };
}

/**
 * The requests that make up a SELECT, to be done one after the other: a Query for each value of the partition key that the
 * condition allows, or one Scan.
 */
export function readRequests(statement: Select, entry: TableEntry): StatementRequest[] {
  const { description } = entry;
  const indexes = [...(description.GlobalSecondaryIndexes ?? []), ...(description.LocalSecondaryIndexes ?? [])];
  const index = indexes.find((each) => each.IndexName === statement.index);
  if (statement.index !== undefined && !index) {
    throw validation(`The table does not have the specified index: ${statement.index}`);
  }
  const [hash = "", range] = (index ?? description).KeySchema.map((key) => key.AttributeName);
  const onHash = statement.where.find((each) => hashValues(each, hash) !== undefined);
  const onRange = statement.where.find(
    (each): each is Comparison => "path" in each && isAttribute(each, range) && SORTABLE.includes(each.operator),
  );
  const rest = statement.where.filter((each) => each !== onHash && each !== onRange);
  // A query's filter must leave the key alone; what says more of the key than a query can is a scan.
  const isQuery =
    onHash && !rest.some((each) => comparisons(each).some(({ path }) => [hash, range].includes(`${path[0]}`)));
  const order = orderBy(statement, hash, range, isQuery !== undefined && isQuery);
  const values = isQuery ? (hashValues(onHash, hash) ?? []) : [undefined];
  if (order.hashDescending !== undefined) (values as AttributeValue[]).sort(compareKeys);
  if (order.hashDescending) values.reverse();
  return values.map((value) => {
    const expressions = new StatementExpressions();
    const onKey: Condition[] = value
      ? [{ path: [hash], operator: "=", values: [value] }, ...(onRange ? [onRange] : [])]
      : [];
    const filter = expressions.all([], value ? rest : statement.where);
    return {
      operation: value ? "Query" : "Scan",
      body: {
        TableName: description.TableName,
        ...(statement.index === undefined ? {} : { IndexName: statement.index }),
        ...(value
          ? { KeyConditionExpression: expressions.all([], onKey), ScanIndexForward: !order.rangeDescending }
          : {}),
        ...(filter === "" ? {} : { FilterExpression: filter }),
        ...projection(statement, expressions),
        ...expressions.members(),
      },
    };
  });
}

/** The values that a condition allows for the partition key, each once; undefined when it does not pin it. */
function hashValues(condition: Condition, hash: string): AttributeValue[] | undefined {
  const options = "any" in condition ? condition.any : [condition];
  const values = new Map<string, AttributeValue>();
  for (const option of options) {
    if (!("path" in option) || !isAttribute(option, hash) || !["=", "IN"].includes(option.operator)) return undefined;
    for (const value of option.values) values.set(JSON.stringify(value), value);
  }
  if (values.size > MAX_HASH_VALUES)
    throw validation(`IN takes at most ${MAX_HASH_VALUES} values of the partition key`);
  return [...values.values()];
}

function orderBy(statement: Select, hash: string, range: string | undefined, isQuery: boolean) {
  const order: { hashDescending?: boolean; rangeDescending: boolean } = { rangeDescending: false };
  for (const { path, descending } of statement.order) {
    const name = path.length === 1 ? path[0] : undefined;
    if (!isQuery || name === undefined || (name !== hash && name !== range)) {
      throw validation("ORDER BY takes key attributes, with the partition key in the WHERE clause.");
    }
    if (name === hash) order.hashDescending = descending;
    else order.rangeDescending = descending;
  }
  return order;
}

/** Keys of one type in DynamoDB's order. */
function compareKeys(a: AttributeValue, b: AttributeValue): number {
  if ("N" in a && "N" in b) return Number(a.N) - Number(b.N);
  const [x, y] = [a, b].map((value) =>
    "B" in value ? Buffer.from(value.B, "base64") : Buffer.from("S" in value ? value.S : ""),
  ) as [Buffer, Buffer];
  return Buffer.compare(x, y);
}

function updateExpression(statement: Update, expressions: StatementExpressions): string {
  const members = (action: "ADD" | "DELETE") =>
    statement.members
      .filter((each) => each.action === action)
      .map(({ path, value }) => `${expressions.path(path)} ${expressions.value(value)}`);
  const sections = {
    SET: statement.set.map(({ path, to }) => `${expressions.path(path)} = ${expressions.operand(to)}`),
    ADD: members("ADD"),
    DELETE: members("DELETE"),
    REMOVE: statement.remove.map((path) => expressions.path(path)),
  };
  return Object.entries(sections)
    .filter(([, parts]) => parts.length > 0)
    .map(([section, parts]) => `${section} ${parts.join(", ")}`)
    .join(" ");
}

function projection(statement: Select, expressions: StatementExpressions): object {
  const columns = statement.columns.map((path) => expressions.path(path));
  return columns.length > 0 ? { ProjectionExpression: columns.join(", ") } : {};
}

/** The key that the equalities give, and the other conditions. */
function keyOf(where: Condition[], keys: string[]): { Key: AttributeMap; rest: Condition[] } {
  const Key: AttributeMap = Object.create(null);
  const rest: Condition[] = [];
  for (const condition of where) {
    const name = "path" in condition ? keys.find((key) => isAttribute(condition, key)) : undefined;
    if ("path" in condition && condition.operator === "=" && name !== undefined && !Object.hasOwn(Key, name)) {
      Key[name] = condition.values[0] as AttributeValue;
    } else rest.push(condition);
  }
  if (Object.keys(Key).length < keys.length) {
    throw validation("Where clause does not contain a mandatory equality on all key attributes");
  }
  return { Key, rest };
}

function isAttribute(comparison: Comparison, name: string | undefined): boolean {
  return comparison.path.length === 1 && comparison.path[0] === name && !comparison.size;
}

function keyNames(entry: TableEntry): string[] {
  return entry.description.KeySchema.map((key) => key.AttributeName);
}
