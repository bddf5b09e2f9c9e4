import type { Exporter } from "./exporter";
import { exportedRecord, originOf } from "./line";
import { trailerLine } from "./trailer";

/** A JSON object a line, each line ended: two exports can be joined as they are. */
export const ndjson: Exporter = {
  contentType: "application/x-ndjson; charset=utf-8",
  extension: "ndjson",
  async *write(scan, { streamArn, trailer }) {
    const origin = originOf(streamArn);
    let records = 0;
    for await (const batch of scan()) {
      let chunk = "";
      for (const scanned of batch) chunk += `${exportedRecord(scanned, origin)}\n`;
      records += batch.length;
      yield chunk;
    }
    if (trailer) yield `${trailerLine(trailer, records)}\n`;
  },
};
