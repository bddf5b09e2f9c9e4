import { formatPath, type Path } from "@/lib/stream/path";
import { type JsonNode, PatternFault } from "./lambda-json";

/**
 * One filter pattern of a Lambda event source mapping, as AWS documents the language ("Control which events Lambda sends
 * to your function", and EventBridge's operators, which it refers to). Fields are joined by AND, the tests of one field
 * by OR.
 */

export interface NumberBound {
  operator: "=" | ">" | ">=" | "<" | "<=";
  value: number;
}

export type FieldTest =
  | { kind: "equals"; value: string | number | boolean | null }
  | { kind: "equalsIgnoreCase"; value: string }
  | { kind: "prefix"; value: string }
  | { kind: "suffix"; value: string }
  | { kind: "numeric"; bounds: NumberBound[] }
  | { kind: "exists"; value: boolean }
  | { kind: "anythingBut"; values: (string | number)[] }
  | { kind: "anythingButLike"; test: Extract<FieldTest, { kind: "prefix" | "suffix" | "equalsIgnoreCase" }> };

/** A test as it was written, for warnings that point at it. */
export type PlacedTest = FieldTest & { start: number; end: number };

export interface PatternLeaf {
  kind: "leaf";
  path: Path;
  /** One of them is enough. */
  tests: PlacedTest[];
  start: number;
  end: number;
}

export interface PatternFields {
  kind: "fields";
  path: Path;
  fields: PatternField[];
  /** `$or`: one of them must hold, beside the fields. */
  anyOf: PatternFields[];
  start: number;
  end: number;
}

export interface PatternField {
  name: string;
  node: PatternFields | PatternLeaf;
  start: number;
  end: number;
}

/** Limits of EventBridge's numeric matching [AWS]. */
const MAX_NUMBER = 5e9;
const OPERATORS = ["prefix", "suffix", "equals-ignore-case", "anything-but", "numeric", "exists"] as const;
/** EventBridge has these, but AWS's list for Lambda does not. */
const EVENT_BRIDGE_ONLY = new Map([
  ["wildcard", "Use prefix or suffix."],
  ["cidr", "Compare the text with prefix."],
]);

/** Throws a PatternFault that names the path and points at the character. */
export function readPattern(node: JsonNode): PatternFields {
  if (node.kind !== "object") throw new PatternFault('A pattern is an object, like {"eventName": ["INSERT"]}.', node);
  return readFields(node, []);
}

function readFields(node: Extract<JsonNode, { kind: "object" }>, path: Path): PatternFields {
  if (node.members.length === 0)
    throw fault(path, "An empty object tests nothing; Lambda takes no such pattern.", node);
  const names = new Set<string>();
  const fields: PatternField[] = [];
  let anyOf: PatternFields[] = [];
  for (const { name, nameSpan, value } of node.members) {
    if (names.has(name)) throw fault(path, `${JSON.stringify(name)} stands here twice.`, nameSpan);
    names.add(name);
    if (name === "$or") anyOf = readAnyOf(value, path);
    else fields.push({ name, node: readField(value, [...path, name]), ...nameSpan });
  }
  return { kind: "fields", path, fields, anyOf, start: node.start, end: node.end };
}

function readAnyOf(node: JsonNode, path: Path): PatternFields[] {
  const wanted = "$or takes an array of two or more patterns.";
  if (node.kind !== "array" || node.items.length < 2) throw fault(path, wanted, node);
  return node.items.map((item) => {
    if (item.kind !== "object") throw fault(path, wanted, item);
    return readFields(item, path);
  });
}

function readField(node: JsonNode, path: Path): PatternFields | PatternLeaf {
  if (node.kind === "object") return readFields(node, path);
  const { start, end } = node;
  if (node.kind !== "array") throw fault(path, `What is looked for stands in an array: [${shown(node)}].`, node);
  if (node.items.length === 0) throw fault(path, "An empty array matches nothing; Lambda takes no such pattern.", node);
  return { kind: "leaf", path, tests: node.items.map((item) => readTest(item, path)), start, end };
}

function readTest(node: JsonNode, path: Path): PlacedTest {
  const { start, end } = node;
  if (node.kind === "array") throw fault(path, "An array inside an array is not part of the language.", node);
  if (node.kind === "null") return { kind: "equals", value: null, start, end };
  if (node.kind !== "object") return { kind: "equals", value: node.value, start, end };
  const [member, second] = node.members;
  if (!member) throw fault(path, "An empty object tests nothing.", node);
  if (second) throw fault(path, "One operator stands in one object: write a second object beside it.", second.nameSpan);
  return { ...readOperator(member.name, member.value, path, member.nameSpan), start, end };
}

function readOperator(name: string, value: JsonNode, path: Path, nameSpan: { start: number; end: number }): FieldTest {
  switch (name) {
    case "prefix":
    case "suffix":
      return { kind: name, value: readText(name, value, path) };
    case "equals-ignore-case":
      return { kind: "equalsIgnoreCase", value: readText(name, value, path) };
    case "exists":
      if (value.kind !== "boolean") throw fault(path, "exists takes true or false.", value);
      return { kind: "exists", value: value.value };
    case "numeric":
      return { kind: "numeric", bounds: readBounds(value, path) };
    case "anything-but":
      return readAnythingBut(value, path);
  }
  const instead = EVENT_BRIDGE_ONLY.get(name);
  if (instead !== undefined) {
    throw fault(path, `Lambda's filters have no ${name}; EventBridge's rules do. ${instead}`, nameSpan);
  }
  const known = OPERATORS.join(", ");
  throw fault(path, `There is no operator ${JSON.stringify(name)}. There are ${known}.`, nameSpan);
}

function readText(name: string, node: JsonNode, path: Path): string {
  if (node.kind !== "string") throw fault(path, `${name} takes a text in quotes.`, node);
  return node.value;
}

function readAnythingBut(node: JsonNode, path: Path): FieldTest {
  if (node.kind === "object") {
    const [member] = node.members;
    const test = member && node.members.length === 1 && readOperator(member.name, member.value, path, member.nameSpan);
    if (test && (test.kind === "prefix" || test.kind === "suffix" || test.kind === "equalsIgnoreCase")) {
      return { kind: "anythingButLike", test };
    }
    throw fault(
      path,
      "anything-but takes a value, a list of values, or one of prefix, suffix, equals-ignore-case.",
      node,
    );
  }
  const items = node.kind === "array" ? node.items : [node];
  const values = items.map((item) => {
    if (item.kind === "string" || item.kind === "number") return item.value;
    throw fault(path, "anything-but takes texts or numbers.", item);
  });
  if (values.length === 0) throw fault(path, "anything-but needs a value.", node);
  if (new Set(values.map((value) => typeof value)).size > 1) {
    throw fault(path, "anything-but takes texts alone or numbers alone.", node);
  }
  return { kind: "anythingBut", values };
}

const COMPARISONS = new Set<string>(["=", ">", ">=", "<", "<="]);

function readBounds(node: JsonNode, path: Path): NumberBound[] {
  const wanted = 'numeric takes ["=", 5], [">", 0] or [">", 0, "<=", 5].';
  if (node.kind !== "array") throw fault(path, wanted, node);
  const bounds: NumberBound[] = [];
  for (let at = 0; at < node.items.length; at += 2) {
    const [operator, value] = node.items.slice(at, at + 2);
    if (operator?.kind !== "string" || !COMPARISONS.has(operator.value)) throw fault(path, wanted, operator ?? node);
    if (value?.kind !== "number")
      throw fault(path, `After ${operator.value} stands a number. ${wanted}`, value ?? node);
    if (Math.abs(value.value) > MAX_NUMBER) throw fault(path, "numeric compares from -5e9 to 5e9 [AWS].", value);
    bounds.push({ operator: operator.value as NumberBound["operator"], value: value.value });
  }
  const [low, high, more] = bounds;
  if (!low || more || (high && !(low.operator.startsWith(">") && high.operator.startsWith("<")))) {
    throw fault(path, wanted, node);
  }
  if (high && low.value >= high.value)
    throw fault(path, "No number lies between these two: the lower comes first.", node);
  return bounds;
}

function shown(node: JsonNode): string {
  return node.kind === "string" || node.kind === "number" || node.kind === "boolean"
    ? JSON.stringify(node.value)
    : "null";
}

function fault(path: Path, message: string, span: { start: number; end: number }): PatternFault {
  return new PatternFault(path.length === 0 ? message : `${formatPath(path)}: ${message}`, span);
}
