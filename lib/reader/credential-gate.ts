import type { Clock } from "@/lib/clock";
import type { ErrorCode, ShardscopeError } from "@/lib/stream/error";
import { patience } from "./pacing";
import { Waker } from "./waiting";

const CREDENTIAL_CODES: ReadonlySet<ErrorCode> = new Set([
  "credentialsExpired",
  "credentialsMissing",
  "credentialsInvalid",
  "accessDenied",
]);

export function isCredentialError(error: ShardscopeError): boolean {
  return CREDENTIAL_CODES.has(error.code);
}

/**
 * Closed while the source refuses our credentials: all calls of the stream wait here, one of them tries again now and
 * then (2 s growing to 30 s), and its success lets all go on from where they stood.
 */
export class CredentialGate {
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #closedBy: ShardscopeError | undefined;
  #attempts = 0;
  #probing = false;
  readonly #waiting = new Set<Waker>();

  constructor(clock: Clock, onChange: () => void) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** Why reading is paused; absent while it is not. */
  get closedBy(): ShardscopeError | undefined {
    return this.#closedBy;
  }

  /**
   * Resolves when the caller may call: with true for the one that tries for all, who must then tell how it went.
   * Rejects with `signal.reason` on abort.
   */
  async pass(signal: AbortSignal): Promise<boolean> {
    while (this.#closedBy) {
      const waker = new Waker();
      if (this.#probing) {
        this.#waiting.add(waker);
        try {
          await waker.sleep(this.#clock, undefined, signal);
        } finally {
          this.#waiting.delete(waker);
        }
        continue;
      }
      this.#probing = true;
      try {
        await this.#clock.sleep(patience(this.#attempts), signal);
        return true;
      } catch (error) {
        this.#stopProbing();
        throw error;
      }
    }
    return false;
  }

  /** A call was answered: whatever it said, the credentials were good. */
  open(): void {
    if (!this.#closedBy) return;
    this.#closedBy = undefined;
    this.#attempts = 0;
    this.#stopProbing();
    this.#onChange();
  }

  close(error: ShardscopeError, trying: boolean): void {
    // Calls that were under way when it closed say the same again; they neither lengthen nor shorten the pause.
    if (this.#closedBy && !trying) return;
    const news = this.#closedBy?.code !== error.code;
    this.#closedBy = error;
    this.#attempts += 1;
    this.#stopProbing();
    if (news) this.#onChange();
  }

  /** The one who tried failed for another reason, or went away: the next may try. */
  release(trying: boolean): void {
    if (this.#closedBy && trying) {
      this.#attempts += 1;
      this.#stopProbing();
    }
  }

  #stopProbing(): void {
    this.#probing = false;
    for (const waker of this.#waiting) waker.wake();
  }
}
