import { storableTime } from "@/lib/capture/store-place";
import type { ChangeSummary } from "@/lib/stream/change";
import { ShardscopeError } from "@/lib/stream/error";
import { isTtlDelete, recordTime, type StreamRecord } from "@/lib/stream/record";
import type { KeySchema } from "@/lib/stream/shard";
import { summarizeChange } from "@/lib/stream/summarize-change";
import type { RowDetail } from "./blocks";
import { EVENT_NUMBER, TTL_REMOVE } from "./event-number";
import { keyName, storedKey } from "./item-key";

/**
 * What is stored of some records, side by side: worked out where they are parsed already, for parsing them once more
 * would take the thread that writes as long as storing them. Arrays of texts and numbers cross to it at a tenth of the
 * cost of objects.
 */
export interface RecordFacts {
  sequences: string[];
  /** Milliseconds. */
  times: Float64Array;
  /** As in records.event. */
  events: Uint8Array;
  sizes: Float64Array;
  /** As `keyName` writes them. */
  keys: string[];
  /** RowDetails, as JSON text. */
  details: string[];
  /** The records, as JSON text. */
  texts: string[];
}

export interface RecordsApart {
  /** What the thread that writes is given. */
  facts: RecordFacts;
  /** For the rows of who looks on: as objects they stay on this side. */
  changes: ChangeSummary[];
}

/** Throws sourceAnswerInvalid for an event that there is not. */
export function takeApart(records: readonly StreamRecord[], schema: KeySchema): RecordsApart {
  const { length } = records;
  const changes: ChangeSummary[] = [];
  const facts: RecordFacts = {
    sequences: [],
    times: new Float64Array(length),
    events: new Uint8Array(length),
    sizes: new Float64Array(length),
    keys: [],
    details: [],
    texts: [],
  };
  records.forEach((record, at) => {
    const { SequenceNumber: sequenceNumber, Keys: keys, SizeBytes: size } = record.dynamodb;
    const event = EVENT_NUMBER[record.eventName];
    if (event === undefined) {
      throw new ShardscopeError("sourceAnswerInvalid", `"${record.eventName}" is no event of a stream.`);
    }
    const change = summarizeChange(record);
    // The number that the database has is without leading zeros.
    const detail: RowDetail = sequenceNumber.startsWith("0") ? { change, sequenceNumber } : { change };
    changes.push(change);
    facts.sequences.push(sequenceNumber);
    facts.times[at] = storableTime(recordTime(record));
    facts.events[at] = isTtlDelete(record) ? TTL_REMOVE : event;
    facts.sizes[at] = Number.isSafeInteger(size) ? size : 0;
    facts.keys.push(keyName(storedKey(keys, schema)));
    facts.details.push(JSON.stringify(detail));
    facts.texts.push(JSON.stringify(record));
  });
  return { facts, changes };
}
