import type { AttributeValue } from "@/lib/stream/attribute-value";

/** A text, a number in digits, or nothing at all. */
export type CsvCell = string | { number: string } | undefined;

/** A value as a spreadsheet wants it: texts and numbers as they are, binary as base64, all else as typed JSON. */
export function valueCell(value: AttributeValue | undefined): CsvCell {
  if (!value) return undefined;
  if ("S" in value) return value.S;
  if ("N" in value) return { number: value.N };
  if ("B" in value) return value.B;
  if ("BOOL" in value) return String(value.BOOL);
  if ("NULL" in value) return "null";
  return JSON.stringify(value);
}

/** What a spreadsheet takes for a formula when a cell begins with it. */
const FORMULA = /^'*[=+\-@\t\r\n]/;
const NUMBER = /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/;

/**
 * One cell by RFC 4180. A text that would run as a formula gets a ' in front, as in a spreadsheet; one that has such a '
 * already gets another, so that nothing is lost: who reads it back takes one ' away. A number is never a formula. An
 * empty text is "", and a missing value nothing.
 */
export function csvCell(cell: CsvCell): string {
  if (cell === undefined) return "";
  if (typeof cell === "object" && NUMBER.test(cell.number)) return cell.number;
  const text = typeof cell === "object" ? cell.number : cell;
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return safe === "" || /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
