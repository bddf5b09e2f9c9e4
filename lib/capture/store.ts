import type { Completion, CompletionWant } from "@/lib/filter/completion";
import type { Filter } from "@/lib/filter/filter";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { ChangeSummary } from "@/lib/stream/change";
import type { ColumnValue } from "@/lib/stream/column-value";
import type { Path } from "@/lib/stream/path";
import type { StartPosition } from "@/lib/stream/position";
import type { EventName, StreamRecord } from "@/lib/stream/record";
import type { SequenceNumber } from "@/lib/stream/sequence-number";
import type { StreamDescription } from "@/lib/stream/shard";

/** How to reach the source again after a restart. No secrets: credentials come from the AWS chain each time. */
export interface StoredConnection {
  id: string;
  /** `import`: the records came from a file, and there is nothing to read. */
  kind: "aws" | "endpoint" | "sandbox" | "import";
  label: string;
  region?: string;
  profile?: string;
  endpoint?: string;
}

/** One capture: an inspected stream and everything read from it. Times in milliseconds. */
export interface StoredCapture {
  /** Made by the store: lower-case letters and digits alone. */
  id: string;
  stream: StreamDescription;
  connection: StoredConnection;
  start: StartPosition;
  createdAt: number;
  openedAt: number;
  /** What the person asked for. A paused capture stays paused after a restart. */
  reading: "running" | "paused";
  /** How much of it is kept; all, unless said. */
  keep?: Keep;
  /** Of a capture that came from a file: whether that file says that nothing is missing in it. */
  imported?: { completeness: "complete" | "incomplete" | "unknown" };
}

/** The records of the last days, or as many of the newest as take that room (1 MB = 10⁶ bytes). Null: all. */
export type Keep = { days: number } | { megabytes: number } | null;

/** What retention removes: records before a time (milliseconds), or the oldest until what is left takes `maxBytes`. */
export type KeepLimit = { before: number } | { maxBytes: number };

export interface ExpireStep {
  removed: number;
  /** There is more to do: call again. */
  more: boolean;
}

/** What retention has removed of a shard: everything up to a record. Times in milliseconds. */
export interface Expired {
  shardId: string;
  upTo: SequenceNumber;
  toTime: number;
  /** When it was last removed from. */
  at: number;
}

export interface CaptureTotals {
  records: number;
  inserts: number;
  modifies: number;
  removes: number;
  /** Bytes on disk. */
  bytes: number;
  /** Times of the oldest and newest record, milliseconds. */
  firstTime?: number;
  lastTime?: number;
  /** Records by shard. */
  byShard: Record<string, number>;
}

/**
 * A row of the list. `cursor` numbers rows in the order they were stored (1, 2, 3…). `place` is the row's place in
 * LIST ORDER: by time, but never against the order inside a shard or along a lineage (times may step backwards there,
 * so the list orders by the greatest time so far), then by sequence number. `place` sorts as a plain string.
 */
export interface RecordRow {
  cursor: number;
  place: string;
  shardId: string;
  sequenceNumber: string;
  /** ApproximateCreationDateTime, milliseconds. */
  time: number;
  eventName: EventName;
  /** The key for the eye: "ORDER#17 / META". */
  keyText: string;
  change: ChangeSummary;
  /** SizeBytes as sent. */
  size: number;
  /** Deleted by time to live. */
  ttl: boolean;
}

export interface RecordQuery {
  filter?: Filter;
  /** ApproximateCreationDateTime ≥ from, < to; milliseconds. */
  from?: number;
  to?: number;
  /** `list`: list order. `stored`: the order rows were stored, for following the tail of a filtered view. */
  by: "list" | "stored";
  order: "asc" | "desc";
  /** Exclusive: rows beyond this place (by list) or cursor (by stored), in the direction of `order`. */
  after?: string | number;
  /** 1…1000. */
  limit: number;
}

export interface RecordQueryResult {
  rows: RecordRow[];
  /** Give it back as `after` for the rest; absent when there is no more. May be present with no rows: still scanning. */
  next?: string | number;
  /** Rows looked at. */
  scanned: number;
  /** Rows that match in the whole capture, where that is cheap to know. */
  matched?: number;
}

/** A place in the list, or a share of its records, from 0 to 1. */
export interface Locate {
  /** Milliseconds, whole seconds: from ≤ time < to. Of the records between, whatever the filter. */
  from?: number;
  to?: number;
  at: { place: string } | { share: number };
}

/** That share of the records stands at or before the place, so nearly as times and list order agree. */
export interface Located {
  place: string;
  share: number;
}

/** Some values of one row. */
export interface RowValues {
  cursor: number;
  /** In the order of the paths asked for. */
  values: ColumnValue[];
}

export interface Timeline {
  from: number;
  to: number;
  /** Milliseconds a bucket. */
  bucketMs: number;
  /** Per shard: [bucket index, insert, modify, remove] for each bucket that is not empty. */
  shards: { shardId: string; buckets: [number, number, number, number][] }[];
}

/** A version of an item. */
export interface ItemVersion extends RecordRow {
  /**
   * Versions may be missing just before this one: coverage has a hole between it and the one before, or it is the first
   * that is captured and the item was there already.
   */
  hole: boolean;
}

/** Where a record stands among the captured versions of its item, oldest first. */
export interface ItemNeighbours {
  /** Counts from 0. */
  index: number;
  total: number;
  /** As of an ItemVersion. */
  hole: boolean;
  previous?: RecordRow;
  next?: ItemVersion;
}

/** What to count for "what changes most". Times in milliseconds: from ≤ time < to. */
export interface ChangesQuery {
  filter?: Filter;
  from?: number;
  to?: number;
  /** The newest so many records that match are counted, at most 200,000. */
  limit: number;
}

export interface ChangeCounts {
  /** Records that match and were counted. */
  counted: number;
  inserts: number;
  modifies: number;
  removes: number;
  /** Of the removes, those by time to live. */
  ttlRemoves: number;
  /** MODIFYs of which both images are known, and of those the ones that touched a single attribute. */
  compared: number;
  oneAttribute: number;
  firstTime?: number;
  lastTime?: number;
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

/** The most frequent ones, and how many there are. */
export interface ChangeList {
  distinct: number;
  top: ChangeRow[];
}

export interface ChangesReport extends ChangeCounts {
  /** Records looked at. */
  scanned: number;
  /** False when older records that match were left out. */
  whole: boolean;
  keys: ChangeList;
  /** Of MODIFYs alone; a record counts for each attribute that it changed. */
  attributes: ChangeList;
  /** By what stands before the first delimiter of a key. */
  entities: ChangeList;
  shards: ChangeList;
}

/** Records that a commit added; times in milliseconds. */
export interface Added {
  records: number;
  inserts: number;
  modifies: number;
  removes: number;
  /** Of the oldest and newest of them. */
  firstTime?: number;
  lastTime?: number;
}

export interface CommitResult {
  /** The greatest cursor now. */
  cursor: number;
  /** What was new; a record stored before is not (rule 17). */
  added: Added;
  /** The rows of what was new. They are made when first asked for. */
  readonly rows: RecordRow[];
  /** Bytes on disk now. */
  bytes: number;
}

/** A record of a scan. `text` is the record as JSON, for those who only pass it on. */
export interface ScannedRecord {
  shardId: string;
  text: string;
  /** Parsed each time it is asked for. */
  readonly record: StreamRecord;
}

export function scannedRecord(shardId: string, text: string): ScannedRecord {
  return {
    shardId,
    text,
    get record() {
      return JSON.parse(text) as StreamRecord;
    },
  };
}

/**
 * Keeps captures. Everything a call changes is one transaction; after kill -9 at any point the store opens with every
 * acknowledged row. Rejects with ShardscopeError: captureNotFound, captureDamaged, storageFull, storageFailed.
 */
export interface CaptureStore {
  list(): Promise<StoredCapture[]>;
  create(capture: Omit<StoredCapture, "id">): Promise<StoredCapture>;
  get(id: string): Promise<StoredCapture | undefined>;
  update(
    id: string,
    change: Partial<Pick<StoredCapture, "stream" | "connection" | "openedAt" | "reading" | "keep" | "imported">>,
  ): Promise<StoredCapture>;
  delete(id: string): Promise<void>;
  /** Records (of one shard, in shard order) and checkpoints, in one transaction. */
  commit(
    id: string,
    change: { shardId: string; records: StreamRecord[]; checkpoints: ShardCheckpoint[] },
  ): Promise<CommitResult>;
  checkpoints(id: string): Promise<ShardCheckpoint[]>;
  totals(id: string): Promise<CaptureTotals>;
  /** The greatest cursor; 0 when empty. */
  cursor(id: string): Promise<number>;
  records(id: string, query: RecordQuery, signal?: AbortSignal): Promise<RecordQueryResult>;
  /** How far down the list a place stands, or the place that stands so far down: without reading what lies between. */
  locate(id: string, query: Locate): Promise<Located>;
  /** What the rows with these cursors hold at these paths; rows that are no longer there are left out. */
  values(id: string, query: { cursors: readonly number[]; paths: readonly Path[] }): Promise<RowValues[]>;
  record(
    id: string,
    shardId: string,
    sequenceNumber: string,
  ): Promise<{ record: StreamRecord; row: RecordRow } | undefined>;
  /** Every captured version of one key, oldest first, in list order. */
  history(id: string, key: AttributeMap): Promise<ItemVersion[]>;
  /** Undefined when there is no such record. */
  neighbours(id: string, shardId: string, sequenceNumber: string): Promise<ItemNeighbours | undefined>;
  /** Looks at records newest first until enough are counted. */
  changes(id: string, query: ChangesQuery, signal?: AbortSignal): Promise<ChangesReport>;
  /** What is captured that could stand in a filter, best first: paths, values, keys, shards. From a part of the records. */
  complete(id: string, want: CompletionWant): Promise<Completion[]>;
  /** `head`: rows stored later than this cursor are left out. */
  timeline(
    id: string,
    query: { from: number; to: number; buckets: number; filter?: Filter; head?: number },
    signal?: AbortSignal,
  ): Promise<Timeline>;
  /** Whole records in list order, in batches that fit in memory, for exports. */
  scan(
    id: string,
    query: { filter?: Filter; from?: number; to?: number },
    signal?: AbortSignal,
  ): AsyncIterable<ScannedRecord[]>;
  nearestBefore(
    id: string,
    shardId: string,
    time: number,
  ): Promise<{ sequenceNumber: string; time: number } | undefined>;
  /**
   * One short step of retention, oldest records first. Removed for good are the records, their keys where no other has
   * them, and their counts; checkpoints stay, `expired` says what is no longer held.
   */
  expire(id: string, limit: KeepLimit): Promise<ExpireStep>;
  expired(id: string): Promise<Expired[]>;
  close(): Promise<void>;
}
