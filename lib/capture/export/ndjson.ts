import type { Exporter } from "./exporter";
import { exportedRecord } from "./line";

/** A JSON object a line, each line ended: two exports can be joined as they are. */
export const ndjson: Exporter = {
  contentType: "application/x-ndjson; charset=utf-8",
  extension: "ndjson",
  async *write(batches, streamArn) {
    for await (const batch of batches) {
      let chunk = "";
      for (const { shardId, record } of batch) {
        chunk += `${JSON.stringify(exportedRecord(streamArn, shardId, record))}\n`;
      }
      yield chunk;
    }
  },
};
