import type { Clock } from "@/lib/clock";

/** The calls a source offers; one method of StreamSource each. */
export type CallKind = "describeStream" | "openShard" | "readPage";
export type CallOutcome = "ok" | "throttled" | "failed";
export type CallCount = Record<CallOutcome, number>;
export type CallTotals = Record<CallKind, CallCount>;

const WINDOW_SECONDS = 60;

/** Counts every call upstream by kind and outcome, and how many the last minute saw. Memory is fixed. */
export class CallMeter {
  readonly #clock: Clock;
  readonly #started: number;
  readonly #totals: CallTotals = {
    describeStream: { ok: 0, throttled: 0, failed: 0 },
    openShard: { ok: 0, throttled: 0, failed: 0 },
    readPage: { ok: 0, throttled: 0, failed: 0 },
  };
  readonly #slots = Array.from({ length: WINDOW_SECONDS }, () => ({ second: -1, calls: 0, reads: 0, throttled: 0 }));

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#started = clock.now();
  }

  count(kind: CallKind, outcome: CallOutcome): void {
    this.#totals[kind][outcome] += 1;
    const second = Math.floor(this.#clock.now() / 1000);
    const slot = this.#slots[second % WINDOW_SECONDS];
    if (!slot) return;
    if (slot.second !== second) Object.assign(slot, { second, calls: 0, reads: 0, throttled: 0 });
    slot.calls += 1;
    if (kind === "readPage") slot.reads += 1;
    if (outcome === "throttled") slot.throttled += 1;
  }

  totals(): CallTotals {
    return structuredClone(this.#totals);
  }

  /** Calls a second over the last minute, or over the time since the start when that is shorter. */
  lastMinute(): { callsPerSecond: number; readPagesPerSecond: number; throttled: number } {
    const now = this.#clock.now();
    const oldest = Math.floor(now / 1000) - WINDOW_SECONDS;
    const recent = this.#slots.filter((slot) => slot.second > oldest);
    const seconds = Math.min(WINDOW_SECONDS, Math.max(1, (now - this.#started) / 1000));
    const sum = (pick: (slot: { calls: number; reads: number; throttled: number }) => number) =>
      recent.reduce((total, slot) => total + pick(slot), 0);
    return {
      callsPerSecond: sum((slot) => slot.calls) / seconds,
      readPagesPerSecond: sum((slot) => slot.reads) / seconds,
      throttled: sum((slot) => slot.throttled),
    };
  }
}
