/**
 * Cuts a search into its terms. Shared by the parser and by the colouring of the filter bar, so that the two cannot
 * disagree. One pass without backtracking: linear in the text.
 */
export type Lexeme =
  | { kind: "open" | "close" | "not"; start: number; end: number }
  | { kind: "keyword"; word: "AND" | "OR" | "NOT"; start: number; end: number }
  | TermLexeme;

/** `new.total>=100`, or text alone. */
export interface TermLexeme {
  kind: "term";
  start: number;
  end: number;
  /** Both absent in a term that is text alone. */
  field?: { text: string; start: number; end: number };
  operator?: { text: string; start: number; end: number };
  value: ValueLexeme;
}

interface ValueLexeme {
  start: number;
  end: number;
  /** The value with quotes and backslashes resolved, cut at each `*` that is neither quoted nor escaped. */
  pieces: string[];
  /** Some of it was quoted or escaped: it is text, whatever it looks like. */
  quoted: boolean;
  /** Where a quote was opened that is never closed. */
  unclosed?: number;
}

const OPERATORS = [">=", "<=", "!=", ":", ">", "<", "="];

export function lex(text: string): Lexeme[] {
  const lexemes: Lexeme[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? "";
    if (isSpace(char)) at++;
    else if (char === "(" || char === ")") {
      lexemes.push({ kind: char === "(" ? "open" : "close", start: at, end: at + 1 });
      at++;
    } else if (char === "-") {
      lexemes.push({ kind: "not", start: at, end: at + 1 });
      at++;
    } else {
      const term = lexTerm(text, at);
      const word = text.slice(term.start, term.end);
      if (word === "AND" || word === "OR" || word === "NOT") {
        lexemes.push({ kind: "keyword", word, start: term.start, end: term.end });
      } else lexemes.push(term);
      at = term.end;
    }
  }
  return lexemes;
}

function lexTerm(text: string, start: number): TermLexeme {
  const nameEnd = fieldEnd(text, start);
  const sign = nameEnd === undefined ? undefined : OPERATORS.find((operator) => text.startsWith(operator, nameEnd));
  if (nameEnd === undefined || sign === undefined) {
    const value = lexValue(text, start);
    return { kind: "term", start, end: value.end, value };
  }
  const value = lexValue(text, nameEnd + sign.length);
  return {
    kind: "term",
    start,
    end: value.end,
    field: { text: text.slice(start, nameEnd), start, end: nameEnd },
    operator: { text: sign, start: nameEnd, end: nameEnd + sign.length },
    value,
  };
}

/** Where a field's name would end; undefined where none can begin: "12:30" and "ORDER#1:x" are text. */
function fieldEnd(text: string, start: number): number | undefined {
  let at = start;
  if (!/[A-Za-z_]/.test(text[at] ?? "")) return undefined;
  while (/[\w-]/.test(text[at] ?? "")) at++;
  if (text[at] !== "." && text[at] !== "[") return at;
  // A path follows; whether it is well formed is the parser's to say.
  let quoted = false;
  for (; at < text.length; at++) {
    const char = text[at] ?? "";
    if (quoted && char === "\\") at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (isSpace(char) || /[()!:<>=]/.test(char))) break;
  }
  return Math.min(at, text.length);
}

function lexValue(text: string, start: number): ValueLexeme {
  const pieces: string[] = [];
  let piece = "";
  let quoted = false;
  let open: number | undefined;
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === "\\" && at + 1 < text.length) {
      quoted = true;
      at++;
      piece += text[at];
    } else if (char === '"') {
      quoted = true;
      open = open === undefined ? at : undefined;
    } else if (open !== undefined) piece += char;
    else if (isSpace(char) || char === "(" || char === ")") break;
    else if (char === "*") {
      pieces.push(piece);
      piece = "";
    } else piece += char;
  }
  pieces.push(piece);
  const value: ValueLexeme = { start, end: at, pieces, quoted };
  if (open !== undefined) value.unclosed = open;
  return value;
}

function isSpace(char: string): boolean {
  return /\s/.test(char);
}
