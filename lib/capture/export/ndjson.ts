import type { Exporter } from "./exporter";
import { exportedRecord, originOf } from "./line";

/** A JSON object a line, each line ended: two exports can be joined as they are. */
export const ndjson: Exporter = {
  contentType: "application/x-ndjson; charset=utf-8",
  extension: "ndjson",
  async *write(batches, streamArn) {
    const origin = originOf(streamArn);
    for await (const batch of batches) {
      let chunk = "";
      for (const scanned of batch) chunk += `${exportedRecord(scanned, origin)}\n`;
      yield chunk;
    }
  },
};
