import { expect, test } from "vitest";
import type { StreamRecord } from "@/lib/stream/record";
import { scannedRecord } from "../store";
import { exportFormats } from "./index";

const record = JSON.parse(`{
  "awsRegion": "eu-central-1", "eventID": "0a", "eventName": "REMOVE", "eventSource": "aws:dynamodb", "eventVersion": "1.1",
  "dynamodb": {
    "ApproximateCreationDateTime": 1700000000, "Keys": {"__proto__": {"S": "é\\u2028"}},
    "OldImage": {"__proto__": {"S": "é\\u2028"}, "10": {"N": "12345678901234567890123456789012345678"}, "2": {"N": "1"}},
    "SequenceNumber": "000000000000000000012", "SizeBytes": 40, "StreamViewType": "NEW_AND_OLD_IMAGES", "later": [1]
  },
  "userIdentity": {"type": "Service", "principalId": "dynamodb.amazonaws.com"}, "unknown": {"x": null}
}`) as StreamRecord;

async function* batches(...sizes: number[]) {
  for (const size of sizes)
    yield Array.from({ length: size }, () => scannedRecord("shardId-1", JSON.stringify(record)));
}

async function text(chunks: AsyncIterable<string>): Promise<string> {
  let all = "";
  for await (const chunk of chunks) all += chunk;
  return all;
}

test("an NDJSON line names its stream and shard, then holds the record exactly as it was sent", async () => {
  const lines = (await text(exportFormats.ndjson.write(batches(2, 1), "arn:1"))).split("\n");
  expect(lines.pop()).toBe("");
  expect(lines).toHaveLength(3);
  const { streamArn, shardId, ...rest } = JSON.parse(lines[0] as string);
  expect({ streamArn, shardId }).toEqual({ streamArn: "arn:1", shardId: "shardId-1" });
  expect(JSON.stringify(rest.dynamodb)).toBe(JSON.stringify(record.dynamodb));
  expect(rest).toEqual(record);
});

test("JSON is one array of the same objects, whatever the batches", async () => {
  for (const sizes of [[], [1], [2, 3]]) {
    const array = JSON.parse(await text(exportFormats.json.write(batches(...sizes), "arn:1")));
    const lines = (await text(exportFormats.ndjson.write(batches(...sizes), "arn:1"))).split("\n").slice(0, -1);
    expect(array).toEqual(lines.map((line) => JSON.parse(line)));
  }
});
