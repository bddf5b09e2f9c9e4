/**
 * JSON that knows where each of its parts stands, so that an error in a filter pattern can point at the character. The
 * positions are those of the text that the person sees, also inside a `Pattern`, which is JSON written as a JSON string.
 */

/** Deeper than any item: 32 levels of attributes, two keys a level, and the record around them [AWS]. */
const MAX_DEPTH = 100;

interface Span {
  /** Characters from the start of the text; `end` is exclusive. */
  start: number;
  end: number;
}

export interface JsonMember {
  name: string;
  nameSpan: Span;
  value: JsonNode;
}

export type JsonNode = Span &
  (
    | { kind: "object"; members: JsonMember[] }
    | { kind: "array"; items: JsonNode[] }
    /** `places[i]` is where character `i` of the value stands; one more for its end. */
    | { kind: "string"; value: string; places: number[] }
    | { kind: "number"; value: number; text: string }
    | { kind: "boolean"; value: boolean }
    | { kind: "null" }
  );

/** Where a text is wrong; `length` is at least 1. `path` names the part of the pattern, as a person would write it. */
export class PatternFault extends Error {
  override readonly name = "PatternFault";
  readonly position: number;
  readonly length: number;

  constructor(message: string, span: Span) {
    super(message);
    this.position = span.start;
    this.length = Math.max(1, span.end - span.start);
  }
}

/** Throws a PatternFault. `places` says where each character of `text` stands in the text that the person sees. */
export function readJson(text: string, places?: number[]): JsonNode {
  return new JsonReader(text, places).read();
}

const ESCAPES: Record<string, string> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonReader {
  readonly #text: string;
  readonly #places: number[] | undefined;
  #at = 0;

  constructor(text: string, places: number[] | undefined) {
    this.#text = text;
    this.#places = places;
  }

  read(): JsonNode {
    const value = this.#value(0);
    this.#space();
    if (this.#at < this.#text.length) this.#fail("Nothing may follow the last bracket.");
    return value;
  }

  #value(depth: number): JsonNode {
    this.#space();
    const start = this.#at;
    const character = this.#text[start];
    if (depth > MAX_DEPTH) this.#fail(`This is nested more than ${MAX_DEPTH} levels deep.`);
    if (character === "{") return this.#object(start, depth);
    if (character === "[") return this.#array(start, depth);
    if (character === '"') return this.#string();
    const word = /^[A-Za-z]+/.exec(this.#text.slice(start, start + 20))?.[0];
    if (word !== undefined) return this.#word(word, start);
    // At most as many digits as a number can need: the rest of the text is not looked at.
    const number = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/.exec(this.#text.slice(start, start + 400))?.[0];
    if (number === undefined)
      return this.#fail(character === undefined ? "The text ends here." : "A value is missing.");
    this.#at += number.length;
    return { kind: "number", value: Number(number), text: number, ...this.#span(start) };
  }

  #object(start: number, depth: number): JsonNode {
    const members: JsonMember[] = [];
    this.#at++;
    if (this.#take("}")) return { kind: "object", members, ...this.#span(start) };
    do {
      this.#space();
      if (this.#text[this.#at] !== '"') this.#fail('A name in "quotes" is missing here.');
      const name = this.#string();
      if (!this.#take(":")) this.#fail("A colon is missing here.");
      members.push({ name: name.value, nameSpan: { start: name.start, end: name.end }, value: this.#value(depth + 1) });
    } while (this.#take(","));
    if (!this.#take("}")) this.#fail("A comma or } is missing here.");
    return { kind: "object", members, ...this.#span(start) };
  }

  #array(start: number, depth: number): JsonNode {
    const items: JsonNode[] = [];
    this.#at++;
    if (this.#take("]")) return { kind: "array", items, ...this.#span(start) };
    do items.push(this.#value(depth + 1));
    while (this.#take(","));
    if (!this.#take("]")) this.#fail("A comma or ] is missing here.");
    return { kind: "array", items, ...this.#span(start) };
  }

  #string(): Extract<JsonNode, { kind: "string" }> {
    const start = this.#at;
    const places: number[] = [];
    let value = "";
    this.#at++;
    for (;;) {
      const place = this.#at;
      const character = this.#text[this.#at];
      if (character === undefined || character === "\n") {
        throw new PatternFault("This quote is never closed.", { start: this.#place(start), end: this.#place(start) });
      }
      if (character < " ") this.#fail("A control character must be written as an escape, such as \\t.");
      this.#at++;
      if (character === '"') break;
      const read = character === "\\" ? this.#escape(place) : character;
      value += read;
      places.push(this.#place(place));
    }
    places.push(this.#place(this.#at - 1));
    return { kind: "string", value, places, ...this.#span(start) };
  }

  #escape(place: number): string {
    const letter = this.#text[this.#at++] ?? "";
    const simple = ESCAPES[letter];
    if (simple !== undefined) return simple;
    const hex = this.#text.slice(this.#at, this.#at + 4);
    if (letter === "u" && /^[0-9a-fA-F]{4}$/.test(hex)) {
      this.#at += 4;
      return String.fromCharCode(Number.parseInt(hex, 16));
    }
    this.#at = place;
    return this.#fail('There is no such escape; a backslash itself is written "\\\\".');
  }

  #word(word: string, start: number): JsonNode {
    this.#at += word.length;
    if (word === "true" || word === "false") return { kind: "boolean", value: word === "true", ...this.#span(start) };
    if (word === "null") return { kind: "null", ...this.#span(start) };
    throw new PatternFault(`${word} is no JSON value. Text stands in "quotes".`, this.#span(start));
  }

  #take(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at++;
    return true;
  }

  #space(): void {
    while (" \t\r\n".includes(this.#text[this.#at] ?? "-")) this.#at++;
  }

  #place(at: number): number {
    return this.#places ? (this.#places[at] ?? this.#places.at(-1) ?? 0) : at;
  }

  #span(start: number): Span {
    return { start: this.#place(start), end: this.#place(this.#at) };
  }

  #fail(message: string): never {
    throw new PatternFault(message, { start: this.#place(this.#at), end: this.#place(this.#at) });
  }
}

/** The node as compact JSON: what AWS would be sent. Its length is what AWS bounds. */
export function writeJson(node: JsonNode): string {
  switch (node.kind) {
    case "object":
      return `{${node.members.map(({ name, value }) => `${JSON.stringify(name)}:${writeJson(value)}`).join(",")}}`;
    case "array":
      return `[${node.items.map(writeJson).join(",")}]`;
    case "number":
      return node.text;
    case "null":
      return "null";
    default:
      return JSON.stringify(node.value);
  }
}
