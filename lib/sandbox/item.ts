import { type AttributeMap, type AttributeValue, attributeType } from "@/lib/stream/attribute-value";

/**
 * Bytes of an item by AWS's rule for SizeBytes (streams.md): names in UTF-8 bytes plus values. 81 of 81 recorded records agree.
 */
export function itemBytes(item: AttributeMap): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if ("S" in value) return Buffer.byteLength(value.S);
  if ("N" in value) return numberBytes(value.N);
  if ("B" in value) return Buffer.byteLength(value.B, "base64");
  if ("BOOL" in value || "NULL" in value) return 1;
  if ("SS" in value) return sum(value.SS, (text) => Buffer.byteLength(text));
  if ("NS" in value) return sum(value.NS, numberBytes);
  if ("BS" in value) return sum(value.BS, (text) => Buffer.byteLength(text, "base64"));
  if ("L" in value) return 3 + sum(value.L, (element) => 1 + valueBytes(element));
  return 3 + Object.keys(value.M).length + itemBytes(value.M);
}

/** One byte per two significant digits, rounded up, plus one. */
function numberBytes(text: string): number {
  const digits = (/^-?([\d.]*)/.exec(text)?.[1] ?? "").replace(".", "").replace(/^0+|0+$/g, "");
  return Math.ceil(digits.length / 2) + 1;
}

function sum<T>(values: T[], size: (value: T) => number): number {
  let total = 0;
  for (const value of values) total += size(value);
  return total;
}

/** True when two items say the same: the order of names and of a set's members means nothing. */
export function sameItem(a: AttributeMap, b: AttributeMap): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const [x, y] = [a[name], b[name]];
    return x !== undefined && y !== undefined && Object.hasOwn(b, name) && sameValue(x, y);
  });
}

export function sameValue(a: AttributeValue, b: AttributeValue): boolean {
  const type = attributeType(a);
  if (type !== attributeType(b)) return false;
  if ("M" in a && "M" in b) return sameItem(a.M, b.M);
  if ("L" in a && "L" in b) {
    return a.L.length === b.L.length && a.L.every((value, i) => sameValue(value, b.L[i] as AttributeValue));
  }
  const [x, y] = [Object.values(a)[0], Object.values(b)[0]] as [unknown, unknown];
  if (Array.isArray(x) && Array.isArray(y)) {
    const members = new Set(y);
    return x.length === y.length && x.every((member) => members.has(member));
  }
  return x === y;
}

/** A copy whose maps have no prototype: there is no attribute `constructor` in it unless the item has one. */
export function withoutPrototypes(item: AttributeMap): AttributeMap {
  const copy: AttributeMap = Object.create(null);
  for (const [name, value] of Object.entries(item)) copy[name] = valueWithoutPrototypes(value);
  return copy;
}

function valueWithoutPrototypes(value: AttributeValue): AttributeValue {
  if ("M" in value) return { M: withoutPrototypes(value.M) };
  if ("L" in value) return { L: value.L.map(valueWithoutPrototypes) };
  return value;
}
