import { DescribeStreamCommand, type Shard } from "@aws-sdk/client-dynamodb-streams";
import { describe, expect, it } from "vitest";
import { createTable, onlyShard, put, sandbox, streams } from "./own-streams";
import { allShards, control, shardRecords } from "./support";

describe("lineage", () => {
  it("starts with four roots on demand and one for five units", async () => {
    expect(await allShards(streams, (await createTable({ onDemand: true })).arn)).toHaveLength(4);
    expect(await allShards(streams, (await createTable()).arn)).toHaveLength(1);
  });

  it("pages 250 shards in the order of their ids and finds the children of one", async () => {
    const { arn } = await createTable();
    for (let i = 0; i < 249; i++) await control(sandbox.url, "roll", { streamArn: arn });
    const pages: number[] = [];
    let after: string | undefined;
    const ids: string[] = [];
    do {
      const { StreamDescription } = await streams.send(
        new DescribeStreamCommand({ StreamArn: arn, ...(after ? { ExclusiveStartShardId: after } : {}) }),
      );
      pages.push(StreamDescription?.Shards?.length ?? 0);
      ids.push(...(StreamDescription?.Shards?.map((shard) => shard.ShardId as string) ?? []));
      after = StreamDescription?.LastEvaluatedShardId;
    } while (after);
    expect(pages).toEqual([100, 100, 50]);
    expect(ids).toEqual([...ids].sort());
    const { StreamDescription } = await streams.send(
      new DescribeStreamCommand({ StreamArn: arn, ShardFilter: { Type: "CHILD_SHARDS", ShardId: ids[100] } }),
    );
    expect(StreamDescription?.Shards?.map((shard) => [shard.ShardId, shard.ParentShardId])).toEqual([
      [ids[101], ids[100]],
    ]);
  });

  it("splits a shard in two, closes it, and keeps each item in its lineage", async () => {
    const { TableName, arn } = await createTable();
    const parent = await onlyShard(arn);
    const keys = Array.from({ length: 40 }, (_, i) => `key-${i}`);
    for (const pk of keys) await put(TableName, pk, "before");
    await control(sandbox.url, "split", { streamArn: arn, shardId: parent.ShardId });
    for (const pk of keys) await put(TableName, pk, "after");
    const shards = await allShards(streams, arn);
    const children = shards.filter((shard) => shard.ParentShardId === parent.ShardId);
    expect(children).toHaveLength(2);
    const closed = shards.find((shard) => shard.ShardId === parent.ShardId) as Shard;
    const end = BigInt(closed.SequenceNumberRange?.EndingSequenceNumber ?? 0);
    const before = await shardRecords(streams, arn, closed);
    expect(before).toHaveLength(40);
    expect(BigInt(before.at(-1)?.dynamodb?.SequenceNumber ?? 0) <= end).toBe(true);
    const after = await Promise.all(children.map((child) => shardRecords(streams, arn, child)));
    expect(after.every((records) => records.length > 0)).toBe(true);
    expect(
      after
        .flat()
        .map((record) => record.dynamodb?.Keys?.pk?.S)
        .sort(),
    ).toEqual([...keys].sort());
    expect(after.flat().every((record) => BigInt(record.dynamodb?.SequenceNumber ?? 0) > end)).toBe(true);
  });

  it("rolls over after four hours and forgets a closed shard after a day", async () => {
    const { TableName, arn } = await createTable();
    await put(TableName, "a");
    const root = await onlyShard(arn);
    await control(sandbox.url, "clock", { advanceMs: 4 * 3_600_000 + 1000 });
    expect((await allShards(streams, arn)).map((shard) => shard.ParentShardId)).toEqual([undefined, root.ShardId]);
    await control(sandbox.url, "clock", { advanceMs: 24 * 3_600_000 + 120_000 });
    const left = await allShards(streams, arn);
    expect(left.some((shard) => shard.ShardId === root.ShardId)).toBe(false);
    expect(left[0]?.ParentShardId).toBe(root.ShardId);
  });
});
