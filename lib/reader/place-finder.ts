import type { Clock } from "@/lib/clock";
import type { Lineage } from "@/lib/stream/lineage";
import type { Position } from "@/lib/stream/position";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import { shardCreationHint } from "@/lib/stream/shard";
import type { SeekMemory, ShardCheckpoint } from "./delivery";
import { firstPage } from "./first-page";
import { type Located, locate, type Mark } from "./locate";
import { endHint, MARGIN_MS, RETENTION_MS } from "./seek-plan";
import type { ShardReader } from "./shard-reader";
import type { RecordPage } from "./source";
import { asShardscopeError, type Upstream } from "./upstream";

export interface PlaceFinderHost {
  readonly upstream: Upstream;
  readonly clock: Clock;
  readonly memory: SeekMemory;
  shard(shardId: string): ShardReader | undefined;
  lineage(): Lineage;
}

/** Finds the place of a time in one shard, from all that is known of it: what is captured, what is remembered, what ids hint at. */
export class PlaceFinder {
  readonly #host: PlaceFinderHost;

  constructor(host: PlaceFinderHost) {
    this.#host = host;
  }

  async find(
    shard: ShardReader,
    time: number,
    signal: AbortSignal,
    onCall: (records: number) => void,
  ): Promise<Located> {
    const { checkpoint } = shard;
    const target = time - MARGIN_MS;
    const marks = marksOf(checkpoint);
    const remembered = await this.#host.memory.nearestBefore(shard.shardId, target);
    if (remembered) marks.push(remembered);
    const proven = latestMark(marks.filter((mark) => mark.time <= target));
    const lower = this.#startMark(checkpoint);
    const upper = earliestMark(marks.filter((mark) => mark.time > target)) ?? this.#endMark(checkpoint);
    const created = shardCreationHint(shard.shardId);
    const page = (position: Position) => this.#page(shard.shardId, position, signal, onCall);
    return locate({
      time,
      now: this.#host.clock.now(),
      ...(proven ? { proven } : {}),
      ...(lower ? { lower } : {}),
      ...(upper ? { upper } : {}),
      mayBeTrimmed: created === undefined || created < this.#host.clock.now() - RETENTION_MS + MARGIN_MS,
      probe: (sequenceNumber) => page({ at: "atSequence", sequenceNumber }),
      oldest: () => page({ at: "trimHorizon" }),
    });
  }

  /** A probe's page; undefined when the source refuses the place or shows nothing there. */
  async #page(
    shardId: string,
    position: Position,
    signal: AbortSignal,
    onCall: (records: number) => void,
  ): Promise<RecordPage | undefined> {
    try {
      const page = await firstPage(this.#host, { shardId, position, onCall }, signal);
      return page.records.length > 0 ? page : undefined;
    } catch (cause) {
      signal.throwIfAborted();
      const error = asShardscopeError(cause);
      // Any contradiction ends the guessing, and the forward scan finds what is to be found.
      if (!error.retriable && error.code !== "positionExpired") return undefined;
      throw error;
    }
  }

  #startMark(checkpoint: ShardCheckpoint): Mark | undefined {
    const time = shardCreationHint(checkpoint.shardId);
    return time === undefined ? undefined : { sequenceNumber: checkpoint.startingSequenceNumber, time };
  }

  /** A closed shard ends when its children begin; an open one is taken to grow as its parent did. */
  #endMark(checkpoint: ShardCheckpoint): Mark | undefined {
    const lineage = this.#host.lineage();
    const { shardId, endingSequenceNumber } = checkpoint;
    const ended = endHint(shardId, lineage);
    if (endingSequenceNumber !== undefined) {
      return ended === undefined ? undefined : { sequenceNumber: endingSequenceNumber, time: ended };
    }
    const start = this.#startMark(checkpoint);
    const parentId = lineage.parentOf(shardId);
    const parent = parentId === undefined ? undefined : this.#host.shard(parentId)?.checkpoint;
    const parentStart = parent && this.#startMark(parent);
    if (!start || !parentStart || parent.endingSequenceNumber === undefined || start.time <= parentStart.time) {
      return undefined;
    }
    const now = this.#host.clock.now();
    const grown = BigInt(parent.endingSequenceNumber) - BigInt(parentStart.sequenceNumber);
    const share = BigInt(Math.max(1, Math.round(((now - start.time) / (start.time - parentStart.time)) * 1000)));
    const number = BigInt(start.sequenceNumber) + (grown * share) / 1000n;
    return { sequenceNumber: number.toString().padStart(start.sequenceNumber.length, "0"), time: now };
  }
}

/** The (number, time) pairs that coverage remembers. A range's end may be the shard's, which no record bears. */
function marksOf(checkpoint: ShardCheckpoint): Mark[] {
  return checkpoint.coverage.flatMap(({ from, to, fromTime, toTime }) => [
    ...(fromTime === undefined ? [] : [{ sequenceNumber: from, time: fromTime }]),
    ...(toTime === undefined || to === checkpoint.endingSequenceNumber ? [] : [{ sequenceNumber: to, time: toTime }]),
  ]);
}

function latestMark(marks: Mark[]): Mark | undefined {
  return marks.sort((a, b) => compareSequenceNumbers(a.sequenceNumber, b.sequenceNumber)).at(-1);
}

function earliestMark(marks: Mark[]): Mark | undefined {
  return marks.sort((a, b) => compareSequenceNumbers(a.sequenceNumber, b.sequenceNumber))[0];
}
