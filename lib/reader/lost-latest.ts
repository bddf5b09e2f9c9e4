import type { Clock } from "@/lib/clock";
import type { Position } from "@/lib/stream/position";
import type { ShardCheckpoint } from "./delivery";
import type { LatestMeaning } from "./shard-host";

/** A LATEST that is opened later than this after it was asked for is no longer the one that was asked for. */
const LATEST_TOLERANCE_MS = 5_000;

export interface Lost {
  /** The checkpoint that says so, to be stored first. */
  without?: ShardCheckpoint;
  /** From when on records are wanted, milliseconds; without it from the shard's oldest on. */
  since: number | undefined;
  /** Parents that only their ids call ended may hold some of them. */
  parentsToo: boolean;
}

/** Knows whether a shard's LATEST can still be had: one from before a restart, or that expired before its first record, cannot (rule 9). */
export class LostLatest {
  readonly #clock: Clock;
  #latest: LatestMeaning;

  constructor(latest: LatestMeaning, clock: Clock) {
    this.#latest = latest;
    this.#clock = clock;
  }

  expired(): void {
    if (this.#latest === "now") this.#latest = "lost";
  }

  /** The place was found by its time. */
  landed(): void {
    this.#latest = "time";
  }

  /** What to do instead of opening LATEST; undefined where it still is what was asked for. */
  of(checkpoint: ShardCheckpoint, opened: boolean): Lost | undefined {
    const { position: latest, finished, ...rest } = checkpoint;
    if (latest.at !== "latest" || finished) return undefined;
    const { since } = latest;
    const late = since !== undefined && !opened && this.#clock.now() - since > LATEST_TOLERANCE_MS;
    if (this.#latest === "now" && !late) return undefined;
    if (this.#latest === "time") return { since, parentsToo: true };
    const position: Position = since === undefined ? { at: "trimHorizon" } : latest;
    return { without: { ...rest, finished, position, approximateStart: true }, since, parentsToo: false };
  }
}
