import type { Completion } from "@/lib/filter/completion";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { ChangeSummary } from "@/lib/stream/change";
import type { ColumnValue } from "@/lib/stream/column-value";
import type { ErrorCode } from "@/lib/stream/error";
import type { EventName, StreamRecord, StreamViewType } from "@/lib/stream/record";
import type { RecordAddress } from "@/lib/stream/record-address";
import type { KeySchema, StreamStatus } from "@/lib/stream/shard";

/**
 * The contract between server and browser. All times are ISO 8601 UTC with milliseconds; sequence numbers and attribute
 * values are strings as AWS sent them. Safe to import in a browser.
 */

export type IsoTime = string;

export interface ErrorBody {
  error: {
    code: ErrorCode;
    message: string;
    hint?: string;
    retriable: boolean /** Where in a filter, 0-based. */;
    position?: number;
  };
}

export interface Health {
  status: "ok";
  version: string;
}

/** `import`: a capture from a file; never among the connections to open. */
type ConnectionKind = "aws" | "endpoint" | "sandbox" | "import";

export interface Connection {
  id: string;
  kind: ConnectionKind;
  label: string;
  region?: string;
  profile?: string;
  endpoint?: string;
}

export interface StreamListItem {
  arn: string;
  tableName: string;
  label: string;
  /** Absent for streams beyond the first 50, which are not looked up one by one. */
  status?: StreamStatus;
  viewType?: StreamViewType;
}

export interface StreamList {
  streams: StreamListItem[];
}

export type StartRequest =
  | { at: "latest" }
  | { at: "trimHorizon" }
  | { at: "time"; time: IsoTime }
  | { at: "sequence"; shardId: string; sequenceNumber: string };

export interface OpenCaptureRequest {
  /** A stream ARN; a table ARN or table name takes the table's latest stream. */
  streamArn: string;
  connection: string | { endpoint: string; region: string };
  start: StartRequest;
}

/** POST /api/sandbox; read from the oldest record unless told. */
export interface OpenSandboxRequest {
  start?: StartRequest;
}

export type CaptureState =
  | "starting"
  | "catchingUp"
  | "live"
  | "paused"
  | "throttled"
  | "failing"
  /** The stream is disabled or deleted and everything it had is read. */
  | "finished"
  /** An imported capture: there is no reader. */
  | "offline";

export interface CaptureStatus {
  state: CaptureState;
  /** A sentence for a person, where the state needs one; `code` names the error behind `failing`. */
  message?: string;
  hint?: string;
  code?: ErrorCode;
  /** Of an imported capture: whether its file says that nothing is missing in it. */
  completeness?: "complete" | "incomplete" | "unknown";
  /** A newer stream of the same table, when this one was disabled or deleted. */
  newerStreamArn?: string;
}

export interface StreamInfo {
  arn: string;
  tableName: string;
  label: string;
  region: string;
  accountId: string;
  viewType: StreamViewType;
  status: StreamStatus;
  keySchema: KeySchema;
}

export interface Totals {
  records: number;
  inserts: number;
  modifies: number;
  removes: number;
  /** On disk. */
  bytes: number;
  firstTime?: IsoTime;
  lastTime?: IsoTime;
}

/** How much of a capture is kept: the last days, the newest records that take so much room (10⁶ bytes), or all: null. */
export type Keep = { days: number } | { megabytes: number } | null;

/** PATCH /api/captures/ID */
export interface ChangeCaptureRequest {
  reading?: "running" | "paused";
  keep?: Keep;
}

/** POST /api/captures/import */
export interface ImportResult {
  /** Of the new, offline capture. */
  id: string;
  imported: number;
  /** Records that the file holds more than once. */
  duplicates: number;
  /** What is no record, by its line (from 1): the first 100. */
  skipped: { line: number; reason: string }[];
  skippedTotal: number;
}

/** Records that can be chosen one by one for an export. */
export const MAX_SELECTED = 10_000;

/** GET /api/captures/ID/export/estimate, with the same query as the export. */
export interface ExportEstimate {
  records: number;
  /** Of the file, told from the first records: about. */
  bytes: number;
}

export interface CaptureSummary {
  id: string;
  stream: StreamInfo;
  connection: Connection;
  status: CaptureStatus;
  reading: "running" | "paused";
  keep: Keep;
  totals: Totals;
  gaps: number;
  createdAt: IsoTime;
  openedAt: IsoTime;
}

export type ShardState =
  | "waiting"
  | "starting"
  | "reading"
  | "caughtUp"
  | "throttled"
  | "failing"
  | "paused"
  | "finished"
  | "trimmed";

interface CoverageSpan {
  from: string;
  to: string;
  fromTime?: IsoTime;
  toTime?: IsoTime;
}

export interface GapInfo {
  shardId: string;
  /** `expired`: captured, and removed by retention. */
  reason: "trimmed" | "lostStart" | "shardVanished" | "failed" | "expired";
  after?: string;
  before?: string;
  fromTime?: IsoTime;
  toTime?: IsoTime;
  /** Where it stands in list order: behind the records of its shard before it, before those after it. Absent without a time. */
  place?: string;
  noticedAt: IsoTime;
}

export interface ShardInfo {
  shardId: string;
  parentShardId?: string;
  state: ShardState;
  /** No EndingSequenceNumber yet. */
  open: boolean;
  startingSequenceNumber: string;
  endingSequenceNumber?: string;
  /** Read from the id; a hint. */
  createdAt?: IsoTime;
  records: number;
  /** The last record taken. */
  position: { sequenceNumber?: string; time?: IsoTime };
  /** Behind the head, milliseconds; absent where unknown. */
  lagMs?: number;
  coverage: CoverageSpan[];
  gaps: GapInfo[];
  error?: { code: ErrorCode; message: string; retriable: boolean };
}

interface CallCount {
  ok: number;
  throttled: number;
  failed: number;
}

export interface Cost {
  calls: { describeStream: CallCount; getShardIterator: CallCount; getRecords: CallCount };
  /** Over the last minute. */
  callsPerSecond: number;
  throttledPerMinute: number;
  /** GetRecords at this pace for 30 days, US dollars. Null for a source that costs nothing. */
  monthlyUsd: number | null;
}

export interface CaptureDetail extends CaptureSummary {
  /** The greatest cursor stored. */
  cursor: number;
  shards: ShardInfo[];
  cost: Cost;
}

export interface CaptureList {
  captures: CaptureSummary[];
}

export interface RecordRow {
  /** Rows are numbered 1, 2, 3… as they are stored. */
  cursor: number;
  /** Place in list order; sorts as a plain string. */
  place: string;
  shardId: string;
  sequenceNumber: string;
  time: IsoTime;
  eventName: EventName;
  /** "ORDER#17 / META" */
  keyText: string;
  change: ChangeSummary;
  size: number;
  ttl: boolean;
}

export interface RecordList {
  records: RecordRow[];
  /** Opaque; give it back as `cursor`. Null at the end. */
  next: string | null;
  /** The greatest cursor stored when this was answered. */
  head: number;
  matched?: number;
  scanned: number;
}

/** GET /api/captures/ID/count, narrowed as the records are. */
export interface RecordCount {
  records: number;
  /** Of the rows stored up to this cursor. */
  head: number;
}

/** GET /api/captures/ID/locate: of all records in the range, that share (0 to 1) stands before the place. */
export interface Located {
  /** `records?cursor=…&order=asc` begins with what stands there. */
  place: string;
  share: number;
}

/** GET /api/captures/ID/values?cursors=1,2&column=status&column=shipping.city: what columns show of rows. */
export interface ValueList {
  rows: { cursor: number /** One for each column. */; values: ColumnValue[] }[];
}

export interface RecordDetail {
  row: RecordRow;
  record: StreamRecord;
  streamArn: string;
  /**
   * Images that the view type left out and that the versions beside it tell for certain: before the change the item was as
   * the version before left it. Absent where nothing is known so.
   */
  inferred?: { OldImage?: AttributeMap; NewImage?: AttributeMap };
  /** Neighbours in the item's history, oldest first. `index` counts from 0. */
  history: {
    index: number;
    total: number;
    /** Versions may be missing just before this one. */
    hole: boolean;
    previous?: RecordAddress;
    next?: RecordAddress;
  };
}

/** `hole`: versions may be missing between this one and the one before, or before the first. */
export type ItemVersion = RecordRow & { hole: boolean };

export interface History {
  key: AttributeMap;
  versions: ItemVersion[];
}

export interface ChangeRow {
  name: string;
  /** The search that finds these records. */
  filter: string;
  count: number;
  inserts: number;
  modifies: number;
  removes: number;
}

/** The most frequent ones, and how many different ones there are. */
export interface ChangeList {
  distinct: number;
  top: ChangeRow[];
}

/** What changes most. */
export interface ChangesReport {
  /** Records that match and were counted, of those that were looked at. */
  counted: number;
  scanned: number;
  /** False when older records that match were left out: `limit` was reached. */
  whole: boolean;
  firstTime?: IsoTime;
  lastTime?: IsoTime;
  inserts: number;
  modifies: number;
  removes: number;
  /** Of the removes, those by time to live. */
  ttlRemoves: number;
  /** MODIFYs of which both images are known, and of those the ones that touched a single attribute. */
  compared: number;
  oneAttribute: number;
  keys: ChangeList;
  attributes: ChangeList;
  /** By what stands before the first delimiter of a key. */
  entities: ChangeList;
  shards: ChangeList;
}

export interface CompletionList {
  /** Best first; each as it is written in a filter. */
  completions: Completion[];
}

export interface TimelineData {
  from: IsoTime;
  to: IsoTime;
  bucketMs: number;
  shards: { shardId: string; buckets: [bucket: number, insert: number, modify: number, remove: number][] }[];
}

export interface SeekResult {
  /** A place in list order: `records?cursor=…&order=asc` begins with the first record at the time asked for. */
  cursor: string;
  time: IsoTime;
  /** The time asked for was older than the source keeps, and was moved to `time`. */
  clipped: boolean;
  /** Calls upstream that it took. */
  calls: number;
  perShard: {
    shardId: string;
    calls: number;
    sequenceNumber?: string;
    outcome: "covered" | "found" | "afterEnd" | "beforeStart" | "failed";
  }[];
}

/** `POST /api/captures/ID/pattern`: what a Lambda event source mapping would let through. */
export interface PatternRequest {
  /** `{Filters: [{Pattern: "…"}]}` as AWS takes it, or a pattern alone; as JSON or as its text, whose errors have a position. */
  filterCriteria: string | object;
  /** Only records that this search lets through are tried. */
  filter?: string;
  zone?: "utc" | "local";
  from?: IsoTime;
  to?: IsoTime;
  /** So many of each kind, the newest; 25 unless told, at most 100. */
  examples?: number;
}

export type PatternExample = { record: RecordRow } & (
  | { passed: true /** Counted from 0; absent when there are no filters. */; filter?: number }
  | { passed: false; filter: number; path: string /** `is "NEW", not "SHIPPED"` */; reason: string }
);

export interface PatternResult {
  passed: number;
  failed: number;
  /** The newest records, at most 50,000. */
  scanned: number;
  /** Every record was tried that there is. */
  whole: boolean;
  /** The greatest cursor stored when this began. */
  head: number;
  /** Newest first. */
  examples: PatternExample[];
  /** The paths that records failed at, those with most first. */
  failures: { path: string; count: number }[];
  /** What can never match, or is known to be a trap. `position` is in the text given, in characters. */
  warnings: { message: string; path: string; position: number; length: number }[];
}

/** `POST /api/captures/ID/batch`: a range of one shard, both ends included, as a failed batch of Lambda names it. */
export interface BatchRequest {
  shardId: string;
  from: string;
  to: string;
}

export interface BatchResult {
  /** In the shard's order, at most 1000; `more` says that there are others. */
  records: RecordRow[];
  more: boolean;
  /** Calls upstream that it took. */
  calls: number;
  /** All of the range is captured. */
  complete: boolean;
  /** What of it is known to be gone. */
  gaps: GapInfo[];
  /** Why nothing was read: the stream no longer lists the shard; or the capture is paused, or was imported. */
  unread?: "shardGone" | "notReading";
}

/** `POST /api/sandbox/shards`: 1 child rolls a shard over (without one: every open shard), 2 split it. */
export interface ReplaceShardsRequest {
  streamArn: string;
  shardId?: string;
  children: 1 | 2;
}

/** Ids of shards. */
export interface ReplacedShards {
  closed: string[];
  opened: string[];
}

/* ---- Server-Sent Events: /api/captures/ID/events ---- */

/** `event: frame`. About every 50 to 100 ms while there is news; `id:` is `cursor`. */
export interface Frame {
  cursor: number;
  /** In stored order, cursors rising without a hole, except where `skipped` says so. */
  rows: RecordRow[];
  /** Shards that changed, whole. */
  shards: ShardInfo[];
  totals: Totals;
  /** Records per second over the last seconds. */
  rate: number;
  /** How far the slowest shard that is being read is behind, milliseconds; absent where unknown. */
  lagMs?: number;
  cost: Cost;
  /** This many rows were left out to spare a slow client; read them with `records`. */
  skipped?: number;
}

/** `event: gap` */
export type GapEvent = GapInfo;

/** `event: status` — sent first on each connection, then on each change. */
export interface StatusEvent {
  status: CaptureStatus;
  reading: "running" | "paused";
  stream: StreamInfo;
}

/** `event: seek` — progress of a seek that is under way, by anyone. */
export interface SeekEvent {
  time: IsoTime;
  calls: number;
  shardsDone: number;
  shardsTotal: number;
  records: number;
  state: "running" | "done" | "cancelled" | "failed";
  message?: string;
}
