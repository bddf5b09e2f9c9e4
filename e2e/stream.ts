import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  GetRecordsCommand,
  GetShardIteratorCommand,
  type Shard,
} from "@aws-sdk/client-dynamodb-streams";

/** Everything a stream holds, read by the SDK alone: `shard sequenceNumber eventName` a record, sorted. The yardstick for exports. */
export async function everyRecord(endpoint: string, streamArn: string): Promise<string[]> {
  const client = new DynamoDBStreamsClient({
    endpoint,
    region: streamArn.split(":")[3] ?? "",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const found: string[] = [];
  for (const { ShardId, SequenceNumberRange } of await everyShard(client, streamArn)) {
    const opened = await client.send(
      new GetShardIteratorCommand({ StreamArn: streamArn, ShardId, ShardIteratorType: "TRIM_HORIZON" }),
    );
    const open = SequenceNumberRange?.EndingSequenceNumber === undefined;
    let iterator = opened.ShardIterator;
    while (iterator) {
      const page = await client.send(new GetRecordsCommand({ ShardIterator: iterator }));
      for (const record of page.Records ?? [])
        found.push(`${ShardId} ${record.dynamodb?.SequenceNumber} ${record.eventName}`);
      // An open shard has no end: nothing more now is enough, for nothing writes while this reads.
      iterator = open && page.Records?.length === 0 ? undefined : page.NextShardIterator;
    }
  }
  client.destroy();
  return found.sort();
}

async function everyShard(client: DynamoDBStreamsClient, streamArn: string): Promise<Shard[]> {
  const shards: Shard[] = [];
  let after: string | undefined;
  do {
    const { StreamDescription } = await client.send(
      new DescribeStreamCommand({ StreamArn: streamArn, ExclusiveStartShardId: after }),
    );
    shards.push(...(StreamDescription?.Shards ?? []));
    after = StreamDescription?.LastEvaluatedShardId;
  } while (after);
  return shards;
}
