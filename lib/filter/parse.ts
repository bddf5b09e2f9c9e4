import type { Filter, FilterError } from "./filter";
import { type Lexeme, lex } from "./lexer";
import { parseTerm } from "./parse-term";

export type ParsedFilter = { filter: Filter; error?: never } | { filter?: never; error: FilterError };

export interface ParseFilterOptions {
  /** Milliseconds: what relative times such as -15m count from. */
  now: number;
  /** How times without a zone are read; UTC unless told. */
  zone?: "utc" | "local";
}

/** Characters; a person's filter has tens. */
export const MAX_FILTER_LENGTH = 4096;
const MAX_TERMS = 256;
const MAX_DEPTH = 32;

/**
 * Parses the search language of the filter bar. AND, written as a space, binds closer than OR; `-` binds closest.
 * An empty text is a filter that matches all. Never throws: an error points at the characters that are wrong.
 */
export function parseFilter(text: string, options: ParseFilterOptions): ParsedFilter {
  if (text.length > MAX_FILTER_LENGTH) {
    return {
      error: {
        message: `A filter has at most ${MAX_FILTER_LENGTH} characters; this one has ${text.length}.`,
        position: MAX_FILTER_LENGTH,
        length: text.length - MAX_FILTER_LENGTH,
      },
    };
  }
  const parser = new Parser(text, lex(text), options);
  const filter = parser.parse();
  return parser.error ? { error: parser.error } : { filter };
}

const MATCH_ALL: Filter = { kind: "and", of: [] };

class Parser {
  /** The first error; once it is set, what the methods return means nothing. */
  error: FilterError | undefined;
  private at = 0;
  private terms = 0;

  constructor(
    private readonly text: string,
    private readonly lexemes: Lexeme[],
    private readonly options: ParseFilterOptions,
  ) {}

  parse(): Filter {
    if (this.lexemes.length === 0) return MATCH_ALL;
    const filter = this.parseOr(0);
    const rest = this.peek();
    if (rest) this.fail("No parenthesis is open here: remove it, or put it in quotes.", rest);
    return filter;
  }

  private parseOr(depth: number): Filter {
    const of = [this.parseAnd(depth)];
    while (!this.error && this.takeWord("OR")) of.push(this.parseAnd(depth));
    return of.length === 1 && of[0] ? of[0] : { kind: "or", of };
  }

  private parseAnd(depth: number): Filter {
    const of: Filter[] = [];
    for (;;) {
      const next = this.peek();
      const isWord = next?.kind === "keyword" && next.word !== "NOT";
      if (of.length === 0 || this.takeWord("AND")) {
        of.push(this.parseUnary(depth));
      } else if (!next || next.kind === "close" || isWord) break;
      else of.push(this.parseUnary(depth));
      if (this.error) break;
    }
    return of.length === 1 && of[0] ? of[0] : { kind: "and", of };
  }

  private parseUnary(depth: number): Filter {
    const lexeme = this.peek();
    if (!lexeme) return this.failAtEnd();
    this.at++;
    switch (lexeme.kind) {
      case "not":
        return this.parseNegated(depth, lexeme);
      case "keyword":
        if (lexeme.word === "NOT") return this.parseNegated(depth, lexeme);
        return this.fail(
          `${lexeme.word} stands between two terms. To search for the word, quote it: "${lexeme.word}".`,
          lexeme,
        );
      case "close":
        return this.fail(
          this.lexemes[this.at - 2]?.kind === "open"
            ? "Nothing stands between these parentheses: write a term, or remove them."
            : depth > 0
              ? "A term is missing before this parenthesis."
              : "No parenthesis is open here: remove it, or put it in quotes.",
          lexeme,
        );
      case "open": {
        if (depth >= MAX_DEPTH) return this.fail(`Parentheses nest at most ${MAX_DEPTH} deep.`, lexeme);
        const inner = this.parseOr(depth + 1);
        if (this.error) return inner;
        if (this.peek()?.kind !== "close") return this.fail("This parenthesis is never closed: add a ).", lexeme);
        this.at++;
        return inner;
      }
      case "term": {
        this.terms++;
        if (this.terms > MAX_TERMS) return this.fail(`A filter has at most ${MAX_TERMS} terms.`, lexeme);
        const { filter, error } = parseTerm(this.text, lexeme, this.options);
        if (filter) return filter;
        this.error = error;
        return MATCH_ALL;
      }
    }
  }

  private parseNegated(depth: number, sign: Lexeme): Filter {
    const next = this.peek();
    const isSign = next?.kind === "not" || (next?.kind === "keyword" && next.word === "NOT");
    if (next && isSign) return this.fail("It is negated already: one - is enough.", next);
    // "a - b" is more likely a dash in a text than "a, but not b".
    if (!next || (sign.kind === "not" && next.start !== sign.end)) {
      return this.fail('Write what must not match right after the -, or quote it: "-".', sign);
    }
    return { kind: "not", of: this.parseUnary(depth) };
  }

  private peek(): Lexeme | undefined {
    return this.lexemes[this.at];
  }

  private takeWord(word: "AND" | "OR"): boolean {
    const next = this.peek();
    if (next?.kind !== "keyword" || next.word !== word) return false;
    this.at++;
    return true;
  }

  private failAtEnd(): Filter {
    const last = this.lexemes.at(-1);
    if (last?.kind === "open") return this.fail("This parenthesis is never closed: write a term and a ).", last);
    const word = last?.kind === "keyword" ? last.word : "it";
    return last ? this.fail(`A term is missing after ${word}.`, last) : MATCH_ALL;
  }

  private fail(message: string, { start, end }: { start: number; end: number }): Filter {
    this.error ??= { message, position: start, length: end - start };
    return MATCH_ALL;
  }
}
