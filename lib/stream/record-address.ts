/** Where a record stands in its stream: no other has both. */
export interface RecordAddress {
  shardId: string;
  sequenceNumber: string;
}

export function sameRecord(a: RecordAddress | undefined, b: RecordAddress | undefined): boolean {
  return a !== undefined && b !== undefined && a.shardId === b.shardId && a.sequenceNumber === b.sequenceNumber;
}

/** "shardId-…/4759…", as links have it. Neither part holds a slash. */
export function writeRecordAddress({ shardId, sequenceNumber }: RecordAddress): string {
  return `${shardId}/${sequenceNumber}`;
}

/** Undefined where it is not written so; whether there is such a record is another question. */
export function readRecordAddress(text: string): RecordAddress | undefined {
  const [shardId, sequenceNumber, ...rest] = text.split("/");
  return shardId && sequenceNumber && rest.length === 0 ? { shardId, sequenceNumber } : undefined;
}
