/** Where a record stands in its stream: no other has both. */
export interface RecordAddress {
  shardId: string;
  sequenceNumber: string;
}

export function sameRecord(a: RecordAddress | undefined, b: RecordAddress | undefined): boolean {
  return a !== undefined && b !== undefined && a.shardId === b.shardId && a.sequenceNumber === b.sequenceNumber;
}
