import type { DynaliteError } from "dynalite/db/index.js";
import type { AttributeValue } from "@/lib/stream/attribute-value";
import {
  AwsError,
  type CancellationReason,
  serialization,
  tableNotFound,
  transactionCanceled,
  validation,
} from "./aws-error";
import { type ItemsApi, isConditionFailure } from "./items-api";
import { parseStatement, type Select, type Statement } from "./partiql";
import { boolean, integer, oneOf, text } from "./request";
import { itemRequest, readRequests, type StatementRequest, writeRequest } from "./statement-request";
import { tableName } from "./table-name";
import type { TableEntry, Tables } from "./tables";
import type { TransactionsApi } from "./transactions-api";
import type { Answer } from "./write-unit";

type Body = Record<string, unknown>;

/** [D] */
const MAX_BATCH = 25;
const MAX_TRANSACTION = 100;
const MEMBER = {
  PutItem: "Put",
  UpdateItem: "Update",
  DeleteItem: "Delete",
  ConditionCheck: "ConditionCheck",
} as const;
const DUPLICATE = { Code: "DuplicateItem", Message: "Duplicate primary key exists in table" };

/** PartiQL: each statement is done by the plain request that says the same, so its records are the same [R]. */
export class StatementsApi {
  readonly #items: ItemsApi;
  readonly #transactions: TransactionsApi;
  readonly #tables: Tables;

  constructor(items: ItemsApi, transactions: TransactionsApi, tables: Tables) {
    this.#items = items;
    this.#transactions = transactions;
    this.#tables = tables;
  }

  async call(operation: string, region: string, body: Body): Promise<Answer | undefined> {
    if (operation === "ExecuteStatement") return this.#execute(region, body);
    if (operation === "BatchExecuteStatement") return this.#batch(region, body);
    if (operation === "ExecuteTransaction") return this.#transact(region, body);
    return undefined;
  }

  async #execute(region: string, body: Body): Promise<Answer> {
    const { statement, entry } = this.#read(region, body);
    if (statement.kind === "select") return this.#select(region, statement, entry, body);
    if (statement.kind === "exists") throw validation("EXISTS can only be used in a transaction");
    return this.#write(region, statement, entry, body);
  }

  async #write(region: string, statement: Exclude<Statement, Select>, entry: TableEntry, body: Body): Promise<Answer> {
    const request = writeRequest(statement, entry);
    try {
      const answer = await this.#items.call(request.operation, region, { ...request.body, ...onFailure(body) });
      return { Items: answer?.Attributes ? [answer.Attributes] : [] };
    } catch (error) {
      if (request.operation !== "PutItem" || !isConditionFailure(error)) throw error;
      throw new AwsError("com.amazonaws.dynamodb.v20120810#DuplicateItemException", DUPLICATE.Message);
    }
  }

  /** The requests of a SELECT one after the other, until the limit or the end of a page. */
  async #select(region: string, statement: Select, entry: TableEntry, body: Body): Promise<Answer> {
    const requests = readRequests(statement, entry);
    const limit = integer(body, "Limit", 1, 1_000_000) ?? Number.POSITIVE_INFINITY;
    const ConsistentRead = boolean(body, "ConsistentRead");
    const token = text(body, "NextToken");
    let { at, key } = token === undefined ? { at: 0 } : fromToken(token);
    const items: unknown[] = [];
    let looked = 0;
    for (; at < requests.length && looked < limit; at++) {
      const { operation, body: request } = requests[at] as StatementRequest;
      const answer = await this.#items.call(operation, region, {
        ...request,
        ...(ConsistentRead ? { ConsistentRead } : {}),
        ...(limit === Number.POSITIVE_INFINITY ? {} : { Limit: limit - looked }),
        ...(key === undefined ? {} : { ExclusiveStartKey: key }),
      });
      items.push(...((answer?.Items ?? []) as unknown[]));
      looked += Number(answer?.ScannedCount ?? 0);
      key = answer?.LastEvaluatedKey;
      if (key) return { Items: items, LastEvaluatedKey: key, NextToken: toToken(at, key) };
    }
    return { Items: items, ...(at < requests.length ? { NextToken: toToken(at, undefined) } : {}) };
  }

  /** Each on its own: one that fails says so in its place. */
  async #batch(region: string, body: Body): Promise<Answer> {
    const statements = members(body.Statements, "statements", MAX_BATCH);
    const reads = statements.filter((statement) => /^\s*SELECT\b/i.test(String(statement.Statement)));
    if (reads.length > 0 && reads.length < statements.length) {
      throw validation("A batch holds reads or writes, not both");
    }
    const responses: Answer[] = [];
    for (const statement of statements) {
      try {
        const { statement: parsed, entry } = this.#read(region, statement);
        const Item =
          parsed.kind === "select"
            ? (await this.#items.call("GetItem", region, itemRequest(parsed, entry).body))?.Item
            : ((await this.#execute(region, statement)).Items as unknown[])[0];
        responses.push({ TableName: entry.description.TableName, ...(Item ? { Item } : {}) });
      } catch (error) {
        responses.push({ Error: batchError(error) });
      }
    }
    return { Responses: responses };
  }

  async #transact(region: string, body: Body): Promise<Answer> {
    const requests = members(body.TransactStatements, "transactStatements", MAX_TRANSACTION).map((member) => {
      const { statement, entry } = this.#read(region, member);
      if (statement.kind === "select") return itemRequest(statement, entry);
      const { operation, body: request } = writeRequest(statement, entry);
      return { operation, body: { ...request, ...onFailure(member) } };
    });
    const reads = requests.filter((request) => request.operation === "GetItem");
    if (reads.length === requests.length) {
      const TransactItems = requests.map((request) => ({ Get: request.body }));
      return (await this.#transactions.call("TransactGetItems", region, { TransactItems })) as Answer;
    }
    if (reads.length > 0) throw validation("A transaction holds reads or writes, not both");
    const TransactItems = requests.map((request) => ({
      [MEMBER[request.operation as keyof typeof MEMBER]]: request.body,
    }));
    const token = text(body, "ClientRequestToken");
    try {
      await this.#transactions.call("TransactWriteItems", region, {
        TransactItems,
        ...(token === undefined ? {} : { ClientRequestToken: token }),
      });
    } catch (error) {
      throw inTermsOfStatements(error, requests);
    }
    return { Responses: requests.map(() => ({})) };
  }

  #read(region: string, body: Body): { statement: Statement; entry: TableEntry } {
    const statementText = text(body, "Statement");
    if (statementText === undefined) throw validation("Statement must not be null");
    const parameters = body.Parameters ?? [];
    if (!Array.isArray(parameters) || parameters.some((value) => typeof value !== "object" || value === null)) {
      throw serialization("Unexpected field type");
    }
    const statement = parseStatement(statementText, parameters as AttributeValue[]);
    const name = tableName(statement.table);
    const entry = this.#tables.find(region, name);
    if (!entry) throw tableNotFound(name);
    return { statement, entry };
  }
}

function members(value: unknown, member: string, most: number): Body[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > most) {
    throw validation(
      `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length between 1 and ${most}`,
    );
  }
  if (value.some((each) => typeof each !== "object" || each === null)) throw serialization("Unexpected field type");
  return value as Body[];
}

function batchError(error: unknown): CancellationReason {
  const type = error instanceof AwsError ? error.type : (error as Partial<DynaliteError>).body?.__type;
  if (type === undefined) throw error;
  const code = type.slice(type.indexOf("#") + 1).replace(/Exception$/, "");
  const { Item } = error instanceof AwsError ? error.fields : {};
  return {
    Code: code === "Validation" ? "ValidationError" : code,
    Message: (error as Error).message,
    ...(Item ? { Item } : {}),
  };
}

/** An INSERT that finds its key taken failed no condition of the caller's. */
function inTermsOfStatements(error: unknown, requests: StatementRequest[]): unknown {
  const reasons = error instanceof AwsError ? (error.fields.CancellationReasons as CancellationReason[]) : undefined;
  if (!reasons) return error;
  const isDuplicate = (reason: CancellationReason, i: number) =>
    reason.Code === "ConditionalCheckFailed" && requests[i]?.operation === "PutItem";
  return transactionCanceled(reasons.map((reason, i) => (isDuplicate(reason, i) ? DUPLICATE : reason)));
}

function onFailure(body: Body): object {
  const wanted = oneOf(body, "ReturnValuesOnConditionCheckFailure", ["ALL_OLD", "NONE"]);
  return wanted === undefined ? {} : { ReturnValuesOnConditionCheckFailure: wanted };
}

function toToken(at: number, key: unknown): string {
  return Buffer.from(JSON.stringify({ at, key })).toString("base64");
}

function fromToken(token: string): { at: number; key?: unknown } {
  let place: { at: number; key?: unknown } | null;
  try {
    place = JSON.parse(Buffer.from(token, "base64").toString("utf8"));
  } catch {
    throw validation("Invalid NextToken");
  }
  if (!Number.isInteger(place?.at) || (place?.at ?? -1) < 0) throw validation("Invalid NextToken");
  return place as { at: number; key?: unknown };
}
