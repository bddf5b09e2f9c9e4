/** A sequence number: 21 to 40 digits [AWS]. Stays a string; meaningful within a shard or along one lineage only. */
export type SequenceNumber = string;

/** The most digits AWS documents. */
const MAX_DIGITS = 40;

/** Left-padded to 40 digits, so that plain string order is numeric order: for keys of a store. */
export function padSequenceNumber(number: SequenceNumber): string {
  return number.padStart(MAX_DIGITS, "0");
}

/** Numeric order of two sequence numbers (a plain string comparison is wrong: lengths differ). */
export function compareSequenceNumbers(a: SequenceNumber, b: SequenceNumber): -1 | 0 | 1 {
  // As nearly always within a shard; this runs several times a record.
  if (a.length === b.length) return a < b ? -1 : a > b ? 1 : 0;
  const x = padSequenceNumber(a);
  const y = padSequenceNumber(b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** True for what AWS can have issued: digits alone, at most 40. */
export function isSequenceNumber(text: string): boolean {
  return /^\d{1,40}$/.test(text);
}
