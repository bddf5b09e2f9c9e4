import type { ErrorCode } from "@/lib/stream/error";
import type { ExportContext } from "./exporter";
import type { ExportFormat } from "./index";

/** Records cross as JSON text: nested objects take twenty times as long. */
export type SentBatch = { shardId: string; text: string }[];

/** To an export thread: what to write, first of all; that the next chunk is wanted; and records, none after the last. */
export type ExportRequest =
  | { kind: "order"; format: ExportFormat; context: ExportContext }
  | { kind: "next" }
  | { kind: "records"; batch: SentBatch | undefined };

/**
 * From it: the chunk that was wanted, none after the last; that records are wanted, from the first on when `anew`; and
 * that it failed. A `code` tells a ShardscopeError from what nobody foresaw.
 */
export type ExportAnswer =
  | { kind: "chunk"; bytes: Uint8Array | undefined }
  | { kind: "want"; anew: boolean }
  | { kind: "failed"; message: string; stack?: string | undefined; code?: ErrorCode; hint?: string | undefined };
