import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { RecordAddress } from "@/lib/stream/record-address";
import { request, requestFile, withQuery } from "./client";
import type {
  BatchRequest,
  BatchResult,
  CaptureDetail,
  CaptureList,
  ChangeCaptureRequest,
  ChangesReport,
  CompletionList,
  Connection,
  ExportEstimate,
  Health,
  History,
  IsoTime,
  Keep,
  Located,
  OpenCaptureRequest,
  OpenSandboxRequest,
  PatternRequest,
  PatternResult,
  RecordCount,
  RecordDetail,
  RecordList,
  ReplacedShards,
  ReplaceShardsRequest,
  SeekResult,
  StreamList,
  TimelineData,
  ValueList,
} from "./contract";

/** How clock times in a filter are read; as on the screen. */
type Zone = "utc" | "local";

/** One function a route. Each rejects with an ApiError, or with `signal.reason` when aborted. */

export interface RecordsQuery {
  /** In the search language; an invalid one is refused with `filterInvalid` and a position. */
  filter?: string | undefined;
  zone?: Zone | undefined;
  /** ApproximateCreationDateTime, `from` inclusive. */
  from?: IsoTime | undefined;
  to?: IsoTime | undefined;
  order?: "asc" | "desc" | undefined;
  /** What the page before gave as `next`. */
  cursor?: string | undefined;
  /** At most 1000. */
  limit?: number | undefined;
}

export interface ChangesQuery {
  filter?: string | undefined;
  zone?: Zone | undefined;
  from?: IsoTime | undefined;
  to?: IsoTime | undefined;
  /** At most 200,000. */
  limit?: number | undefined;
}

export interface TimelineQuery {
  from?: IsoTime | undefined;
  to?: IsoTime | undefined;
  buckets: number;
  filter?: string | undefined;
  zone?: Zone | undefined;
}

export interface ExportQuery {
  format: "ndjson" | "json" | "csv" | "parquet" | "lambda";
  /** CSV: `time,event,keys.*,new.status,new.*`, … */
  columns?: string | undefined;
  /** Lambda: records in a batch, at most 10,000. */
  batch?: number | undefined;
  /** NDJSON: a last line that tells coverage and gaps. */
  trailer?: "true" | undefined;
  /** One record alone, `SHARD/SEQUENCE`, in place of a filter. */
  record?: string | undefined;
  filter?: string | undefined;
  zone?: Zone | undefined;
  from?: IsoTime | undefined;
  to?: IsoTime | undefined;
}

export interface ExportSelectionRequest extends Pick<ExportQuery, "format" | "columns" | "batch" | "trailer"> {
  /** 1 to MAX_SELECTED, in any order: the file has them in the order of the list. */
  records: readonly RecordAddress[];
}

export const getHealth = (signal?: AbortSignal) => request<Health>("/api/health", { signal });

export const getConnections = (signal?: AbortSignal) => request<Connection[]>("/api/connections", { signal });

export const getStreams = (connection: string, signal?: AbortSignal) =>
  request<StreamList>(withQuery("/api/streams", { connection }), { signal });

export const getCaptures = (signal?: AbortSignal) => request<CaptureList>("/api/captures", { signal });

export const getCapture = (id: string, signal?: AbortSignal) => request<CaptureDetail>(capturePath(id), { signal });

/** Opening a stream that is already captured gives the same capture. */
export const openCapture = (body: OpenCaptureRequest) =>
  request<CaptureDetail>("/api/captures", { method: "POST", body });

/** Starts the sample workload and opens a capture on its stream. */
export const openSandbox = (body: OpenSandboxRequest) =>
  request<CaptureDetail>("/api/sandbox", { method: "POST", body });

export const replaceShards = (body: ReplaceShardsRequest) =>
  request<ReplacedShards>("/api/sandbox/shards", { method: "POST", body });

const changeCapture = (id: string, body: ChangeCaptureRequest) =>
  request<CaptureDetail>(capturePath(id), { method: "PATCH", body });

export const setReading = (id: string, reading: "running" | "paused") => changeCapture(id, { reading });

/** What no longer fits the setting is removed at once, for good. */
export const setKeep = (id: string, keep: Keep) => changeCapture(id, { keep });

export const deleteCapture = (id: string) => request<void>(capturePath(id), { method: "DELETE" });

/** Progress comes as `seek` events. Aborting the call cancels the seek. */
export const seek = (id: string, time: IsoTime, signal?: AbortSignal) =>
  request<SeekResult>(`${capturePath(id)}/seek`, { method: "POST", body: { time }, signal });

export const getRecords = (id: string, query: RecordsQuery, signal?: AbortSignal) =>
  request<RecordList>(withQuery(`${capturePath(id)}/records`, { ...query }), { signal });

/** Looks at every record where nothing else tells. Aborting the call ends the counting. */
export const countRecords = (
  id: string,
  query: Pick<RecordsQuery, "filter" | "zone" | "from" | "to">,
  signal?: AbortSignal,
) => request<RecordCount>(withQuery(`${capturePath(id)}/count`, { ...query }), { signal });

/** How far down the list a place stands, or the place that stands so far down. */
export const locate = (
  id: string,
  query: ({ place: string } | { share: number }) & { from?: IsoTime | undefined; to?: IsoTime | undefined },
  signal?: AbortSignal,
) => request<Located>(withQuery(`${capturePath(id)}/locate`, { ...query }), { signal });

/** What the columns (paths as in a filter, at most 6) show of the rows with these cursors (at most 200). */
export const getValues = (id: string, cursors: readonly number[], columns: readonly string[], signal?: AbortSignal) => {
  const query = new URLSearchParams([["cursors", cursors.join(",")], ...columns.map((column) => ["column", column])]);
  return request<ValueList>(`${capturePath(id)}/values?${query}`, { signal });
};

export const getRecord = (id: string, shardId: string, sequenceNumber: string, signal?: AbortSignal) =>
  request<RecordDetail>(
    `${capturePath(id)}/records/${encodeURIComponent(shardId)}/${encodeURIComponent(sequenceNumber)}`,
    { signal },
  );

export const getTimeline = (id: string, query: TimelineQuery, signal?: AbortSignal) =>
  request<TimelineData>(withQuery(`${capturePath(id)}/timeline`, { ...query }), { signal });

/** All captured versions of one key, in order. */
export const getHistory = (id: string, key: AttributeMap, signal?: AbortSignal) =>
  request<History>(withQuery(`${capturePath(id)}/history`, { key: JSON.stringify(key) }), { signal });

/** Aborting the call ends the work. */
export const tryPattern = (id: string, body: PatternRequest, signal?: AbortSignal) =>
  request<PatternResult>(`${capturePath(id)}/pattern`, { method: "POST", body, signal });

/** Reads the range where it is not captured. Aborting the call ends that. */
export const landBatch = (id: string, body: BatchRequest, signal?: AbortSignal) =>
  request<BatchResult>(`${capturePath(id)}/batch`, { method: "POST", body, signal });

/** The newest `limit` records that match, counted by key, attribute, entity and shard. Aborting the call ends the counting. */
export const getChanges = (id: string, query: ChangesQuery, signal?: AbortSignal) =>
  request<ChangesReport>(withQuery(`${capturePath(id)}/changes`, { ...query }), { signal });

/** What could go on from `prefix`, the text of one term up to the caret. */
export const getCompletions = (id: string, prefix: string, signal?: AbortSignal) =>
  request<CompletionList>(withQuery(`${capturePath(id)}/complete`, { prefix }), { signal });

/** The address of a download: for a link, not for fetch. */
export const exportUrl = (id: string, query: ExportQuery) => withQuery(`${capturePath(id)}/export`, { ...query });

/**
 * The file of chosen records, however many: an address cannot hold them. Rejects with recordNotFound when one is not
 * there. Aborting the call ends the export.
 */
export const exportSelection = (id: string, body: ExportSelectionRequest, signal?: AbortSignal) =>
  requestFile(`${capturePath(id)}/export`, { method: "POST", body, signal });

/** How many records that download would hold, and about how many bytes. */
export const getExportEstimate = (id: string, query: ExportQuery, signal?: AbortSignal) =>
  request<ExportEstimate>(withQuery(`${capturePath(id)}/export/estimate`, { ...query }), { signal });

/** The address that a file of records is sent to (lib/api/upload.ts). */
export const importUrl = (name: string) => withQuery("/api/captures/import", { name });

export const eventsUrl = (id: string) => `${capturePath(id)}/events`;

function capturePath(id: string): string {
  return `/api/captures/${encodeURIComponent(id)}`;
}
