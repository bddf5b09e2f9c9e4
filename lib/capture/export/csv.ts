import { csvCell } from "./csv-cell";
import { defaultColumns, writtenColumns } from "./csv-columns";
import type { Exporter } from "./exporter";

/** A row a record under a heading, RFC 4180, UTF-8. For spreadsheets: the types of values are not kept. */
export const csv: Exporter = {
  contentType: "text/csv; charset=utf-8; header=present",
  extension: "csv",
  async *write(scan, { keySchema, columns = defaultColumns }) {
    const written = await writtenColumns(columns, keySchema, scan);
    yield `${written.map(({ heading }) => csvCell(heading)).join(",")}\r\n`;
    for await (const batch of scan()) {
      let chunk = "";
      for (const { shardId, record } of batch) {
        const row = { shardId, record };
        chunk += `${written.map(({ cell }) => csvCell(cell(row))).join(",")}\r\n`;
      }
      yield chunk;
    }
  },
};
