import type { AttributeValue } from "@/lib/stream/attribute-value";
import { formatPath, type Path } from "@/lib/stream/path";
import type { FilterImage } from "./filter";

/** A text as a filter takes it literally: in quotes unless it is a plain word that could mean nothing else. */
export function quoteFilterText(text: string): string {
  const plain = /^[\p{L}_][\p{L}\p{M}\p{N}_#@/.-]*$/u.test(text) && !/^(AND|OR|NOT|true|false|null)$/i.test(text);
  return plain ? text : `"${text.replace(/["\\]/g, "\\$&")}"`;
}

/**
 * The filter for "records in which this path has this value": `new.status:PENDING`. For a collection, the filter for
 * "has a value there".
 */
export function writeValueFilter(image: FilterImage, path: Path, value: AttributeValue): string {
  return `${image}.${formatPath(path)}:${writeValue(value)}`;
}

function writeValue(value: AttributeValue): string {
  if ("S" in value) return quoteFilterText(value.S);
  if ("N" in value) return value.N;
  if ("BOOL" in value) return String(value.BOOL);
  if ("NULL" in value) return "null";
  if ("B" in value) return quoteFilterText(value.B);
  return "*";
}
