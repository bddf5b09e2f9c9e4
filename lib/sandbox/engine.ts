import batchGetItem from "dynalite/actions/batchGetItem.js";
import deleteItem from "dynalite/actions/deleteItem.js";
import getItem from "dynalite/actions/getItem.js";
import putItem from "dynalite/actions/putItem.js";
import query from "dynalite/actions/query.js";
import scan from "dynalite/actions/scan.js";
import updateItem from "dynalite/actions/updateItem.js";
import batchGetItemRules from "dynalite/validations/batchGetItem.js";
import batchWriteItemRules from "dynalite/validations/batchWriteItem.js";
import createTableRules from "dynalite/validations/createTable.js";
import deleteItemRules from "dynalite/validations/deleteItem.js";
import getItemRules from "dynalite/validations/getItem.js";
import validations from "dynalite/validations/index.js";
import listTablesRules from "dynalite/validations/listTables.js";
import putItemRules from "dynalite/validations/putItem.js";
import queryRules from "dynalite/validations/query.js";
import scanRules from "dynalite/validations/scan.js";
import updateItemRules from "dynalite/validations/updateItem.js";
import { checkOperands, type Expression } from "./expression";
import { checkStructure } from "./request-types";
import { type Action, engineOptions } from "./write-unit";

/** dynalite's actions on items. Each leaves its writes with the unit it runs over. */
export const actions = {
  BatchGetItem: batchGetItem,
  DeleteItem: deleteItem,
  GetItem: getItem,
  PutItem: putItem,
  Query: query,
  Scan: scan,
  UpdateItem: updateItem,
} satisfies Record<string, Action>;

const rules = {
  BatchGetItem: batchGetItemRules,
  BatchWriteItem: batchWriteItemRules,
  CreateTable: createTableRules,
  DeleteItem: deleteItemRules,
  GetItem: getItemRules,
  ListTables: listTablesRules,
  PutItem: putItemRules,
  Query: queryRules,
  Scan: scanRules,
  UpdateItem: updateItemRules,
};

/**
 * Checks a request as AWS does, with its texts; answers what the action takes. What dynalite does not know of is left out.
 * Numbers come back in AWS's plain form. Throws dynalite's errors.
 */
export function validate(operation: keyof typeof rules, body: object): Record<string, unknown> {
  const { types, custom } = rules[operation];
  const data = checkStructure(body, types);
  validations.checkValidations(data, types, custom, { options: engineOptions });
  for (const [member, name] of [
    ["_condition", "ConditionExpression"],
    ["_filter", "FilterExpression"],
  ] as const) {
    const parsed = data[member] as { expression: Expression } | undefined;
    if (parsed) checkOperands(parsed.expression, name);
  }
  return data;
}
