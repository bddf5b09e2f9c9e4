import type { AttributeMap, AttributeValue } from "./attribute-value";
import { significantDigits } from "./decimal";
import { base64Bytes } from "./format-value";
import type { StreamRecord } from "./record";

/** Bytes of an item by AWS's rule for SizeBytes (streams.md, "Streams, shards, records"): names and values, no overhead. */
export function itemSize(item: AttributeMap): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += utf8Bytes(name) + valueSize(value);
  return bytes;
}

/** What SizeBytes of a record is: Keys, NewImage and OldImage, as far as it has them. */
export function recordSize({ dynamodb }: StreamRecord): number {
  return itemSize(dynamodb.Keys) + itemSize(dynamodb.NewImage ?? {}) + itemSize(dynamodb.OldImage ?? {});
}

/** Bytes of one value, without its name. */
export function valueSize(value: AttributeValue): number {
  if ("S" in value) return utf8Bytes(value.S);
  if ("N" in value) return numberSize(value.N);
  if ("B" in value) return base64Bytes(value.B);
  if ("BOOL" in value || "NULL" in value) return 1;
  if ("M" in value) return 3 + Object.keys(value.M).length + itemSize(value.M);
  if ("L" in value) return value.L.reduce((bytes, element) => bytes + 1 + valueSize(element), 3);
  if ("SS" in value) return sum(value.SS, utf8Bytes);
  if ("NS" in value) return sum(value.NS, numberSize);
  if ("BS" in value) return sum(value.BS, base64Bytes);
  return 0;
}

function numberSize(text: string): number {
  return Math.ceil(significantDigits(text) / 2) + 1;
}

function sum(members: string[], size: (member: string) => number): number {
  return members.reduce((bytes, member) => bytes + size(member), 0);
}

/** Counted without encoding: this runs for each record of a list. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    const isPair = unit >= 0xd800 && unit <= 0xdbff && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
    // A pair is 4 bytes for 2 units; a lone surrogate is sent as U+FFFD, 3 bytes.
    if (isPair) at++;
  }
  return bytes;
}
