import type { Exporter } from "./exporter";
import { exportedRecord, originOf } from "./line";

/** One array of the same objects, one on each line. */
export const json: Exporter = {
  contentType: "application/json; charset=utf-8",
  extension: "json",
  async *write(scan, { streamArn }) {
    const origin = originOf(streamArn);
    let separator = "[\n";
    for await (const batch of scan()) {
      let chunk = "";
      for (const scanned of batch) {
        chunk += separator + exportedRecord(scanned, origin);
        separator = ",\n";
      }
      yield chunk;
    }
    yield separator === "[\n" ? "[]\n" : "\n]\n";
  },
};
