import type { Exporter } from "./exporter";
import { exportedRecord } from "./line";

/** One array of the same objects, one on each line. */
export const json: Exporter = {
  contentType: "application/json; charset=utf-8",
  extension: "json",
  async *write(batches, streamArn) {
    let separator = "[\n";
    for await (const batch of batches) {
      let chunk = "";
      for (const { shardId, record } of batch) {
        chunk += separator + JSON.stringify(exportedRecord(streamArn, shardId, record));
        separator = ",\n";
      }
      yield chunk;
    }
    yield separator === "[\n" ? "[]\n" : "\n]\n";
  },
};
