import type { Database, Statement } from "libsql";
import type { Expired } from "@/lib/capture/store";
import type { ShardCheckpoint } from "@/lib/reader/delivery";
import type { EventCounts } from "./counts";

/** An end of what is stored of a shard. */
export interface Edge {
  order: number;
  sequence: Buffer;
}

export interface StoredShard {
  number: number;
  shardId: string;
  checkpoint: ShardCheckpoint | undefined;
  counts: EventCounts;
  firstTime: number | undefined;
  lastTime: number | undefined;
  /** The first and last record in shard order; null while there is none; undefined until asked for. */
  edges: { first: Edge; last: Edge } | null | undefined;
  /** What retention has removed of it. */
  expired: Expired | undefined;
}

type Row = [number, string, string | null, number, number, number, number | null, number | null, string | null, number];

/** The shards of a capture, held in memory (thousands at most) and written through. */
export class ShardTable {
  readonly byId = new Map<string, StoredShard>();
  readonly byNumber = new Map<number, StoredShard>();
  private readonly children = new Map<string, Set<StoredShard>>();
  private readonly findEdges: { first: Statement; last: Statement };
  private readonly add: Statement;
  private readonly putCheckpoint: Statement;
  private readonly putCounts: Statement;
  private readonly putExpired: Statement;
  private readonly findChanged: Statement;
  /** The greatest number that was given to a change. */
  private changes = -1;

  constructor(db: Database) {
    const edge = (direction: string) =>
      db
        .prepare(`SELECT order_time, sequence FROM records WHERE shard = ? ORDER BY sequence ${direction} LIMIT 1`)
        .raw();
    this.findEdges = { first: edge("ASC"), last: edge("DESC") };
    this.add = db.prepare("INSERT INTO shards (shard, shard_id, changed) VALUES (?, ?, ?)");
    this.putCheckpoint = db.prepare("UPDATE shards SET checkpoint = ?, changed = ? WHERE shard = ?");
    this.putCounts = db.prepare(
      `UPDATE shards SET inserts = ?, modifies = ?, removes = ?, first_time = ?, last_time = ?, changed = ?
       WHERE shard = ?`,
    );
    this.putExpired = db.prepare("UPDATE shards SET expired = ?, changed = ? WHERE shard = ?");
    this.findChanged = db
      .prepare(
        `SELECT shard, shard_id, checkpoint, inserts, modifies, removes, first_time, last_time, expired, changed
         FROM shards WHERE changed > ?`,
      )
      .raw();
    this.refresh();
  }

  /** Takes note of what another connection has stored. */
  refresh(): void {
    const rows = this.findChanged.all([this.changes]) as Row[];
    for (const row of rows) {
      const [number, shardId, checkpoint, inserts, modifies, removes, firstTime, lastTime, expired, changed] = row;
      this.changes = Math.max(this.changes, changed);
      const known = this.byId.get(shardId);
      const shard: StoredShard = {
        number,
        shardId,
        checkpoint: checkpoint === null ? undefined : (JSON.parse(checkpoint) as ShardCheckpoint),
        counts: [inserts, modifies, removes],
        firstTime: firstTime ?? undefined,
        lastTime: lastTime ?? undefined,
        edges: undefined,
        expired: expired === null ? undefined : (JSON.parse(expired) as Expired),
      };
      this.remember(known ? Object.assign(known, shard) : shard);
    }
  }

  /** The shard, made when it is new: inside a transaction only. */
  intern(shardId: string): StoredShard {
    const known = this.byId.get(shardId);
    if (known) return known;
    const number = this.byId.size + 1;
    this.add.run([number, shardId, ++this.changes]);
    const shard: StoredShard = {
      number,
      shardId,
      checkpoint: undefined,
      counts: [0, 0, 0],
      firstTime: undefined,
      lastTime: undefined,
      edges: null,
      expired: undefined,
    };
    this.remember(shard);
    return shard;
  }

  saveCheckpoint(checkpoint: ShardCheckpoint): void {
    const shard = this.intern(checkpoint.shardId);
    this.putCheckpoint.run([JSON.stringify(checkpoint), ++this.changes, shard.number]);
    shard.checkpoint = checkpoint;
    this.link(shard);
  }

  saveCounts(shard: StoredShard): void {
    const { counts, firstTime, lastTime, number } = shard;
    this.putCounts.run([...counts, firstTime ?? null, lastTime ?? null, ++this.changes, number]);
  }

  saveExpired(shard: StoredShard, expired: Expired): void {
    this.putExpired.run([JSON.stringify(expired), ++this.changes, shard.number]);
    shard.expired = expired;
  }

  edges(shard: StoredShard): { first: Edge; last: Edge } | null {
    if (shard.edges === undefined) {
      const first = this.findEdges.first.get([shard.number]) as [number, Buffer] | undefined;
      const last = this.findEdges.last.get([shard.number]) as [number, Buffer] | undefined;
      shard.edges =
        first && last
          ? { first: { order: first[0], sequence: first[1] }, last: { order: last[0], sequence: last[1] } }
          : null;
    }
    return shard.edges;
  }

  /** The last stored record before the shard begins: of its nearest ancestor that has any. */
  lastBefore(shard: StoredShard): Edge | undefined {
    const seen = new Set<string>();
    for (let id = shard.checkpoint?.parentShardId; id !== undefined && !seen.has(id); ) {
      seen.add(id);
      const parent = this.byId.get(id);
      const edges = parent && this.edges(parent);
      if (edges) return edges.last;
      id = parent?.checkpoint?.parentShardId;
    }
    return undefined;
  }

  /** The earliest stored record after the shard ends: of its nearest descendants that have any. */
  firstAfter(shard: StoredShard): Edge | undefined {
    let earliest: Edge | undefined;
    const seen = new Set([shard]);
    const waiting = [...(this.children.get(shard.shardId) ?? [])];
    for (let child = waiting.pop(); child; child = waiting.pop()) {
      if (seen.has(child)) continue;
      seen.add(child);
      const first = this.edges(child)?.first;
      if (!first) waiting.push(...(this.children.get(child.shardId) ?? []));
      else if (!earliest || first.order < earliest.order) earliest = first;
    }
    return earliest;
  }

  private remember(shard: StoredShard): void {
    this.byId.set(shard.shardId, shard);
    this.byNumber.set(shard.number, shard);
    this.link(shard);
  }

  private link(shard: StoredShard): void {
    const parent = shard.checkpoint?.parentShardId;
    if (parent === undefined) return;
    const siblings = this.children.get(parent);
    if (siblings) siblings.add(shard);
    else this.children.set(parent, new Set([shard]));
  }
}
