import { brotliCompressSync, brotliDecompressSync, constants, inflateRawSync } from "node:zlib";
import type { Database, Statement } from "libsql";
import type { ChangeSummary } from "@/lib/stream/change";
import type { SequenceNumber } from "@/lib/stream/sequence-number";

/** What a list row shows beyond the records table. `sequenceNumber` only where leading zeros would be lost. */
export interface RowDetail {
  change: ChangeSummary;
  sequenceNumber?: SequenceNumber;
}

/** A record and its RowDetail, both as JSON text. */
export interface StoredText {
  detail: string;
  record: string;
}

const BLOCK_RECORDS = 100;
/** Characters after which a block is closed early: one row of a page must not cost megabytes of inflating. */
const BLOCK_CHARACTERS = 256 * 1024;
/** Measured on 870-byte records: 2.3 µs and 105 bytes a record; deflate at level 5 took 4.6 µs for 107 bytes. */
const BROTLI = {
  [constants.BROTLI_PARAM_QUALITY]: 1,
  // A block and no more: 2^18 characters.
  [constants.BROTLI_PARAM_LGWIN]: 18,
};
/** What a block is packed by: deflate until version 5, brotli since. */
const PACKING = 1;
/** Holds a usual block in one piece: a third of the time of zlib's own 16 KB. */
const UNPACK_CHUNK = 128 * 1024;

/** The newest records, each packed by `packOne`. */
interface Loose {
  first: number;
  texts: string[];
  characters: number;
}

interface Block {
  first: number;
  /** All of it: the texts are parts of this. */
  text: string;
  texts: StoredText[];
  characters: number;
  /** The same in lower case, once someone looked for words in it, and what was found last. */
  lower?: string;
  looked?: { pieces: readonly string[]; found: boolean };
}

/**
 * The records themselves, some hundred neighbours by cursor packed together (a ninth of their size; alone they would
 * hardly shrink). The newest wait in plain text until a block is full, so that a trickle of writes packs as well.
 */
export class Blocks {
  private readonly findFirst: Statement;
  private readonly findData: Statement;
  private readonly addBlock: Statement;
  private readonly addLoose: Statement;
  private readonly findNext: Statement;
  private readonly findRow: Statement;
  private readonly dropBlock: Statement;
  private readonly dropLoose: Statement;
  private readonly findLoose: Statement;
  private readonly findLooseFirst: Statement;
  /** Least recently used first, by first cursor. */
  private readonly cache = new Map<number, Block>();
  /** The same blocks in the order of their cursors. */
  private readonly sorted: Block[] = [];
  private cachedCharacters = 0;
  private recent: Block | undefined;
  private loose: Loose;

  /** `nextCursor` is the cursor that the next record will have; `cacheSize` the characters of inflated blocks kept. */
  constructor(
    db: Database,
    nextCursor: number,
    private readonly cacheSize: number,
  ) {
    this.findFirst = db.prepare("SELECT first FROM blocks WHERE first <= ? ORDER BY first DESC LIMIT 1").raw();
    this.findData = db.prepare("SELECT data, packing FROM blocks WHERE first = ?").raw();
    this.addBlock = db.prepare("INSERT INTO blocks (first, data, packing) VALUES (?, ?, ?)");
    this.addLoose = db.prepare("INSERT INTO loose (cursor, text) VALUES (?, ?)");
    this.dropLoose = db.prepare("DELETE FROM loose WHERE cursor < ?");
    this.findNext = db.prepare("SELECT first FROM blocks WHERE first > ? ORDER BY first LIMIT 1").raw();
    this.findRow = db.prepare("SELECT 1 FROM records WHERE cursor >= ? AND cursor < ? LIMIT 1").raw();
    this.dropBlock = db.prepare("DELETE FROM blocks WHERE first = ?");
    this.findLoose = db.prepare("SELECT text FROM loose WHERE cursor >= ? ORDER BY cursor").raw();
    this.findLooseFirst = db.prepare("SELECT min(cursor) FROM loose").raw();
    this.loose = none(nextCursor);
    this.refresh(nextCursor);
    this.readLoose();
  }

  /** Takes note of what another connection has stored: what is in a block stays in it. */
  refresh(nextCursor: number): void {
    const [first] = this.findLooseFirst.get([]) as [number | null];
    // Read when they are asked for: most queries need none of them.
    if ((first ?? nextCursor) !== this.loose.first) this.loose = none(first ?? nextCursor);
  }

  /** Adds texts, each packed by `packOne`, whose cursors follow the last: inside a transaction only. */
  append(texts: readonly string[]): void {
    const kept = this.loose.texts.length;
    let { first, texts: open, characters } = this.loose;
    for (const text of texts) {
      open.push(text);
      characters += text.length;
      if (open.length < BLOCK_RECORDS && characters < BLOCK_CHARACTERS) continue;
      this.addBlock.run([first, brotliCompressSync(open.join("\n"), { params: BROTLI }), PACKING]);
      first += open.length;
      open = [];
      characters = 0;
    }
    const sealed = first !== this.loose.first;
    if (sealed && kept > 0) this.dropLoose.run([first]);
    for (let index = sealed ? 0 : kept; index < open.length; index++) {
      this.addLoose.run([first + index, open[index] as string]);
    }
    this.loose = { first, texts: open, characters };
  }

  /**
   * Drops the blocks of which no row is left, among those that held `cursors`: inside a transaction only, once the rows
   * are gone. `next` is the cursor that the next record will have.
   */
  dropEmpty(cursors: readonly number[], next: number): void {
    const seen = new Set<number>();
    for (const cursor of cursors) {
      const first =
        cursor >= this.loose.first ? undefined : (this.findFirst.get([cursor]) as [number] | undefined)?.[0];
      if (first === undefined || seen.has(first)) continue;
      seen.add(first);
      const [following] = (this.findNext.get([first]) as [number] | undefined) ?? [this.loose.first];
      if (this.findRow.get([first, following])) continue;
      this.dropBlock.run([first]);
      this.forget(first);
      this.recent = undefined;
    }
    if (this.loose.texts.length === 0 || this.findRow.get([this.loose.first, next])) return;
    this.dropLoose.run([next]);
    this.loose = none(next);
  }

  at(cursor: number): StoredText {
    if (cursor >= this.loose.first) return this.looseAt(cursor);
    const block = this.block(cursor);
    const text = block.texts[cursor - block.first];
    if (!text) throw new Error(`No record is stored at cursor ${cursor}.`);
    return text;
  }

  /** False when the block of `cursor` does not hold all of the pieces, which are in lower case. */
  mayHold(cursor: number, pieces: readonly string[]): boolean {
    // The newest change with each commit.
    if (cursor >= this.loose.first) return true;
    const block = this.block(cursor);
    if (block.looked?.pieces !== pieces) {
      if (block.lower === undefined) {
        block.lower = block.text.toLowerCase();
        this.grow(block, block.lower.length);
      }
      const { lower } = block;
      block.looked = { pieces, found: pieces.every((piece) => lower.includes(piece)) };
    }
    return block.looked.found;
  }

  private looseAt(cursor: number): StoredText {
    if (cursor >= this.loose.first + this.loose.texts.length) this.readLoose();
    const text = this.loose.texts[cursor - this.loose.first];
    if (text === undefined) throw new Error(`No record is stored at cursor ${cursor}.`);
    return unpackOne(text);
  }

  /** Those that are not in memory yet. */
  private readLoose(): void {
    const { loose } = this;
    for (const [text] of this.findLoose.all([loose.first + loose.texts.length]) as [string][]) {
      loose.texts.push(text);
      loose.characters += text.length;
    }
  }

  private block(cursor: number): Block {
    const { recent } = this;
    if (recent && cursor >= recent.first && cursor < recent.first + recent.texts.length) return recent;
    // The list jumps to and fro between the shards' blocks: asking the database each time would take longest of all.
    const before = this.sorted[placeIn(this.sorted, cursor) - 1];
    if (before && cursor < before.first + before.texts.length) this.recent = this.cached(before.first) ?? before;
    else {
      const found = this.findFirst.get([cursor]) as [number] | undefined;
      if (!found) throw new Error(`No block holds cursor ${cursor}.`);
      this.recent = this.read(found[0]);
    }
    return this.recent;
  }

  private cached(first: number): Block | undefined {
    const block = this.cache.get(first);
    if (!block) return undefined;
    this.cache.delete(first);
    this.cache.set(first, block);
    return block;
  }

  private read(first: number): Block {
    const [data, packing] = this.findData.get([first]) as [Buffer, number];
    const unpack = packing === PACKING ? brotliDecompressSync : inflateRawSync;
    const text = unpack(data, { chunkSize: UNPACK_CHUNK }).toString("utf8");
    const lines = text.split("\n");
    const texts: StoredText[] = [];
    for (let index = 0; index + 1 < lines.length; index += 2) {
      texts.push({ detail: lines[index] as string, record: lines[index + 1] as string });
    }
    const block: Block = { first, text, texts, characters: text.length };
    this.cache.set(first, block);
    this.sorted.splice(placeIn(this.sorted, first), 0, block);
    this.makeRoom(block, block.characters);
    return block;
  }

  private grow(block: Block, characters: number): void {
    block.characters += characters;
    this.makeRoom(block, characters);
  }

  private makeRoom(block: Block, characters: number): void {
    this.cachedCharacters += characters;
    for (const oldest of this.cache.values()) {
      if (this.cachedCharacters <= this.cacheSize || oldest === block) break;
      this.forget(oldest.first);
    }
  }

  private forget(first: number): void {
    const block = this.cache.get(first);
    if (!block) return;
    this.cache.delete(first);
    this.sorted.splice(this.sorted.indexOf(block), 1);
    this.cachedCharacters -= block.characters;
  }
}

/** How many of the blocks, in order, begin at the cursor or before. */
function placeIn(blocks: readonly Block[], cursor: number): number {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((blocks[middle] as Block).first <= cursor) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Neither part holds a raw line feed: JSON escapes it. */
export function packOne({ detail, record }: StoredText): string {
  return `${detail}\n${record}`;
}

function unpackOne(text: string): StoredText {
  const at = text.indexOf("\n");
  return { detail: text.slice(0, at), record: text.slice(at + 1) };
}

function none(first: number): Loose {
  return { first, texts: [], characters: 0 };
}
