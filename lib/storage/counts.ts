import type { Database, Statement } from "libsql";

export const SECOND = 1000;
export const MINUTE = 60_000;

/** [inserts, modifies, removes] */
export type EventCounts = [number, number, number];

interface MinuteCounts {
  minute: number;
  shard: number;
  total: EventCounts;
  /** By second of the minute. */
  seconds: Map<number, EventCounts>;
}

/**
 * Records counted by minute and second of their time, so that a timeline of a million records reads thousands of rows.
 * Collects the counts of one transaction, then adds them to what is stored.
 */
export class Counts {
  private readonly find: Statement;
  private readonly put: Statement;
  private readonly drop: Statement;
  private readonly collected = new Map<string, MinuteCounts>();

  constructor(db: Database) {
    this.find = db
      .prepare("SELECT inserts, modifies, removes, seconds FROM counts WHERE shard = ? AND minute = ?")
      .raw();
    this.put = db.prepare(
      "INSERT OR REPLACE INTO counts (shard, minute, inserts, modifies, removes, seconds) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.drop = db.prepare("DELETE FROM counts WHERE shard = ? AND minute = ?");
  }

  /** `event`: 0 INSERT, 1 MODIFY, 2 REMOVE. `by` −1 takes one away. */
  add(shard: number, time: number, event: 0 | 1 | 2, by: 1 | -1 = 1): void {
    const minute = Math.floor(time / MINUTE);
    const name = `${minute}/${shard}`;
    let entry = this.collected.get(name);
    if (!entry) {
      entry = { minute, shard, total: [0, 0, 0], seconds: new Map() };
      this.collected.set(name, entry);
    }
    entry.total[event] += by;
    addTo(entry.seconds, Math.floor((time % MINUTE) / SECOND), event, by);
  }

  /** Inside a transaction only. */
  flush(): void {
    for (const { minute, shard, total, seconds } of this.collected.values()) {
      const stored = this.find.get([shard, minute]) as [number, number, number, string] | undefined;
      if (stored) {
        total[0] += stored[0];
        total[1] += stored[1];
        total[2] += stored[2];
        for (const [second, counts] of parseSeconds(stored[3])) {
          for (const event of [0, 1, 2] as const) addTo(seconds, second, event, counts[event]);
        }
      }
      if (total.every((count) => count === 0)) {
        this.drop.run([shard, minute]);
        continue;
      }
      const flat = [...seconds].flatMap(([second, counts]) => (counts.some(Boolean) ? [second, ...counts] : []));
      this.put.run([shard, minute, ...total, JSON.stringify(flat)]);
    }
    this.collected.clear();
  }
}

function addTo(seconds: Map<number, EventCounts>, second: number, event: 0 | 1 | 2, count: number): void {
  let counts = seconds.get(second);
  if (!counts) {
    counts = [0, 0, 0];
    seconds.set(second, counts);
  }
  counts[event] += count;
}

/** [second of the minute, its counts] for each second that has any. */
export function parseSeconds(text: string): [number, EventCounts][] {
  const flat = JSON.parse(text) as number[];
  const seconds: [number, EventCounts][] = [];
  for (let index = 0; index + 3 < flat.length; index += 4) {
    const [second, inserts, modifies, removes] = flat.slice(index, index + 4) as [number, number, number, number];
    seconds.push([second, [inserts, modifies, removes]]);
  }
  return seconds;
}
