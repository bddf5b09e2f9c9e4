import { z } from "zod";
import type { ShardStatus } from "@/lib/reader/status";
import { findHoles, type Gap } from "@/lib/stream/coverage";
import { isSequenceNumber } from "@/lib/stream/sequence-number";

/** What an export says of its completeness: taken before the first record, so it never claims more than the file holds. */
export interface Trailer {
  shards: readonly ShardStatus[];
  /** What the records were narrowed to, if they were. Milliseconds. */
  filter?: string;
  from?: number;
  to?: number;
  /** The records were chosen one by one. */
  selected?: true;
  /** What the capture lacks is not known: it came from a file that did not tell. */
  unsure?: true;
}

const sequenceNumber = z.string().refine(isSequenceNumber);
const time = z.iso.datetime().transform((text) => Date.parse(text));
const range = z.object({
  from: sequenceNumber,
  to: sequenceNumber,
  fromTime: time.exactOptional(),
  toTime: time.exactOptional(),
});
const gap = z.object({
  shardId: z.string(),
  reason: z.enum(["trimmed", "lostStart", "shardVanished", "failed", "expired"]),
  after: sequenceNumber.exactOptional(),
  before: sequenceNumber.exactOptional(),
  fromTime: time.exactOptional(),
  toTime: time.exactOptional(),
  noticedAt: time,
});
const shard = z.object({
  shardId: z.string(),
  parentShardId: z.string().exactOptional(),
  startingSequenceNumber: sequenceNumber,
  endingSequenceNumber: sequenceNumber.exactOptional(),
  ranges: z.array(range),
});

/** The last line of an NDJSON export that was asked for it: `{"shardscope": …}`. Times are ISO 8601. */
const trailer = z.object({
  /** Records in the file: fewer means that it was cut. */
  records: z.number().int().min(0),
  /**
   * Nothing between the first and the last covered record of any shard is missing from the capture, nor was left out by
   * choice. Null: nobody knows.
   */
  complete: z.boolean().nullable(),
  selected: z.literal(true).exactOptional(),
  filter: z.string().exactOptional(),
  from: time.exactOptional(),
  to: time.exactOptional(),
  coverage: z.array(shard),
  gaps: z.array(gap),
});

export type ParsedTrailer = z.output<typeof trailer>;

/** Undefined for what is no trailer of ours. */
export function parseTrailer(value: unknown): ParsedTrailer | undefined {
  return trailer.safeParse(value).data;
}

export function trailerLine({ shards, filter, from, to, selected, unsure }: Trailer, records: number): string {
  const gaps = shards.flatMap((known) => known.gaps).filter((known) => touches(known, from, to));
  const holes = shards.some(({ coverage, gaps: known }) => findHoles(coverage, known).length > 0);
  const whole = !selected && gaps.length === 0 && !holes;
  return JSON.stringify({
    shardscope: {
      records,
      complete: unsure && !selected ? null : whole,
      ...(selected && { selected }),
      ...(filter === undefined ? {} : { filter }),
      ...isoTimes({ from, to }),
      coverage: shards.map(({ shardId, parentShardId, startingSequenceNumber, endingSequenceNumber, coverage }) => ({
        shardId,
        parentShardId,
        startingSequenceNumber,
        endingSequenceNumber,
        ranges: coverage.map(({ fromTime, toTime, ...bounds }) => ({ ...bounds, ...isoTimes({ fromTime, toTime }) })),
      })),
      gaps: gaps.map(({ fromTime, toTime, noticedAt, ...rest }) => ({
        ...rest,
        ...isoTimes({ fromTime, toTime, noticedAt }),
      })),
    },
  });
}

/** A gap whose times are not known may lie anywhere. */
function touches({ fromTime, toTime }: Gap, from: number | undefined, to: number | undefined): boolean {
  if (to !== undefined && fromTime !== undefined && fromTime >= to) return false;
  return from === undefined || toTime === undefined || toTime >= from;
}

function isoTimes(times: Record<string, number | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(times).flatMap(([name, at]) => (at === undefined ? [] : [[name, new Date(at).toISOString()]])),
  );
}
