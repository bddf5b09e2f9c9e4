import type { AttributeValue } from "./attribute-value";

export interface FormattedValue {
  /** One line. A string stands bare on its own and quoted inside a collection. */
  text: string;
  /** The text was cut and ends in "…". */
  cut: boolean;
  /** Of the whole value: characters of a string, digits of a number, bytes of binary, members of a collection. */
  length: number;
}

/**
 * A value for the eye, on one line, whole up to `limit` characters and cut beyond. The work is bounded by `limit`, not by the
 * value, so that a 400 KB item costs a list row no more than a small one.
 */
export function formatValue(value: AttributeValue, limit = 200): FormattedValue {
  const short = shortScalar(value, limit);
  if (short !== undefined) return { text: short, cut: false, length: valueLength(value) };
  const writer = new BoundedWriter(limit);
  if ("S" in value) writer.write(value.S === "" ? '""' : visible(value.S.slice(0, limit + 1)));
  else writeValue(writer, value);
  if ("S" in value && value.S.length > limit) writer.overflow();
  return { ...writer.finish(), length: valueLength(value) };
}

/** The common case without the machinery: a list formats two values for each row. */
function shortScalar(value: AttributeValue, limit: number): string | undefined {
  if ("N" in value) return value.N.length <= limit ? value.N : undefined;
  if (!("S" in value) || value.S.length > limit) return undefined;
  const text = value.S === "" ? '""' : visible(value.S);
  return text.length <= limit ? text : undefined;
}

/** `formatValue` for those who need the text alone. */
export function valueText(value: AttributeValue, limit: number): string {
  return formatValue(value, limit).text;
}

function valueLength(value: AttributeValue): number {
  if ("S" in value) return value.S.length;
  if ("N" in value) return value.N.length;
  if ("B" in value) return base64Bytes(value.B);
  if ("M" in value) return Object.keys(value.M).length;
  if ("L" in value) return value.L.length;
  if ("SS" in value) return value.SS.length;
  if ("NS" in value) return value.NS.length;
  if ("BS" in value) return value.BS.length;
  return 1;
}

/** Bytes that a base64 text stands for. */
export function base64Bytes(text: string): number {
  let end = text.length;
  while (end > 0 && text[end - 1] === "=") end--;
  return Math.floor((end * 3) / 4);
}

class BoundedWriter {
  private text = "";
  private over = false;
  constructor(private readonly limit: number) {}

  get full(): boolean {
    return this.over;
  }

  write(piece: string): void {
    if (this.over) return;
    this.text += piece;
    if (this.text.length > this.limit) this.over = true;
  }

  overflow(): void {
    this.over = true;
  }

  finish(): { text: string; cut: boolean } {
    if (!this.over) return { text: this.text, cut: false };
    let end = Math.min(this.text.length, Math.max(this.limit - 1, 0));
    // Never half a surrogate pair.
    if (/[\uD800-\uDBFF]/.test(this.text[end - 1] ?? "")) end--;
    return { text: `${this.text.slice(0, end)}…`, cut: true };
  }
}

function writeValue(writer: BoundedWriter, value: AttributeValue): void {
  if (writer.full) return;
  if ("S" in value) writeQuoted(writer, value.S);
  else if ("N" in value) writer.write(value.N);
  else if ("BOOL" in value) writer.write(String(value.BOOL));
  else if ("NULL" in value) writer.write("null");
  else if ("B" in value) writer.write(hexText(value.B, 64));
  else if ("M" in value) {
    writeEach(writer, "{", Object.keys(value.M), "}", (name) => {
      writer.write(`${visible(name.slice(0, 256))}: `);
      const member = value.M[name];
      if (member) writeValue(writer, member);
    });
  } else if ("L" in value) writeEach(writer, "[", value.L, "]", (member) => writeValue(writer, member));
  else if ("SS" in value) writeEach(writer, "{", value.SS, "}", (member) => writeQuoted(writer, member));
  else if ("NS" in value) writeEach(writer, "{", value.NS, "}", (member) => writer.write(member));
  else if ("BS" in value) writeEach(writer, "{", value.BS, "}", (member) => writer.write(hexText(member, 64)));
  else writer.write(JSON.stringify(value));
}

function writeEach<T>(writer: BoundedWriter, open: string, members: T[], close: string, write: (member: T) => void) {
  writer.write(open);
  let first = true;
  for (const member of members) {
    if (writer.full) return;
    if (!first) writer.write(", ");
    first = false;
    write(member);
  }
  writer.write(close);
}

function writeQuoted(writer: BoundedWriter, text: string): void {
  writer.write(JSON.stringify(text.length > 1024 ? text.slice(0, 1024) : text).replace(UNSEEN, escapeUnseen));
  if (text.length > 1024) writer.overflow();
}

/** `0x666f6f…`: the first `bytes` bytes of base64 text as hex. */
export function hexText(base64: string, bytes: number): string {
  const whole = base64Bytes(base64);
  const head = base64.slice(0, Math.ceil(bytes / 3) * 4);
  let hex = "";
  try {
    for (const char of atob(head)) {
      if (hex.length >= bytes * 2) break;
      hex += char.charCodeAt(0).toString(16).padStart(2, "0");
    }
  } catch {
    // Not base64, so not from a DynamoDB that keeps its word: shown as sent.
    return head;
  }
  return `0x${hex}${whole > bytes ? "…" : ""}`;
}

// Controls, and the characters that reorder or hide text: a value must not be able to disguise itself in a list.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** The text with a visible sign for each character that has none: ↵ for a line break, ⇥ for a tab, ␀ for NUL. */
export function visible(text: string): string {
  return text.replace(UNSEEN, (char) => {
    if (char === "\n") return "↵";
    if (char === "\t") return "⇥";
    const code = char.charCodeAt(0);
    return code < 0x20 ? String.fromCharCode(0x2400 + code) : escapeUnseen(char);
  });
}

function escapeUnseen(char: string): string {
  return `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
