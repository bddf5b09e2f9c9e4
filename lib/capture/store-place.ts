import { ShardscopeError } from "@/lib/stream/error";
import { padSequenceNumber, type SequenceNumber } from "@/lib/stream/sequence-number";

/**
 * A place in list order, taken apart. `order` is the greatest time so far in the shard and its ancestors, milliseconds;
 * `shard` tells apart two shards that issued the same number at the same time.
 */
export interface Place {
  order: number;
  sequenceNumber: SequenceNumber;
  shard: number;
}

/** The greatest time a Date can hold: 16 digits, and exact as a double. */
const MAX_TIME = 8_640_000_000_000_000;
const TIME_DIGITS = 16;
const SHARD_DIGITS = 7;

/** A time as a store keeps it: whole, and within what a Date can hold. What is no number counts as 0. */
export function storableTime(time: number): number {
  if (!Number.isFinite(time)) return 0;
  return between(Math.round(time), 0, MAX_TIME);
}

/** Sorts as a plain string in list order. */
export function formatPlace({ order, sequenceNumber, shard }: Place): string {
  return `${String(order).padStart(TIME_DIGITS, "0")}-${padSequenceNumber(sequenceNumber)}-${String(shard).padStart(SHARD_DIGITS, "0")}`;
}

/** The place before every record whose order time is `time` or later (milliseconds): where a seek lands. */
export function placeBefore(time: number): string {
  return formatPlace({ order: storableTime(time), sequenceNumber: "0", shard: 0 });
}

/** Behind every record. */
export const LAST_PLACE = formatPlace({
  order: MAX_TIME,
  sequenceNumber: "9".repeat(40),
  shard: 10 ** SHARD_DIGITS - 1,
});

/** Throws badRequest for a text that is no place. */
export function parsePlace(text: string): Place {
  const match = /^(\d{16})-(\d{40})-(\d{7})$/.exec(text);
  const [, order, sequenceNumber, shard] = match ?? [];
  if (order === undefined || sequenceNumber === undefined || shard === undefined || Number(order) > MAX_TIME) {
    throw new ShardscopeError("badRequest", "The cursor is not a place in this list.");
  }
  return { order: Number(order), sequenceNumber, shard: Number(shard) };
}

/** Order times that a record must stay between: of its neighbours in the shard, and along its lineage. */
export interface OrderBounds {
  after?: number | undefined;
  before?: number | undefined;
  lineageAfter?: number | undefined;
  lineageBefore?: number | undefined;
}

/**
 * The order time of a record: its own time, pulled between its neighbours'. So the list never contradicts the order of a
 * shard, also when a back-fill stores older records later (rule 12). The lineage bounds it as far as the shard's own
 * order leaves room.
 */
export function orderTime(time: number, bounds: OrderBounds): number {
  const { after = 0, before = MAX_TIME, lineageAfter = 0, lineageBefore = MAX_TIME } = bounds;
  return between(between(time, lineageAfter, lineageBefore), after, before);
}

function between(value: number, least: number, greatest: number): number {
  return Math.min(Math.max(value, least), greatest);
}
