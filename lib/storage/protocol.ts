import type {
  Added,
  CaptureTotals,
  ChangesQuery,
  Expired,
  ExpireStep,
  ItemNeighbours,
  ItemVersion,
  KeepLimit,
  Locate,
  Located,
  RecordQuery,
  RecordQueryResult,
  RecordRow,
  RowValues,
  StoredCapture,
} from "@/lib/capture/store";
import type { ChangesPart } from "@/lib/capture/store-changes";
import type { TimelineGrid } from "@/lib/capture/store-timeline";
import type { Completion, CompletionWant } from "@/lib/filter/completion";
import type { Filter } from "@/lib/filter/filter";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import type { AttributeMap } from "@/lib/stream/attribute-value";
import type { ErrorCode } from "@/lib/stream/error";
import type { Path } from "@/lib/stream/path";
import type { RecordFacts } from "./record-facts";
import type { TimelineQuery, TimelineStep } from "./timeline";

/** What the thread that writes is asked. Each is answered at once; what could take long goes in steps. */
export interface WriterCalls {
  open(directory: string): null;
  list(): StoredCapture[];
  create(capture: StoredCapture): null;
  get(id: string): StoredCapture | null;
  update(id: string, change: Partial<StoredCapture>): StoredCapture;
  delete(id: string): null;
  /** A query found the file damaged: sets it aside. Always throws. */
  damaged(id: string): never;
  commit(
    id: string,
    change: { shardId: string; records: RecordFacts | null; checkpoints: ShardCheckpoint[] },
  ): StoredPlaces;
  checkpoints(id: string): ShardCheckpoint[];
  totals(id: string): CaptureTotals;
  cursor(id: string): number;
  /** Work that nobody waits for, a step of it; true when there is more. */
  idle(): boolean;
  expire(id: string, limit: KeepLimit): ExpireStep;
  expired(id: string): Expired[];
  close(): null;
}

/**
 * What the thread that queries is asked, of captures that the one that writes has opened. Each is answered at once; what
 * could take long goes in steps, by `after` and `next`.
 */
export interface QueryCalls {
  open(directory: string): null;
  /** The greatest cursor. */
  head(id: string): number;
  records(id: string, query: RecordQuery): RecordQueryResult;
  locate(id: string, query: Locate): Located;
  values(id: string, query: { cursors: readonly number[]; paths: readonly Path[] }): RowValues[];
  record(id: string, shardId: string, sequenceNumber: string): { record: string; row: RecordRow } | null;
  history(id: string, key: AttributeMap, after: string | null): { rows: ItemVersion[]; next?: string };
  neighbours(id: string, shardId: string, sequenceNumber: string): ItemNeighbours | null;
  changes(id: string, query: Omit<ChangesQuery, "limit"> & { head: number }, after: string | null): ChangesStep;
  complete(id: string, want: CompletionWant): Completion[];
  timeline(id: string, grid: TimelineGrid, query: TimelineQuery, after: string | null): TimelineStep;
  scan(
    id: string,
    query: { filter?: Filter; from?: number; to?: number; head: number },
    after: string | null,
  ): ScanStep;
  nearestBefore(id: string, shardId: string, time: number): { sequenceNumber: string; time: number } | null;
  /** Lets go of the file, so that it can be deleted. */
  release(id: string): null;
  close(): null;
}

/** The threads, by what they do. */
export interface Roles {
  writer: WriterCalls;
  queries: QueryCalls;
}

type Call = (...parameters: never[]) => unknown;

export interface Service<Calls> {
  answers: {
    [C in keyof Calls]: Calls[C] extends Call
      ? (now: number, ...parameters: Parameters<Calls[C]>) => ReturnType<Calls[C]>
      : never;
  };
}

/** What became of the records of a commit. */
export interface StoredPlaces {
  /** The greatest cursor now. */
  cursor: number;
  added: Added;
  /** The number of their shard. */
  shard: number;
  /** The order times of those that were new, one after another in the order they were given; null for the others. */
  orders: (number | null)[];
  bytes: number;
}

/** Records as JSON text. Crosses as it is: as JSON, the texts would be escaped and read once more. */
export interface ScanStep {
  records: { shardId: string; text: string }[];
  next?: string;
}

export interface ChangesStep {
  part: ChangesPart;
  scanned: number;
  next?: string;
}

/** `now` spares the thread a clock of its own. */
export interface StorageRequest {
  number: number;
  now: number;
  call: string;
  parameters: unknown[];
}

/** `json` is the answer as text: twice as fast to take as a clone of the same rows. */
export type StorageAnswer =
  | { number: number; json: string }
  | { number: number; scan: ScanStep }
  | { number: number; error: { code: ErrorCode; message: string; retriable: boolean; hint?: string } };
