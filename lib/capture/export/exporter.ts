import type { ScannedRecord } from "../store";

/** What `CaptureStore.scan` yields. */
type RecordBatches = AsyncIterable<ScannedRecord[]>;

/** Writes records as text, a chunk a batch, so that a capture of any size passes through little memory. */
export interface Exporter {
  contentType: string;
  /** Of the file's name, without the dot. */
  extension: string;
  write(batches: RecordBatches, streamArn: string): AsyncIterable<string>;
}
