import { lex } from "./lexer";
import { MAX_FILTER_LENGTH } from "./parse";

export type FilterTokenKind = "field" | "operator" | "value" | "text" | "not" | "keyword" | "parenthesis";

/** A stretch of a filter's text, in characters, `end` exclusive. */
export interface FilterToken {
  kind: FilterTokenKind;
  start: number;
  end: number;
}

/** The tokens of any text, right or wrong, in order, without overlap, for colouring. Spaces belong to none. */
export function describeTokens(text: string): FilterToken[] {
  const tokens: FilterToken[] = [];
  const add = (kind: FilterTokenKind, { start, end }: { start: number; end: number }) => {
    if (end > start) tokens.push({ kind, start, end });
  };
  for (const lexeme of lex(text.slice(0, MAX_FILTER_LENGTH))) {
    switch (lexeme.kind) {
      case "open":
      case "close":
        add("parenthesis", lexeme);
        break;
      case "not":
      case "keyword":
        add(lexeme.kind, lexeme);
        break;
      case "term":
        if (lexeme.field) add("field", lexeme.field);
        if (lexeme.operator) add("operator", lexeme.operator);
        add(lexeme.field ? "value" : "text", lexeme.value);
    }
  }
  return tokens;
}
