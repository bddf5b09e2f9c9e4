import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";

/** A path into an item: names and list indexes. */
export type Path = (string | number)[];

export type Operand =
  | { value: AttributeValue }
  | { path: Path }
  | { call: string; operands: Operand[] }
  | { sum: [Operand, Operand]; sign: "+" | "-" };

export interface Condition {
  path: Path;
  /** A comparison, or one of BETWEEN, IN, begins_with, contains, MISSING, NOT MISSING. */
  operator: string;
  values: AttributeValue[];
}

export type Statement =
  | { kind: "insert"; table: string; item: AttributeMap }
  | { kind: "update"; table: string; set: { path: Path; to: Operand }[]; remove: Path[]; where: Condition[] }
  | { kind: "delete"; table: string; where: Condition[] }
  | { kind: "select"; table: string; index?: string; columns: Path[]; where: Condition[] };

const TOKEN =
  /\s+|'(?:[^']|'')*'|"(?:[^"]|"")*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_][\w]*|<<|>>|<=|>=|<>|!=|[?{}[\](),.:;=<>*+-]/y;
const MAX_STATEMENT = 8192;
const MAX_DEPTH = 32;

/** Reads one statement of PartiQL as DynamoDB knows it: INSERT, UPDATE, DELETE and SELECT. Throws ValidationException. */
export function parseStatement(text: string, parameters: AttributeValue[]): Statement {
  if (text.length > MAX_STATEMENT) throw notWellFormed("the statement is longer than 8192 characters");
  return new Parser(tokens(text), parameters).statement();
}

function tokens(text: string): string[] {
  const found: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const at = TOKEN.lastIndex;
    const token = TOKEN.exec(text)?.[0];
    if (token === undefined) throw notWellFormed(`unexpected character at position ${at + 1}`);
    if (token.trim() !== "") found.push(token);
  }
  return found;
}

class Parser {
  readonly #tokens: string[];
  readonly #parameters: AttributeValue[];
  #at = 0;
  #used = 0;

  constructor(found: string[], parameters: AttributeValue[]) {
    this.#tokens = found;
    this.#parameters = parameters;
  }

  statement(): Statement {
    const statement = this.#statement();
    this.#accept(";");
    if (this.#at < this.#tokens.length) throw notWellFormed(`unexpected ${this.#peek()}`);
    if (this.#used !== this.#parameters.length) {
      throw validation("Number of parameters in request and statement don't match.");
    }
    return statement;
  }

  #statement(): Statement {
    switch (this.#next().toUpperCase()) {
      case "INSERT": {
        this.#expect("INTO");
        const table = this.#name();
        this.#expect("VALUE");
        const item = this.#value();
        if (!("M" in item)) throw notWellFormed("VALUE must be a tuple");
        return { kind: "insert", table, item: item.M };
      }
      case "UPDATE":
        return this.#update();
      case "DELETE":
        this.#expect("FROM");
        return { kind: "delete", table: this.#name(), where: this.#where() };
      case "SELECT":
        return this.#select();
      default:
        throw notWellFormed("a statement begins with INSERT, UPDATE, DELETE or SELECT");
    }
  }

  #update(): Statement {
    const table = this.#name();
    const set: { path: Path; to: Operand }[] = [];
    const remove: Path[] = [];
    for (;;) {
      if (this.#accept("SET")) {
        do {
          const path = this.#path();
          this.#expect("=");
          set.push({ path, to: this.#operand() });
        } while (this.#accept(","));
      } else if (this.#accept("REMOVE")) {
        do remove.push(this.#path());
        while (this.#accept(","));
      } else break;
    }
    if (set.length + remove.length === 0) throw notWellFormed("UPDATE needs SET or REMOVE");
    return { kind: "update", table, set, remove, where: this.#where() };
  }

  #select(): Statement {
    const columns: Path[] = [];
    if (!this.#accept("*")) {
      do columns.push(this.#path());
      while (this.#accept(","));
    }
    this.#expect("FROM");
    const table = this.#name();
    const index = this.#accept(".") ? this.#name() : undefined;
    return { kind: "select", table, ...(index === undefined ? {} : { index }), columns, where: this.#where() };
  }

  #where(): Condition[] {
    const conditions: Condition[] = [];
    if (!this.#accept("WHERE")) return conditions;
    do conditions.push(this.#condition());
    while (this.#accept("AND"));
    return conditions;
  }

  #condition(): Condition {
    const word = this.#peek().toLowerCase();
    if ((word === "begins_with" || word === "contains") && this.#tokens[this.#at + 1] === "(") {
      this.#at += 2;
      const path = this.#path();
      this.#expect(",");
      const value = this.#value();
      this.#expect(")");
      return { path, operator: word, values: [value] };
    }
    const path = this.#path();
    const operator = this.#next().toUpperCase();
    switch (operator) {
      case "=":
      case "<":
      case "<=":
      case ">":
      case ">=":
      case "<>":
      case "!=":
        return { path, operator: operator === "!=" ? "<>" : operator, values: [this.#value()] };
      case "BETWEEN": {
        const low = this.#value();
        this.#expect("AND");
        return { path, operator, values: [low, this.#value()] };
      }
      case "IN": {
        const close = this.#accept("(") ? ")" : this.#accept("[") && "]";
        if (!close) throw notWellFormed("IN needs a list");
        return { path, operator, values: this.#list(close, 0) };
      }
      case "IS": {
        const not = this.#accept("NOT");
        this.#expect("MISSING");
        return { path, operator: not ? "NOT MISSING" : "MISSING", values: [] };
      }
      default:
        throw notWellFormed(`unexpected ${operator}`);
    }
  }

  #operand(): Operand {
    let operand = this.#term();
    for (;;) {
      const sign = this.#accept("+") ? "+" : this.#accept("-") ? "-" : undefined;
      if (!sign) return operand;
      operand = { sum: [operand, this.#term()], sign };
    }
  }

  #term(): Operand {
    const isName = /^["A-Za-z_]/.test(this.#peek()) && !/^(true|false|null)$/i.test(this.#peek());
    if (!isName) return { value: this.#value() };
    if (this.#tokens[this.#at + 1] !== "(") return { path: this.#path() };
    const call = this.#next().toLowerCase();
    this.#expect("(");
    const operands = [this.#operand()];
    while (this.#accept(",")) operands.push(this.#operand());
    this.#expect(")");
    return { call, operands };
  }

  #path(): Path {
    const path: Path = [this.#name()];
    for (;;) {
      if (this.#accept(".")) path.push(this.#name());
      else if (this.#accept("[")) {
        const index = this.#next();
        if (!/^\d+$/.test(index)) throw notWellFormed(`${index} is not a list index`);
        path.push(Number(index));
        this.#expect("]");
      } else return path;
    }
  }

  #name(): string {
    const token = this.#next();
    if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"');
    if (/^[A-Za-z_]/.test(token)) return token;
    throw notWellFormed(`${token} is not a name`);
  }

  #value(depth = 0): AttributeValue {
    if (depth > MAX_DEPTH) throw validation("Nesting Levels have exceeded supported limits");
    const token = this.#next();
    if (token === "?") {
      const parameter = this.#parameters[this.#used++];
      if (parameter === undefined) throw validation("Number of parameters in request and statement don't match.");
      return parameter;
    }
    if (token.startsWith("'")) return { S: token.slice(1, -1).replaceAll("''", "'") };
    if (/^-?\d/.test(token)) return { N: token };
    if (/^(true|false)$/i.test(token)) return { BOOL: token.toLowerCase() === "true" };
    if (/^null$/i.test(token)) return { NULL: true };
    if (token === "[") return { L: this.#list("]", depth) };
    if (token === "<<") return asSet(this.#list(">>", depth));
    if (token === "{") return { M: this.#tuple(depth) };
    throw notWellFormed(`unexpected ${token}`);
  }

  #list(close: string, depth: number): AttributeValue[] {
    const values: AttributeValue[] = [];
    if (this.#accept(close)) return values;
    do values.push(this.#value(depth + 1));
    while (this.#accept(","));
    this.#expect(close);
    return values;
  }

  #tuple(depth: number): AttributeMap {
    const map: AttributeMap = Object.create(null);
    if (this.#accept("}")) return map;
    do {
      const name = this.#next();
      if (!/^['"]/.test(name)) throw notWellFormed(`${name} is not a quoted name`);
      this.#expect(":");
      map[name.slice(1, -1).replaceAll("''", "'")] = this.#value(depth + 1);
    } while (this.#accept(","));
    this.#expect("}");
    return map;
  }

  #peek(): string {
    const token = this.#tokens[this.#at];
    if (token === undefined) throw notWellFormed("the statement ends too early");
    return token;
  }

  #next(): string {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #accept(wanted: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== wanted) return false;
    this.#at += 1;
    return true;
  }

  #expect(wanted: string): void {
    if (!this.#accept(wanted)) throw notWellFormed(`${wanted} expected`);
  }
}

function asSet(values: AttributeValue[]): AttributeValue {
  const [first] = values;
  if (first && values.every((value) => "S" in value)) return { SS: values.map((value) => (value as { S: string }).S) };
  if (first && values.every((value) => "N" in value)) return { NS: values.map((value) => (value as { N: string }).N) };
  if (first && values.every((value) => "B" in value)) return { BS: values.map((value) => (value as { B: string }).B) };
  throw notWellFormed("a set holds strings, numbers or binary, of one kind and at least one");
}

function notWellFormed(why: string) {
  return validation(`Statement wasn't well formed, can't be processed: ${why}`);
}
