import { toLambdaRecord } from "@/lib/stream/lambda-event";
import type { ScannedRecord } from "../store";
import type { Exporter } from "./exporter";

/** Lambda's own default for DynamoDB streams. */
const BATCH_RECORDS = 100;
/** A synchronous invocation takes 6 MB; a batch that would be larger is cut, as Lambda does. */
const BATCH_CHARACTERS = 5_500_000;
/** Batches that wait to be full, over all shards: beyond, the one that has waited longest goes as it is. */
const WAITING_CHARACTERS = 32 * 1024 * 1024;

interface Batch {
  records: string[];
  characters: number;
}

/**
 * What a Lambda function would be invoked with, a batch a line: `{"Records":[…]}`. As Lambda does it, a batch holds
 * records of one shard, in their order.
 */
export const lambda: Exporter = {
  contentType: "application/x-ndjson; charset=utf-8",
  extension: "lambda.ndjson",
  async *write(scan, { streamArn, batchSize = BATCH_RECORDS }) {
    const waiting = new Map<string, Batch>();
    let characters = 0;
    const finish = (shardId: string, { records, characters: size }: Batch) => {
      waiting.delete(shardId);
      characters -= size;
      return `{"Records":[${records.join(",")}]}\n`;
    };
    for await (const scanned of scan()) {
      let chunk = "";
      for (const entry of scanned) {
        const { shardId } = entry;
        const text = lambdaText(entry, streamArn);
        let batch = waiting.get(shardId);
        if (batch && batch.characters + text.length > BATCH_CHARACTERS) {
          chunk += finish(shardId, batch);
          batch = undefined;
        }
        if (!batch) {
          batch = { records: [], characters: 0 };
          waiting.set(shardId, batch);
        }
        batch.records.push(text);
        batch.characters += text.length;
        characters += text.length;
        if (batch.records.length >= batchSize) chunk += finish(shardId, batch);
        for (const [oldest, held] of waiting) {
          if (characters <= WAITING_CHARACTERS) break;
          chunk += finish(oldest, held);
        }
      }
      yield chunk;
    }
    for (const [shardId, batch] of waiting) yield finish(shardId, batch);
  },
};

/** The same as toLambdaRecord, without parsing where nothing but the ARN is to be added. */
function lambdaText(scanned: ScannedRecord, streamArn: string): string {
  if (/"(userIdentity|eventSourceARN)"/.test(scanned.text)) {
    return JSON.stringify(toLambdaRecord(scanned.record, streamArn));
  }
  return `${scanned.text.slice(0, -1)},"eventSourceARN":${JSON.stringify(streamArn)}}`;
}
