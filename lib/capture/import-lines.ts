import { isUtf8 } from "node:buffer";
import { ShardscopeError } from "@/lib/stream/error";

/** A line of a file, counted from 1, or why it cannot be read. `whole`: a line break ends it. */
export type ImportLine = { line: number; whole: boolean } & (
  | { text: string; reason?: never }
  | { reason: string; text?: never }
);

/** More than any record can take: two images of 400 KB with every character escaped. */
const MAX_LINE_BYTES = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;

/**
 * The lines of a file of any size that are not blank, one at a time. A line that is too long is passed over without being
 * kept. Throws badRequest for a file that is no UTF-8 text from its first bytes on.
 */
export async function* importLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<ImportLine> {
  let line = 1;
  let parts: Uint8Array[] = [];
  let bytes = 0;
  const take = (whole: boolean): ImportLine | undefined => {
    const read = bytes > MAX_LINE_BYTES ? { reason: "longer than 8 MB" } : readLine(Buffer.concat(parts), line === 1);
    const number = line;
    line++;
    parts = [];
    bytes = 0;
    return read && { line: number, whole, ...read };
  };
  const collect = (part: Uint8Array) => {
    bytes += part.length;
    if (bytes <= MAX_LINE_BYTES) parts.push(part);
    else parts = [];
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      collect(chunk.subarray(start, end));
      const taken = take(true);
      if (taken) yield taken;
      start = end + 1;
    }
    if (start < chunk.length) collect(chunk.subarray(start));
  }
  const taken = take(false);
  if (taken) yield taken;
}

function readLine(bytes: Buffer, first: boolean): { text: string } | { reason: string } | undefined {
  if (first && isForeign(bytes)) {
    throw new ShardscopeError("badRequest", "The file is not UTF-8 text.", {
      hint: "An export is UTF-8. If it was opened and saved by another program, save it as UTF-8.",
    });
  }
  if (!isUtf8(bytes)) return { reason: "not UTF-8" };
  const text = bytes
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .trim();
  return text === "" ? undefined : { text };
}

/** UTF-16, or a file that is compressed or Parquet. */
function isForeign(bytes: Buffer): boolean {
  const [a, b] = bytes;
  const utf16 = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff) || a === 0 || b === 0;
  const packed = (a === 0x1f && b === 0x8b) || bytes.subarray(0, 4).toString("latin1") === "PAR1";
  return utf16 || packed || bytes.subarray(0, 2).toString("latin1") === "PK";
}
