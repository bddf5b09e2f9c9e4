import type { Database, Statement } from "libsql";
import type { StoredCapture } from "@/lib/capture/store";
import { ShardscopeError } from "@/lib/stream/error";
import { Blocks } from "./blocks";
import { Completions } from "./completions";
import { openToRead } from "./connection";
import { KeyDictionary } from "./key-dictionary";
import { ShardTable } from "./shard-table";
import { TextIndex } from "./text-index";
import type { KeptMatches } from "./text-matches";

/** Characters of inflated blocks kept, so that a page costs each block once. */
const CACHED_CHARACTERS = 12 * 1024 * 1024;

/**
 * One capture's database as queries see it: a connection beside the one that writes. Each query sees one state of the
 * file, with everything that was committed before it began.
 */
export class CaptureReads {
  readonly shards: ShardTable;
  readonly keys: KeyDictionary;
  readonly blocks: Blocks;
  readonly text: TextIndex;
  readonly completions = new Completions(this);
  /** By search (text-matches.ts). */
  readonly keptMatches = new Map<string, KeptMatches>();
  private readonly findVersion: Statement;
  private readonly findCapture: Statement;
  private readonly findCursor: Statement;
  private version: number | undefined;
  private json = "";
  private stored: StoredCapture | undefined;
  private lastCursor = 0;

  private constructor(readonly db: Database) {
    this.findVersion = db.prepare("PRAGMA data_version").raw();
    this.findCapture = db.prepare("SELECT json, last_cursor FROM capture").raw();
    this.findCursor = db.prepare("SELECT max(cursor) FROM records").raw();
    this.shards = new ShardTable(db);
    this.keys = new KeyDictionary(db);
    this.blocks = new Blocks(db, 1, CACHED_CHARACTERS);
    this.text = new TextIndex(db, this.blocks);
  }

  static open(path: string): CaptureReads {
    const db = openToRead(path);
    try {
      return new CaptureReads(db);
    } catch (error) {
      db.close();
      throw error;
    }
  }

  get capture(): StoredCapture {
    if (!this.stored) throw new ShardscopeError("captureDamaged", "The file says nothing of the capture it holds.");
    return this.stored;
  }

  /** The greatest cursor of what `read` sees. */
  get cursor(): number {
    return this.lastCursor;
  }

  /** Runs `task` on one state of the file. Short: while it runs, the write-ahead log cannot begin anew. */
  read<T>(task: (file: CaptureReads) => T): T {
    this.db.exec("BEGIN");
    try {
      // Of what the transaction sees, which begins here.
      const [version] = this.findVersion.get([]) as [number];
      if (version !== this.version) this.refresh();
      this.version = version;
      return task(this);
    } finally {
      if (this.db.inTransaction) this.db.exec("COMMIT");
    }
  }

  close(): void {
    this.db.close();
  }

  private refresh(): void {
    const [json, removed] = (this.findCapture.get([]) as [string, number] | undefined) ?? ["", 0];
    if (json !== this.json) this.stored = JSON.parse(json) as StoredCapture;
    this.json = json;
    const [last] = this.findCursor.get([]) as [number | null];
    this.lastCursor = Math.max(last ?? 0, removed);
    this.shards.refresh();
    this.blocks.refresh(this.lastCursor + 1);
    this.text.refresh();
  }
}
