import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { rm, statfs, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
} from "@aws-sdk/client-dynamodb";
import { afterAll, expect, it } from "vitest";
import { startSandbox } from "@/lib/sandbox/sandbox";
import { allRecords, clients, control } from "./support";

/** A file system of 96 MB of its own; undefined where this user may not mount one. */
const disk = smallDisk();

function smallDisk(): string | undefined {
  if (process.platform !== "linux" || process.getuid?.() !== 0) return undefined;
  const path = mkdtempSync(join(tmpdir(), "shardscope-disk-"));
  try {
    execFileSync("/bin/mount", ["-t", "tmpfs", "-o", "size=96m", "tmpfs", path], { stdio: "ignore" });
    return path;
  } catch {
    rmSync(path, { recursive: true });
    return undefined;
  }
}

afterAll(() => {
  if (!disk) return;
  // Lazily: a test that failed may have left its sandbox open.
  execFileSync("/bin/umount", ["--lazy", disk]);
  rmSync(disk, { recursive: true });
});

const TableName = "full";
const text = "x".repeat(50_000);
const itemOf = (pk: string, n: number) => ({ pk: { S: pk }, n: { N: String(n) }, text: { S: text } });

it.skipIf(!disk)(
  "a full disk fails writes and nothing else; they go on when there is room, and nothing is torn",
  async () => {
    const dataDir = join(disk as string, "data");
    let sandbox = await startSandbox({ port: 0, dataDir });
    let { db, streams } = clients(sandbox.url);
    const table = (name: string) =>
      db.send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: "PAY_PER_REQUEST",
          AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
          KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
          StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
        }),
      );
    const arn = (await table(TableName)).TableDescription?.LatestStreamArn as string;
    const acknowledged = new Map<string, number>();
    const put = async (pk: string, n: number) => {
      await db.send(new PutItemCommand({ TableName, Item: itemOf(pk, n) }));
      acknowledged.set(pk, n);
    };
    const transact = async (n: number) => {
      const pks = ["t-0", "t-1", "t-2"];
      const TransactItems = pks.map((pk) => ({ Put: { TableName, Item: itemOf(pk, n) } }));
      await db.send(new TransactWriteItemsCommand({ TransactItems }));
      for (const pk of pks) acknowledged.set(pk, n);
    };
    const expectConsistent = async () => {
      const replayed = new Map<string, unknown>();
      for (const { dynamodb } of await allRecords(streams, arn)) {
        const pk = dynamodb?.Keys?.pk?.S as string;
        expect(dynamodb?.OldImage?.n).toEqual(replayed.get(pk));
        replayed.set(pk, dynamodb?.NewImage?.n);
      }
      const items = new Map<string, unknown>();
      let after: Record<string, { S: string }> | undefined;
      do {
        const page = await db.send(new ScanCommand({ TableName, ...(after ? { ExclusiveStartKey: after } : {}) }));
        for (const item of page.Items ?? []) items.set(item.pk?.S as string, item.n);
        after = page.LastEvaluatedKey as typeof after;
      } while (after);
      expect(replayed).toEqual(items);
      for (const [pk, n] of acknowledged) expect(items.get(pk)).toEqual({ N: String(n) });
      expect(new Set(["t-0", "t-1", "t-2"].map((pk) => JSON.stringify(items.get(pk)))).size).toBe(1);
    };

    await put("first", 1);
    await transact(1);
    const filler = join(disk as string, "filler");
    const { bavail, bsize } = await statfs(disk as string);
    await writeFile(filler, Buffer.alloc(bavail * bsize - 3 * 1024 * 1024));
    const writers = Array.from({ length: 6 }, async (_, writer) => {
      for (let n = 2; ; n++) {
        if (n > 1000) throw new Error("The disk was never full");
        try {
          await (writer === 0 ? transact(n) : put(`w-${writer}-${n % 7}`, n));
        } catch (error) {
          return (error as Error).name;
        }
      }
    });
    expect(await Promise.all(writers)).toEqual(Array.from({ length: 6 }, () => "InternalServerError"));

    // While it is full: reads go on, and what is written is refused, whatever it is.
    expect((await db.send(new GetItemCommand({ TableName, Key: { pk: { S: "first" } } }))).Item?.n).toEqual({ N: "1" });
    const full = { name: "InternalServerError", $metadata: { httpStatusCode: 500 } };
    await expect(put("first", 2)).rejects.toMatchObject(full);
    await expect(table("other")).rejects.toMatchObject(full);
    await expect(control(sandbox.url, "roll", { streamArn: arn })).rejects.toThrow(/500 .*"retriable":true/);
    await expectConsistent();

    await rm(filler);
    for (let n = 10_000; n < 10_020; n++) await put(`later-${n % 3}`, n);
    await transact(10_000);
    await expectConsistent();
    await sandbox.close();
    sandbox = await startSandbox({ port: 0, dataDir });
    ({ db, streams } = clients(sandbox.url));
    await expectConsistent();
    await put("first", 3);
    await expectConsistent();
    expect((await db.send(new ListTablesCommand({}))).TableNames).toContain(TableName);
    await sandbox.close();
  },
  60_000,
);
