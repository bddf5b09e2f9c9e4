import type { Clock } from "@/lib/clock";
import type { ReadPoint, RecordPage, ShardListingPage, StreamSource } from "@/lib/reader/source";
import { type ErrorCode, ShardscopeError } from "@/lib/stream/error";
import type { Position } from "@/lib/stream/position";
import { asRecord, listedShard, type ModelShard, type ReferenceStream } from "./reference-stream";

export const ARN = "arn:aws:dynamodb:eu-west-1:123456789012:table/orders/stream/2026-11-20T00:00:00.000";
const READ_POINT_LIVES_MS = 15 * 60_000;

/** Odds, 0 to 1, and switches. All off at first. */
export interface Faults {
  throttle: number;
  serverError: number;
  /** The call is done, its answer is lost. */
  lostAnswer: number;
  emptyPage: number;
  expire: number;
  /** Records a page, at most. */
  pageSize: number;
  shardsPerPage: number;
  /** Refuse every call with this. */
  refuse: ErrorCode | undefined;
  /** Refuse CHILD_SHARDS, as sources that do not know it do. */
  noChildFilter: boolean;
  /** Refuse AT and AFTER. */
  noNumbers: boolean;
  /** Milliseconds a call takes. */
  latency: number;
}

export function noFaults(): Faults {
  return {
    throttle: 0,
    serverError: 0,
    lostAnswer: 0,
    emptyPage: 0,
    expire: 0,
    pageSize: 1000,
    shardsPerPage: 100,
    refuse: undefined,
    noChildFilter: false,
    noNumbers: false,
    latency: 1,
  };
}

interface Point {
  shardId: string;
  /** Records with a greater number follow. */
  after: bigint;
  issuedAt: number;
}

/** A source over a reference stream that obeys streams.md, with faults that the test turns on. */
export class FakeSource implements StreamSource {
  faults = noFaults();
  readonly calls = { describeStream: 0, openShard: 0, readPage: 0 };
  /** The most calls that were under way at once. */
  mostAtOnce = 0;
  /** Positions that were opened, for tests that look at them. */
  readonly opened: { shardId: string; position: Position }[] = [];
  readonly #stream: ReferenceStream;
  readonly #clock: Clock;
  readonly #random: () => number;
  #atOnce = 0;

  constructor(stream: ReferenceStream, clock: Clock, random: () => number) {
    this.#stream = stream;
    this.#clock = clock;
    this.#random = random;
  }

  describeStream(
    request: { streamArn: string; after?: string; childrenOf?: string; limit?: number },
    signal: AbortSignal,
  ): Promise<ShardListingPage> {
    return this.#call("describeStream", signal, () => {
      if (request.streamArn !== ARN) throw noStream();
      if (request.childrenOf !== undefined && this.faults.noChildFilter) {
        throw new ShardscopeError("badRequest", "Unknown parameter ShardFilter");
      }
      const now = this.#clock.now();
      const all = [...this.#stream.shards.values()]
        .filter((shard) => !shard.gone && shard.visibleAt <= now)
        .filter((shard) => request.childrenOf === undefined || shard.parentShardId === request.childrenOf)
        .sort((a, b) => (a.shardId < b.shardId ? -1 : 1));
      const rest = all.filter((shard) => request.after === undefined || shard.shardId > request.after);
      const page = rest.slice(0, Math.min(request.limit ?? 100, this.faults.shardsPerPage));
      const next = rest.length > page.length ? page.at(-1)?.shardId : undefined;
      return {
        stream: {
          arn: ARN,
          tableName: "orders",
          label: "2026-11-20T00:00:00.000",
          status: this.#stream.status,
          viewType: "KEYS_ONLY",
          keySchema: { hash: "pk" },
        },
        shards: page.map(listedShard),
        ...(next === undefined ? {} : { next }),
      };
    });
  }

  openShard(
    request: { streamArn: string; shardId: string; position: Position },
    signal: AbortSignal,
  ): Promise<ReadPoint> {
    return this.#call("openShard", signal, () => {
      const shard = this.#shard(request.shardId);
      this.opened.push({ shardId: request.shardId, position: request.position });
      const after = this.#placeOf(shard, request.position);
      const point: Point = { shardId: shard.shardId, after, issuedAt: this.#clock.now() };
      return JSON.stringify({ ...point, after: after.toString() }) as ReadPoint;
    });
  }

  readPage(request: { readPoint: ReadPoint; limit?: number }, signal: AbortSignal): Promise<RecordPage> {
    return this.#call("readPage", signal, () => {
      const json = JSON.parse(request.readPoint) as Omit<Point, "after"> & { after: string };
      const point: Point = { ...json, after: BigInt(json.after) };
      const now = this.#clock.now();
      if (now - point.issuedAt > READ_POINT_LIVES_MS || this.#random() < this.faults.expire) {
        throw new ShardscopeError("positionExpired", "Iterator expired");
      }
      const shard = this.#shard(point.shardId);
      if (lostRecords(shard, point.after)) throw trimmed();
      const size = Math.min(request.limit ?? 1000, this.faults.pageSize);
      const first = firstBehind(shard, later(point.after, shard.trimmed));
      const records = this.#random() < this.faults.emptyPage ? [] : shard.records.slice(first, first + size);
      const last = records.at(-1);
      const after = last?.number ?? point.after;
      const ended = shard.end !== undefined && first + records.length >= shard.records.length;
      const next = { ...point, after: after.toString(), issuedAt: now };
      return {
        records: records.map(asRecord),
        bytes: records.length * 600,
        ...(ended ? {} : { next: JSON.stringify(next) as ReadPoint }),
      };
    });
  }

  #placeOf(shard: ModelShard, position: Position): bigint {
    switch (position.at) {
      case "trimHorizon":
        return later(shard.trimmed, shard.start);
      case "latest":
        return shard.records.at(-1)?.number ?? shard.start;
      case "atSequence":
      case "afterSequence": {
        const number = BigInt(position.sequenceNumber);
        const beyond = number > (shard.end ?? shard.records.at(-1)?.number ?? shard.start);
        if (this.faults.noNumbers || number < shard.start || beyond) {
          throw new ShardscopeError("positionInvalid", "Invalid SequenceNumber");
        }
        const after = position.at === "atSequence" ? number - 1n : number;
        if (lostRecords(shard, after)) throw trimmed();
        return after;
      }
    }
  }

  #shard(shardId: string): ModelShard {
    const shard = this.#stream.shards.get(shardId);
    if (!shard || shard.gone) throw new ShardscopeError("shardNotFound", "Requested resource not found: Shard");
    return shard;
  }

  async #call<T>(kind: keyof FakeSource["calls"], signal: AbortSignal, answer: () => T): Promise<T> {
    this.calls[kind] += 1;
    this.#atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#atOnce);
    try {
      await this.#clock.sleep(this.faults.latency, signal);
      const { refuse, throttle, serverError, lostAnswer } = this.faults;
      if (refuse) throw new ShardscopeError(refuse, `Refused: ${refuse}`);
      if (this.#stream.deleted) throw noStream();
      if (this.#random() < throttle) throw new ShardscopeError("throttled", "Slow down", { retriable: true });
      if (this.#random() < serverError) throw new ShardscopeError("sourceFailed", "Internal", { retriable: true });
      const result = answer();
      if (this.#random() < lostAnswer) throw new ShardscopeError("timeout", "No answer", { retriable: true });
      return result;
    } finally {
      this.#atOnce -= 1;
    }
  }
}

function noStream(): ShardscopeError {
  return new ShardscopeError("streamNotFound", "Requested resource not found: Stream");
}

function later(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** A record behind `after` is gone. */
function lostRecords(shard: ModelShard, after: bigint): boolean {
  const next = shard.records[firstBehind(shard, after)];
  return next !== undefined && next.number <= shard.trimmed;
}

/** Index of the first record with a greater number. */
function firstBehind(shard: ModelShard, after: bigint): number {
  let [low, high] = [0, shard.records.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((shard.records[middle]?.number ?? 0n) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}

function trimmed(): ShardscopeError {
  return new ShardscopeError("trimmed", "Trimmed");
}
