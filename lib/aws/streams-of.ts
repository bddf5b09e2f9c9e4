import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeStreamCommand, ListStreamsCommand, type _Stream as Stream } from "@aws-sdk/client-dynamodb-streams";
import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import type { StreamViewType } from "@/lib/stream/record";
import type { StreamStatus } from "@/lib/stream/shard";
import { call } from "./call";
import type { Clients } from "./clients";

export interface ListedStream {
  arn: string;
  tableName: string;
  label: string;
  status?: StreamStatus;
  viewType?: StreamViewType;
}

/** Status and view type cost one DescribeStream each (10 a second for a whole account): only for this many. */
const DESCRIBED = 50;

/** All streams of an account and region, newest first within a table. None of these calls is billed. */
export async function listStreams(clients: Clients, clock: Clock, signal: AbortSignal): Promise<ListedStream[]> {
  const listed = await listAll(clients, clock, signal, undefined);
  const described: ListedStream[] = [];
  for (const [index, stream] of listed.entries()) {
    described.push(index < DESCRIBED ? { ...stream, ...(await statusOf(clients, clock, stream.arn, signal)) } : stream);
  }
  return described;
}

/** The ARN of a table's latest stream. Rejects: tableNotFound, tableWithoutStream, and what any call may. */
export async function latestStreamOf(
  clients: Clients,
  clock: Clock,
  tableName: string,
  signal: AbortSignal,
): Promise<string> {
  const { where } = clients;
  try {
    const answer = await call(clock, { where, tableName }, signal, (abortSignal) =>
      clients.tables.send(new DescribeTableCommand({ TableName: tableName }), { abortSignal }),
    );
    if (answer.Table?.LatestStreamArn) return answer.Table.LatestStreamArn;
  } catch (error) {
    if (error instanceof ShardscopeError && error.code === "streamNotFound") {
      throw new ShardscopeError("tableNotFound", error.message, {
        cause: error,
        ...(error.hint ? { hint: error.hint } : {}),
      });
    }
    // A person may be allowed to read streams and not to describe tables.
    if (!(error instanceof ShardscopeError) || error.code !== "accessDenied") throw error;
    const latest = (await listAll(clients, clock, signal, tableName))[0];
    if (latest) return latest.arn;
  }
  throw new ShardscopeError("tableWithoutStream", `The table ${tableName} has no stream.`, {
    hint: `Enable one: aws dynamodb update-table --table-name ${tableName} --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES`,
  });
}

/** The ARN of the table's newest stream if it was enabled after `label`. Rejects as any call may. */
export async function newerStreamOf(
  clients: Clients,
  clock: Clock,
  { tableName, label }: { tableName: string; label: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  const listed = await listAll(clients, clock, signal, tableName);
  return listed.find((stream) => stream.tableName === tableName && stream.label > label)?.arn;
}

async function listAll(
  clients: Clients,
  clock: Clock,
  signal: AbortSignal,
  tableName: string | undefined,
): Promise<ListedStream[]> {
  const streams: ListedStream[] = [];
  let after: string | undefined;
  do {
    const command = new ListStreamsCommand({
      ...(tableName ? { TableName: tableName } : {}),
      ...(after ? { ExclusiveStartStreamArn: after } : {}),
    });
    const answer = await call(clock, { where: clients.where }, signal, (abortSignal) =>
      clients.streams.send(command, { abortSignal }),
    );
    streams.push(...(answer.Streams ?? []).map(toListedStream));
    after = answer.LastEvaluatedStreamArn;
  } while (after);
  // A label is the moment the stream was enabled, in a form that sorts.
  return streams.sort((a, b) => compare(a.tableName, b.tableName) || compare(b.label, a.label));
}

function toListedStream(stream: Stream): ListedStream {
  return { arn: stream.StreamArn ?? "", tableName: stream.TableName ?? "", label: stream.StreamLabel ?? "" };
}

async function statusOf(clients: Clients, clock: Clock, arn: string, signal: AbortSignal) {
  try {
    const answer = await call(clock, { where: clients.where, streamArn: arn }, signal, (abortSignal) =>
      clients.streams.send(new DescribeStreamCommand({ StreamArn: arn, Limit: 1 }), { abortSignal }),
    );
    const { StreamStatus: status, StreamViewType: viewType } = answer.StreamDescription ?? {};
    return { ...(status ? { status } : {}), ...(viewType ? { viewType } : {}) };
  } catch (error) {
    signal.throwIfAborted();
    // A list with one unknown status is worth more than no list.
    if (error instanceof ShardscopeError) return {};
    throw error;
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
