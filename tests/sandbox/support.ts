import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type _Record,
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from "@aws-sdk/client-dynamodb-streams";

/** A fresh directory for a sandbox's data, and its removal. */
export async function scratchDirectory(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), "shardscope-sandbox-"));
  return { path, remove: () => rm(path, { recursive: true, force: true }) };
}

const settings = (endpoint: string, region: string) => ({
  endpoint,
  region,
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
  maxAttempts: 1,
});

/** The AWS SDK's own clients; every field of an answer comes through them. */
export function clients(endpoint: string, region = "us-east-1") {
  return {
    db: new DynamoDBClient(settings(endpoint, region)),
    streams: new DynamoDBStreamsClient(settings(endpoint, region)),
  };
}

/** Calls /_sandbox/… ; throws on an error answer. */
export async function control<T>(url: string, call: string, body: object): Promise<T> {
  const response = await fetch(`${url}/_sandbox/${call}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${call}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

export async function allShards(streams: DynamoDBStreamsClient, arn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const page = await streams.send(
      new DescribeStreamCommand({ StreamArn: arn, ...(after ? { ExclusiveStartShardId: after } : {}) }),
    );
    shards.push(...(page.StreamDescription?.Shards ?? []));
    after = page.StreamDescription?.LastEvaluatedShardId;
  } while (after);
  return shards;
}

/** Everything a shard has by now, from its trim horizon. */
export async function shardRecords(
  streams: DynamoDBStreamsClient,
  arn: string,
  shard: Shard,
  limit = 1000,
): Promise<_Record[]> {
  const records: _Record[] = [];
  const first = await streams.send(
    new GetShardIteratorCommand({ StreamArn: arn, ShardId: shard.ShardId, ShardIteratorType: "TRIM_HORIZON" }),
  );
  let iterator = first.ShardIterator;
  while (iterator) {
    const page = await streams.send(new GetRecordsCommand({ ShardIterator: iterator, Limit: limit }));
    records.push(...(page.Records ?? []));
    if (page.Records?.length === 0 && !shard.SequenceNumberRange?.EndingSequenceNumber) break;
    iterator = page.NextShardIterator;
  }
  return records;
}

/** Everything the stream has by now, parents before their children. */
export async function allRecords(streams: DynamoDBStreamsClient, arn: string): Promise<_Record[]> {
  const shards = await allShards(streams, arn);
  const known = new Set(shards.map((shard) => shard.ShardId));
  const done = new Set<string | undefined>();
  const records: _Record[] = [];
  while (done.size < shards.length) {
    const ready = shards.filter(
      (shard) => !done.has(shard.ShardId) && (!known.has(shard.ParentShardId) || done.has(shard.ParentShardId)),
    );
    for (const shard of ready) {
      records.push(...(await shardRecords(streams, arn, shard)));
      done.add(shard.ShardId);
    }
  }
  return records;
}
