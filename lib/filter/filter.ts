import type { EventName } from "@/lib/stream/record";
import type { SequenceNumber } from "@/lib/stream/sequence-number";

export { parseFilter } from "./parse";

/**
 * A text with wildcards: the pieces between the `*`. One piece matches that very text; ["ORDER#1", ""] is the prefix
 * ORDER#1; ["", ""] matches anything.
 */
export type Pattern = string[];

export type FilterImage = "new" | "old" | "keys";
export type FilterOperator = ">" | ">=" | "<" | "<=";

/**
 * A parsed search; plain JSON, so that it can cross to the storage thread. An `and` of nothing matches every record.
 * Made by `parseFilter` (parse.ts), which bounds its size and depth.
 */
export type Filter =
  | { kind: "and"; of: Filter[] }
  | { kind: "or"; of: Filter[] }
  | { kind: "not"; of: Filter }
  /** The pieces, lower case, occur in this order in one string, number or attribute name of the keys or images. */
  | { kind: "text"; pieces: string[] }
  /** Either key attribute as displayed, or the whole key, "ORDER#1 / META". */
  | { kind: "key"; pattern: Pattern }
  | { kind: "event"; names: EventName[] }
  /** Lower case. One piece: the end of the shard's id; with `*`: its id, or the part of it after the last "-". */
  | { kind: "shard"; pattern: Pattern }
  /** Both images are known and differ at this path or below it. */
  | { kind: "changed"; path: (string | number)[] }
  /** The value at the path, or a member of the set or list there, matches. `number` is set when it reads as one. */
  | {
      kind: "equals";
      image: FilterImage;
      path: (string | number)[];
      pattern: Pattern;
      quoted: boolean;
      number?: string;
    }
  /** Numbers order with numbers, exactly; strings with strings, by code point, so ISO dates order by time. */
  | { kind: "compare"; image: FilterImage; path: (string | number)[]; operator: FilterOperator; operand: FilterOperand }
  /** SizeBytes within bounds, inclusive. */
  | { kind: "size"; from?: number; to?: number }
  /** ApproximateCreationDateTime in milliseconds: from ≤ time < to. */
  | { kind: "time"; from?: number; to?: number }
  /** SequenceNumber within bounds, inclusive. */
  | { kind: "seq"; from?: SequenceNumber; to?: SequenceNumber }
  | { kind: "ttl"; value: boolean };

export type FilterOperand = { N: string } | { S: string };

/** Where a filter's text is wrong. `position` and `length` are in characters from the text's start; `message` says what to do. */
export interface FilterError {
  message: string;
  position: number;
  length: number;
}
