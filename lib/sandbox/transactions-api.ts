import { createHash } from "node:crypto";
import engine, { type DynaliteError } from "dynalite/db/index.js";
import type { Clock } from "@/lib/clock";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import {
  AwsError,
  type CancellationReason,
  conditionFailed,
  serialization,
  transactionCanceled,
  validation,
} from "./aws-error";
import { actions, validate } from "./engine";
import { type Expression, matches } from "./expression";
import { fullKey, isConditionFailure, throwIfInvalid } from "./items-api";
import { structure, text } from "./request";
import { tableName } from "./table-name";
import { rememberToken, tokenKey } from "./tokens";
import { type Answer, type Parts, WriteUnit } from "./write-unit";

type Body = Record<string, unknown>;

/** [D] */
const MAX_ACTIONS = 100;
const MEMBERS = { Put: "PutItem", Update: "UpdateItem", Delete: "DeleteItem", ConditionCheck: "DeleteItem" } as const;

interface Step {
  member: keyof typeof MEMBERS | "Get";
  data: Body;
  fullKey: string;
  returnItem: boolean;
}

/** TransactWriteItems and TransactGetItems: all locks first, then every action over one unit, then one batch. */
export class TransactionsApi {
  readonly #parts: Parts;
  readonly #clock: Clock;

  constructor(parts: Parts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  async call(operation: string, region: string, body: Body): Promise<Answer | undefined> {
    if (operation === "TransactWriteItems") return this.#write(region, body);
    if (operation === "TransactGetItems") return this.#get(region, body);
    return undefined;
  }

  async #write(region: string, body: Body): Promise<Answer> {
    const steps = this.#members(body).map((item) => this.#writeStep(region, item));
    if (new Set(steps.map((step) => step.fullKey)).size < steps.length) {
      throw validation("Transaction request cannot include multiple operations on one item");
    }
    const token = text(body, "ClientRequestToken");
    const remembering = token === undefined ? undefined : tokenKey(region, token);
    const unit = new WriteUnit(this.#parts, region);
    try {
      await unit.lock([...steps.map((step) => step.fullKey), ...(remembering ? [remembering] : [])]);
      const remembered = remembering
        ? await rememberToken(this.#parts, remembering, digest(body.TransactItems), this.#clock.now())
        : [];
      // The same request again, with the same token: done before.
      if (!remembered) return {};
      const reasons: CancellationReason[] = [];
      for (const step of steps) reasons.push(await this.#try(unit, step));
      if (reasons.some((reason) => reason.Code !== "None")) throw transactionCanceled(reasons);
      await unit.commit(false, remembered);
      return {};
    } finally {
      unit.release();
    }
  }

  async #try(unit: WriteUnit, step: Step): Promise<CancellationReason> {
    try {
      if (step.member === "ConditionCheck") {
        const condition = step.data._condition as { expression: Expression } | undefined;
        if (condition && !matches(condition.expression, await unit.read(step.fullKey))) throw conditionFailed();
      } else if (step.member !== "Get") {
        await unit.run(actions[MEMBERS[step.member]], step.data);
      }
      return { Code: "None" };
    } catch (error) {
      if (isConditionFailure(error)) {
        const item = step.returnItem ? await unit.read(step.fullKey) : undefined;
        return {
          Code: "ConditionalCheckFailed",
          Message: "The conditional request failed",
          ...(item ? { Item: item } : {}),
        };
      }
      const body = (error as Partial<DynaliteError>).body;
      if (body?.__type.endsWith("#ValidationException")) {
        return { Code: "ValidationError", Message: String(body.message) };
      }
      throw error;
    }
  }

  async #get(region: string, body: Body): Promise<Answer> {
    const steps = this.#members(body).map((item) => {
      const get = structure(item, "Get");
      if (!get) throw serialization("Unexpected field type");
      const data = validate("GetItem", { ...get, TableName: tableName(String(get.TableName)) });
      return this.#step("Get", region, data, get);
    });
    const unit = new WriteUnit(this.#parts, region);
    try {
      await unit.lock(steps.map((step) => step.fullKey));
      const responses: Answer[] = [];
      for (const step of steps) responses.push(await unit.run(actions.GetItem, step.data));
      return { Responses: responses.map(({ Item }) => (Item ? { Item } : {})) };
    } finally {
      unit.release();
    }
  }

  #members(body: Body): Body[] {
    const items = body.TransactItems;
    if (!Array.isArray(items) || items.length === 0) {
      throw validation(
        "1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length greater than or equal to 1",
      );
    }
    if (items.length > MAX_ACTIONS) {
      throw validation(
        `1 validation error detected: Value at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to ${MAX_ACTIONS}`,
      );
    }
    if (items.some((item) => typeof item !== "object" || item === null)) throw serialization("Unexpected field type");
    return items as Body[];
  }

  #writeStep(region: string, item: Body): Step {
    const given = Object.keys(MEMBERS).filter((member) => item[member]) as (keyof typeof MEMBERS)[];
    const [member] = given;
    if (given.length !== 1 || !member) {
      throw validation("TransactItems can only contain one of Check, Put, Update or Delete");
    }
    const request = structure(item, member) as Body;
    const named = { ...request, TableName: tableName(String(request.TableName)) };
    return this.#step(member, region, validate(MEMBERS[member], named), request);
  }

  #step(member: Step["member"], region: string, data: Body, request: Body): Step {
    const entry = this.#parts.tables.find(region, String(data.TableName));
    if (!entry) {
      throw new AwsError("com.amazonaws.dynamodb.v20120810#ResourceNotFoundException", "Requested resource not found");
    }
    const item = (data.Item ?? data.Key) as AttributeMap;
    throwIfInvalid(
      member === "Put" ? engine.validateItem(item, entry.description) : engine.validateKey(item, entry.description),
    );
    return {
      member,
      data,
      fullKey: fullKey(entry, item),
      returnItem: request.ReturnValuesOnConditionCheckFailure === "ALL_OLD",
    };
  }
}

function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
