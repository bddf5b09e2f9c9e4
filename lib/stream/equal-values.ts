import type { AttributeMap, AttributeValue } from "./attribute-value";
import { canonicalDecimal, compareDecimals } from "./decimal";

/**
 * Equal as DynamoDB sees it: types count, sets have no order, maps have no order of names, numbers count by value.
 * DynamoDB holds 1 and 1.0 as the same number: a write that turns one into the other makes no record, and AWS sends
 * one spelling only. Other servers keep the spelling; it must not look like a change.
 */
export function equalValues(a: AttributeValue, b: AttributeValue): boolean {
  if (a === b) return true;
  if ("S" in a) return "S" in b && a.S === b.S;
  if ("N" in a) return "N" in b && equalNumbers(a.N, b.N);
  if ("M" in a) return "M" in b && equalMaps(a.M, b.M);
  if ("L" in a) return "L" in b && equalLists(a.L, b.L);
  if ("BOOL" in a) return "BOOL" in b && a.BOOL === b.BOOL;
  if ("NULL" in a) return "NULL" in b;
  if ("B" in a) return "B" in b && a.B === b.B;
  if ("SS" in a) return "SS" in b && equalSets(a.SS, b.SS);
  if ("NS" in a) return "NS" in b && equalNumberSets(a.NS, b.NS);
  if ("BS" in a) return "BS" in b && equalSets(a.BS, b.BS);
  // A type AWS has not told us of yet.
  return JSON.stringify(a) === JSON.stringify(b);
}

function equalNumbers(a: string, b: string): boolean {
  return a === b || compareDecimals(a, b) === 0;
}

export function equalMaps(a: AttributeMap, b: AttributeMap): boolean {
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const x = own(a, name);
    const y = own(b, name);
    return x !== undefined && y !== undefined && equalValues(x, y);
  });
}

function equalLists(a: AttributeValue[], b: AttributeValue[]): boolean {
  return (
    a.length === b.length &&
    a.every((value, index) => {
      const other = b[index];
      return other !== undefined && equalValues(value, other);
    })
  );
}

function equalSets(a: string[], b: string[]): boolean {
  if (a.length !== b.length) return false;
  // Servers mostly keep the order, and this runs for each record that is stored.
  if (a.every((member, at) => member === b[at])) return true;
  const members = new Set(a);
  return b.every((member) => members.has(member));
}

function equalNumberSets(a: string[], b: string[]): boolean {
  return equalSets(a, b) || equalSets(a.map(canonicalDecimal), b.map(canonicalDecimal));
}

/** The map's own value under a name: an item may have an attribute called `constructor` or `__proto__`, or lack it. */
export function own(map: AttributeMap, name: string): AttributeValue | undefined {
  return Object.hasOwn(map, name) ? map[name] : undefined;
}
