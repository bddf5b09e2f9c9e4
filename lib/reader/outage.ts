import type { Clock } from "@/lib/clock";
import type { ErrorCode, ShardscopeError } from "@/lib/stream/error";

/** Calls one after the other without an answer before the source is called unreachable: one broken connection is nothing. */
const UNREACHABLE_AFTER = 2;

const UNANSWERED: ReadonlySet<ErrorCode> = new Set(["endpointUnreachable", "timeout"]);

/**
 * Whether the source answers at all, from the calls of all shards: an idle shard asks every few seconds, and would find out on
 * its own much later. Any answer ends an outage, a refusal too.
 */
export class Outage {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #unanswered = 0;
  #lastAt = Number.NEGATIVE_INFINITY;
  #error: ShardscopeError | undefined;

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Why nothing can be read; absent while the source answers. */
  get error(): ShardscopeError | undefined {
    return this.#error;
  }

  answered(): void {
    this.#unanswered = 0;
    this.#tell(undefined);
  }

  /** A call that began at `beganAt` (milliseconds) failed. Calls that were under way together count as one. */
  failed(error: ShardscopeError, beganAt: number): void {
    if (!UNANSWERED.has(error.code)) this.answered();
    else if (beganAt >= this.#lastAt) this.#count(error);
  }

  #count(error: ShardscopeError): void {
    this.#lastAt = this.#clock.now();
    this.#unanswered += 1;
    if (this.#unanswered >= UNREACHABLE_AFTER) this.#tell(error);
  }

  #tell(error: ShardscopeError | undefined): void {
    const news = error?.code !== this.#error?.code;
    this.#error = error;
    if (news) this.#onChange();
  }
}
