import { CreateTableCommand } from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { clients, scratchDirectory } from "./support";

let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  await clients(sandbox.url).db.send(
    new CreateTableCommand({
      TableName: "table",
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "pk", AttributeType: "S" },
        { AttributeName: "sk", AttributeType: "N" },
      ],
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
    }),
  );
});

afterAll(async () => {
  await sandbox.close();
  await scratch.remove();
});

const pick = (...texts: string[]) => fc.constantFrom(...texts);
const join = (...parts: fc.Arbitrary<string>[]) => fc.tuple(...parts).map((texts) => texts.join(" "));
const { condition, value } = fc.letrec<{ condition: string; value: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    pick("'x'", "1", "-2.5", "1e200", "1E-400", "?", "null", "true", "''", "<<1, 2>>", "<<'a', 1>>", "[]", "{}"),
    tie("value").map((inner) => `[${inner}, ${inner}]`),
    tie("value").map((inner) => `{'a': ${inner}, '__proto__': 1}`),
  ),
  path: pick("pk", "sk", "a", "a.b[0]", '"a b"', "__proto__", "constructor"),
  condition: fc.oneof(
    { depthSize: "small" },
    pick("pk = 'x' AND sk = 1", "pk = 'x'", "pk IN ['x', 'y']"),
    join(tie("path") as fc.Arbitrary<string>, pick("=", "<", ">=", "<>", "!="), tie("value")),
    join(tie("path") as fc.Arbitrary<string>, pick("BETWEEN", "NOT BETWEEN"), tie("value"), pick("AND"), tie("value")),
    join(
      tie("path") as fc.Arbitrary<string>,
      pick("IS MISSING", "IS NOT MISSING", "IS NULL", "IN (1, 'x')", "IN ['a']"),
    ),
    fc
      .tuple(
        pick("begins_with", "contains", "attribute_type", "size"),
        tie("path") as fc.Arbitrary<string>,
        tie("value"),
      )
      .map(([name, path, operand]) =>
        name === "size" ? `size(${path}) > ${operand}` : `${name}(${path}, ${operand})`,
      ),
    join(tie("condition"), pick("AND", "OR"), tie("condition")),
    tie("condition").map((inner) => `(${inner})`),
    tie("condition").map((inner) => `NOT ${inner}`),
  ),
}));
const path = pick("pk", "a", "a.b[0]", "m.n", '"a b"');
const operand = fc.oneof(
  value,
  join(path, pick("+", "-"), value),
  join(pick("list_append(", "set_add(", "set_delete(", "if_not_exists("), path, pick(","), value, pick(")")),
);
const statement = fc.oneof(
  value.map((item) => `INSERT INTO table VALUE {'pk': 'x', 'sk': 1, 'a': ${item}, 'm': {}}`),
  join(
    pick("UPDATE table SET"),
    path,
    pick("="),
    operand,
    pick("", "REMOVE a", "SET m.n = 1"),
    pick("WHERE pk = 'x' AND sk = 1", "WHERE pk = 'x' AND sk = 1 AND"),
    fc.oneof(condition, pick("")),
    pick("", "RETURNING ALL NEW *", "RETURNING MODIFIED OLD *"),
  ),
  join(pick("DELETE FROM table WHERE pk = 'x' AND sk = 1 AND"), condition, pick("", "RETURNING ALL OLD *")),
  join(
    pick("SELECT * FROM table WHERE", 'SELECT a.b[0], "a b" FROM table WHERE'),
    condition,
    pick("", "ORDER BY sk DESC"),
  ),
  fc
    .array(pick("SELECT", "*", "FROM", "table", "WHERE", "(", ")", "'", "?", "=", "pk", "<<", "[", "{", "OR"), {
      maxLength: 12,
    })
    .map((tokens) => tokens.join(" ")),
  fc.string(),
);
const parameter = pick(
  '{"S":"x"}',
  '{"N":"1"}',
  '{"N":"abc"}',
  '{"SS":[]}',
  "{}",
  '{"M":{"a":{"S":1}}}',
  '{"X":1}',
  "1",
);

it("any statement gets an answer, or an error that is the caller's", async () => {
  const operations = pick("ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction");
  let answered = 0;
  await fc.assert(
    fc.asyncProperty(
      operations,
      statement,
      fc.array(parameter, { maxLength: 3 }),
      async (operation, text, parameters) => {
        const marks = text.split("?").length - 1;
        const one = {
          Statement: text,
          ...(marks > 0 ? { Parameters: parameters.slice(0, marks).map((p) => JSON.parse(p)) } : {}),
        };
        const body = {
          ExecuteStatement: one,
          BatchExecuteStatement: { Statements: [one] },
          ExecuteTransaction: { TransactStatements: [one] },
        };
        const response = await fetch(sandbox.url, {
          method: "POST",
          headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": `DynamoDB_20120810.${operation}` },
          body: JSON.stringify(body[operation as keyof typeof body]),
        });
        const answer = await response.text();
        expect(response.status, `${operation} ${text} ${answer}`).toBeLessThan(500);
        if (response.status === 200 && !answer.includes('"Error"')) answered += 1;
      },
    ),
    { numRuns: 1500 },
  );
  expect(answered).toBeGreaterThan(50);
}, 60_000);
