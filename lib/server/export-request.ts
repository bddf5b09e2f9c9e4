import { z } from "zod";
import { MAX_SELECTED } from "@/lib/api/contract";
import { parseColumns } from "@/lib/capture/export/csv-columns";
import type { Clock } from "@/lib/clock";
import { isSequenceNumber } from "@/lib/stream/sequence-number";
import type { ExportRequest } from "./export";
import { filterOf, filterText, isoTime, parse, parseQuery, zone } from "./parse";

const exportAs = {
  format: z.enum(["ndjson", "json", "csv", "parquet", "lambda"]).default("ndjson"),
  /** CSV alone. */
  columns: z.string().max(4096).transform(parseColumns).exactOptional(),
  /** Lambda alone: records in a batch. Its own most is 10,000. */
  batch: z.coerce.number().int().min(1).max(10_000).exactOptional(),
  /** NDJSON alone. */
  trailer: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true"),
};

const exportQuery = z.object({
  ...exportAs,
  filter: filterText,
  zone,
  from: isoTime.exactOptional(),
  to: isoTime.exactOptional(),
});

const selected = z
  .array(
    z.object({
      shardId: z.string().min(1).max(100),
      sequenceNumber: z.string().refine(isSequenceNumber, "must be the digits of a sequence number"),
    }),
  )
  .max(MAX_SELECTED);

const exportBody = z.object({ ...exportAs, records: selected.min(1) });
/** So many records with the longest of names. */
export const MAX_EXPORT_BODY_BYTES = 2 * 1024 * 1024;

/** An export of chosen records, which may be too many for an address: `{format, …, records: [{shardId, sequenceNumber}]}`. */
export function selectionRequest(body: unknown): ExportRequest {
  const { records, ...as } = parse(exportBody, body);
  return { ...as, query: {}, selected: records };
}

/** An export as its address asks for it. `record=SHARD/SEQUENCE`, as often as there are chosen ones, takes the place of a filter. */
export function exportRequest(url: URL, clock: Clock): ExportRequest {
  const { filter, zone, from, to, ...as } = parseQuery(exportQuery, url);
  const named = url.searchParams.getAll("record").map((text) => {
    const at = text.lastIndexOf("/");
    return { shardId: text.slice(0, at), sequenceNumber: text.slice(at + 1) };
  });
  const query = {
    ...filterOf({ filter, zone }, clock),
    ...(filter === undefined ? {} : { text: filter }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  return { ...as, query, ...(named.length > 0 && { selected: parse(selected, named) }) };
}
