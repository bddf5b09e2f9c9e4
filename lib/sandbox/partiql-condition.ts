import type { AttributeValue } from "@/lib/stream/attribute-value";
import { notWellFormed, type PartiqlReader, type Path } from "./partiql-reader";

export interface Comparison {
  path: Path;
  /** A comparison, or one of BETWEEN, IN, begins_with, contains, attribute_type, MISSING. */
  operator: string;
  values: AttributeValue[];
  /** It is the size of what is there that is compared. */
  size?: true;
}

/** What follows WHERE, with AWS's operators AND, OR and NOT. */
export type Condition = Comparison | { all: Condition[] } | { any: Condition[] } | { not: Condition };

const FUNCTIONS = ["begins_with", "contains", "attribute_type"];
const COMPARISONS = ["=", "<", "<=", ">", ">=", "<>", "!="];
/** Brackets and NOTs in one another; beyond that is an attack on the stack. */
const MAX_DEPTH = 50;

/** The conditions that must all hold, after WHERE; none when there is no WHERE. */
export function where(reader: PartiqlReader): Condition[] {
  return reader.accept("WHERE") ? conjuncts(anyOf(reader, 0)) : [];
}

/** Every comparison in it. */
export function comparisons(condition: Condition): Comparison[] {
  if ("all" in condition) return condition.all.flatMap(comparisons);
  if ("any" in condition) return condition.any.flatMap(comparisons);
  if ("not" in condition) return comparisons(condition.not);
  return [condition];
}

function conjuncts(condition: Condition): Condition[] {
  return "all" in condition ? condition.all.flatMap(conjuncts) : [condition];
}

function anyOf(reader: PartiqlReader, depth: number): Condition {
  const any = [allOf(reader, depth)];
  while (reader.accept("OR")) any.push(allOf(reader, depth));
  return any.length === 1 ? (any[0] as Condition) : { any };
}

function allOf(reader: PartiqlReader, depth: number): Condition {
  const all = [single(reader, depth)];
  while (reader.accept("AND")) all.push(single(reader, depth));
  return all.length === 1 ? (all[0] as Condition) : { all };
}

function single(reader: PartiqlReader, depth: number): Condition {
  if (depth > MAX_DEPTH) throw notWellFormed("conditions are nested too deep");
  if (reader.accept("NOT")) return { not: single(reader, depth + 1) };
  if (reader.accept("(")) {
    const condition = anyOf(reader, depth + 1);
    reader.expect(")");
    return condition;
  }
  return reader.isCall() ? call(reader) : comparison(reader, { path: reader.path() });
}

function call(reader: PartiqlReader): Condition {
  const name = reader.next().toLowerCase();
  reader.expect("(");
  const path = reader.path();
  if (name === "size") {
    reader.expect(")");
    return comparison(reader, { path, size: true });
  }
  if (!FUNCTIONS.includes(name)) throw notWellFormed(`there is no function ${name} in a condition`);
  reader.expect(",");
  const value = reader.value();
  reader.expect(")");
  return { path, operator: name, values: [value] };
}

function comparison(reader: PartiqlReader, left: Pick<Comparison, "path" | "size">): Condition {
  if (reader.accept("IS")) {
    const not = reader.accept("NOT");
    const is: Condition = reader.accept("NULL")
      ? { ...left, operator: "attribute_type", values: [{ S: "NULL" }] }
      : missing(reader, left);
    return not ? { not: is } : is;
  }
  if (reader.accept("NOT")) return { not: range(reader, left) };
  if (!COMPARISONS.includes(reader.peek())) return range(reader, left);
  const operator = reader.next();
  return { ...left, operator: operator === "!=" ? "<>" : operator, values: [reader.value()] };
}

function missing(reader: PartiqlReader, left: Pick<Comparison, "path">): Comparison {
  reader.expect("MISSING");
  return { ...left, operator: "MISSING", values: [] };
}

function range(reader: PartiqlReader, left: Pick<Comparison, "path" | "size">): Comparison {
  if (reader.accept("BETWEEN")) {
    const low = reader.value();
    reader.expect("AND");
    return { ...left, operator: "BETWEEN", values: [low, reader.value()] };
  }
  if (!reader.accept("IN")) throw notWellFormed(`unexpected ${reader.peek()}`);
  const close = reader.accept("(") ? ")" : reader.accept("[") && "]";
  const values = close ? reader.list(close) : [];
  if (values.length === 0) throw notWellFormed("IN needs a list");
  return { ...left, operator: "IN", values };
}
