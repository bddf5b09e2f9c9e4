import type { CoverageRange, Gap } from "@/lib/stream/coverage";
import type { ErrorCode, ShardscopeError } from "@/lib/stream/error";
import type { SequenceNumber } from "@/lib/stream/sequence-number";
import type { ShardDescription, StreamDescription } from "@/lib/stream/shard";
import type { CallTotals } from "./call-meter";

/** What a shard is doing. `trimmed`: it vanished from the source before anything of it was read. */
export type ShardState =
  /** Its parent is not drained yet (rule 2). */
  | "waiting"
  | "starting"
  | "reading"
  | "caughtUp"
  | "throttled"
  | "failing"
  /** All reading waits, for credentials or because the reader does not run. */
  | "paused"
  | "finished"
  | "trimmed";

export type ReaderState = "starting" | "catchingUp" | "live" | "throttled" | "failing" | "finished";

export interface Failure {
  code: ErrorCode;
  message: string;
  hint?: string;
  retriable: boolean;
}

export function asFailure(error: ShardscopeError): Failure {
  const { code, message, hint, retriable } = error;
  return { code, message, retriable, ...(hint === undefined ? {} : { hint }) };
}

/** Times in milliseconds. */
export interface ShardStatus extends ShardDescription {
  state: ShardState;
  /** New records may come: no end was listed, and none was met. */
  open: boolean;
  /** The last complete listing showed it. */
  listed: boolean;
  lastSequenceNumber?: SequenceNumber;
  lastTime?: number;
  /** Behind the head; 0 when caught up, growing while the head cannot be asked, absent where unknown. */
  lagMs?: number;
  /** Captured ranges; empty ones left out. */
  coverage: CoverageRange[];
  gaps: Gap[];
  approximateStart?: boolean;
  error?: Failure;
}

export interface ReaderSnapshot {
  /** Absent until the first listing. */
  stream?: StreamDescription;
  state: ReaderState;
  /** Why the stream as a whole is failing, throttled or finished, where there is a reason. */
  error?: Failure;
  /** The stream is no longer there. */
  streamGone: boolean;
  shards: ShardStatus[];
  calls: CallTotals;
  /** Over the last minute. */
  callsPerSecond: number;
  readPagesPerSecond: number;
  throttledPerMinute: number;
}
