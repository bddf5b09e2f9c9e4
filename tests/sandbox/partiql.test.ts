import {
  type AttributeValue,
  BatchExecuteStatementCommand,
  CreateTableCommand,
  type DynamoDBClient,
  ExecuteStatementCommand,
  type ExecuteStatementCommandInput,
  ExecuteTransactionCommand,
} from "@aws-sdk/client-dynamodb";
import type { DynamoDBStreamsClient } from "@aws-sdk/client-dynamodb-streams";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Sandbox, startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, clients, scratchDirectory } from "./support";

/** The statements are those of AWS's documentation ("PartiQL: a SQL-compatible query language"), on tables like its own. */
let sandbox: Sandbox;
let scratch: Awaited<ReturnType<typeof scratchDirectory>>;
let db: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let arn: string;
let tables = 0;
let music: string;
let orders: string;

beforeAll(async () => {
  scratch = await scratchDirectory();
  sandbox = await startSandbox({ port: 0, dataDir: scratch.path });
  ({ db, streams } = clients(sandbox.url));
});

afterAll(async () => {
  await sandbox.close();
  await scratch.remove();
});

beforeEach(async () => {
  tables += 1;
  music = `Music${tables}`;
  orders = `Orders${tables}`;
  arn = await createTable(music, ["Artist", "S"], ["SongTitle", "S"]);
  await createTable(orders, ["OrderID", "N"], ["Line", "N"]);
  await execute(`INSERT INTO "${music}" value {'Artist':'Acme Band','SongTitle':'PartiQL Rocks'}`);
});

async function createTable(TableName: string, hash: [string, "S" | "N"], range: [string, "S" | "N"]): Promise<string> {
  const { TableDescription } = await db.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [hash, range].map(([AttributeName, AttributeType]) => ({ AttributeName, AttributeType })),
      KeySchema: [
        { AttributeName: hash[0], KeyType: "HASH" },
        { AttributeName: range[0], KeyType: "RANGE" },
      ],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  return TableDescription?.LatestStreamArn as string;
}

const execute = (
  Statement: string,
  Parameters?: AttributeValue[],
  rest: Omit<ExecuteStatementCommandInput, "Statement"> = {},
) => db.send(new ExecuteStatementCommand({ Statement, ...(Parameters ? { Parameters } : {}), ...rest }));
const rocks = "Artist='Acme Band' AND SongTitle='PartiQL Rocks'";
const song = async () => (await execute(`SELECT * FROM "${music}" WHERE ${rocks}`)).Items?.[0];
const KEY = { Artist: { S: "Acme Band" }, SongTitle: { S: "PartiQL Rocks" } };
const invalid = { name: "ValidationException" };

describe("INSERT", () => {
  it("makes an item of every type once", async () => {
    await execute(
      `INSERT INTO "${music}" value {'Artist': ?, 'SongTitle': 'it''s', 'tags': <<'a', 'b'>>, 'numbers': <<1, 2.5>>,
        'm': {'n': [1, null, true, -3]}, "quoted": 'x'}`,
      [{ S: "Acme Band" }],
    );
    const { Items } = await execute(`SELECT * FROM "${music}" WHERE Artist = 'Acme Band' AND SongTitle = 'it''s'`);
    expect(Items).toEqual([
      {
        Artist: { S: "Acme Band" },
        SongTitle: { S: "it's" },
        tags: { SS: ["a", "b"] },
        numbers: { NS: ["1", "2.5"] },
        m: { M: { n: { L: [{ N: "1" }, { NULL: true }, { BOOL: true }, { N: "-3" }] } } },
        quoted: { S: "x" },
      },
    ]);
    await expect(
      execute(`INSERT INTO "${music}" value {'Artist':'Acme Band','SongTitle':'PartiQL Rocks'}`),
    ).rejects.toMatchObject({ name: "DuplicateItemException", message: "Duplicate primary key exists in table" });
  });
});

describe("UPDATE", () => {
  it("sets, appends, removes, adds to sets and takes from them, as the examples do", async () => {
    await execute(`UPDATE "${music}" SET AwardsWon=1 SET AwardDetail={'Grammys':[2020, 2018]} WHERE ${rocks}`);
    await execute(`UPDATE "${music}" SET AwardDetail.Grammys =list_append(AwardDetail.Grammys,[2016]) WHERE ${rocks}`);
    await execute(`UPDATE "${music}" REMOVE AwardDetail.Grammys[2] WHERE ${rocks}`);
    await execute(`UPDATE "${music}" SET AwardDetail.BillBoard=[2020] WHERE ${rocks}`);
    await execute(`UPDATE "${music}" SET BandMembers =<<'member1', 'member2'>> WHERE ${rocks}`);
    await execute(`UPDATE "${music}" SET BandMembers =set_add(BandMembers, <<'newbandmember'>>) WHERE ${rocks}`);
    await execute(
      `UPDATE "${music}" SET BandMembers =set_delete(BandMembers, ?), AwardsWon = AwardsWon + ? WHERE ${rocks}`,
      [{ SS: ["member1"] }, { N: "41" }],
    );
    await execute(`UPDATE "${music}" SET AwardsWon = AwardsWon -2 WHERE ${rocks}`);
    expect(await song()).toEqual({
      ...KEY,
      AwardsWon: { N: "40" },
      AwardDetail: { M: { Grammys: { L: [{ N: "2020" }, { N: "2018" }] }, BillBoard: { L: [{ N: "2020" }] } } },
      BandMembers: { SS: ["member2", "newbandmember"] },
    });
    const names = (await allRecords(streams, arn)).map((record) => record.eventName);
    expect(names).toEqual(["INSERT", ...Array.from({ length: 8 }, () => "MODIFY")]);
  });

  it("returns what RETURNING asks for, and nothing without it", async () => {
    const set = (returning: string) => execute(`UPDATE "${music}" SET n=1 SET m=2 WHERE ${rocks} ${returning}`);
    expect((await set("")).Items).toEqual([]);
    expect((await set("RETURNING ALL OLD *")).Items).toEqual([{ ...KEY, n: { N: "1" }, m: { N: "2" } }]);
    const change = (returning: string) => execute(`UPDATE "${music}" SET n=n+1 WHERE ${rocks} ${returning}`);
    expect((await change("RETURNING ALL NEW *")).Items).toEqual([{ ...KEY, n: { N: "2" }, m: { N: "2" } }]);
    expect((await change("RETURNING MODIFIED OLD *")).Items).toEqual([{ n: { N: "2" } }]);
    expect((await change("RETURNING MODIFIED NEW *")).Items).toEqual([{ n: { N: "4" } }]);
    await expect(change("RETURNING *")).rejects.toMatchObject(invalid);
  });

  it("fails when its condition is not true, with the item when that is asked for", async () => {
    const failed = { name: "ConditionalCheckFailedException" };
    await expect(execute(`UPDATE "${music}" SET a=1 WHERE Artist='x' AND SongTitle='y'`)).rejects.toMatchObject(failed);
    await expect(
      execute(`UPDATE "${music}" SET a=1 WHERE ${rocks} AND (Awards > 2 OR NOT Awards IS MISSING)`, undefined, {
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    ).rejects.toMatchObject({ ...failed, Item: KEY });
    await expect(execute(`UPDATE "${music}" SET a=1 WHERE Artist='Acme Band'`)).rejects.toMatchObject(invalid);
    await expect(execute(`UPDATE "${music}" SET a=1 WHERE ${rocks} OR Artist='x'`)).rejects.toMatchObject(invalid);
  });
});

describe("DELETE", () => {
  it("removes one item and returns it when asked; a missing one is no failure", async () => {
    await expect(execute(`DELETE FROM "${music}" WHERE ${rocks} AND Awards > 2`)).rejects.toMatchObject({
      name: "ConditionalCheckFailedException",
    });
    const { Items } = await execute(`DELETE FROM "${music}" WHERE ${rocks} AND Awards IS MISSING RETURNING ALL OLD *`);
    expect(Items).toEqual([KEY]);
    expect((await execute(`DELETE FROM "${music}" WHERE ${rocks} AND Awards > 2 RETURNING ALL OLD *`)).Items).toEqual(
      [],
    );
    expect((await allRecords(streams, arn)).map((record) => record.eventName)).toEqual(["INSERT", "REMOVE"]);
    await expect(execute(`DELETE FROM "${music}" WHERE Artist='Acme Band'`)).rejects.toMatchObject(invalid);
    await expect(execute(`DELETE FROM "${music}" WHERE ${rocks} RETURNING ALL NEW *`)).rejects.toMatchObject(invalid);
  });
});

describe("SELECT", () => {
  beforeEach(async () => {
    for (const [id, line, total] of [
      [1, 1, 400],
      [1, 2, 550],
      [2, 1, 600],
      [3, 1, 700],
    ]) {
      await execute(
        `INSERT INTO "${orders}" value {'OrderID': ${id}, 'Line': ${line}, 'Total': ${total}, 'Address': 'street ${id}',
          'Devices': {'FireStick': {'DateWatched': ['12/2${line}/19']}}}`,
      );
    }
  });
  const found = async (rest: string, parameters?: AttributeValue[]) =>
    (await execute(`SELECT OrderID, Line FROM "${orders}" ${rest}`, parameters)).Items?.map(
      (item) => `${item.OrderID?.N}.${item.Line?.N}`,
    );

  it("finds by key: equality, OR, IN, ranges and order", async () => {
    expect(await found("WHERE OrderID = 1")).toEqual(["1.1", "1.2"]);
    expect(await found("WHERE OrderID = 1 ORDER BY Line DESC")).toEqual(["1.2", "1.1"]);
    expect(await found("WHERE OrderID = 1 AND Line >= 2")).toEqual(["1.2"]);
    expect(await found("WHERE OrderID = ? AND Line BETWEEN ? AND ?", [{ N: "1" }, { N: "0" }, { N: "1" }])).toEqual([
      "1.1",
    ]);
    expect(await found("WHERE OrderID = 2 OR OrderID = 1 ORDER BY OrderID")).toEqual(["1.1", "1.2", "2.1"]);
    expect(await found("WHERE OrderID IN [1, 2, 3] ORDER BY OrderID DESC")).toEqual(["3.1", "2.1", "1.1", "1.2"]);
    expect(await found("WHERE OrderID IN (1, 3) AND Total > 500 ORDER BY OrderID ASC")).toEqual(["1.2", "3.1"]);
    expect(await found("WHERE OrderID = 1 AND Line IN [2, 9]")).toEqual(["1.2"]);
  });

  it("filters: AND, OR, NOT, BETWEEN, IN, IS, functions and paths", async () => {
    const sorted = async (rest: string) => (await found(rest))?.sort();
    expect(await sorted("")).toEqual(["1.1", "1.2", "2.1", "3.1"]);
    expect(await sorted("WHERE OrderID > 1")).toEqual(["2.1", "3.1"]);
    expect(await sorted("WHERE OrderID = 1 OR Address='street 3'")).toEqual(["1.1", "1.2", "3.1"]);
    expect(await sorted("WHERE Total IN [500, 600]")).toEqual(["2.1"]);
    expect(await sorted("WHERE Total BETWEEN 500 AND 600")).toEqual(["1.2", "2.1"]);
    expect(await sorted("WHERE NOT (Total BETWEEN 500 AND 600 OR OrderID = 3)")).toEqual(["1.1"]);
    expect(await sorted("WHERE Total NOT IN [400, 700] AND OrderID <> 2")).toEqual(["1.2"]);
    expect(await sorted("WHERE Devices.FireStick.DateWatched[0] >= '12/22/19'")).toEqual(["1.2"]);
    expect(await sorted("WHERE Awards IS MISSING AND Address IS NOT MISSING AND Address IS NOT NULL")).toHaveLength(4);
    expect(await sorted("WHERE begins_with(Address, 'street') AND contains(Address, '3')")).toEqual(["3.1"]);
    expect(await sorted("WHERE size(Address) > 100 OR attribute_type(Total, 'S')")).toEqual([]);
    const { Items } = await execute(
      `SELECT Devices.FireStick.DateWatched[0] FROM "${orders}" WHERE OrderID = 1 AND Line = 2`,
    );
    expect(Items).toEqual([{ Devices: { M: { FireStick: { M: { DateWatched: { L: [{ S: "12/22/19" }] } } } } } }]);
  });

  it("pages by Limit over several keys", async () => {
    const seen: (string | undefined)[] = [];
    let NextToken: string | undefined;
    do {
      const page = await execute(`SELECT * FROM "${orders}" WHERE OrderID IN [1, 2, 3]`, undefined, {
        Limit: 1,
        ...(NextToken ? { NextToken } : {}),
      });
      expect(page.Items?.length).toBeLessThanOrEqual(1);
      seen.push(...(page.Items ?? []).map((item) => `${item.OrderID?.N}.${item.Line?.N}`));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toEqual(["1.1", "1.2", "2.1", "3.1"]);
  });
});

describe("batches and transactions", () => {
  const insert = (line: number) => ({ Statement: `INSERT INTO "${orders}" value {'OrderID': 7, 'Line': ${line}}` });
  const batch = (...Statements: { Statement: string }[]) => db.send(new BatchExecuteStatementCommand({ Statements }));
  const transact = (...TransactStatements: { Statement: string; Parameters?: AttributeValue[] }[]) =>
    db.send(new ExecuteTransactionCommand({ TransactStatements }));

  it("a batch does each statement on its own", async () => {
    const { Responses } = await batch(insert(1), insert(1), insert(2));
    expect(Responses?.map((response) => response.Error?.Code)).toEqual([undefined, "DuplicateItem", undefined]);
    expect(Responses?.[0]?.TableName).toBe(orders);
    const read = await batch(
      { Statement: `SELECT Line FROM "${orders}" WHERE OrderID = 7 AND Line = 2` },
      { Statement: `SELECT * FROM "${orders}" WHERE OrderID = 7` },
    );
    expect(read.Responses?.map(({ Item, Error: error }) => error?.Code ?? Item)).toEqual([
      { Line: { N: "2" } },
      "ValidationError",
    ]);
    await expect(
      batch(insert(3), { Statement: `SELECT * FROM "${orders}" WHERE OrderID = 7 AND Line = 1` }),
    ).rejects.toMatchObject(invalid);
  });

  it("a transaction is all or nothing, checks with EXISTS, and says why not", async () => {
    await transact(insert(1), insert(2));
    await expect(transact(insert(3), insert(1))).rejects.toMatchObject({
      name: "TransactionCanceledException",
      CancellationReasons: [{ Code: "None" }, { Code: "DuplicateItem" }],
    });
    const exists = (condition: string) => ({
      Statement: `EXISTS(SELECT * FROM "${music}" where Artist='Acme Band' and SongTitle='PartiQL Rocks' and ${condition})`,
    });
    const award = { Statement: `UPDATE "${music}" SET Other=1 WHERE Artist='x' AND SongTitle='y'` };
    await expect(transact(insert(4), exists("Awards > 1"))).rejects.toMatchObject({
      CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
    });
    await expect(transact(insert(4), award)).rejects.toMatchObject({ name: "TransactionCanceledException" });
    await transact(exists("Awards is MISSING"), insert(5));
    await expect(transact(insert(6), { Statement: `SELECT * FROM "${music}" WHERE ${rocks}` })).rejects.toMatchObject(
      invalid,
    );
    const { Responses } = await transact(
      { Statement: `SELECT SongTitle FROM "${music}" WHERE ${rocks}` },
      { Statement: `SELECT * FROM "${orders}" WHERE OrderID = ? AND Line = ?`, Parameters: [{ N: "7" }, { N: "6" }] },
    );
    expect(Responses?.map((response) => response.Item)).toEqual([{ SongTitle: KEY.SongTitle }, undefined]);
    const { Items } = await execute(`SELECT Line FROM "${orders}" WHERE OrderID = 7`);
    expect(Items?.map((item) => item.Line?.N)).toEqual(["1", "2", "5"]);
  });
});

it("what is no statement is refused", async () => {
  for (const statement of [
    "DROP TABLE Music",
    `SELECT * FROM "${music}" WHERE`,
    `SELECT * FROM "${music}" WHERE Artist =`,
    `SELECT * FROM "${music}" WHERE ${"(".repeat(4000)}`,
    `SELECT * FROM "${music}" WHERE ${"NOT ".repeat(2000)} a = 1`,
    `SELECT * FROM "${music}" ORDER BY Artist`,
    `SELECT * FROM "${music}" WHERE Other = 1 ORDER BY Artist`,
    `SELECT * FROM "${music}" WHERE Artist = 'x' ORDER BY Other`,
    `SELECT * FROM "${music}"; SELECT * FROM "${music}"`,
    `UPDATE "${music}" SET a = set_add(b, <<1>>) WHERE ${rocks}`,
    `UPDATE "${music}" SET a = lower(b) WHERE ${rocks}`,
    `EXISTS(SELECT * FROM "${music}" WHERE ${rocks})`,
    `INSERT INTO "${music}" value {'Artist': ?, 'SongTitle': 'x'}`,
    `SELECT * FROM "${music}" WHERE Artist IN [${Array.from({ length: 51 }, (_, i) => `'${i}'`)}]`,
  ]) {
    await expect(execute(statement), statement.slice(0, 80)).rejects.toMatchObject(invalid);
  }
  await expect(execute("SELECT * FROM Missing WHERE a = 1")).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(execute(`SELECT * FROM "${music}"`, undefined, { NextToken: "garbage" })).rejects.toMatchObject(invalid);
});
