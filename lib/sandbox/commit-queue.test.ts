import type { BatchOperation, LevelDb } from "dynalite/db/index.js";
import { expect, it } from "vitest";
import { CommitQueue } from "./commit-queue";

const put = (key: string): BatchOperation => ({ type: "put", key, value: 1 });

/** Batches wait until they are let go. */
function slowDb() {
  const batches: string[][] = [];
  const waiting: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const db = {
    batch: (operations: BatchOperation[]) => {
      batches.push(operations.map((operation) => operation.key));
      return new Promise<void>((resolve, reject) => waiting.push({ resolve, reject }));
    },
  } as unknown as LevelDb;
  return { db, batches, waiting };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

it("writes one batch at a time, in order, and gathers meanwhile", async () => {
  const { db, batches, waiting } = slowDb();
  const queue = new CommitQueue(db);
  const first = queue.write([put("a"), put("b")]);
  await settle();
  const second = queue.write([put("c")]);
  const third = queue.write([put("d")]);
  await settle();
  expect(batches).toEqual([["a", "b"]]);
  waiting[0]?.resolve();
  await first;
  await settle();
  expect(batches).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
  waiting[1]?.resolve();
  await Promise.all([second, third, queue.flushed()]);
});

it("goes on after a batch that failed, and only its writers are told", async () => {
  const { db, batches, waiting } = slowDb();
  const queue = new CommitQueue(db);
  const failed = queue.write([put("a")]);
  await settle();
  const after = queue.write([put("b")]);
  waiting[0]?.reject(new Error("disk full"));
  await expect(failed).rejects.toThrow("disk full");
  await settle();
  waiting[1]?.resolve();
  await after;
  expect(batches).toEqual([["a"], ["b"]]);
});
