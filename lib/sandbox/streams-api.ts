import type { Clock } from "@/lib/clock";
import { compareSequenceNumbers, isSequenceNumber } from "@/lib/stream/sequence-number";
import { expiredIterator, resourceNotFound, streamNotFound, trimmedDataAccess, validation } from "./aws-error";
import type { FaultInjector } from "./faults";
import { readIterator, writeIterator } from "./iterator";
import type { Shard } from "./lineage";
import { integer, oneOf, text } from "./request";
import type { StreamEntry, StreamLog } from "./stream-log";

const MAX_RECORDS = 1000;
const MAX_BYTES = 1024 * 1024;
const ITERATOR_TYPES = ["TRIM_HORIZON", "LATEST", "AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] as const;

type Body = Record<string, unknown>;

/** The four calls of DynamoDB Streams. Each answers the JSON text of its body, or throws AwsError. */
export class StreamsApi {
  readonly #log: StreamLog;
  readonly #clock: Clock;
  readonly #faults: FaultInjector;

  constructor(log: StreamLog, clock: Clock, faults: FaultInjector) {
    this.#log = log;
    this.#clock = clock;
    this.#faults = faults;
  }

  async call(operation: string, region: string, body: Body): Promise<string | undefined> {
    switch (operation) {
      case "ListStreams":
        return JSON.stringify(this.#listStreams(region, body));
      case "DescribeStream":
        return JSON.stringify(this.#describeStream(body));
      case "GetShardIterator":
        return JSON.stringify(this.#getShardIterator(body));
      case "GetRecords":
        return this.#getRecords(body);
      default:
        return undefined;
    }
  }

  #listStreams(region: string, body: Body): object {
    const limit = integer(body, "Limit", 1, 100) ?? 100;
    const tableName = text(body, "TableName");
    const after = text(body, "ExclusiveStartStreamArn");
    const streams = this.#log
      .all()
      .filter((stream) => stream.region === region && (tableName === undefined || stream.tableName === tableName))
      .sort((a, b) => (a.arn < b.arn ? -1 : 1))
      .filter((stream) => after === undefined || stream.arn > after);
    const page = streams.slice(0, limit);
    return {
      Streams: page.map((stream) => ({
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        TableName: stream.tableName,
      })),
      ...(streams.length > limit ? { LastEvaluatedStreamArn: page.at(-1)?.arn } : {}),
    };
  }

  #describeStream(body: Body): object {
    const stream = this.#stream(body);
    const limit = integer(body, "Limit", 1, 100) ?? 100;
    const after = text(body, "ExclusiveStartShardId");
    const shards = this.#wanted(stream, body)
      .filter((shard) => this.#faults.childIsVisible(shard, this.#clock.now()))
      .filter((shard) => after === undefined || shard.id > after);
    const page = shards.slice(0, limit);
    return {
      StreamDescription: {
        CreationRequestDateTime: stream.createdAt / 1000,
        KeySchema: stream.keySchema,
        ...(shards.length > limit ? { LastEvaluatedShardId: page.at(-1)?.id } : {}),
        Shards: page.map((shard) => ({
          ...(shard.parent === undefined ? {} : { ParentShardId: shard.parent }),
          SequenceNumberRange: {
            ...(shard.end === undefined ? {} : { EndingSequenceNumber: shard.end }),
            StartingSequenceNumber: shard.start,
          },
          ShardId: shard.id,
        })),
        StreamArn: stream.arn,
        StreamLabel: stream.label,
        StreamStatus: stream.status,
        StreamViewType: stream.viewType,
        TableName: stream.tableName,
      },
    };
  }

  #wanted(stream: StreamEntry, body: Body): Shard[] {
    const shards = [...stream.shards.values()];
    const filter = body.ShardFilter;
    if (filter === undefined || filter === null) return shards;
    if (typeof filter !== "object") throw validation("Invalid ShardFilter");
    if (oneOf(filter as Body, "Type", ["CHILD_SHARDS"]) === undefined) return shards;
    const parent = text(filter as Body, "ShardId");
    if (parent === undefined) throw validation("ShardId must be provided for the CHILD_SHARDS filter type");
    return shards.filter((shard) => shard.parent === parent);
  }

  #getShardIterator(body: Body): object {
    const stream = this.#stream(body);
    const type = oneOf(body, "ShardIteratorType", ITERATOR_TYPES);
    const number = text(body, "SequenceNumber");
    const id = text(body, "ShardId");
    if (type === undefined) throw missing("shardIteratorType");
    if (id === undefined) throw missing("shardId");
    const numbered = type === "AT_SEQUENCE_NUMBER" || type === "AFTER_SEQUENCE_NUMBER";
    if (numbered !== (number !== undefined)) {
      throw validation(
        numbered
          ? `SequenceNumber must be provided for ShardIteratorType ${type}`
          : `SequenceNumber must not be provided for ShardIteratorType ${type}`,
      );
    }
    if (number !== undefined && !isSequenceNumber(number)) throw validation(`Invalid SequenceNumber: ${number}`);
    const shard = stream.shards.get(id);
    if (!shard) throw shardNotFound(stream, id);
    const after = iteratorStart(type, number, shard, this.#log.latest(shard));
    const horizon = type === "TRIM_HORIZON";
    if (!horizon && isTrimmed(shard, after)) throw trimmedDataAccess();
    return {
      ShardIterator: writeIterator({
        arn: stream.arn,
        shardId: id,
        after,
        horizon,
        issuedAt: Math.floor(this.#clock.now()),
      }),
    };
  }

  async #getRecords(body: Body): Promise<string> {
    const limit = integer(body, "Limit", 1, MAX_RECORDS) ?? MAX_RECORDS;
    const given = text(body, "ShardIterator");
    if (given === undefined) throw missing("shardIterator");
    const now = Math.floor(this.#clock.now());
    const iterator = readIterator(given, now);
    const stream = this.#log.get(iterator.arn);
    if (!stream) throw streamNotFound(iterator.arn);
    const shard = stream.shards.get(iterator.shardId);
    if (!shard) throw shardNotFound(stream, iterator.shardId);
    if (this.#faults.expireIterator()) throw expiredIterator();
    if (!iterator.horizon && isTrimmed(shard, iterator.after)) throw trimmedDataAccess();
    const answer = (texts: string[], next: string | undefined) =>
      `{${next === undefined ? "" : `"NextShardIterator":${JSON.stringify(next)},`}"Records":[${texts.join(",")}]}`;
    const again = (after: string, horizon: boolean) =>
      writeIterator({ arn: stream.arn, shardId: shard.id, after, horizon, issuedAt: now });
    if (this.#faults.emptyPage()) return answer([], again(iterator.after, iterator.horizon));

    // Asked before reading: a shard that closes meanwhile may still have records in the queue.
    const closed = shard.end !== undefined;
    if (closed) await this.#log.flushed();
    const { texts, last, more } = await this.#log.records.read(stream.id, shard.id, iterator.after, limit, MAX_BYTES);
    if (closed && !more) return answer(texts, undefined);
    return answer(texts, again(last ?? iterator.after, iterator.horizon && last === undefined));
  }

  #stream(body: Body): StreamEntry {
    const arn = text(body, "StreamArn");
    if (arn === undefined) throw missing("streamArn");
    if (!/^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{12}:table\/[\w.-]{3,255}\/stream\/[\w.:-]+$/.test(arn)) {
      throw validation("Invalid StreamArn");
    }
    const stream = this.#log.get(arn);
    if (!stream) throw streamNotFound(arn);
    return stream;
  }
}

/** The number after which an iterator of this type starts. AT is ≥, AFTER is >, for any number in range (sandbox rule 4). */
function iteratorStart(
  type: (typeof ITERATOR_TYPES)[number],
  number: string | undefined,
  shard: Shard,
  latest: string,
) {
  if (type === "TRIM_HORIZON" || number === undefined) return type === "LATEST" ? latest : shard.start;
  const outside =
    compareSequenceNumbers(number, shard.start) < 0 ||
    (shard.end !== undefined && compareSequenceNumbers(number, shard.end) > 0);
  if (outside) {
    if (shard.trimmedTo !== undefined && compareSequenceNumbers(number, shard.start) < 0) throw trimmedDataAccess();
    throw validation(`Invalid SequenceNumber: ${number} is not in the range of shard ${shard.id}`);
  }
  return type === "AT_SEQUENCE_NUMBER" ? (BigInt(number) - 1n).toString() : number;
}

/** True when records after this number were trimmed away. */
function isTrimmed(shard: Shard, after: string): boolean {
  return shard.trimmedTo !== undefined && compareSequenceNumbers(after, shard.trimmedTo) < 0;
}

function missing(member: string) {
  return validation(
    `1 validation error detected: Value null at '${member}' failed to satisfy constraint: Member must not be null`,
  );
}

function shardNotFound(stream: StreamEntry, id: string) {
  return resourceNotFound(`Requested resource not found: Shard: ${id} in Stream: ${stream.arn} not found`);
}
