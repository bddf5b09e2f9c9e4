import type { DynaliteError } from "dynalite/db/index.js";
import type { AttributeValue } from "@/lib/stream/attribute-value";
import { AwsError, serialization, tableNotFound, validation } from "./aws-error";
import { type ItemsApi, isConditionFailure } from "./items-api";
import { parseStatement, type Statement } from "./partiql";
import { integer, text } from "./request";
import { itemRequest, type StatementRequest, statementRequest } from "./statement-request";
import { tableName } from "./table-name";
import type { TableEntry, Tables } from "./tables";
import type { TransactionsApi } from "./transactions-api";
import type { Answer } from "./write-unit";

type Body = Record<string, unknown>;

/** [D] */
const MAX_BATCH = 25;
const MAX_TRANSACTION = 100;
const MEMBER = { PutItem: "Put", UpdateItem: "Update", DeleteItem: "Delete" } as const;

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
    const request = statementRequest(statement, entry);
    if (statement.kind !== "select") {
      await this.#write(region, request);
      return { Items: [] };
    }
    const limit = integer(body, "Limit", 1, 1_000_000);
    const token = text(body, "NextToken");
    const answer = await this.#items.call(request.operation, region, {
      ...request.body,
      ...(limit === undefined ? {} : { Limit: limit }),
      ...(token === undefined ? {} : { ExclusiveStartKey: fromToken(token) }),
    });
    const last = answer?.LastEvaluatedKey;
    return { Items: answer?.Items ?? [], ...(last ? { LastEvaluatedKey: last, NextToken: toToken(last) } : {}) };
  }

  async #write(region: string, request: StatementRequest): Promise<void> {
    try {
      await this.#items.call(request.operation, region, request.body);
    } catch (error) {
      if (request.operation !== "PutItem" || !isConditionFailure(error)) throw error;
      throw new AwsError(
        "com.amazonaws.dynamodb.v20120810#DuplicateItemException",
        "Duplicate primary key exists in table",
      );
    }
  }

  /** Each on its own: one that fails says so in its place. */
  async #batch(region: string, body: Body): Promise<Answer> {
    const responses: Answer[] = [];
    for (const statement of members(body.Statements, "statements", MAX_BATCH)) {
      try {
        const { Items } = await this.#execute(region, statement);
        const [Item] = Items as unknown[];
        responses.push({
          TableName: this.#read(region, statement).entry.description.TableName,
          ...(Item ? { Item } : {}),
        });
      } catch (error) {
        responses.push({ Error: batchError(error) });
      }
    }
    return { Responses: responses };
  }

  async #transact(region: string, body: Body): Promise<Answer> {
    const requests = members(body.TransactStatements, "transactStatements", MAX_TRANSACTION).map((member) => {
      const { statement, entry } = this.#read(region, member);
      return itemRequest(statement, entry);
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
    await this.#transactions.call("TransactWriteItems", region, {
      TransactItems,
      ...(token === undefined ? {} : { ClientRequestToken: token }),
    });
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

function batchError(error: unknown): { Code: string; Message: string } {
  const type = error instanceof AwsError ? error.type : (error as Partial<DynaliteError>).body?.__type;
  if (type === undefined) throw error;
  const code = type.slice(type.indexOf("#") + 1).replace(/Exception$/, "");
  return { Code: code === "Validation" ? "ValidationError" : code, Message: (error as Error).message };
}

function toToken(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString("base64");
}

function fromToken(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token, "base64").toString("utf8"));
  } catch {
    throw validation("Invalid NextToken");
  }
}
