import type { AttributeMap, AttributeValue } from "./attribute-value";
import { own } from "./equal-values";
import { hexText, visible } from "./format-value";
import type { KeySchema } from "./shard";

/** Bytes of a binary key that are shown. */
const BINARY_BYTES = 16;

/**
 * A key for the eye: "ORDER#17 / META", hash key first. Numbers stand as sent, binary as hex, cut. A key attribute that
 * the record lacks (a damaged import) shows as "?". For display and search only: two keys may look alike.
 */
export function formatKey(keys: AttributeMap, schema: KeySchema): string {
  const names = schema.range === undefined ? [schema.hash] : [schema.hash, schema.range];
  return names.map((name) => formatKeyValue(own(keys, name))).join(" / ");
}

/** One key attribute as `formatKey` shows it. Keys are S, N or B. */
export function formatKeyValue(value: AttributeValue | undefined): string {
  if (value === undefined) return "?";
  if ("S" in value) return visible(value.S);
  if ("N" in value) return value.N;
  if ("B" in value) return hexText(value.B, BINARY_BYTES);
  return "?";
}
