import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { own } from "@/lib/stream/equal-values";
import { formatKeyValue } from "@/lib/stream/format-key";
import type { KeySchema } from "@/lib/stream/shard";

/** An item's key as the dictionary keeps it. `range` is "" for a table without one. */
export interface StoredKey {
  hash: string;
  range: string;
}

/**
 * Each key attribute as its type letter and its value, escaped as in JSON: a database text can hold neither NUL nor half
 * a surrogate pair, and two keys must never become one. Other characters stand as they are, so a prefix stays a prefix.
 */
export function storedKey(keys: AttributeMap, schema: KeySchema): StoredKey {
  return {
    hash: encode(own(keys, schema.hash)),
    range: schema.range === undefined ? "" : encode(own(keys, schema.range)),
  };
}

/** A key as one text. Neither part holds a raw line feed: they are escaped. */
export function keyName({ hash, range }: StoredKey): string {
  return `${hash}\n${range}`;
}

export function storedKeyOf(name: string): StoredKey {
  const at = name.indexOf("\n");
  return { hash: name.slice(0, at), range: name.slice(at + 1) };
}

/** The key as DynamoDB's typed JSON, hash key first. */
export function itemKey({ hash, range }: StoredKey, schema: KeySchema): AttributeMap {
  const entries: [string, AttributeValue][] = [];
  for (const [name, text] of [
    [schema.hash, hash],
    [schema.range, range],
  ] as const) {
    const value = decode(text);
    if (name !== undefined && value) entries.push([name, value]);
  }
  // fromEntries defines, where assignment would act on an attribute called `__proto__`.
  return Object.fromEntries(entries);
}

/** The same as `formatKey` of `itemKey`, at a third of the time. */
export function keyText({ hash, range }: StoredKey, schema: KeySchema): string {
  const text = formatKeyValue(decode(hash));
  return schema.range === undefined ? text : `${text} / ${formatKeyValue(decode(range))}`;
}

/** A text as it stands in a stored key, after its type letter. */
export function escapeKeyText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** "?" stands for a key attribute that the record lacks (a damaged import), "J" before one of an unknown type. */
function encode(value: AttributeValue | undefined): string {
  if (value === undefined) return "?";
  const [[type, content] = []] = Object.entries(value);
  if (typeof content === "string" && (type === "S" || type === "N" || type === "B"))
    return type + escapeKeyText(content);
  return `J${JSON.stringify(value)}`;
}

function decode(text: string): AttributeValue | undefined {
  const content = text.slice(1);
  switch (text[0]) {
    case "S":
      return { S: unescaped(content) };
    case "N":
      return { N: unescaped(content) };
    case "B":
      return { B: unescaped(content) };
    case "J":
      return JSON.parse(content) as AttributeValue;
    default:
      return undefined;
  }
}

/** Runs twice for each row of a page; hardly any key has something escaped. */
function unescaped(text: string): string {
  return text.includes("\\") ? (JSON.parse(`"${text}"`) as string) : text;
}
