import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from "@aws-sdk/client-dynamodb";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, allShards, clients, control, scratchDirectory } from "./support";

type Item = Record<string, AttributeValue>;

const TABLE = "model";
let expired = 0;
const id = fc.integer({ min: 0, max: 9 }).map((n) => `item-${n}`);
const value: fc.Arbitrary<AttributeValue> = fc.oneof(
  fc.string({ maxLength: 8 }).map((S) => ({ S })),
  fc.integer().map((n) => ({ N: String(n) })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.uint8Array({ minLength: 1, maxLength: 4 }).map((B) => ({ B })),
  fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
  fc.constant({ L: [{ M: { deep: { NULL: true } } }] } as AttributeValue),
);
const item = fc.record({ pk: id, v: value }).map(({ pk, v }): Item => ({ pk: { S: pk }, v }));
const distinct = <T>(of: fc.Arbitrary<T>, key: (member: T) => unknown) =>
  fc.uniqueArray(of, { minLength: 1, maxLength: 5, selector: key });

type Step =
  | { do: "put"; item: Item }
  | { do: "update"; item: Item }
  | { do: "delete"; pk: string }
  | { do: "batch" | "transact" | "statements" | "statementTransaction"; writes: { item: Item; remove: boolean }[] }
  | { do: "statement"; item: Item; by: "insert" | "update" | "delete" }
  | { do: "expiring"; item: Item }
  | { do: "time"; seconds: number }
  | { do: "refusedTransaction"; item: Item }
  | { do: "together"; items: Item[] }
  | { do: "roll" | "split"; shard: number }
  | { do: "restart" };

const writes = distinct(fc.record({ item, remove: fc.boolean() }), ({ item: { pk } }) => pk?.S);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: item.map((put): Step => ({ do: "put", item: put })) },
  { weight: 4, arbitrary: item.map((update): Step => ({ do: "update", item: update })) },
  { weight: 3, arbitrary: id.map((pk): Step => ({ do: "delete", pk })) },
  { weight: 3, arbitrary: writes.map((batch): Step => ({ do: "batch", writes: batch })) },
  { weight: 3, arbitrary: writes.map((transact): Step => ({ do: "transact", writes: transact })) },
  { weight: 2, arbitrary: writes.map((batch): Step => ({ do: "statements", writes: batch })) },
  { weight: 2, arbitrary: writes.map((transact): Step => ({ do: "statementTransaction", writes: transact })) },
  {
    weight: 4,
    arbitrary: fc
      .record({ item, by: fc.constantFrom("insert" as const, "update" as const, "delete" as const) })
      .map((statement): Step => ({ do: "statement", ...statement })),
  },
  { weight: 3, arbitrary: item.map((expiring): Step => ({ do: "expiring", item: expiring })) },
  { weight: 2, arbitrary: fc.integer({ min: 30, max: 300 }).map((seconds): Step => ({ do: "time", seconds })) },
  { weight: 1, arbitrary: item.map((refused): Step => ({ do: "refusedTransaction", item: refused })) },
  {
    weight: 2,
    arbitrary: fc.array(item, { minLength: 2, maxLength: 12 }).map((items): Step => ({ do: "together", items })),
  },
  { weight: 1, arbitrary: fc.nat().map((shard): Step => ({ do: "roll", shard })) },
  { weight: 1, arbitrary: fc.nat().map((shard): Step => ({ do: "split", shard })) },
  { weight: 1, arbitrary: fc.constant({ do: "restart" } as Step) },
);

describe("whatever is written, and whatever happens to the shards", () => {
  it("the records, parents first, rebuild the table, and each old image is the new image before", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const scratch = await scratchDirectory();
        let sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
        try {
          const arn = await createTable(clients(sandbox.url).db);
          for (const next of steps) {
            if (next.do === "restart") {
              await sandbox.close();
              sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
            } else {
              await perform(sandbox, arn, next);
            }
          }
          await expectRebuilt(sandbox, arn);
        } finally {
          await sandbox.close();
          await scratch.remove();
        }
      }),
      {
        numRuns: 40,
        // Chance alone lets none expire now and then; this run always does.
        examples: [
          [
            [
              { do: "expiring", item: { pk: { S: "item-1" }, v: { BOOL: true } } },
              { do: "time", seconds: 120 },
            ],
          ],
        ],
      },
    );
    expect(expired).toBeGreaterThan(0);
  }, 120_000);
});

async function createTable(db: DynamoDBClient): Promise<string> {
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName: TABLE,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  await db.send(
    new UpdateTimeToLiveCommand({
      TableName: TABLE,
      TimeToLiveSpecification: { AttributeName: "expires", Enabled: true },
    }),
  );
  return TableDescription?.LatestStreamArn as string;
}

async function perform(sandbox: Sandbox, arn: string, step: Exclude<Step, { do: "restart" }>): Promise<void> {
  const { db, streams } = clients(sandbox.url);
  const put = (Item: Item) => db.send(new PutItemCommand({ TableName: TABLE, Item }));
  switch (step.do) {
    case "put":
      await put(step.item);
      return;
    case "update":
      await db.send(new UpdateItemCommand({ TableName: TABLE, ...update(step.item) }));
      return;
    case "delete":
      await db.send(new DeleteItemCommand({ TableName: TABLE, Key: { pk: { S: step.pk } } }));
      return;
    case "batch": {
      const requests = step.writes.map(({ item: Item, remove }) =>
        remove ? { DeleteRequest: { Key: key(Item) } } : { PutRequest: { Item } },
      );
      await db.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: requests } }));
      return;
    }
    case "transact": {
      const TransactItems = step.writes.map(({ item: Item, remove }) =>
        remove ? { Delete: { TableName: TABLE, Key: key(Item) } } : { Update: { TableName: TABLE, ...update(Item) } },
      );
      await db.send(new TransactWriteItemsCommand({ TransactItems }));
      return;
    }
    case "statements": {
      const Statements = step.writes.map(({ item: Item, remove }) => statement(Item, remove ? "delete" : "insert"));
      const { Responses } = await db.send(new BatchExecuteStatementCommand({ Statements }));
      const codes = Responses?.map((response) => response.Error?.Code ?? "DuplicateItem");
      expect(codes).toEqual(Statements.map(() => "DuplicateItem"));
      return;
    }
    case "statementTransaction": {
      const TransactStatements = step.writes.map(({ item: Item, remove }) =>
        statement(Item, remove ? "delete" : "update"),
      );
      await db.send(new ExecuteTransactionCommand({ TransactStatements })).catch(onlyA("TransactionCanceledException"));
      return;
    }
    case "statement":
      await db
        .send(new ExecuteStatementCommand(statement(step.item, step.by)))
        .catch(onlyA("ConditionalCheckFailedException", "DuplicateItemException"));
      return;
    case "expiring": {
      const { now } = await control<{ now: string }>(sandbox.url, "clock", { advanceMs: 0 });
      await put({ ...step.item, expires: { N: String(Math.floor(Date.parse(now) / 1000) + 60) } });
      return;
    }
    case "time":
      await control(sandbox.url, "clock", { advanceMs: step.seconds * 1000 });
      return;
    case "refusedTransaction":
      await expect(
        db.send(
          new TransactWriteItemsCommand({
            TransactItems: [
              { Put: { TableName: TABLE, Item: step.item } },
              {
                ConditionCheck: {
                  TableName: TABLE,
                  Key: { pk: { S: "never" } },
                  ConditionExpression: "attribute_exists(pk)",
                },
              },
            ],
          }),
        ),
      ).rejects.toMatchObject({ name: "TransactionCanceledException" });
      return;
    case "together":
      await Promise.all([...step.items.map(put), control(sandbox.url, "roll", { streamArn: arn })]);
      return;
    default: {
      const open = (await allShards(streams, arn)).filter((shard) => !shard.SequenceNumberRange?.EndingSequenceNumber);
      const shardId = open[step.shard % open.length]?.ShardId;
      await control(sandbox.url, step.do, { streamArn: arn, shardId });
    }
  }
}

async function expectRebuilt(sandbox: Sandbox, arn: string): Promise<void> {
  const { db, streams } = clients(sandbox.url);
  const replayed = new Map<string, Item>();
  const lastNumber = new Map<string, bigint>();
  for (const { dynamodb, eventName, userIdentity } of await allRecords(streams, arn)) {
    const pk = dynamodb?.Keys?.pk?.S as string;
    expect(dynamodb?.OldImage).toEqual(replayed.get(pk));
    expect(eventName).toBe(dynamodb?.OldImage ? (dynamodb.NewImage ? "MODIFY" : "REMOVE") : "INSERT");
    expect(dynamodb?.NewImage).not.toEqual(dynamodb?.OldImage);
    const number = BigInt(dynamodb?.SequenceNumber ?? 0);
    expect(number > (lastNumber.get(pk) ?? 0n)).toBe(true);
    lastNumber.set(pk, number);
    if (userIdentity) {
      expired += 1;
      expect(dynamodb?.OldImage?.expires).toBeDefined();
    }
    if (dynamodb?.NewImage) replayed.set(pk, dynamodb.NewImage as Item);
    else replayed.delete(pk);
  }
  const { Items = [] } = await db.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  expect(replayed).toEqual(new Map(Items.map((found) => [found.pk?.S as string, found])));
}

const key = (of: Item): Item => ({ pk: of.pk as AttributeValue });

const STATEMENTS = {
  insert: (of: Item) => ({ Statement: `INSERT INTO ${TABLE} VALUE {'pk': ?, 'v': ?}`, Parameters: [of.pk, of.v] }),
  update: (of: Item) => ({ Statement: `UPDATE ${TABLE} SET v = ? WHERE pk = ?`, Parameters: [of.v, of.pk] }),
  delete: (of: Item) => ({ Statement: `DELETE FROM ${TABLE} WHERE pk = ?`, Parameters: [of.pk] }),
};

const statement = (of: Item, by: keyof typeof STATEMENTS) =>
  STATEMENTS[by](of) as { Statement: string; Parameters: AttributeValue[] };

const onlyA =
  (...names: string[]) =>
  (error: Error) =>
    expect(names).toContain(error.name);

const update = (of: Item) => ({
  Key: key(of),
  UpdateExpression: "SET v = :v",
  ExpressionAttributeValues: { ":v": of.v as AttributeValue },
});
