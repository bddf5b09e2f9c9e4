import { validation } from "./aws-error";

type Body = Record<string, unknown>;

const TABLE_ARN = /^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/([\w.-]+)$/;

/** A table's ARN stands for its name wherever a request names a table. */
export function withTableNames(body: Body): Body {
  const named = { ...body };
  if (typeof body.TableName === "string") named.TableName = tableName(body.TableName);
  const { RequestItems } = body;
  if (
    RequestItems &&
    typeof RequestItems === "object" &&
    Object.keys(RequestItems).some((key) => TABLE_ARN.test(key))
  ) {
    const entries = Object.entries(RequestItems).map(([key, value]) => [tableName(key), value] as const);
    if (new Set(entries.map(([key]) => key)).size < entries.length) {
      throw validation("Table names in RequestItems must be distinct");
    }
    named.RequestItems = Object.fromEntries(entries);
  }
  return named;
}

export function tableName(nameOrArn: string): string {
  return TABLE_ARN.exec(nameOrArn)?.[1] ?? nameOrArn;
}
