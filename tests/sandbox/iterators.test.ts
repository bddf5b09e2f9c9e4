import { DescribeStreamCommand, GetRecordsCommand } from "@aws-sdk/client-dynamodb-streams";
import { describe, expect, it } from "vitest";
import { createTable, iterator, keysOf, onlyShard, put, read, sandbox, streams } from "./own-streams";
import { allShards, control, shardRecords } from "./support";

describe("GetShardIterator and GetRecords", () => {
  it("starts where each of the four types says", async () => {
    const { TableName, arn } = await createTable();
    const shard = await onlyShard(arn);
    for (const pk of ["a", "b", "c"]) await put(TableName, pk);
    const latest = await iterator(arn, shard, "LATEST");
    const records = await shardRecords(streams, arn, shard);
    const number = records[1]?.dynamodb?.SequenceNumber as string;
    const between = (BigInt(number) + 1n).toString();
    await put(TableName, "d");
    expect(keysOf(await read(await iterator(arn, shard, "TRIM_HORIZON")))).toEqual(["a", "b", "c", "d"]);
    expect(keysOf(await read(await iterator(arn, shard, "AT_SEQUENCE_NUMBER", number)))).toEqual(["b", "c", "d"]);
    expect(keysOf(await read(await iterator(arn, shard, "AFTER_SEQUENCE_NUMBER", number)))).toEqual(["c", "d"]);
    expect(keysOf(await read(await iterator(arn, shard, "AT_SEQUENCE_NUMBER", between)))).toEqual(["c", "d"]);
    // LATEST is fixed at its issue, however late it is used, and however often.
    expect(keysOf(await read(latest))).toEqual(["d"]);
    expect(keysOf(await read(latest))).toEqual(["d"]);
  });

  it("pages by Limit and by one megabyte, and ends a closed shard by leaving the key out", async () => {
    const { TableName, arn } = await createTable();
    for (let i = 0; i < 7; i++) await put(TableName, String(i), "x".repeat(200_000));
    const shard = await onlyShard(arn);
    const first = await read(await iterator(arn, shard, "TRIM_HORIZON"), 2);
    expect(keysOf(first)).toEqual(["0", "1"]);
    const second = await read(first.NextShardIterator);
    expect(keysOf(second)).toEqual(["2", "3", "4", "5", "6"]);
    await put(TableName, "7", "x".repeat(200_000));
    expect(keysOf(await read(first.NextShardIterator))).toEqual(["2", "3", "4", "5", "6"]);
    const empty = await read((await read(second.NextShardIterator)).NextShardIterator);
    expect(empty.Records).toEqual([]);
    expect(empty.NextShardIterator).toBeDefined();
    await control(sandbox.url, "roll", { streamArn: arn });
    const last = await read(second.NextShardIterator);
    expect(keysOf(last)).toEqual(["7"]);
    expect("NextShardIterator" in last && last.NextShardIterator !== undefined).toBe(false);
  });

  it("expires an iterator after fifteen minutes", async () => {
    const { TableName, arn } = await createTable();
    await put(TableName, "a");
    const early = await iterator(arn, await onlyShard(arn), "TRIM_HORIZON");
    await control(sandbox.url, "clock", { advanceMs: 14 * 60_000 });
    const next = (await read(early)).NextShardIterator;
    await control(sandbox.url, "clock", { advanceMs: 2 * 60_000 });
    await expect(read(early)).rejects.toMatchObject({
      name: "ExpiredIteratorException",
      $metadata: { httpStatusCode: 400 },
    });
    expect((await read(next)).Records).toEqual([]);
  });

  it("refuses to read what was trimmed, but goes on at the trim horizon", async () => {
    const { TableName, arn } = await createTable();
    await put(TableName, "old");
    const shard = await onlyShard(arn);
    const [record] = await shardRecords(streams, arn, shard);
    const old = await iterator(arn, shard, "AT_SEQUENCE_NUMBER", record?.dynamodb?.SequenceNumber);
    const horizon = await iterator(arn, shard, "TRIM_HORIZON");
    const { now } = await control<{ now: string }>(sandbox.url, "clock", { advanceMs: 60_000 });
    await put(TableName, "new");
    const olderThan = new Date(Date.parse(now) - 5000).toISOString();
    expect(await control(sandbox.url, "trim", { streamArn: arn, olderThan })).toEqual({ removed: 1 });
    await expect(read(old)).rejects.toMatchObject({ name: "TrimmedDataAccessException" });
    await expect(iterator(arn, shard, "AT_SEQUENCE_NUMBER", record?.dynamodb?.SequenceNumber)).rejects.toMatchObject({
      name: "TrimmedDataAccessException",
    });
    expect(keysOf(await read(horizon))).toEqual(["new"]);
  });

  it("answers nonsense with ValidationException", async () => {
    const { arn } = await createTable();
    const shard = await onlyShard(arn);
    const good = await iterator(arn, shard, "TRIM_HORIZON");
    const start = shard.SequenceNumberRange?.StartingSequenceNumber;
    const invalid = { name: "ValidationException", $metadata: { httpStatusCode: 400 } };
    await expect(read("garbage")).rejects.toMatchObject(invalid);
    await expect(read(`${arn}|1|AAAA`)).rejects.toMatchObject(invalid);
    await expect(read(good, 1001)).rejects.toMatchObject(invalid);
    await expect(streams.send(new GetRecordsCommand({ ShardIterator: good, Limit: 0 }))).rejects.toMatchObject(invalid);
    await expect(iterator(arn, shard, "AT_SEQUENCE_NUMBER")).rejects.toMatchObject(invalid);
    await expect(iterator(arn, shard, "AFTER_SEQUENCE_NUMBER", "soon")).rejects.toMatchObject(invalid);
    await expect(iterator(arn, shard, "TRIM_HORIZON", start)).rejects.toMatchObject(invalid);
    await expect(iterator(arn, shard, "LATEST", start)).rejects.toMatchObject(invalid);
    await expect(
      streams.send(new DescribeStreamCommand({ StreamArn: "arn:aws:s3:::bucket/something/or/other" })),
    ).rejects.toMatchObject(invalid);
    await expect(streams.send(new DescribeStreamCommand({ StreamArn: arn, Limit: 101 }))).rejects.toMatchObject(
      invalid,
    );
    await expect(iterator(arn, { ShardId: "shardId-00000000000000000000-00000000" }, "LATEST")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
    });
  });
});

describe("faults on demand", () => {
  it("come with the odds asked for, and end", async () => {
    const { TableName, arn } = await createTable();
    await put(TableName, "a");
    const shard = await onlyShard(arn);
    const start = await iterator(arn, shard, "TRIM_HORIZON");
    await control(sandbox.url, "faults", { emptyPages: 1, seed: 7 });
    const empty = await read(start);
    expect(empty.Records).toEqual([]);
    await control(sandbox.url, "faults", { throttle: 1, seed: 7 });
    await expect(read(start)).rejects.toMatchObject({
      name: "ThrottlingException",
      $metadata: { httpStatusCode: 400 },
    });
    await control(sandbox.url, "faults", { serverError: 1, seed: 7 });
    await expect(read(start)).rejects.toMatchObject({
      name: "InternalServerError",
      $metadata: { httpStatusCode: 500 },
    });
    await control(sandbox.url, "faults", { expireIterators: 1, seed: 7 });
    await expect(read(start)).rejects.toMatchObject({ name: "ExpiredIteratorException" });
    await control(sandbox.url, "faults", { hideChildrenMs: 60_000, seed: 7 });
    await control(sandbox.url, "roll", { streamArn: arn });
    expect(await allShards(streams, arn)).toHaveLength(1);
    await control(sandbox.url, "clock", { advanceMs: 61_000 });
    expect(await allShards(streams, arn)).toHaveLength(2);
    await control(sandbox.url, "faults", {});
    expect(keysOf(await read(empty.NextShardIterator))).toEqual(["a"]);
  });
});
