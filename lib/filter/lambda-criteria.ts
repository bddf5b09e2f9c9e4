import { type JsonNode, PatternFault, readJson, writeJson } from "./lambda-json";
import { type PatternFields, readPattern } from "./lambda-pattern";

/** Five, or ten on request [AWS]. */
export const USUAL_FILTERS = 5;
const MAX_FILTERS = 10;
/** Of one Pattern, in characters [AWS]. */
const MAX_PATTERN = 4096;
/** Ten patterns with every character escaped fit. */
const MAX_TEXT = 100_000;

/** A pattern as read, and as AWS would be sent it. */
export interface LambdaFilter {
  pattern: PatternFields;
  text: string;
}

export interface CriteriaError {
  message: string;
  /** Characters from the start of the text. */
  position: number;
  length: number;
}

export type ReadCriteria = { filters: LambdaFilter[]; error?: never } | { error: CriteriaError; filters?: never };

/**
 * Reads what a person may paste: `{"Filters": [{"Pattern": "…"}]}` as the API takes it, the same under `FilterCriteria` as
 * templates have it, a Pattern that is an object rather than its text, or the pattern alone as the console takes it. No
 * filters at all is valid: everything passes. Never throws; takes time proportional to the text, at most 100,000 characters.
 */
export function readFilterCriteria(text: string): ReadCriteria {
  try {
    if (text.length > MAX_TEXT) {
      throw new PatternFault("This is longer than any filter that Lambda takes.", {
        start: MAX_TEXT,
        end: text.length,
      });
    }
    return { filters: readFilters(readJson(text)) };
  } catch (error) {
    if (!(error instanceof PatternFault)) throw error;
    const { message, position, length } = error;
    return { error: { message, position, length } };
  }
}

function readFilters(root: JsonNode): LambdaFilter[] {
  const node = member(root, "FilterCriteria") ?? root;
  const filters = member(node, "Filters");
  if (!filters) return isEmpty(node) ? [] : [readFilter(node, undefined)];
  if (filters.kind !== "array") throw new PatternFault('Filters is an array: [{"Pattern": "…"}].', filters);
  const excess = filters.items[MAX_FILTERS];
  if (excess)
    throw new PatternFault(
      `An event source has at most ${MAX_FILTERS} filters, ${USUAL_FILTERS} without asking AWS.`,
      excess,
    );
  return filters.items.map((item, index) => {
    const pattern = member(item, "Pattern");
    if (!pattern) throw new PatternFault('A filter is an object with a Pattern: {"Pattern": "…"}.', item);
    return readFilter(pattern, filters.items.length > 1 ? index + 1 : undefined);
  });
}

function readFilter(node: JsonNode, number: number | undefined): LambdaFilter {
  try {
    const written = node.kind === "string";
    const inner = written ? readJson(node.value, node.places) : node;
    const text = written ? node.value : writeJson(node);
    if (text.length > MAX_PATTERN) {
      throw new PatternFault(`A pattern has at most ${MAX_PATTERN} characters; this has ${text.length}.`, node);
    }
    return { pattern: readPattern(inner), text };
  } catch (error) {
    if (!(error instanceof PatternFault) || number === undefined) throw error;
    const { message, position: start, length } = error;
    throw new PatternFault(`Filter ${number}: ${message}`, { start, end: start + length });
  }
}

function member(node: JsonNode, name: string): JsonNode | undefined {
  return node.kind === "object" ? node.members.find((each) => each.name === name)?.value : undefined;
}

function isEmpty(node: JsonNode): boolean {
  return node.kind === "object" && node.members.length === 0;
}
