import type { AttributeMap, AttributeValue } from "@/lib/stream/attribute-value";
import { validation } from "./aws-error";

/** A path into an item: names and list indexes. */
export type Path = (string | number)[];

const TOKEN =
  /\s+|'(?:[^']|'')*'|"(?:[^"]|"")*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[A-Za-z_][\w]*|<<|>>|<=|>=|<>|!=|[?{}[\](),.:;=<>*+-]/y;
const MAX_STATEMENT = 8192;
const MAX_DEPTH = 32;

/** Reads a statement of PartiQL from left to right: words, names, paths and values. Throws ValidationException. */
export class PartiqlReader {
  readonly #tokens: string[];
  readonly #parameters: AttributeValue[];
  #at = 0;
  #used = 0;

  constructor(text: string, parameters: AttributeValue[]) {
    if (text.length > MAX_STATEMENT) throw notWellFormed("the statement is longer than 8192 characters");
    this.#tokens = tokens(text);
    this.#parameters = parameters;
  }

  end(): void {
    this.accept(";");
    if (this.#at < this.#tokens.length) throw notWellFormed(`unexpected ${this.peek()}`);
    if (this.#used !== this.#parameters.length) {
      throw validation("Number of parameters in request and statement don't match.");
    }
  }

  peek(ahead = 0): string {
    const token = this.#tokens[this.#at + ahead];
    if (token === undefined) throw notWellFormed("the statement ends too early");
    return token;
  }

  next(): string {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  accept(wanted: string): boolean {
    if (this.#tokens[this.#at]?.toUpperCase() !== wanted) return false;
    this.#at += 1;
    return true;
  }

  expect(wanted: string): void {
    if (!this.accept(wanted)) throw notWellFormed(`${wanted} expected`);
  }

  /** True when a function's name and its bracket are next. */
  isCall(): boolean {
    return /^[A-Za-z_]/.test(this.peek()) && this.#tokens[this.#at + 1] === "(";
  }

  path(): Path {
    const path: Path = [this.name()];
    for (;;) {
      if (this.accept(".")) path.push(this.name());
      else if (this.accept("[")) {
        const index = this.next();
        if (!/^\d+$/.test(index)) throw notWellFormed(`${index} is not a list index`);
        path.push(Number(index));
        this.expect("]");
      } else return path;
    }
  }

  name(): string {
    const token = this.next();
    if (token.startsWith('"')) return token.slice(1, -1).replaceAll('""', '"');
    if (/^[A-Za-z_]/.test(token)) return token;
    throw notWellFormed(`${token} is not a name`);
  }

  value(depth = 0): AttributeValue {
    if (depth > MAX_DEPTH) throw validation("Nesting Levels have exceeded supported limits");
    const token = this.next();
    if (token === "?") {
      const parameter = this.#parameters[this.#used++];
      if (parameter === undefined) throw validation("Number of parameters in request and statement don't match.");
      return parameter;
    }
    if (token.startsWith("'")) return { S: token.slice(1, -1).replaceAll("''", "'") };
    if (/^-?\d/.test(token)) return { N: token };
    if (/^(true|false)$/i.test(token)) return { BOOL: token.toLowerCase() === "true" };
    if (/^null$/i.test(token)) return { NULL: true };
    if (token === "[") return { L: this.list("]", depth) };
    if (token === "<<") return asSet(this.list(">>", depth));
    if (token === "{") return { M: this.#tuple(depth) };
    throw notWellFormed(`unexpected ${token}`);
  }

  /** The values up to the closing token; the opening one is read. */
  list(close: string, depth = 0): AttributeValue[] {
    const values: AttributeValue[] = [];
    if (this.accept(close)) return values;
    do values.push(this.value(depth + 1));
    while (this.accept(","));
    this.expect(close);
    return values;
  }

  #tuple(depth: number): AttributeMap {
    const map: AttributeMap = Object.create(null);
    if (this.accept("}")) return map;
    do {
      const name = this.next();
      if (!/^['"]/.test(name)) throw notWellFormed(`${name} is not a quoted name`);
      const quote = name.charAt(0);
      this.expect(":");
      map[name.slice(1, -1).replaceAll(quote + quote, quote)] = this.value(depth + 1);
    } while (this.accept(","));
    this.expect("}");
    return map;
  }
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

function asSet(values: AttributeValue[]): AttributeValue {
  const [first] = values;
  if (first && values.every((value) => "S" in value)) return { SS: values.map((value) => (value as { S: string }).S) };
  if (first && values.every((value) => "N" in value)) return { NS: values.map((value) => (value as { N: string }).N) };
  if (first && values.every((value) => "B" in value)) return { BS: values.map((value) => (value as { B: string }).B) };
  throw notWellFormed("a set holds strings, numbers or binary, of one kind and at least one");
}

export function notWellFormed(why: string) {
  return validation(`Statement wasn't well formed, can't be processed: ${why}`);
}
