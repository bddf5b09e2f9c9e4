import type { Clock } from "@/lib/clock";
import { ShardscopeError } from "@/lib/stream/error";
import type { Position } from "@/lib/stream/position";
import { type CallKind, CallMeter } from "./call-meter";
import { CredentialGate, isCredentialError } from "./credential-gate";
import { Outage } from "./outage";
import type { ReadPoint, RecordPage, ShardListingPage, StreamSource } from "./source";
import { Semaphore } from "./waiting";

/** Calls under way at once, over all shards of a stream. */
const CALLS_AT_ONCE = 16;
/** Milliseconds between two calls of a listing: AWS allows about 10 a second for a whole account, and some are left to others. */
const LISTING_SPACING_MS = 125;

/** Anything thrown, as the one error type. */
export function asShardscopeError(error: unknown): ShardscopeError {
  if (error instanceof ShardscopeError) return error;
  return new ShardscopeError("internal", error instanceof Error ? error.message : String(error), {
    retriable: true,
    cause: error,
  });
}

/**
 * The source as the reader uses it: a bounded number of calls at once, listings one at a time and spaced, every call
 * counted, one pause for the whole stream while credentials are refused, and one look at whether it answers at all. Errors are
 * ShardscopeErrors.
 */
export class Upstream {
  readonly meter: CallMeter;
  readonly gate: CredentialGate;
  readonly outage: Outage;
  readonly #source: StreamSource;
  readonly #streamArn: string;
  readonly #clock: Clock;
  readonly #calls = new Semaphore(CALLS_AT_ONCE);
  readonly #listings = new Semaphore(1);
  #lastListing = Number.NEGATIVE_INFINITY;

  constructor(source: StreamSource, streamArn: string, clock: Clock, onChange: () => void) {
    this.#source = source;
    this.#streamArn = streamArn;
    this.#clock = clock;
    this.meter = new CallMeter(clock);
    this.gate = new CredentialGate(clock, onChange);
    this.outage = new Outage(clock, onChange);
  }

  /** One page of a listing (rule 1: one at a time, rate-limited). */
  describe(request: { after?: string; childrenOf?: string }, signal: AbortSignal): Promise<ShardListingPage> {
    return this.#listings.run(async () => {
      const wait = this.#lastListing + LISTING_SPACING_MS - this.#clock.now();
      if (wait > 0) await this.#clock.sleep(Math.min(wait, LISTING_SPACING_MS), signal);
      this.#lastListing = this.#clock.now();
      return this.#call(
        "describeStream",
        () => this.#source.describeStream({ streamArn: this.#streamArn, ...request }, signal),
        signal,
      );
    }, signal);
  }

  open(shardId: string, position: Position, signal: AbortSignal): Promise<ReadPoint> {
    const request = { streamArn: this.#streamArn, shardId, position };
    return this.#call("openShard", () => this.#source.openShard(request, signal), signal);
  }

  read(readPoint: ReadPoint, signal: AbortSignal): Promise<RecordPage> {
    return this.#call("readPage", () => this.#source.readPage({ readPoint }, signal), signal);
  }

  async #call<T>(kind: CallKind, call: () => Promise<T>, signal: AbortSignal): Promise<T> {
    for (;;) {
      const trying = await this.gate.pass(signal);
      let beganAt = 0;
      try {
        const answer = await this.#calls.run(() => {
          beganAt = this.#clock.now();
          return call();
        }, signal);
        this.meter.count(kind, "ok");
        this.outage.answered();
        this.gate.open();
        return answer;
      } catch (cause) {
        if (signal.aborted) {
          this.gate.release(trying);
          throw signal.reason;
        }
        const error = asShardscopeError(cause);
        this.meter.count(kind, error.code === "throttled" ? "throttled" : "failed");
        this.outage.failed(error, beganAt);
        if (!isCredentialError(error)) {
          if (error.code === "throttled") this.gate.open();
          else this.gate.release(trying);
          throw error;
        }
        this.gate.close(error, trying);
      }
    }
  }
}
