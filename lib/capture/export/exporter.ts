import type { KeySchema } from "@/lib/stream/shard";
import type { ScannedRecord } from "../store";
import type { CsvColumn } from "./csv-columns";
import type { Trailer } from "./trailer";

/** What `CaptureStore.scan` yields. */
export type RecordBatches = AsyncIterable<ScannedRecord[]>;

export interface ExportContext {
  streamArn: string;
  keySchema: KeySchema;
  /** NDJSON: what to say at the end of the file; nothing, unless it was asked for. */
  trailer?: Trailer;
  /** CSV; `defaultColumns` unless given. */
  columns?: readonly CsvColumn[];
  /** Lambda: records in a batch, at most. */
  batchSize?: number;
}

/** Writes records a chunk a batch, so that a capture of any size passes through little memory. */
export interface Exporter {
  contentType: string;
  /** Of the file's name, without the dot. */
  extension: string;
  /** `scan` begins anew with each call: a format may have to look at all records before it writes the first. */
  write(scan: () => RecordBatches, context: ExportContext): AsyncIterable<string | Uint8Array>;
}
