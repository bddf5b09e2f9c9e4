import type { Clock } from "@/lib/clock";
import { actions } from "./engine";
import { dueRange } from "./expiry";
import { itemPrefix, type TableEntry } from "./tables";
import { forgetTokens } from "./tokens";
import { type Parts, WriteUnit } from "./write-unit";

const TICK_MS = 1000;
const RETENTION_TICK_MS = 60_000;
/** [D] Records live 24 hours. */
const RETENTION_MS = 24 * 3_600_000;
/** [A] A shard rolls over after about 4 hours. */
const SHARD_LIFE_MS = 4 * 3_600_000;
const PAGE = 100;

/** What time alone does: items expire, shards roll over, records are trimmed. */
export class Housekeeping {
  readonly #parts: Parts;
  readonly #clock: Clock;
  #trimmedAt = Number.NEGATIVE_INFINITY;
  #turns: Promise<void> = Promise.resolve();

  constructor(parts: Parts, clock: Clock) {
    this.#parts = parts;
    this.#clock = clock;
  }

  /** Runs until aborted. One failed turn (a full disk) does not end it. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.turn();
        await this.#clock.sleep(TICK_MS, signal);
      } catch (error) {
        if (signal.aborted) return;
        console.error(`Sandbox  housekeeping failed: ${(error as Error).message}`);
        await this.#clock.sleep(RETENTION_TICK_MS, signal).catch(() => {});
      }
    }
  }

  /** Does everything that is due by the sandbox's clock; one turn at a time. */
  turn(): Promise<void> {
    const turn = this.#turns.then(() => this.#turn());
    this.#turns = turn.catch(() => {});
    return turn;
  }

  async #turn(): Promise<void> {
    const { log, tables, commits } = this.#parts;
    const now = this.#clock.now();
    for (const entry of tables.all()) {
      // Of replicas the oldest deletes; to the others that is a write like any other [D].
      if (entry.timeToLive !== undefined && tables.replicas(entry)[0] === entry) await this.#expire(entry, now);
    }
    for (const stream of log.all()) {
      const old = stream.open.filter((shard) => now - shard.createdAt >= SHARD_LIFE_MS);
      const steps = old.map((shard) => log.replace(stream, shard, 1));
      if (steps.length > 0) await commits.write(steps.flatMap((step) => step.operations));
    }
    // Time may also step back, with the machine's clock.
    if (Math.abs(now - this.#trimmedAt) < RETENTION_TICK_MS) return;
    this.#trimmedAt = now;
    for (const stream of log.all()) await log.trim(stream, now - RETENTION_MS);
    await forgetTokens(this.#parts, now);
  }

  async #expire(entry: TableEntry, now: number): Promise<void> {
    const range = dueRange(entry, now);
    for (;;) {
      const due = this.#parts.db.iterator({ ...range, limit: PAGE });
      const page = await due.nextv(PAGE).finally(() => due.close());
      if (page.length === 0) return;
      for (const [indexKey, itemKey] of page) await this.#expireItem(entry, indexKey, itemKey as string);
    }
  }

  async #expireItem(entry: TableEntry, indexKey: string, itemKey: string): Promise<void> {
    const { region, description } = entry;
    const name = description.TableName;
    const unit = new WriteUnit(this.#parts, region);
    try {
      await unit.lock([itemPrefix(entry) + itemKey]);
      const item = await unit.read(itemPrefix(entry) + itemKey);
      // Looked up again under the lock: the item may have been given a later time since.
      const stillDue = item && (await this.#parts.db.get(indexKey)) !== undefined;
      if (stillDue) {
        const keys = Object.fromEntries(description.KeySchema.map((k) => [k.AttributeName, item[k.AttributeName]]));
        await unit.run(actions.DeleteItem, { TableName: name, Key: keys });
      }
      await unit.commit(true, [{ type: "del", key: indexKey }]);
    } finally {
      unit.release();
    }
  }
}
