import {
  DescribeStreamCommand,
  type DescribeStreamCommandOutput,
  GetRecordsCommand,
  GetShardIteratorCommand,
} from "@aws-sdk/client-dynamodb-streams";
import type { Clock } from "@/lib/clock";
import type { ReadPoint, RecordPage, ShardListingPage, StreamSource } from "@/lib/reader/source";
import { ShardscopeError } from "@/lib/stream/error";
import type { Position } from "@/lib/stream/position";
import type { StreamRecord } from "@/lib/stream/record";
import type { ShardDescription, StreamDescription } from "@/lib/stream/shard";
import { call } from "./call";
import type { Clients } from "./clients";
import { takeRawBody } from "./raw-body";

/** A StreamSource over the AWS SDK: AWS itself, or any server that speaks DynamoDB Streams. */
export function createAwsSource(clients: Clients, clock: Clock): StreamSource {
  const { where, streams } = clients;
  return {
    async describeStream({ streamArn, after, childrenOf, limit }, signal) {
      const command = new DescribeStreamCommand({
        StreamArn: streamArn,
        ...(limit === undefined ? {} : { Limit: limit }),
        ...(after === undefined ? {} : { ExclusiveStartShardId: after }),
        ...(childrenOf === undefined ? {} : { ShardFilter: { Type: "CHILD_SHARDS", ShardId: childrenOf } }),
      });
      const answer = await call(clock, { where, streamArn }, signal, (abortSignal) =>
        streams.send(command, { abortSignal }),
      );
      return toListingPage(answer, where);
    },

    async openShard({ streamArn, shardId, position }, signal) {
      const command = new GetShardIteratorCommand({
        StreamArn: streamArn,
        ShardId: shardId,
        ...iteratorType(position),
      });
      const answer = await call(clock, { where, streamArn, shardId }, signal, (abortSignal) =>
        streams.send(command, { abortSignal }),
      );
      if (!answer.ShardIterator) throw invalid(where, "GetShardIterator gave no ShardIterator");
      return answer.ShardIterator as ReadPoint;
    },

    readPage({ readPoint, limit = 1000 }, signal) {
      return call(clock, { where }, signal, async (abortSignal) => {
        const command = new GetRecordsCommand({ ShardIterator: readPoint, Limit: limit });
        const body = takeRawBody(command);
        await streams.send(command, { abortSignal });
        return toRecordPage(body(), where);
      });
    },
  };
}

function iteratorType(position: Position): {
  ShardIteratorType: "TRIM_HORIZON" | "LATEST" | "AT_SEQUENCE_NUMBER" | "AFTER_SEQUENCE_NUMBER";
  SequenceNumber?: string;
} {
  switch (position.at) {
    case "trimHorizon":
      return { ShardIteratorType: "TRIM_HORIZON" };
    case "latest":
      return { ShardIteratorType: "LATEST" };
    case "atSequence":
      return { ShardIteratorType: "AT_SEQUENCE_NUMBER", SequenceNumber: position.sequenceNumber };
    case "afterSequence":
      return { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", SequenceNumber: position.sequenceNumber };
  }
}

function toListingPage(answer: DescribeStreamCommandOutput, where: string): ShardListingPage {
  const description = answer.StreamDescription;
  if (!description?.StreamArn) throw invalid(where, "DescribeStream gave no StreamDescription");
  const shards: ShardDescription[] = (description.Shards ?? []).map((shard) => {
    const range = shard.SequenceNumberRange;
    if (!shard.ShardId || !range?.StartingSequenceNumber)
      throw invalid(where, "DescribeStream gave a shard without id or range");
    return {
      shardId: shard.ShardId,
      startingSequenceNumber: range.StartingSequenceNumber,
      ...(shard.ParentShardId ? { parentShardId: shard.ParentShardId } : {}),
      ...(range.EndingSequenceNumber ? { endingSequenceNumber: range.EndingSequenceNumber } : {}),
    };
  });
  return {
    stream: toStreamDescription(description),
    shards,
    ...(description.LastEvaluatedShardId ? { next: description.LastEvaluatedShardId } : {}),
  };
}

function toStreamDescription(
  description: NonNullable<DescribeStreamCommandOutput["StreamDescription"]>,
): StreamDescription {
  const keyOf = (type: "HASH" | "RANGE") => description.KeySchema?.find((key) => key.KeyType === type)?.AttributeName;
  const range = keyOf("RANGE");
  return {
    arn: description.StreamArn ?? "",
    tableName: description.TableName ?? "",
    label: description.StreamLabel ?? "",
    status: description.StreamStatus ?? "ENABLED",
    viewType: description.StreamViewType ?? "KEYS_ONLY",
    keySchema: { hash: keyOf("HASH") ?? "", ...(range ? { range } : {}) },
  };
}

function toRecordPage(text: string, where: string): RecordPage {
  // One parse; a record is used as it came.
  const answer = JSON.parse(text) as { Records?: StreamRecord[]; NextShardIterator?: string | null };
  const records = answer.Records ?? [];
  if (!Array.isArray(records)) throw invalid(where, "GetRecords gave Records that are no list");
  for (const record of records) {
    if (typeof record?.dynamodb?.SequenceNumber !== "string")
      throw invalid(where, "GetRecords gave a record without SequenceNumber");
  }
  return {
    records,
    bytes: text.length,
    ...(answer.NextShardIterator ? { next: answer.NextShardIterator as ReadPoint } : {}),
  };
}

function invalid(where: string, what: string): ShardscopeError {
  return new ShardscopeError("sourceAnswerInvalid", `${where} gave an answer that is not DynamoDB's: ${what}.`, {
    retriable: true,
    hint: "Check that the endpoint is a DynamoDB with streams.",
  });
}
