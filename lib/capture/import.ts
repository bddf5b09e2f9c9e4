import type { Clock } from "@/lib/clock";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import { streamArnParts } from "@/lib/stream/arn";
import { addCoverage, type CoverageRange } from "@/lib/stream/coverage";
import { ShardscopeError } from "@/lib/stream/error";
import { recordTime, type StreamRecord } from "@/lib/stream/record";
import { compareSequenceNumbers } from "@/lib/stream/sequence-number";
import type { KeySchema, StreamDescription } from "@/lib/stream/shard";
import type { ParsedTrailer } from "./export/trailer";
import { importItems } from "./import-items";
import type { ImportedRecord } from "./import-record";
import type { CaptureStore, StoredCapture } from "./store";

export interface ImportResult {
  imported: number;
  /** Records that the file holds more than once. */
  duplicates: number;
  /** What is no record, by line; the first of them. */
  skipped: { line: number; reason: string }[];
  skippedTotal: number;
}

export interface ImportParts {
  store: CaptureStore;
  clock: Clock;
  /** The file's name, where it has one. */
  name: string | undefined;
  /** The table's key, should another capture know it: records alone do not tell the hash key from the range key. */
  keySchemaOf(streamArn: string): KeySchema | undefined;
}

/** Records stored at once. */
const BATCH_RECORDS = 4_000;
const BATCH_CHARACTERS = 4 * 1024 * 1024;
const TOLD_SKIPPED = 100;
/** Below every record: where a shard begins is not told by its records. */
const UNKNOWN_START = "0";
/** For records that do not say which shard they come from. */
const UNKNOWN_SHARD = "unknown-shard";

/**
 * Stores the records of a file as an offline capture. Memory stays flat. Rejects with badRequest when there is no record
 * in it, and with what the body or the store reject with; then nothing of it stays.
 */
export async function importCapture(
  chunks: AsyncIterable<Uint8Array>,
  parts: ImportParts,
): Promise<{ stored: StoredCapture; result: ImportResult }> {
  const run = new Import(parts);
  try {
    for await (const item of importItems(chunks)) {
      if (item.kind === "record") await run.take(item.line, item.imported, item.characters);
      else if (item.kind === "trailer") run.trailer(item.trailer);
      else run.skip(item.line, item.reason);
    }
    return await run.finish();
  } catch (error) {
    await run.undo();
    throw error;
  }
}

/** What was seen of a shard. */
interface Seen {
  first: StreamRecord;
  last: StreamRecord;
}

class Import {
  readonly #parts: ImportParts;
  readonly #result: ImportResult = { imported: 0, duplicates: 0, skipped: [], skippedTotal: 0 };
  readonly #seen = new Map<string, Seen>();
  #stored: StoredCapture | undefined;
  #streamArn: string | undefined;
  #batch = new Map<string, StreamRecord[]>();
  #batchRecords = 0;
  #batchCharacters = 0;
  #taken = 0;
  /** "joined": there were several, or records behind it, so that none speaks of the whole file. */
  #trailer: ParsedTrailer | "joined" | undefined;

  constructor(parts: ImportParts) {
    this.#parts = parts;
  }

  skip(line: number, reason: string): void {
    this.#result.skippedTotal++;
    if (this.#result.skipped.length < TOLD_SKIPPED) this.#result.skipped.push({ line, reason });
  }

  trailer(trailer: ParsedTrailer): void {
    this.#trailer = this.#trailer === undefined ? trailer : "joined";
  }

  async take(line: number, imported: ImportedRecord, characters: number): Promise<void> {
    const { streamArn, shardId = UNKNOWN_SHARD, record } = imported;
    if (this.#streamArn !== undefined && streamArn !== undefined && streamArn !== this.#streamArn) {
      return this.skip(line, "of another stream than the records before it");
    }
    this.#streamArn ??= streamArn;
    if (this.#trailer) this.#trailer = "joined";
    this.#taken++;
    this.#note(shardId, record);
    const held = this.#batch.get(shardId);
    if (held) held.push(record);
    else this.#batch.set(shardId, [record]);
    this.#batchRecords++;
    this.#batchCharacters += characters;
    if (this.#batchRecords >= BATCH_RECORDS || this.#batchCharacters >= BATCH_CHARACTERS) await this.#store();
  }

  async finish(): Promise<{ stored: StoredCapture; result: ImportResult }> {
    await this.#store();
    const { store } = this.#parts;
    const { skipped, skippedTotal } = this.#result;
    if (!this.#stored) {
      const [first] = skipped;
      throw new ShardscopeError("badRequest", "There is no record in the file.", {
        hint: first
          ? `Line ${first.line}: ${first.reason}.`
          : "It is empty. Give NDJSON: one record a line, as Shardscope exports them.",
      });
    }
    const trailer = this.#trailer === "joined" ? undefined : this.#trailer;
    const whole = trailer !== undefined && skippedTotal === 0 && trailer.records === this.#taken;
    const narrowed = trailer && (trailer.filter ?? trailer.from ?? trailer.to ?? trailer.selected) !== undefined;
    const checkpoints = this.#checkpoints(whole && !narrowed ? trailer : undefined);
    const [first] = checkpoints;
    if (first) await store.commit(this.#stored.id, { shardId: first.shardId, records: [], checkpoints });
    const stored = await store.update(this.#stored.id, { imported: { completeness: completenessOf(trailer, whole) } });
    return { stored, result: this.#result };
  }

  /** Leaves nothing behind. */
  async undo(): Promise<void> {
    if (this.#stored) await this.#parts.store.delete(this.#stored.id).catch(() => undefined);
  }

  #note(shardId: string, record: StreamRecord): void {
    const seen = this.#seen.get(shardId);
    const number = record.dynamodb.SequenceNumber;
    if (!seen) this.#seen.set(shardId, { first: record, last: record });
    else if (compareSequenceNumbers(number, seen.first.dynamodb.SequenceNumber) < 0) seen.first = record;
    else if (compareSequenceNumbers(number, seen.last.dynamodb.SequenceNumber) > 0) seen.last = record;
  }

  async #store(): Promise<void> {
    for (const [shardId, records] of this.#batch) {
      this.#stored ??= await this.#create(records[0] as StreamRecord);
      records.sort((a, b) => compareSequenceNumbers(a.dynamodb.SequenceNumber, b.dynamodb.SequenceNumber));
      const { added } = await this.#parts.store.commit(this.#stored.id, { shardId, records, checkpoints: [] });
      this.#result.imported += added.records;
      this.#result.duplicates += records.length - added.records;
    }
    this.#batch = new Map();
    this.#batchRecords = 0;
    this.#batchCharacters = 0;
  }

  #create(record: StreamRecord): Promise<StoredCapture> {
    const { store, clock, name } = this.#parts;
    const now = clock.now();
    return store.create({
      stream: this.#describe(record),
      connection: { id: "import", kind: "import", label: name ?? "Imported file" },
      start: { at: "trimHorizon" },
      createdAt: now,
      openedAt: now,
      reading: "paused",
      // Until it is whole: the process may end before.
      imported: { completeness: "incomplete" },
    });
  }

  #describe({ dynamodb }: StreamRecord): StreamDescription {
    const arn = this.#streamArn ?? "";
    const named = streamArnParts(arn);
    // Files that name no stream have nothing in common.
    const known = this.#streamArn === undefined ? undefined : this.#parts.keySchemaOf(arn);
    return {
      arn,
      tableName: named?.tableName ?? (this.#parts.name ?? "imported").replace(/(\.lambda)?\.[A-Za-z]+$/, ""),
      label: named?.label ?? "",
      status: "DISABLED",
      viewType: dynamodb.StreamViewType,
      keySchema: known ?? guessKeySchema(Object.keys(dynamodb.Keys)),
    };
  }

  /** What is held of each shard: by the trailer's word, else its first record and its last, and nobody knows between. */
  #checkpoints(trailer: ParsedTrailer | undefined): ShardCheckpoint[] {
    const now = this.#parts.clock.now();
    const told = new Map(trailer?.coverage.map((shard) => [shard.shardId, shard]));
    const shardIds = new Set([...told.keys(), ...this.#seen.keys()]);
    return [...shardIds].flatMap((shardId): ShardCheckpoint[] => {
      const shard = told.get(shardId);
      const seen = this.#seen.get(shardId);
      const ranges = shard?.ranges ?? (seen ? edgesOf(seen) : []);
      const start = shard?.startingSequenceNumber ?? UNKNOWN_START;
      return [
        {
          shardId,
          startingSequenceNumber: start,
          ...(shard?.parentShardId === undefined ? {} : { parentShardId: shard.parentShardId }),
          ...(shard?.endingSequenceNumber === undefined ? {} : { endingSequenceNumber: shard.endingSequenceNumber }),
          position: { at: "afterSequence", sequenceNumber: ranges.at(-1)?.to ?? start },
          finished: true,
          coverage: ranges,
          gaps: trailer?.gaps.filter((gap) => gap.shardId === shardId) ?? [],
          listedAt: now,
        },
      ];
    });
  }
}

function completenessOf(
  trailer: ParsedTrailer | undefined,
  whole: boolean,
): NonNullable<StoredCapture["imported"]>["completeness"] {
  if (!trailer) return "unknown";
  if (!whole || trailer.filter !== undefined || trailer.complete === false) return "incomplete";
  return trailer.complete === null ? "unknown" : "complete";
}

/** The first record and the last: two ranges, with a hole between them wherever a number could stand. */
function edgesOf({ first, last }: Seen): CoverageRange[] {
  return addCoverage([rangeOf(first)], rangeOf(last));
}

function rangeOf(record: StreamRecord): CoverageRange {
  const number = record.dynamodb.SequenceNumber;
  const time = recordTime(record);
  return { from: number, to: number, fromTime: time, toTime: time };
}

const RANGE_NAMES = /^(sk|range|sort|rangekey|sortkey|range_key|sort_key)$/i;

/** Which of two key attributes is the hash key shows in its name, or else in its place. */
function guessKeySchema(names: readonly string[]): KeySchema {
  const [first = "", second] = names;
  if (second === undefined) return { hash: first };
  return RANGE_NAMES.test(first) ? { hash: second, range: first } : { hash: first, range: second };
}
