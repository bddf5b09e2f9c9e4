/** A path as written in a filter: `shipping.lines[0]."odd name"`. The counterpart of formatPath in lib/stream/path.ts. */
export type ParsedPath =
  | { path: (string | number)[]; error?: never }
  | { path?: never; error: { message: string; position: number; length: number } };

/** DynamoDB nests 32 levels deep. */
const MAX_STEPS = 64;

/** `offset` is where the text stands in the whole filter, for errors. */
export function parsePath(text: string, offset: number): ParsedPath {
  const path: (string | number)[] = [];
  const fail = (message: string, at: number, length = 1): ParsedPath => ({
    error: { message, position: offset + Math.min(at, text.length), length: at < text.length ? length : 0 },
  });
  let at = 0;
  for (;;) {
    if (path.length >= MAX_STEPS) return fail(`A path has at most ${MAX_STEPS} steps.`, at, text.length - at);
    const name = readName(text, at);
    if (name === undefined) return fail('This quote is never closed: add a ".', at, text.length - at);
    if (name.end === at) return fail(nameMissing(text, at), at);
    path.push(name.text);
    at = name.end;
    while (text[at] === "[") {
      const index = /^\[(\d{1,6})\]/.exec(text.slice(at, at + 8));
      if (!index) return fail("Write the place in the list as a number, counting from 0: [0].", at);
      if (path.length >= MAX_STEPS) return fail(`A path has at most ${MAX_STEPS} steps.`, at, text.length - at);
      path.push(Number(index[1]));
      at += index[0].length;
    }
    if (at === text.length) return { path };
    if (text[at] !== ".") return fail(`Quote a name that has a ${text[at]} in it: "a${text[at]}b".`, at);
    at++;
  }
}

function nameMissing(text: string, at: number): string {
  const char = text[at];
  if (char === undefined || char === ".") return "An attribute's name is missing here.";
  if (char === "*") return "A path takes no *: a path covers all that lies below it.";
  if (char === "[") return "Write the list's name before its place: lines[0].";
  return `Quote a name that begins with ${char}.`;
}

function readName(text: string, start: number): { text: string; end: number } | undefined {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && !/[\s.:<>=!"\\()[\]*,]/.test(text[end] ?? "")) end++;
    return { text: text.slice(start, end), end };
  }
  let name = "";
  for (let at = start + 1; at < text.length; at++) {
    const char = text[at] ?? "";
    if (char === '"') return { text: name, end: at + 1 };
    if (char === "\\" && at + 1 < text.length) at++;
    name += text[at] ?? "";
  }
  return undefined;
}
