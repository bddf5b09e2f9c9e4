import { Vocabulary } from "@/lib/capture/store-vocabulary";
import { type Completion, type CompletionWant, keyCompletion, shardCompletion } from "@/lib/filter/completion";
import type { StreamRecord } from "@/lib/stream/record";
import type { CaptureReads } from "./capture-reads";
import { escapeKeyText, keyText } from "./item-key";

const MOST = 30;
/** Newest records looked at for what is new since the last look: some 10 ms. */
const NEWEST = 500;
/** At the first look also so many, here and there in all of the capture. */
const PROBES = 20;
const PROBE_RECORDS = 10;

/** What a filter bar can offer of a capture. Built when first asked for, so that storing pays nothing for it. */
export class Completions {
  private readonly vocabulary = new Vocabulary();
  /** Every record up to this cursor had its chance to be looked at. */
  private upTo = 0;

  constructor(private readonly file: CaptureReads) {}

  complete(want: CompletionWant): Completion[] {
    if (want.kind === "key") return this.keys(want.prefix);
    if (want.kind === "shard") {
      const shards = [...this.file.shards.byId.keys()].sort().reverse();
      return shards.flatMap((shardId) => shardCompletion(shardId, want.prefix)).slice(0, MOST);
    }
    this.look();
    return this.vocabulary.complete(want);
  }

  private look(): void {
    const { cursor } = this.file;
    const from = Math.max(this.upTo, cursor - NEWEST);
    if (this.upTo === 0) {
      for (let probe = 0; probe < PROBES; probe++) {
        const first = Math.floor((from * probe) / PROBES);
        this.add(first, Math.min(first + PROBE_RECORDS, from));
      }
    }
    this.add(from, cursor);
    this.upTo = cursor;
  }

  /** Cursors after `from` up to `to`. */
  private add(from: number, to: number): void {
    const rows = this.file.db
      .prepare("SELECT cursor FROM records WHERE cursor > ? AND cursor <= ?")
      .raw()
      .all([from, to]) as [number][];
    for (const [cursor] of rows) this.vocabulary.add(JSON.parse(this.file.blocks.at(cursor).record) as StreamRecord);
  }

  /** Keys of which an attribute begins as typed; with nothing typed, those that came last. */
  private keys(prefix: string): Completion[] {
    const { db, capture } = this.file;
    const { keySchema } = capture.stream;
    const found = new Map<string, Completion>();
    const take = (rows: unknown[]) => {
      for (const [hash, range] of rows as [string, string][]) {
        const text = keyText({ hash, range }, keySchema);
        if (found.size < MOST) found.set(text, keyCompletion(text));
      }
    };
    if (prefix === "") take(db.prepare(`SELECT hash, range FROM keys ORDER BY key DESC LIMIT ${MOST}`).raw().all([]));
    for (const type of prefix === "" ? [] : ["S", "N"]) {
      const [hash = "", ...range] = prefix.split(" / ");
      const start = type + escapeKeyText(range.length > 0 ? hash : prefix);
      // Above every text that begins so.
      const end = `${start}\u{10ffff}`;
      const statement = db
        .prepare(`SELECT hash, range FROM keys WHERE hash >= ? AND hash < ? ORDER BY hash, range LIMIT ${MOST}`)
        .raw();
      if (range.length === 0) take(statement.all([start, end]));
      else
        take(
          (statement.all([start, `${start}!`]) as [string, string][]).filter(([, text]) =>
            text.slice(1).startsWith(range.join(" / ")),
          ),
        );
    }
    return [...found.values()];
  }
}
