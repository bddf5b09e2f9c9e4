import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { endOf, numberText, type ReplayPlan, type ReplayShard, replayShards, secondsOf } from "./replay-stream";

/**
 * DynamoDB Streams from memory, so that its reader is what is measured. Answers the same page texts over and over with
 * numbers, times and keys of their own written into them. A process of its own: `node --import tsx replay-server.ts PLAN`.
 */
const plan = JSON.parse(process.argv[2] ?? "{}") as ReplayPlan & { streamArn: string };
const shards = replayShards(plan);
const counts = new Map(shards.map((shard) => [shard, shard.count]));
const began = performance.now();
const byId = new Map(shards.map((shard) => [shard.shardId, shard]));

const PAGE = 1000;
const TEMPLATES = 16;
const NUMBER = "0".repeat(21);
const SECONDS = "0".repeat(10);
const CITIES = ["Oslo", "Graz", "Turin", "Lagos", "Quito", "Hanoi", "Porto", "Pune"];
const STATES = ["PENDING", "PAID", "PACKED", "SHIPPED", "DELIVERED"];

/** A record of about 600 bytes as GetRecords sends it, with room for its number and time. */
function recordText(seed: number): string {
  const pick = (from: readonly string[], salt: number) => from[(seed * 31 + salt * 17) % from.length] ?? "";
  const image = (state: number, total: number) =>
    `{"pk":{"S":"ORDER#${NUMBER}"},"sk":{"S":"META"},"status":{"S":"${pick(STATES, state)}"},"total":{"N":"${(total * 1.37).toFixed(2)}"},"city":{"S":"${pick(CITIES, seed)}"}}`;
  return `{"awsRegion":"eu-west-1","dynamodb":{"ApproximateCreationDateTime":${SECONDS},"Keys":{"pk":{"S":"ORDER#${NUMBER}"},"sk":{"S":"META"}},"NewImage":${image(seed + 1, seed)},"OldImage":${image(seed, seed)},"SequenceNumber":"${NUMBER}","SizeBytes":${190 + (seed % 9)},"StreamViewType":"NEW_AND_OLD_IMAGES"},"eventID":"feedfeedfed${NUMBER}","eventName":"MODIFY","eventSource":"aws:dynamodb","eventVersion":"1.1"}`;
}

interface Template {
  text: Buffer;
  /** Where each record begins; one more for the end. */
  records: number[];
  /** Where numbers and times stand, by record. */
  numbers: number[][];
  times: number[];
}

function template(which: number): Template {
  const records: number[] = [];
  const numbers: number[][] = [];
  const times: number[] = [];
  let text = "";
  for (let i = 0; i < PAGE; i += 1) {
    if (i > 0) text += ",";
    records.push(text.length);
    const record = recordText(which * PAGE + i);
    const found: number[] = [];
    for (let at = record.indexOf(NUMBER); at >= 0; at = record.indexOf(NUMBER, at + NUMBER.length)) {
      found.push(text.length + at);
    }
    numbers.push(found);
    times.push(text.length + record.indexOf(SECONDS));
    text += record;
  }
  records.push(text.length + 1);
  return { text: Buffer.from(text, "latin1"), records, numbers, times };
}

const templates = Array.from({ length: TEMPLATES }, (_, which) => template(which));

function pageText(shard: ReplayShard, first: number, count: number, next: string | undefined): Buffer {
  const { text, records, numbers, times } = templates[Math.floor(first / PAGE) % TEMPLATES] as Template;
  const page = Buffer.from(text.subarray(0, Math.max(0, (records[count] ?? 0) - 1)));
  for (let i = 0; i < count; i += 1) {
    const number = numberText(shard.start + 1n + BigInt(first + i));
    for (const at of numbers[i] ?? []) page.write(number, at, "latin1");
    page.write(String(secondsOf(shard, first + i)).padStart(10, "0"), times[i] ?? 0, "latin1");
  }
  const tail = next === undefined ? "]}" : `],"NextShardIterator":"${next}"}`;
  return Buffer.concat([Buffer.from('{"Records":['), page, Buffer.from(tail)]);
}

/** Index of the first record to give. An iterator is `<shardId>|<index>`. */
function startOf(shard: ReplayShard, type: string, number: string | undefined): number {
  if (type === "TRIM_HORIZON" || number === undefined) return type === "LATEST" ? shard.count : 0;
  const index = Number(BigInt(number) - shard.start - 1n) + (type === "AFTER_SEQUENCE_NUMBER" ? 1 : 0);
  return Math.min(Math.max(0, index), shard.count);
}

interface Request {
  ExclusiveStartShardId?: string;
  ShardFilter?: { ShardId: string };
  Limit?: number;
  ShardId: string;
  ShardIteratorType: string;
  SequenceNumber?: string;
  ShardIterator: string;
}

function grow(): void {
  const added = Math.floor(((performance.now() - began) / 1000) * (plan.growth ?? 0));
  for (const [shard, count] of counts) if (!shard.closed) shard.count = count + added;
}

function answer(operation: string, request: Request): Buffer | string {
  if (plan.growth) grow();
  switch (operation) {
    case "DescribeStream": {
      const { ExclusiveStartShardId: after, ShardFilter: filter, Limit: limit = 100 } = request;
      const rest = shards.filter(
        ({ shardId, parentShardId }) =>
          (after === undefined || shardId > after) && (filter === undefined || parentShardId === filter.ShardId),
      );
      const page = rest.slice(0, limit);
      return JSON.stringify({
        StreamDescription: {
          StreamArn: plan.streamArn,
          TableName: "orders",
          StreamLabel: "2026-11-20T00:00:00.000",
          StreamStatus: "ENABLED",
          StreamViewType: "NEW_AND_OLD_IMAGES",
          KeySchema: [
            { AttributeName: "pk", KeyType: "HASH" },
            { AttributeName: "sk", KeyType: "RANGE" },
          ],
          ...(rest.length > page.length ? { LastEvaluatedShardId: page.at(-1)?.shardId } : {}),
          Shards: page.map((shard) => ({
            ShardId: shard.shardId,
            ...(shard.parentShardId === undefined ? {} : { ParentShardId: shard.parentShardId }),
            SequenceNumberRange: {
              StartingSequenceNumber: numberText(shard.start),
              ...(shard.closed ? { EndingSequenceNumber: numberText(endOf(shard)) } : {}),
            },
          })),
        },
      });
    }
    case "GetShardIterator": {
      const shard = byId.get(request.ShardId) as ReplayShard;
      return JSON.stringify({
        ShardIterator: `${shard.shardId}|${startOf(shard, request.ShardIteratorType, request.SequenceNumber)}`,
      });
    }
    default: {
      const [shardId = "", at = "0"] = request.ShardIterator.split("|");
      const shard = byId.get(shardId) as ReplayShard;
      const first = Number(at);
      const count = Math.min(request.Limit ?? PAGE, PAGE, shard.count - first);
      const ended = shard.closed && first + count >= shard.count;
      return pageText(shard, first, count, ended ? undefined : `${shardId}|${first + count}`);
    }
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const body = answer(operation, JSON.parse(Buffer.concat(chunks).toString()) as Request);
    response.writeHead(200, {
      "content-type": "application/x-amz-json-1.0",
      "content-length": Buffer.byteLength(body),
    });
    response.end(body);
  });
});
server.listen(0, "127.0.0.1", () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
process.on("disconnect", () => process.exit());
