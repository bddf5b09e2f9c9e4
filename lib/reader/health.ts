import type { ShardscopeError } from "@/lib/stream/error";
import { backoff } from "./pacing";
import { asFailure, type Failure } from "./status";

/** Failures in a row before a shard is called failing: one lost answer is nothing to worry a person with. */
const FAILING_AFTER = 3;

/** How a shard fares: failures in a row, and what is told of them. */
export class Health {
  #failures = 0;
  #failure: ShardscopeError | undefined;

  get throttled(): boolean {
    return this.#failure?.code === "throttled";
  }

  /** What a person is told; nothing while it may heal by itself. */
  get failure(): Failure | undefined {
    const failure = this.#failure;
    if (!failure) return undefined;
    if (this.#failures < FAILING_AFTER && failure.retriable && failure.code !== "throttled") return undefined;
    return asFailure(failure);
  }

  /** Something failed since it last went well. */
  get ailing(): boolean {
    return this.#failure !== undefined;
  }

  well(): void {
    this.#failures = 0;
    this.#failure = undefined;
  }

  /** Gives the milliseconds to wait; `dice` is in [0, 1). */
  failed(error: ShardscopeError, dice: number): number {
    this.#failures += 1;
    this.#failure = error;
    return backoff(this.#failures, dice);
  }

  /** A failure that a person has to mend: shown at once. */
  blocked(error: ShardscopeError): void {
    this.#failure = error;
    this.#failures = FAILING_AFTER;
  }

  /** Goes on another way, at once the first times. Gives the milliseconds to wait: a refusal for ever must not spin. */
  detour(dice: number): number {
    this.#failures += 1;
    return this.#failures < FAILING_AFTER ? 0 : backoff(this.#failures, dice);
  }
}
