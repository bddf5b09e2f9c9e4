import type { AttributeValue } from "@/lib/stream/attribute-value";
import { compareDecimals } from "@/lib/stream/decimal";
import { hexText } from "@/lib/stream/format-value";
import type { Filter, FilterOperand, FilterOperator } from "./filter";
import { matchesAnything, matchesPattern } from "./pattern";

type ValueTest = (value: AttributeValue) => boolean;

/** Typed equality: 100 finds the number 100.0 and the string "100"; quoted, the string alone. */
export function compileEquals({ pattern, quoted, number }: Extract<Filter, { kind: "equals" }>): ValueTest {
  if (matchesAnything(pattern)) return () => true;
  const matches = (text: string) => matchesPattern(pattern, text);
  const word = quoted || pattern.length > 1 ? undefined : (pattern[0] ?? "").toLowerCase();
  const isHex = pattern[0]?.startsWith("0x") ?? false;
  const isNumber = (text: string) => {
    if (number !== undefined) return compareDecimals(text, number) === 0;
    return !quoted && pattern.length > 1 && matches(text);
  };
  const isBinary = (base64: string) => matches(base64) || (isHex && matches(hexText(base64, base64.length)));
  return onMembers((value) => {
    if ("S" in value) return matches(value.S);
    if ("N" in value) return isNumber(value.N);
    if ("BOOL" in value) return word === String(value.BOOL);
    if ("NULL" in value) return word === "null";
    if ("B" in value) return isBinary(value.B);
    if ("SS" in value) return value.SS.some(matches);
    if ("NS" in value) return value.NS.some(isNumber);
    if ("BS" in value) return value.BS.some(isBinary);
    return false;
  });
}

export function compileCompare(operator: FilterOperator, operand: FilterOperand): ValueTest {
  const holds = (order: number | undefined): boolean => {
    if (order === undefined) return false;
    if (order === 0) return operator === ">=" || operator === "<=";
    return order > 0 ? operator === ">" || operator === ">=" : operator === "<" || operator === "<=";
  };
  if ("N" in operand) {
    const test = (text: string) => holds(compareDecimals(text, operand.N));
    return onMembers((value) => ("N" in value ? test(value.N) : "NS" in value && value.NS.some(test)));
  }
  const test = (text: string) => holds(compareCodePoints(text, operand.S));
  return onMembers((value) => ("S" in value ? test(value.S) : "SS" in value && value.SS.some(test)));
}

/** A list is tested by its elements, not by theirs. */
function onMembers(test: ValueTest): ValueTest {
  return (value) => ("L" in value ? value.L.some(test) : test(value));
}

/** DynamoDB's order of strings: by UTF-8 bytes, which is by code point; JavaScript's is by UTF-16 unit. */
function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    // Surrogates stand for what is beyond U+FFFF, so they come last.
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
